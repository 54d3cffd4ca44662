"""What a search is asked and what it answers: plain values, no HTML but the marked titles and excerpts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Literal, Protocol

from engine.listing.rules import Kind


@dataclass(frozen=True)
class Filters:
    """What narrows a search. Values of one field are alternatives; fields are joined by *and*.

    ``brands`` are partner names, ``types`` product types, both as facets name them. ``price_min``/``price_max`` in minor
    units of the store's currency, inclusive. ``available``: True in stock only, False sold out only, None both.
    """

    brands: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    available: bool | None = None

    @property
    def any(self) -> bool:
        """Whether anything is narrowed."""
        return self != NOTHING


NOTHING = Filters()


@dataclass(frozen=True)
class Choice:
    """One value of a facet. ``count``: hits that have it under the other fields' filters."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Band:
    """A price range of minor units, ``low`` inclusive, ``high`` exclusive (None: and above)."""

    low: int
    high: int | None
    count: int


@dataclass(frozen=True)
class Facets:
    """How the hits divide. ``price_low``/``price_high``: the cheapest and dearest, minor units, None without hits."""

    brands: tuple[Choice, ...] = ()
    types: tuple[Choice, ...] = ()
    in_stock: int = 0
    sold_out: int = 0
    price_low: int | None = None
    price_high: int | None = None
    price_bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A record found. ``title_html`` and ``excerpt_html`` are escaped, with ``<mark>`` around what matched; they are worked
    out when they are read, since pages mostly show the record itself."""

    kind: Kind
    id: int
    title: str
    handle: str
    parent_handle: str = ""
    """Of an article: its blog."""
    marked: Marked | None = field(default=None, repr=False, compare=False)

    @cached_property
    def title_html(self) -> str:
        return self.marked.title_html() if self.marked is not None else escape(self.title)

    @cached_property
    def excerpt_html(self) -> str:
        return self.marked.excerpt_html() if self.marked is not None else ""


class Marked(Protocol):
    """Where the words of a hit that matched are marked."""

    def title_html(self) -> str:
        """The title, escaped and marked."""

    def excerpt_html(self) -> str:
        """Words around the first match, escaped and marked."""


@dataclass(frozen=True)
class Results:
    """A page of hits, best first. ``corrected``: what was searched instead when the words had typing errors.
    ``source``: ``index``, or ``database`` while the index is missing (no facets, no highlighting then)."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    per_page: int = 24
    facets: Facets = field(default_factory=Facets)
    corrected: str | None = None
    loosened: bool = False
    """True when no record has every word, and those with some of them are shown."""
    source: Literal["index", "database"] = "index"

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // self.per_page))

    def ids(self, kind: Kind = "product") -> list[int]:
        """Ids of the hits of one kind, in order."""
        return [hit.id for hit in self.hits if hit.kind == kind]


@dataclass(frozen=True)
class Completion:
    """A search to offer: its text, and the same with what was typed marked (escaped HTML)."""

    text: str
    text_html: str


@dataclass(frozen=True)
class Suggestions:
    """What to show while a shopper types."""

    queries: tuple[Completion, ...] = ()
    products: tuple[Hit, ...] = ()
    collections: tuple[Hit, ...] = ()
    pages: tuple[Hit, ...] = ()
    articles: tuple[Hit, ...] = ()
    corrected: str | None = None

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.queries or self.products or self.collections or self.pages or self.articles)
