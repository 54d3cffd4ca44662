"""Several adjacent sections that together show what no single file does. Offered, never chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from .bind import bind
from .content import Bundle, SectionContent
from .rank import PARTIAL, Candidate
from .shapes import shaped
from .slots import Capacity

TOP = 5
MOST_PARTS = 3


def splits(
    content: SectionContent, candidates: Sequence[Candidate], capacities: Mapping[str, Capacity]
) -> list[tuple[str, ...]]:
    """The smallest sets of the top files of which each shows what those before it left over, until nothing is left."""
    top = [each.file for each in candidates if each.fit is not None and each.held > 0][:TOP]
    for size in range(2, MOST_PARTS + 1):
        found = [files for files in _orders(top, size) if _shows_all(content, files, capacities)]
        if found:
            return found
    return []


def _orders(files: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    yield from combinations(files, size)


def _shows_all(content: SectionContent, files: Sequence[str], capacities: Mapping[str, Capacity]) -> bool:
    left = content
    for file in files:
        shape = shaped(left)
        fit = bind(capacities[file], shape)
        if fit.held <= 0:
            return False
        lost = {index for index, _ in fit.withheld}
        left = rest(left, lost)
    return sum(item.weight for item in left.items()) <= 0


def rest(content: SectionContent, lost: set[int]) -> SectionContent:
    """The content with only the items of those numbers."""
    numbers = iter(range(10**9))

    def kept(bundle: Bundle) -> Bundle:
        items = tuple(item for item in bundle.items if next(numbers) in lost)
        return Bundle(bundle.id, items, tuple(kept(entry) for entry in bundle.entries))

    lead = kept(content.lead)
    entries = tuple(kept(entry) for entry in content.entries)
    return SectionContent(lead, tuple(e for e in entries if any(True for _ in e.all_items())), main="")


def worth_splitting(candidate: Candidate | None) -> bool:
    """Whether a split is to be looked for."""
    return candidate is not None and candidate.outcome == PARTIAL
