"""Two packs compared: for each section file of one, filled, the best file of the other. What `themes match` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.themes.packs import Pack

from . import fill
from .capacity import PackReader
from .content import Json, SectionContent
from .extract import content_of
from .rank import MATCH, Context, Ranking
from .slots import Capacity
from .values import Pins, adjustments, withheld


@dataclass(frozen=True)
class Row:
    """The answer for one section file."""

    source: str
    ranking: Ranking
    content: SectionContent
    outcome: str

    def as_json(self) -> Json:
        """`source`, `best` (file name or null), `outcome`, `withheld`, `ranking`, and what else explains them."""
        best = self.ranking.best
        lost = withheld(self.content, best) if best is not None else _everything(self.content)
        return {
            "source": self.source,
            "best": best.file if best is not None else None,
            "outcome": self.outcome,
            "withheld": lost,
            "adjusted": adjustments(self.ranking.content, best.fit) if best is not None and best.fit else [],
            "splits": [list(files) for files in self.ranking.splits],
            "ranking": [
                {
                    "file": each.file,
                    "outcome": each.outcome,
                    "reason": each.reason,
                    "held": round(each.share, 3),
                    "withheld": withheld(self.ranking.content, each),
                    "carried": list(each.carried),
                    "steps": dict(each.steps),
                }
                for each in self.ranking.candidates
            ],
        }


def _everything(content: SectionContent) -> list[Json]:
    return [
        {"type": i.type, "role": i.role, "id": i.id, "shown_before": i.weight > 0} for i in content.items()
    ]


class Comparison:
    """Compares a source pack with a target pack; each is read once."""

    def __init__(self, source: Pack, target: Pack) -> None:
        self.source = PackReader(source)
        self.target = PackReader(target)

    @cached_property
    def is_placed(self) -> bool:
        """Whether both packs have templates that say which files they use."""
        return all(any(c.used_in for c in reader.all().values()) for reader in (self.source, self.target))

    def rows(self, mode: str = "full", only: str | None = None) -> Iterator[Row]:
        """A row for each section file of the source. `mode`: full or preset."""
        for file in sorted(self.source.pack.sections):
            if only is None or file == only:
                yield self.row(file, self.filled(file, mode))

    def filled(self, file: str, mode: str) -> Json:
        """Section data to compare a file with."""
        pack, schema = self.source.pack, self.source.pack.sections[file]
        if mode == "preset":
            return fill.preset(pack, schema, self.source.capacity(file))
        return fill.full(pack, schema)

    def row(self, file: str, data: Json, pins: Pins | None = None) -> Row:
        """The row for given section data of a source file. Empty section data is judged by what it may hold."""
        from . import match

        shown_by = self.source.capacity(file)
        content = judged = content_of(shown_by, data)
        is_empty = not any(item.weight for item in content.items())
        if is_empty and shown_by.types:
            judged = content_of(shown_by, self.filled(file, "full"))
        context = Context(places_of(shown_by), shown_by, is_placed=self.is_placed)
        ranking = match(judged, self.target.all().values(), pins, context)
        outcome = MATCH if is_empty and ranking.best is not None else ranking.outcome
        return Row(file, ranking, judged, outcome)


KNOWN_PLACES = (
    "index",
    "product",
    "collection",
    "page",
    "article",
    "blog",
    "cart",
    "search",
    "404",
    "password",
)


def places_of(capacity: Capacity) -> frozenset[str]:
    """Where a section of that file stands or may stand: where its pack uses it, or else the first place it may be."""
    used = frozenset(place for place in capacity.used_in if not place.startswith("layout:"))
    if used:
        return used
    for place in (*KNOWN_PLACES, "group:header", "group:footer"):
        if capacity.allows(place):
            return frozenset({place})
    return frozenset({"index"})
