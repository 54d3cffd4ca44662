"""Objects to read from, and pages whose templates keep what they wrote."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from engine.liquid import (
    BareHost,
    Budget,
    Drop,
    Environment,
    FormParts,
    Ground,
    Limits,
    Page,
    PagedItems,
    SequenceDrop,
    Template,
    prop,
)
from engine.liquid.safe import trusted

COMPILED, INTERPRETED, ANEW = Environment(), Environment(compiles=False), Environment(traces=False)
NAMES = frozenset(
    {
        "a",
        "b",
        "block",
        "closest",
        "customer",
        "h",
        "item",
        "items",
        "list",
        "n",
        "none",
        "section",
        "settings",
        "shop",
    }
)
"""Names whose values are a page's own."""


class Thing(Drop):
    """Something with properties, each computed once; `reads` says which were."""

    liquid_name = "Thing"

    def __init__(self, **values: Any) -> None:
        self.values = values
        self.reads: list[object] = []

    def liquid_get(self, key: object) -> object:
        if not isinstance(key, str):
            return None
        if key in self.read_values:
            return self.read_values[key]
        if key in self.values:
            self.reads.append(key)
            found = self.read_values[key] = self.values[key]
            return found
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing) and other.values.get("title") == self.values.get("title")

    def __hash__(self) -> int:
        return hash(str(self.values.get("title")))


class Keyed(Thing):
    """A thing whose title and tint follow from its key, where both are texts."""

    @property
    def trace_key(self) -> Hashable:
        said = (self.values.get("title"), self.values.get("tint"))
        return said if all(type(each) is str for each in said) else None

    def follows(self, key: object) -> bool:
        return key in ("title", "tint") and self.trace_key is not None


class Settled(Thing):
    """A thing that says nothing but what its key says."""

    @property
    def settled_key(self) -> Hashable:
        return tuple(self.values.items())


class Private(Thing):
    """Somebody."""

    @property
    def is_private(self) -> bool:
        return True


class Row(SequenceDrop):
    """A list that is loaded late."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = list(items)

    def __len__(self) -> int:
        return len(self.items)

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return self.items[start:stop]


class PaginateInfo(Drop):
    """`paginate`."""

    def __init__(self, pages: int) -> None:
        self._pages = pages

    @prop
    def pages(self) -> int:
        return self._pages


class Shop(BareHost):
    """A host whose pages stand on the same ground."""

    def __init__(self, snippets: dict[str, Template], key: Hashable = 1, page: int = 1) -> None:
        super().__init__(snippets)
        self._ground = Ground(key, lambda _: False, NAMES)
        self.page = page

    def ground(self) -> Ground:
        return self._ground

    def words(self) -> dict[str, str]:
        return {}

    def form(self, context: Any, kind: str, positional: Any, attributes: Any) -> FormParts:
        about = "".join(str(value.liquid_get("title")) for value in positional if isinstance(value, Drop))
        opening = trusted(f'<form class="{attributes.get("class", "")}">{kind}{about}')
        return FormParts(opening, Thing(id=kind, posted=bool(about)), trusted("</form>"))

    def paginate(self, context: Any, value: Any, size: int, window: int) -> PagedItems:
        items = list(value or [])
        start = (self.page - 1) * size
        return PagedItems(PaginateInfo(len(items)), Row(items[start : start + size]))


class Themed:
    """A template with its snippets, rendered for one page after the other."""

    def __init__(self, source: str, env: Environment = COMPILED, **snippets: str) -> None:
        self.snippets = {
            name: env.parse_file(text, f"snippets/{name}.liquid") for name, text in snippets.items()
        }
        self.template = env.parse_file(source, "sections/t.liquid")
        self.host = Shop(self.snippets)
        self.page = Page(self.host)

    def write(self, *, key: Hashable = 1, number: int = 1, limits: Limits | None = None, **data: Any) -> str:
        self.host = Shop(self.snippets, key, number)
        self.page = Page(self.host, data, Budget(limits or Limits(seconds=20)))
        return self.template.render_page(self.page)

    @property
    def found(self) -> int:
        """How often the template's text was found."""
        assert self.template.traced is not None
        return self.template.traced.found
