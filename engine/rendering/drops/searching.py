"""Search, suggestions and recommendations."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.base.errors import Refused
from engine.liquid import Drop, SequenceDrop, prop
from engine.listing import queries
from engine.listing.queries import SORTS, Filters, Hit, Kind, Results
from engine.rendering.loading.facets import FacetCounts
from engine.rendering.loading.lists import Chosen
from engine.rendering.suggesting import Wish, suggest, wish_of

from .filtering import FilterDrop, SortOption, chosen_of, filters_of

if TYPE_CHECKING:
    from .front import Front

PER_PAGE = 24
_KINDS: dict[str, Kind] = {
    "product": "product",
    "page": "page",
    "article": "article",
    "collection": "collection",
}


def objects_of(front: Front, hits: tuple[Hit, ...]) -> list[Any]:
    """The records of hits as drops, each kind in one query, in the hits' order."""
    by_kind: dict[str, dict[int, Any]] = {}
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, []).append(hit.id)
    loading = front.loading
    if "product" in ids:
        by_kind["product"] = {r.row.id: front.product(r) for r in loading.products.by_ids(ids["product"])}
    if "collection" in ids:
        rows = loading.shelves.by_ids(ids["collection"])
        by_kind["collection"] = {i: front.collection(row) for i, row in rows.items()}
    if "page" in ids:
        by_kind["page"] = {p.id: front.page(p) for p in loading.reading.pages_by_ids(ids["page"])}
    if "article" in ids:
        records = loading.reading.articles_by_ids(ids["article"])
        by_kind["article"] = {r.row.id: front.article(r) for r in records}
    found = (by_kind[hit.kind].get(hit.id) for hit in hits)
    return [drop for drop in found if drop is not None]


class SearchDrop(Drop):
    """What was searched for, and what was found."""

    liquid_name = "SearchDrop"
    private_keys = frozenset({"terms"})

    def __init__(self, front: Front) -> None:
        self.front = front
        self.text = front.visit.parameters.get("q", "").strip()[:200]
        self._found: dict[tuple[int, int], Results] = {}
        self.per_page = PER_PAGE

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds asked for in `type=product,page`; a filter narrows to products."""
        if self.chosen != Chosen():
            return ("product",)
        asked = [_KINDS[k] for k in self.front.visit.parameters.get("type", "").split(",") if k in _KINDS]
        return tuple(asked) or ("product", "page", "article")

    @cached_property
    def chosen(self) -> Chosen:
        """What the shopper filtered by."""
        return chosen_of(self.front)

    def results_of(self, page: int, per_page: int) -> Results:
        """One page of hits."""
        self.front.loading.notes.cannot_keep()
        if (page, per_page) not in self._found:
            stock = next(iter(self.chosen.available)) if len(self.chosen.available) == 1 else None
            filters = Filters(
                brands=self.chosen.vendors,
                types=self.chosen.types,
                price_min=self.chosen.price_from,
                price_max=self.chosen.price_to,
                available=stock,
            )
            self._found[page, per_page] = queries.search(
                self.front.loading.session,
                self.text,
                filters=filters,
                sort=str(self.liquid_get("sort_by")),
                page=page,
                per_page=per_page,
                kinds=self.kinds,
            )
        return self._found[page, per_page]

    def _any(self) -> Results:
        return next(iter(self._found.values())) if self._found else self.results_of(1, self.per_page)

    @prop
    def performed(self) -> bool:
        return bool(self.text)

    @prop
    def terms(self) -> str:
        return self.text

    @prop
    def results(self) -> SearchResults:
        return SearchResults(self)

    @prop("results_count", "all_products_count")
    def results_count(self) -> int:
        return self._any().total if self.text else 0

    @prop("products_count")
    def products_count(self) -> int:
        return self._any().total if self.text else 0

    @prop
    def corrected(self) -> str | None:
        """What was searched instead, where the words had typing errors (an addition of this platform)."""
        return self._any().corrected if self.text else None

    @prop
    def types(self) -> list[str]:
        return list(self.kinds)

    @prop
    def sort_by(self) -> str:
        asked = self.front.visit.parameters.get("sort_by", "")
        return asked if asked in SORTS else "relevance"

    @prop
    def default_sort_by(self) -> str:
        return "relevance"

    @prop
    def sort_options(self) -> list[SortOption]:
        return [SortOption(self.front, value) for value in SORTS]

    @prop
    def filters(self) -> list[FilterDrop]:
        if not self.text:
            return []
        facets = self._any().facets
        counts = FacetCounts(
            vendors={c.value: c.count for c in facets.brands},
            types={c.value: c.count for c in facets.types},
            in_stock=facets.in_stock,
            sold_out=facets.sold_out,
            price_max=facets.price_high or 0,
        )
        return filters_of(self.front, counts, self.chosen)


class SearchResults(SequenceDrop):
    """Hits as objects, read in pages."""

    liquid_name = "SearchResultsDrop"

    def __init__(self, owner: SearchDrop) -> None:
        self.owner = owner

    def __len__(self) -> int:
        return int(str(self.owner.liquid_get("results_count")))

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        size = (stop - start) if stop is not None else self.owner.per_page
        if size < 1 or start > 2**31 or not self.owner.text:
            return []
        found = self.owner.results_of(start // size + 1, size)
        return objects_of(self.owner.front, found.hits)


class PredictiveSearchDrop(Drop):
    """Suggestions while a shopper types."""

    liquid_name = "PredictiveSearchDrop"
    private_keys = frozenset({"terms"})

    def __init__(self, front: Front) -> None:
        self.front = front
        self.text = front.visit.parameters.get("q", "").strip()[:200]

    @prop
    def performed(self) -> bool:
        return bool(self.text)

    @prop
    def terms(self) -> str:
        return self.text

    @prop
    def types(self) -> list[str]:
        return list(self._wish.kinds)

    @prop
    def resources(self) -> dict[str, object]:
        found = suggest(self.front, self._wish)
        return {
            "products": found.drops.get("product", []),
            "collections": found.drops.get("collection", []),
            "pages": found.drops.get("page", []),
            "articles": found.drops.get("article", []),
            "queries": [
                {
                    "text": query.text,
                    "styled_text": query.text_html,
                    "url": self.front.visit.address({"q": query.text}, path="/search"),
                }
                for query in found.queries
            ],
        }

    @cached_property
    def _wish(self) -> Wish:
        """What the address asks for; a page that is no answer to typing has the usual wish."""
        try:
            return wish_of(self.front.visit)
        except Refused:
            return Wish(self.text)


class RecommendationsDrop(Drop):
    """Products that go with another one."""

    liquid_name = "RecommendationsDrop"

    def __init__(self, front: Front, products: list[Any] | None) -> None:
        self.front = front
        self._products = products

    @prop("performed?", "performed")
    def performed(self) -> bool:
        return self._products is not None

    @prop
    def products(self) -> list[Any]:
        return self._products or []

    @prop
    def products_count(self) -> int:
        return len(self._products or [])

    @prop
    def intent(self) -> str:
        return self.front.visit.parameters.get("intent", "related")
