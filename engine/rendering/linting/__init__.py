"""The linter of theme packs: what would fail, or silently show nothing, said before a shopper sees it.

`check_pack` runs every check over every file. One module per kind of check; each offers
`check(pack, sources) -> Iterator[Finding]` and is listed in CHECKS.
"""

from __future__ import annotations

from itertools import islice

from engine.liquid import Problem, TemplateError
from engine.themes.packs import Pack

from . import (
    access,
    arguments,
    conditions,
    entries,
    features,
    files,
    names,
    pictures,
    policy,
    schemas,
    styles,
    syntax,
    texts,
    unused,
    values,
    vectors,
)
from .findings import Finding
from .sources import Sources

CHECKS = (
    entries.check,
    syntax.check,
    schemas.check,
    values.check,
    conditions.check,
    files.check,
    texts.check,
    names.check,
    unused.check,
    features.check,
    arguments.check,
    policy.check,
    styles.check,
    vectors.check,
    pictures.check,
    access.check,
)


MOST_FINDINGS = 5_000
"""Findings of one kind of check; a pack with more has other troubles."""


def check_pack(pack: Pack) -> list[Finding]:
    """Everything that is to be said about a pack, by file and line. It is clean if all of that are notes."""
    sources = Sources(pack)
    found = {finding for check in CHECKS for finding in islice(check(pack, sources), MOST_FINDINGS)}
    told = {finding.path for finding in found}
    found |= {Finding.of(problem, "schema") for problem in _reading(pack) if problem.path not in told}
    return sorted(found, key=lambda f: (f.path, f.line, f.column, f.kind, f.message))


def _reading(pack: Pack) -> list[Problem]:
    """What the reader of packs complains about by itself: whatever it is, it is told."""
    try:
        return pack.check()
    except TemplateError as error:
        return [error.problem]


__all__ = ["Finding", "check_pack"]
