"""Collections: their products, and how a shopper may filter and sort them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from engine.base.money import exponent
from engine.catalogue.models import Collection
from engine.liquid import Drop, SequenceDrop, prop
from engine.liquid.safe import trusted
from engine.rendering.loading.facets import FacetCounts
from engine.rendering.loading.lists import SORTS, Chosen
from engine.rendering.loading.naming import can_be_name

from .metafields import MetafieldsDrop

if TYPE_CHECKING:
    from .front import Front

MOST_WITHOUT_PAGES = 50
"""How many products a list shows that is not cut into pages."""

DEEPEST_ITEM = 2**31
"""No list is as long as this; a place beyond it would overflow the database's own numbers."""

_PRICE = re.compile(r"[0-9]{1,9}([.,][0-9]{1,4})?\Z")


class CollectionDrop(Drop):
    """A collection; the one whose page this is follows the shopper's filters."""

    liquid_name = "CollectionDrop"

    def __init__(self, front: Front, row: Collection | None) -> None:
        self.front = front
        self.row = row
        """None for the list of all products."""
        self.is_page = False
        self.own_products = CollectionProducts(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CollectionDrop) and other._id == self._id

    def __hash__(self) -> int:
        return hash(self._id)

    @property
    def _id(self) -> int:
        return self.row.id if self.row is not None else 0

    # -- words -----------------------------------------------------------------------------------------

    @prop
    def id(self) -> int:
        return self._id

    @prop
    def title(self) -> str:
        if self.row is not None:
            return self.row.title
        return self.front.texts.get("collections.all_products", "All products")

    @prop
    def handle(self) -> str:
        return self.row.handle if self.row is not None else "all"

    @prop
    def url(self) -> str:
        return f"/collections/{self.liquid_get('handle')}"

    @prop
    def description(self) -> str:
        return trusted((self.row.description_html or "") if self.row is not None else "")

    @prop
    def template_suffix(self) -> str | None:
        return self.row.template_suffix if self.row is not None else None

    @prop
    def published_at(self) -> object:
        return self.row.published_at if self.row is not None else None

    @prop
    def object_type(self) -> str:
        return "collection"

    @prop
    def image(self) -> object:
        known = self.front.loading.shelves.known.get(self._id)
        return self.front.image(known[1], str(self.liquid_get("title"))) if known else None

    @prop
    def featured_image(self) -> object:
        own = self.liquid_get("image")
        if own is not None or self.row is None:
            return own
        first = self.front.loading.shelves.preview(self._id, 1)
        return self.front.product(first[0]).liquid_get("featured_image") if first else None

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "collection", self._id or 0)

    @prop
    def current_vendor(self) -> str | None:
        return self.chosen.vendors[0] if len(self.chosen.vendors) == 1 else None

    @prop
    def current_type(self) -> str | None:
        return self.chosen.types[0] if len(self.chosen.types) == 1 else None

    @prop("previous_product", "next_product")
    def neighbours(self) -> None:
        return None

    # -- products --------------------------------------------------------------------------------------

    @prop
    def products(self) -> CollectionProducts:
        return self.own_products

    @prop
    def all_products_count(self) -> int:
        if self.row is None:
            return self.front.loading.shelves.page(None, Chosen(), "manual", 0, 1)[1]
        return self.front.loading.shelves.size(self._id)

    @prop
    def products_count(self) -> int:
        if self.is_page or self.row is None:
            return len(self.own_products)
        return self.front.loading.shelves.size(self._id)

    @cached_property
    def chosen(self) -> Chosen:
        """What the shopper filtered by; nothing for a collection that is not this page's."""
        return chosen_of(self.front) if self.is_page else Chosen()

    # -- sorting and filtering -------------------------------------------------------------------------

    @prop
    def default_sort_by(self) -> str:
        return self.row.sort_order if self.row is not None else "created-descending"

    @prop
    def sort_by(self) -> str | None:
        asked = self.front.visit.parameters.get("sort_by") if self.is_page else None
        return asked if asked in SORTS else None

    @property
    def order(self) -> str:
        """The sort order in force."""
        return str(self.liquid_get("sort_by") or self.liquid_get("default_sort_by"))

    @prop
    def sort_options(self) -> list[SortOption]:
        return [SortOption(self.front, value) for value in SORTS if value != "created-ascending"]

    @cached_property
    def counts(self) -> FacetCounts:
        """How the products divide; one query."""
        return self.front.loading.shelves.facets(self._id or None, self.chosen)

    @prop
    def filters(self) -> list[FilterDrop]:
        return filters_of(self.front, self.counts, self.chosen) if self.is_page else []

    @prop("all_tags", "tags")
    def all_tags(self) -> list[str]:
        return sorted(self.counts.tags)

    @prop
    def all_types(self) -> list[str]:
        return sorted(self.counts.types)

    @prop
    def all_vendors(self) -> list[str]:
        return sorted(self.counts.vendors)

    def liquid_json(self) -> object:
        return {
            "id": self._id,
            "handle": self.liquid_get("handle"),
            "title": self.liquid_get("title"),
            "url": self.liquid_get("url"),
            "description": str(self.liquid_get("description")),
        }


