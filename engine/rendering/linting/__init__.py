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
    pack = _with_settings(pack)
    sources = Sources(pack)
    found = {finding for check in CHECKS for finding in islice(check(pack, sources), MOST_FINDINGS)}
    told = {finding.path for finding in found}
    found |= {Finding.of(problem, "schema") for problem in _reading(pack) if problem.path not in told}
    return sorted(found, key=lambda f: (f.path, f.line, f.column, f.kind, f.message))


FATAL = frozenset({"json", "link", "missing-file", "program", "syntax"})
"""Rules whose errors keep a pack from being worn at all, where `find_fatal` tells them."""


def find_fatal(pack: Pack) -> list[Finding]:
    """What can be told quickly of a pack that should not be worn: a layout or JSON that cannot be read, programs, links."""
    sources = Sources(pack)
    found = [*islice(entries.check(pack, sources), MOST_FINDINGS), *sources.documents.faults]
    layout = sources.read(LAYOUT) if LAYOUT in pack.files else None
    if layout is None:
        found.append(Finding.at(LAYOUT, (0, 0), "missing-file", "the pack has no such file"))
    elif layout.problem is not None:
        found.append(Finding.of(layout.problem, "syntax"))
    return [finding for finding in found if finding.kind in FATAL]


LAYOUT = "layout/theme.liquid"


def _with_settings(pack: Pack) -> Pack:
    """The pack, or one like it whose settings cannot be read and count as none: that is told as a finding of its own."""
    try:
        _ = pack.settings_schema
        return pack
    except TemplateError:
        bare = Pack(pack.folder)
        bare.settings_groups = ()
        return bare


def _reading(pack: Pack) -> list[Problem]:
    """What the reader of packs complains about by itself: whatever it is, it is told."""
    try:
        return pack.check()
    except TemplateError as error:
        return [error.problem]


__all__ = ["Finding", "check_pack", "find_fatal"]
