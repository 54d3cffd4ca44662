"""Two packs compared: for each section file of one, filled, the best file of the other. What `themes match` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.themes.packs import Pack

from . import fill
from .capacity import PackReader
from .content import Json, SectionContent
from .context import Context, standing
from .extract import content_of
from .functions import FEATURES
from .rank import MATCH, NO_MATCH, Ranking
from .slots import Capacity
from .values import Pins, adjustments, withheld


@dataclass(frozen=True)
class Row:
    """The answer for one section file. `ranking.content` is what was judged: the content, or for section data without
    any, what the file may hold."""

    source: str
    ranking: Ranking
    is_empty: bool = False

    @property
    def outcome(self) -> str:
        """The best candidate's; nothing cannot be shown in part."""
        return MATCH if self.is_empty and self.ranking.best is not None else self.ranking.outcome

    def as_json(self) -> Json:
        """`source`, `best` (file name or null), `outcome`, `withheld`, `ranking`, and what else explains them: `kept` are
        values that no page showed before either, such as an alternative text."""
        best, content = self.ranking.best, self.ranking.content
        lost = withheld(content, best) if best is not None else _everything(content)
        return {
            "source": self.source,
            "best": best.file if best is not None else None,
            "outcome": self.outcome,
            "withheld": [] if self.is_empty else _seen(lost),
            "kept": [] if self.is_empty else [each for each in lost if not each["shown_before"]],
            "adjusted": adjustments(content, best.fit) if best is not None and best.fit else [],
            "splits": [list(files) for files in self.ranking.splits],
            "ranking": [
                {
                    "file": each.file,
                    "outcome": each.outcome,
                    "reason": each.reason,
                    "held": round(each.share, 3),
                    "withheld": _seen(withheld(content, each)),
                    "carried": list(each.carried),
                    "steps": dict(each.steps),
                }
                for each in self.ranking.candidates
            ],
        }


def _seen(lost: list[Json]) -> list[Json]:
    """What a shopper would miss; a value that no page showed before is kept, and not missed."""
    return [each for each in lost if each["shown_before"]]


def _everything(content: SectionContent) -> list[Json]:
    features = sorted(content.functions & FEATURES)
    return [
        {"type": i.type, "role": i.role, "id": i.id, "shown_before": i.weight > 0} for i in content.items()
    ] + [{"type": "feature", "role": name, "id": "", "shown_before": True} for name in features]


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
                yield self.row(file, self.filled(file, mode), is_sample=mode == "preset")

    def answers(
        self, mode: str = "full", only: str | None = None, given: Sequence[tuple[str, Json]] | None = None
    ) -> list[Json]:
        """Rows for all section files, for one, or for given section data; a file that cannot be read has a row that
        says so. Raises ValueError for a section file that the source does not have."""
        known = set(self.source.pack.names("sections", ".liquid"))
        asked = [name for name, _ in given] if given is not None else [only] if only is not None else []
        for name in asked:
            if name not in known:
                raise ValueError(f"{self.source.pack.name} has no sections/{name}.liquid")
        if given is not None:
            return [self._answer(name, data) for name, data in given]
        return [self._answer(name, mode=mode) for name in sorted(known) if only in (None, name)]

    def _answer(self, name: str, data: Json | None = None, mode: str = "full") -> Json:
        if name in self.source.pack.sections:
            given = data if data is not None else self.filled(name, mode)
            return self.row(name, given, is_sample=data is None and mode == "preset").as_json()
        path = f"sections/{name}.liquid"
        fault = next((str(p) for p in self.source.problems if p.path == path), f"{path} cannot be read")
        empty: Json = {
            "best": None,
            "outcome": NO_MATCH,
            "withheld": [],
            "kept": [],
            "adjusted": [],
            "splits": [],
        }
        return {"source": name, **empty, "ranking": [], "error": fault}

    def problems(self) -> list[str]:
        """What could not be read in either pack, with file and line."""
        return [
            f"{reader.pack.name}/{problem}"
            for reader in (self.source, self.target)
            for problem in reader.problems
        ]

    def filled(self, file: str, mode: str) -> Json:
        """Section data to compare a file with."""
        pack, schema = self.source.pack, self.source.pack.sections[file]
        if mode == "preset":
            return fill.preset(pack, schema, self.source.capacity(file))
        return fill.full(pack, schema)

    def row(self, file: str, data: Json, pins: Pins | None = None, is_sample: bool = False) -> Row:
        """The row for given section data of a source file. Empty section data, and samples that the pack made itself,
        are judged by what they may hold."""
        from . import match

        shown_by = self.source.capacity(file)
        content = content_of(shown_by, data)
        is_empty = not any(item.weight for item in content.items())
        if is_empty and shown_by.types:
            content = content_of(shown_by, self.filled(file, "full"))
        possible = self._possible(file, data) if is_sample else None
        context = Context(
            places_of(shown_by), may_stand(shown_by), shown_by, possible=possible, is_placed=self.is_placed
        )
        ranking = match(content, self.target.all().values(), pins, context)
        return Row(file, ranking, is_empty and bool(shown_by.types))

    def _possible(self, file: str, data: Json) -> SectionContent:
        pack = self.source.pack
        return content_of(self.source.capacity(file), fill.filled(pack, pack.sections[file], data))


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
    used = standing(capacity.used_in)
    if used:
        return used
    for place in (*KNOWN_PLACES, "group:header", "group:footer"):
        if capacity.allows(place):
            return frozenset({place})
    return frozenset({"index"})


def may_stand(capacity: Capacity) -> frozenset[str]:
    """Where a merchant could put a section of that file, or, if no template says, where it may be asked for. What stands
    on a page does not move into the header or footer."""
    if not capacity.is_addable and capacity.used_in:
        return frozenset()
    in_group = any(place.startswith("group:") for place in places_of(capacity))
    places = (*KNOWN_PLACES, "group:header", "group:footer") if in_group else KNOWN_PLACES
    return frozenset(place for place in places if capacity.allows(place))
