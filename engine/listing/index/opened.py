"""An open index: its searcher, its columns as plain lists, and its vocabulary. Valid until the index changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from engine.listing.index.schema import COLUMNS
from engine.listing.rules import Kind


@dataclass(frozen=True)
class Facts:
    """What sorting, filters and facets need of one document."""

    kind: str
    brand: str
    type: str
    price_min: int
    price_max: int
    available: bool
    created: int
    title_key: bytes


class Segment:
    """One segment: a file set that never changes, so what was read of it is kept while it is in use."""

    def __init__(self, reader: Any) -> None:
        columns = [list(_column(reader, name)) for name in COLUMNS]
        self.facts = [
            Facts(kind.decode(), brand.decode(), type_.decode(), low, high, bool(available), created, title)
            for kind, brand, type_, low, high, available, created, title in zip(*columns, strict=True)
        ]


class Opened:
    """A generation of an index."""

    def __init__(self, index: FileIndex, kept: dict[str, Segment]) -> None:
        self.generation = index.latest_generation()
        self.searcher = index.searcher(weighting=BM25F())
        self.segments: dict[str, Segment] = {}
        self._starts: list[tuple[int, Segment]] = []
        for reader, start in self.searcher.reader().leaf_readers():
            name = str(reader.segment().segment_id())
            segment = kept.get(name) or Segment(reader)
            self.segments[name] = segment
            self._starts.append((start, segment))
        self._vocabulary: dict[str, int] | None = None
        self._ordered: list[str] | None = None

    def facts(self, number: int) -> Facts:
        """The facts of a document number of the searcher."""
        for start, segment in reversed(self._starts):
            if number >= start:
                return segment.facts[number - start]
        raise IndexError(number)

    def shown(self, number: int) -> tuple[Kind, int, str, str, str, str]:
        """(kind, id, title, handle, parent handle, text) of a document."""
        found: tuple[Kind, int, str, str, str, str] = self.searcher.stored_fields(number)["shown"]
        return found

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every word of names, unstemmed, with the number of records it is in."""
        if self._vocabulary is None:
            counted: dict[str, int] = {}
            for reader, _start in self.searcher.reader().leaf_readers():
                for word, info in reader.iter_field("word"):
                    text = word.decode()
                    counted[text] = counted.get(text, 0) + int(info.doc_frequency())
            self._vocabulary = counted
        return self._vocabulary

    def beginning_with(self, start: str) -> list[str]:
        """Words of the vocabulary that begin with *start*, in order of the alphabet."""
        if self._ordered is None:
            self._ordered = sorted(self.vocabulary)
        low = bisect_left(self._ordered, start)
        high = bisect_left(self._ordered, start + "\U0010ffff")
        return self._ordered[low:high]

    def close(self) -> None:
        """Let go of the files."""
        self.searcher.close()


def _column(reader: Any, name: str) -> Iterator[Any]:
    column = reader.column_reader(name)
    return (column[number] for number in range(reader.doc_count_all()))
