"""Files that cannot be read, unknown tags and filters, and what the parser noticed in passing."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from engine.liquid.compiler import CannotCompile
from engine.themes.packs import Pack

from .findings import Finding
from .sources import Source, Sources

LARGEST_COMPILED = 100_000
"""Characters of a file that is compiled only to see whether it can be."""
LONGEST_NAME = 40
MOST_HINTS = 50
"""Unknown names of one file that are compared with the known ones; a file with more has other troubles."""


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every file."""
    for source in sources:
        if source.problem is not None:
            yield Finding.of(source.problem, "syntax")
        for at, token in enumerate(source.unknown_tags):
            if not token.value.startswith("end"):
                cure = nearest(token.value, sources.known_tags) if at < MOST_HINTS else ""
                yield source.finding(token, "unknown-tag", f"unknown tag '{token.value}'", cure)
        unknown = (call for call, _, _ in source.filters if call.name not in sources.known_filters)
        for at, call in enumerate(unknown):
            cure = nearest(call.name, sources.known_filters) if at < MOST_HINTS else ""
            yield source.finding(call.token, "unknown-filter", f"unknown filter '{call.name}'", cure)
        if source.template is not None:
            for note in source.template.notes:
                yield Finding.of(note, "odd-syntax")
            yield from _left_to_interpreter(sources, source)


def _left_to_interpreter(sources: Sources, source: Source) -> Iterator[Finding]:
    if source.template is None or len(source.text) > LARGEST_COMPILED:
        return
    try:
        sources.environment.compile_tree(source.template.nodes, source.path)
    except CannotCompile as reason:
        yield Finding.at(source.path, (0, 0), "not-compiled", f"the file is not compiled: {reason}")


@lru_cache(maxsize=1_000)
def nearest(name: str, known: frozenset[str], otherwise: str = "") -> str:
    """A hint at the known name that was perhaps meant."""
    if len(name) > LONGEST_NAME:
        return otherwise
    close = get_close_matches(name, known, 1, 0.75)
    return f"Perhaps '{close[0]}' was meant." if close else otherwise