class CollectionProducts(SequenceDrop):
    """The products of a collection, read in the portion that a page shows."""

    liquid_name = "CollectionProductsDrop"

    def __init__(self, owner: CollectionDrop) -> None:
        self.owner = owner
        self._total: int | None = None
        self._read: dict[tuple[int, int], list[object]] = {}

    def __len__(self) -> int:
        if self._total is None:
            if self.owner.is_page or self.owner.row is None:
                self.liquid_slice(0, 1)
            else:
                self._total = self.owner.front.loading.shelves.size(self.owner._id)
        return self._total or 0

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        end = start + MOST_WITHOUT_PAGES if stop is None else stop
        if end <= start or end > DEEPEST_ITEM:
            return []
        if (start, end) not in self._read:
            self._read[start, end] = self._load(start, end)
        return self._read[start, end]

    def _load(self, start: int, end: int) -> list[object]:
        owner, front = self.owner, self.owner.front
        if not owner.is_page and owner.row is not None and end <= MOST_WITHOUT_PAGES:
            records = front.loading.shelves.preview(owner._id, end)[start:]
            self._total = front.loading.shelves.size(owner._id)
        else:
            found = front.loading.shelves.page(owner._id or None, owner.chosen, owner.order, start, end)
            records, self._total = found
        drops: list[object] = []
        for record in records:
            drop = front.product(record)
            drop.within = str(owner.liquid_get("handle"))
            drops.append(drop)
        return drops

    @prop("count")
    def count(self) -> int:
        return len(self)


class Collections(SequenceDrop):
    """`collections`: every public collection, and any of them by handle."""

    liquid_name = "CollectionsDrop"

    def __init__(self, front: Front) -> None:
        self.front = front
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self.front.loading.shelves.count()
        return self._count

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        end = stop if stop is not None else start + 200
        if end > DEEPEST_ITEM:
            return []
        return [self.front.collection(row) for row in self.front.loading.shelves.listed(start, end)]

    def liquid_missing(self, key: object) -> object:
        if isinstance(key, str) and key not in ("size", "first", "last"):
            return collection_by_handle(self.front, str(key))
        return super().liquid_missing(key)


def collection_by_handle(front: Front, handle: str) -> CollectionDrop | None:
    """The collection of a handle; `all` is the list of all products unless a collection has that handle."""
    if not can_be_name(handle):
        return None
    row = front.loading.shelves.by_handles([handle]).get(handle)
    if row is not None:
        return front.collection(row)
    return CollectionDrop(front, None) if handle == "all" else None


# -- filters ----------------------------------------------------------------------------------------------


