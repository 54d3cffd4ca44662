"""The section matching engine: which section file of a theme shows which section data, and how (docs/section-matching.md).

Pure: no database, no rendering, no network. `capacity_of` says what a file can hold, `content_of` what section data
holds, `match` ranks the files, and `values` writes the binding as section data of the target file.
"""

from __future__ import annotations

from collections.abc import Iterable

from .bind import bind
from .capacity import PackReader, capacity_of
from .content import Bundle, Item, SectionContent, canonical
from .context import Context
from .extract import content_of
from .rank import MATCH, NO_MATCH, PARTIAL, Candidate, Ranking, rank
from .shapes import shaped
from .slots import Capacity
from .split import splits, worth_splitting
from .values import Pins, binding, values

__all__ = [
    "MATCH",
    "NO_MATCH",
    "PARTIAL",
    "Bundle",
    "Candidate",
    "Capacity",
    "Context",
    "Item",
    "PackReader",
    "Pins",
    "Ranking",
    "SectionContent",
    "bind",
    "binding",
    "canonical",
    "capacity_of",
    "content_of",
    "match",
    "shaped",
    "values",
]


def match(
    content: SectionContent,
    capacities: Iterable[Capacity],
    pins: Pins | None = None,
    context: Context | None = None,
) -> Ranking:
    """Rank every file for a section's content. The merchant's pin comes before any ranking."""
    files = {capacity.file: capacity for capacity in capacities}
    pin = pins.file if pins is not None else None
    candidates = rank(content, files.values(), context or Context(), pin)
    first = candidates[0] if candidates else None
    best = first if first is not None and (first.outcome != NO_MATCH or first.pinned) else None
    offered = tuple(splits(content, candidates, files)) if worth_splitting(best) else ()
    outcome = best.outcome if best is not None else NO_MATCH
    return Ranking(content, tuple(candidates), best, outcome, offered)
