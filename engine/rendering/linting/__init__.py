"""The linter of theme packs: what would fail, or silently show nothing, said before a shopper sees it.

`check_pack` runs every check over every file. One module per kind of check; each offers
`check(pack, sources) -> Iterator[Finding]` and is listed in CHECKS.
"""

from __future__ import annotations

from engine.themes.packs import Pack

from . import arguments, features, files, names, policy, schemas, syntax, texts
from .findings import Finding
from .sources import Sources

CHECKS = (
    syntax.check,
    schemas.check,
    files.check,
    texts.check,
    names.check,
    features.check,
    policy.check,
    arguments.check,
)


def check_pack(pack: Pack) -> list[Finding]:
    """Everything that is to be said about a pack, by file and line. It is clean if all of that are notes."""
    sources = Sources(pack)
    found = {finding for check in CHECKS for finding in check(pack, sources)}
    return sorted(found, key=lambda f: (f.path, f.line, f.column, f.kind, f.message))


__all__ = ["Finding", "check_pack"]