def chosen_of(front: Front) -> Chosen:
    """Read `filter.*` from the address; what cannot be understood is left out."""
    visit = front.visit
    options: dict[str, list[str]] = {}
    for key, value in visit.query[:100]:
        if key.startswith("filter.v.option.") and value:
            options.setdefault(key.removeprefix("filter.v.option.")[:100], []).append(value[:200])
    stock = {"1": True, "0": False}
    wanted = frozenset(stock[v] for v in visit.values("filter.v.availability") if v in stock)
    return Chosen(
        vendors=tuple(visit.values("filter.p.vendor")[:50]),
        types=tuple(visit.values("filter.p.product_type")[:50]),
        tags=tuple(visit.values("filter.p.tag")[:50]),
        price_from=_minor(front, "filter.v.price.gte"),
        price_to=_minor(front, "filter.v.price.lte"),
        available=wanted,
        options=tuple((name, tuple(picked)) for name, picked in options.items()),
    )


def _minor(front: Front, name: str) -> int | None:
    text = front.visit.parameters.get(name, "").strip()
    if not _PRICE.match(text):
        return None
    whole, _, fraction = text.replace(",", ".").partition(".")
    digits = exponent(front.visit.store.currency)
    return int(whole) * 10**digits + int((fraction + "0" * digits)[:digits] or 0)


class SortOption(Drop):
    """One way to sort."""

    liquid_name = "SortOptionDrop"

    def __init__(self, front: Front, value: str) -> None:
        self.front = front
        self._value = value

    @prop
    def value(self) -> str:
        return self._value

    @prop
    def name(self) -> str:
        key = f"sort.{self._value.replace('-', '_')}"
        return self.front.texts.get(key) or self.front.platform_text(key)


class FilterDrop(Drop):
    """One thing to filter by."""

    liquid_name = "FilterDrop"

    def __init__(self, front: Front, label: str, kind: str, parameter: str) -> None:
        self.front = front
        self._label = label
        self._kind = kind
        self._parameter = parameter
        self._values: list[FilterValue] = []
        self.low: FilterValue | None = None
        self.high: FilterValue | None = None
        self._range_max = 0

    def with_values(self, counts: Iterable[tuple[str, str, int]], chosen: Iterable[str]) -> FilterDrop:
        """Give the filter its values as (value, label, count)."""
        active = set(chosen)
        self._values = [
            FilterValue(self, value, label, count, value in active) for value, label, count in counts
        ]
        return self

    def with_range(self, low: int | None, high: int | None, most: int) -> FilterDrop:
        """Make it a price range, in minor units."""
        self.low = FilterValue(self, low, "", 0, low is not None, ".gte")
        self.high = FilterValue(self, high, "", 0, high is not None, ".lte")
        self._range_max = most
        return self

    @prop
    def label(self) -> str:
        return self._label

    @prop
    def type(self) -> str:
        return self._kind

    @prop
    def param_name(self) -> str:
        return self._parameter

    @prop
    def operator(self) -> str | None:
        return "OR" if self._kind == "list" else None

    @prop
    def presentation(self) -> str | None:
        if self._kind != "list":
            return None
        return "swatch" if any(v.liquid_get("swatch") is not None for v in self._values) else "text"

    @prop("true_value", "false_value")
    def no_yes_or_no(self) -> None:
        return None

    @prop
    def values(self) -> list[FilterValue]:
        return self._values

    @prop
    def active_values(self) -> list[FilterValue]:
        return [v for v in self._values if v.is_active]

    @prop
    def inactive_values(self) -> list[FilterValue]:
        return [v for v in self._values if not v.is_active]

    @prop
    def min_value(self) -> FilterValue | None:
        return self.low

    @prop
    def max_value(self) -> FilterValue | None:
        return self.high

    @prop
    def range_max(self) -> int | None:
        return self._range_max if self._kind == "price_range" else None

    @prop
    def url_to_remove(self) -> str:
        gone = dict.fromkeys([self._parameter, f"{self._parameter}.gte", f"{self._parameter}.lte", "page"])
        return self.front.visit.address(gone)


