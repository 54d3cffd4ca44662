"""Collections and their products."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.catalogue.models import Collection
from engine.liquid import SequenceDrop, prop
from engine.liquid.safe import trusted
from engine.rendering.loading.facets import FacetCounts
from engine.rendering.loading.lists import SORTS, Chosen
from engine.rendering.loading.naming import can_be_name

from .filtering import FilterDrop, SortOption, chosen_of, filters_of
from .metafields import MetafieldsDrop
from .named import Named, key_of

if TYPE_CHECKING:
    from .front import Front

MOST_WITHOUT_PAGES = 50
"""How many products a list shows that is not cut into pages."""

DEEPEST_ITEM = 2**31
"""No list is as long as this; a place beyond it would overflow the database's own numbers."""


class CollectionDrop(Named):
    """A collection; the one whose page this is follows the shopper's filters."""

    liquid_name = "CollectionDrop"
    listed_in = "collections"

    def __init__(self, front: Front, row: Collection | None) -> None:
        self.front = front
        self.row = row
        """None for the list of all products."""
        self.is_page = False
        self.own_products = CollectionProducts(self)

    def _is(self, other: object) -> bool:
        return isinstance(other, CollectionDrop) and other._id == self._id

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
        picture = self.front.loading.shelves.picture(self._id)
        return self.front.image(picture, str(self.liquid_get("title")))

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
        if isinstance(key, CollectionDrop) and key.row is not None and key.is_in("collections", self.front):
            return key
        name = key_of(key)
        if isinstance(name, str) and (name is not key or name not in ("size", "first", "last")):
            return collection_by_handle(self.front, name)
        return super().liquid_missing(key)


def collection_by_handle(front: Front, handle: str) -> CollectionDrop | None:
    """The collection of a handle; `all` is the list of all products unless a collection has that handle."""
    if not can_be_name(handle):
        return None
    row = front.loading.shelves.by_handles([handle]).get(handle)
    if row is not None:
        return front.collection(row)
    return CollectionDrop(front, None) if handle == "all" else None
