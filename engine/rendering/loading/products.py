"""Products and what hangs on them, for all products of a page at once.

Whoever asks for the variants of one product gets them for every product known so far, so the number of queries
does not depend on how many products a page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.base import clock
from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Media, Product, ProductOption, Variant
from engine.inventory.models import InventoryItem, Location
from engine.inventory.queries import FOR_SALE

from . import product_reads
from .files import Files
from .noting import Notebook


@dataclass(frozen=True)
class ProductRecord:
    """A product with its brand and first picture."""

    row: Product
    brand: str
    brand_handle: str
    featured: Media | None


@dataclass(frozen=True)
class VariantRecord:
    """A variant with its stock."""

    row: Variant
    item: InventoryItem

    @property
    def quantity(self) -> int:
        """Units that nobody has a claim on."""
        return self.item.on_hand - self.item.reserved - self.item.committed - self.item.withheld

    @property
    def available(self) -> bool:
        """Whether it can be bought here now."""
        return self.for_sale and (
            not self.item.tracked or self.item.policy == "continue" or self.quantity > 0
        )

    @property
    def for_sale(self) -> bool:
        """Whether it is for sale online; else it is only shown, to be bought in a shop."""
        return bool(self.item.online == FOR_SALE)


@dataclass(frozen=True)
class SellingShop:
    """A shop that sells an item. ``units`` lie there free; None where the item is not counted."""

    id: int
    name: str
    address: dict[str, Any]
    hours: list[Any]
    offers_pickup: bool
    units: int | None


def _nothing() -> None:
    """Nothing more is expected."""


class Products:
    """The products of one page."""

    def __init__(self, session: StoreSession, files: Files, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self.files = files
        self.known: dict[int, ProductRecord] = {}
        self._named: dict[str, ProductRecord | None] = {}
        self._variants: dict[int, list[VariantRecord]] = {}
        self._galleries: dict[int, list[Media]] = {}
        self._options: dict[int, list[ProductOption]] = {}
        self._tags: dict[int, list[str]] = {}
        self._collections: dict[int, list[tuple[Collection, Media | None]]] = {}
        self._places: dict[int, list[tuple[Location, int]]] = {}
        self._shops: dict[int, list[tuple[Location, int]]] = {}
        self.without_fields: set[int] = set()
        """Products of which it is known that they have no fields of the shop's own."""
        self.no_collections: set[str] = set()
        """Handles of brands that no public collection has."""
        self.seen_in: dict[str, tuple[Collection, Media | None]] = {}
        """Collections by handle that came along with products."""
        self.bring_more: Callable[[], None] = _nothing
        """Called before a part is read for all known products, to make those known that will be shown."""

    # -- the products themselves -----------------------------------------------------------------------

    def keep(self, row: Product, brand: str, brand_handle: str, featured: Media | None) -> ProductRecord:
        """Remember a product that some query brought along."""
        record = self.known.get(row.id)
        if record is None:
            record = self.known[row.id] = ProductRecord(row, brand, brand_handle, featured)
        return record

    def by_ids(self, ids: Iterable[int]) -> list[ProductRecord]:
        """Public products in the order of the ids; unknown ones are left out. One query for all that are missing."""
        wanted = list(dict.fromkeys(ids))
        missing = [i for i in wanted if i not in self.known]
        if missing:
            for row in product_reads.BY_IDS.all(self.session, ids=missing, now=clock.now()):
                self.keep(*row)
        found = [self.known[i] for i in wanted if i in self.known]
        self.notes.each("product", wanted)
        self.notes.products(found)
        return found

    def by_handles(self, handles: Iterable[str]) -> dict[str, ProductRecord]:
        """Public products by handle. One query for all that are missing."""
        wanted = set(handles)
        found = {r.row.handle: r for r in self.known.values() if r.row.handle in wanted}
        missing = wanted - set(found)
        if missing:
            for row in product_reads.BY_HANDLES.all(self.session, handles=missing, now=clock.now()):
                record = self.keep(*row)
                found[record.row.handle] = record
        if len(found) < len(wanted):
            self.notes.add("products-named")
        self.notes.products(found.values())
        return found

    def by_handle(self, handle: str) -> ProductRecord | None:
        """One public product for its own page, with its options and the collections that it is in. One query."""
        if handle not in self._named:
            self._named[handle] = self._read_by_handle(handle)
        record = self._named[handle]
        if record is None:
            self.notes.add("products-named")
        else:
            self.notes.products([record])
        return record

    def _read_by_handle(self, handle: str) -> ProductRecord | None:
        rows = product_reads.BY_HANDLE.all(self.session, handle=handle, now=clock.now())
        if not rows:
            return None
        record = self.keep(*rows[0][:4])
        if not rows[0][4]:
            self.without_fields.add(record.row.id)
        if not rows[0][5]:
            self.no_collections.add(record.brand_handle)
        options = {option.id: option for *_, option, _, _ in rows if option is not None}
        shelves = {shelf.id: (shelf, cover) for *_, shelf, cover in rows if shelf is not None}
        self._options[record.row.id] = list(options.values())
        self._collections[record.row.id] = list(shelves.values())
        self.seen_in.update({shelf.handle: (shelf, cover) for shelf, cover in shelves.values()})
        return record

    # -- what hangs on them, for all known at once -----------------------------------------------------

    def _missing(self, cache: dict[int, Any]) -> list[int]:
        self.bring_more()
        return [i for i in self.known if i not in cache]

    def variants(self, product_id: int) -> list[VariantRecord]:
        """A product's variants with stock, in order."""
        self.notes.add("product", product_id)
        if product_id not in self._variants:
            missing = self._missing(self._variants)
            self._variants.update({i: [] for i in missing})
            for variant, item in product_reads.VARIANTS.all(self.session, ids=missing):
                self._variants[variant.product_id].append(VariantRecord(variant, item))
        return self._variants.get(product_id, [])

    def gallery(self, product_id: int) -> list[Media]:
        """A product's pictures and films, in order."""
        self.notes.add("product", product_id)
        known = self.known.get(product_id)
        if known is not None and known.row.featured_media_id is None:
            return []  # the first of a gallery is always the featured one
        if product_id not in self._galleries:
            missing = self._missing(self._galleries)
            self._galleries.update({i: [] for i in missing})
            for owner, media in self._read_galleries(missing):
                self.files.keep(media) if owner is None else self._galleries[owner].append(media)
            for i in missing:
                featured = self.known[i].featured if i in self.known else None
                if featured is not None and not self._galleries[i]:
                    self._galleries[i].append(featured)
        found = self._galleries.get(product_id, [])
        self.notes.each("media", (media.id for media in found))
        return found

    def _read_galleries(self, product_ids: list[int]) -> list[Any]:
        wanted = self.files.take_wanted()
        if wanted is None:
            return product_reads.GALLERIES.all(self.session, products=product_ids)
        ids, names = wanted
        return product_reads.GALLERIES_AND_FILES.all(self.session, products=product_ids, ids=ids, names=names)

    def options(self, product_id: int) -> list[ProductOption]:
        """A product's options, in order."""
        self.notes.add("product", product_id)
        if product_id not in self._options:
            missing = self._missing(self._options)
            self._options.update({i: [] for i in missing})
            for (option,) in product_reads.OPTIONS.all(self.session, ids=missing):
                self._options[option.product_id].append(option)
        return self._options.get(product_id, [])

    def tags(self, product_id: int) -> list[str]:
        """A product's tags, sorted."""
        self.notes.add("product", product_id)
        if product_id not in self._tags:
            missing = self._missing(self._tags)
            self._tags.update({i: [] for i in missing})
            for owner, tag in product_reads.TAGS.all(self.session, ids=missing):
                self._tags[owner].append(tag)
        return self._tags.get(product_id, [])

    def collections(self, product_id: int) -> list[tuple[Collection, Media | None]]:
        """The public collections that a product is in, by title."""
        self.notes.add("product", product_id)
        self.notes.add("collections")
        if product_id not in self._collections:
            missing = self._missing(self._collections)
            self._collections.update({i: [] for i in missing})
            for owner, collection, media in product_reads.COLLECTIONS.all(
                self.session, ids=missing, now=clock.now()
            ):
                self._collections[owner].append((collection, media))
                self.seen_in[collection.handle] = (collection, media)
        found = self._collections.get(product_id, [])
        self.notes.each("media", (media.id for _, media in found if media is not None))
        return found

    def places(self, item_id: int, item_ids: Sequence[int]) -> list[tuple[Location, int]]:
        """Where an item can be picked up, with what lies there, for all the items at once."""
        self.notes.add("places")
        self.notes.add("stock", item_id)
        if item_id not in self._places:
            missing = [i for i in {item_id, *item_ids} if i not in self._places]
            self._places.update({i: [] for i in missing})
            for location, item, on_hand, committed in product_reads.PLACES.all(self.session, ids=missing):
                self._places[item].append((location, on_hand - committed))
        return self._places.get(item_id, [])

    def shops(self, item: InventoryItem, item_ids: Sequence[int]) -> list[SellingShop]:
        """The shops that sell an item, for all the items at once. One query."""
        self.notes.add("places")
        self.notes.add("stock", item.id)
        self.notes.add("item", item.id)
        if item.id not in self._shops:
            missing = [i for i in {item.id, *item_ids} if i not in self._shops]
            self._shops.update({i: [] for i in missing})
            for place, of, here in product_reads.SHOPS.all(self.session, ids=missing):
                self._shops[of].append((place, here))
        free = item.on_hand - item.reserved - item.committed
        return [
            SellingShop(
                id=place.id,
                name=place.name,
                address=place.address or {},
                hours=place.hours,
                offers_pickup=place.offers_pickup,
                units=max(0, here if item.is_bundle else min(here, free)) if item.tracked else None,
            )
            for place, here in self._shops.get(item.id, [])
        ]