class FilterValue(Drop):
    """One value of a filter."""

    liquid_name = "FilterValueDrop"

    def __init__(
        self, owner: FilterDrop, value: object, label: str, count: int, active: bool, ending: str = ""
    ) -> None:
        self.owner = owner
        self._value = value
        self._label = label
        self._count = count
        self.is_active = active
        self._parameter = owner._parameter + ending

    @prop
    def value(self) -> object:
        return self._value

    @prop
    def label(self) -> str:
        return self._label

    @prop
    def count(self) -> int:
        return self._count

    @prop
    def active(self) -> bool:
        return self.is_active

    @prop
    def param_name(self) -> str:
        return self._parameter

    def _others(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (k, v)
            for k, v in self.owner.front.visit.query
            if not (k == self._parameter and v == str(self._value))
        )

    @prop
    def url_to_add(self) -> str:
        pairs = [*self._others(), (self._parameter, str(self._value))]
        return _with_query(self.owner.front, pairs)

    @prop
    def url_to_remove(self) -> str:
        return _with_query(self.owner.front, self._others())

    @prop
    def swatch(self) -> object:
        if not self._parameter.startswith("filter.v.option."):
            return None
        from .product import SWATCHES, swatch_of

        name = self._parameter.removeprefix("filter.v.option.").lower()
        return swatch_of(str(self._value)) if name in SWATCHES else None

    @prop("image", "display")
    def no_image(self) -> None:
        return None


def _with_query(front: Front, pairs: Iterable[tuple[str, str]]) -> str:
    from urllib.parse import urlencode

    kept = [(k, v) for k, v in pairs if k not in ("page", "section_id", "sections")]
    return f"{front.visit.path}?{urlencode(kept)}" if kept else front.visit.path


def filters_of(front: Front, counts: FacetCounts, chosen: Chosen) -> list[FilterDrop]:
    """The filters of a list, those without a choice left out."""

    def text(key: str) -> str:
        return front.texts.get(f"filters.{key}") or front.platform_text(f"filters.{key}")

    found: list[FilterDrop] = []
    if (counts.in_stock and counts.sold_out) or chosen.available:
        pairs = [("1", text("in_stock"), counts.in_stock), ("0", text("sold_out"), counts.sold_out)]
        picked = ["1" if flag else "0" for flag in chosen.available]
        found.append(
            FilterDrop(front, text("availability"), "list", "filter.v.availability").with_values(
                pairs, picked
            )
        )
    if counts.price_max or chosen.price_from is not None or chosen.price_to is not None:
        found.append(
            FilterDrop(front, text("price"), "price_range", "filter.v.price").with_range(
                chosen.price_from, chosen.price_to, counts.price_max
            )
        )
    _add_list(found, front, text("vendor"), "filter.p.vendor", counts.vendors, chosen.vendors)
    _add_list(found, front, text("product_type"), "filter.p.product_type", counts.types, chosen.types)
    picked_options = dict(chosen.options)
    for name in sorted({*counts.options, *picked_options}):
        values = counts.options.get(name, {})
        _add_list(found, front, name, f"filter.v.option.{name}", values, picked_options.get(name, ()))
    if chosen.tags:
        _add_list(found, front, text("tag"), "filter.p.tag", counts.tags, chosen.tags)
    return found


def _add_list(
    found: list[FilterDrop],
    front: Front,
    label: str,
    parameter: str,
    counts: dict[str, int],
    chosen: tuple[str, ...],
) -> None:
    """Add a list filter if it offers a choice, or one was made; what was chosen is always shown."""
    shown = {**dict.fromkeys(chosen, 0), **counts}
    if len(shown) < 2 and not chosen:
        return
    pairs = [(value, value, shown[value]) for value in sorted(shown, key=str.lower)]
    found.append(FilterDrop(front, label, "list", parameter).with_values(pairs, chosen))
