"""Products and what hangs on them, for all products of a page at once.

Whoever asks for the variants of one product gets them for every product known so far, so the number of queries
does not depend on how many products a page shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, null, or_, select, union_all
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.db import StoreSession
from engine.catalogue.models import (
    Collection,
    CollectionProduct,
    Media,
    Product,
    ProductMedia,
    ProductOption,
    ProductTag,
    Variant,
)
from engine.inventory.models import InventoryItem, Level, Location
from engine.stores.models import Partner

from .files import Files


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
        return self.item.on_hand - self.item.reserved - self.item.committed

    @property
    def available(self) -> bool:
        """Whether it can be bought now."""
        return not self.item.tracked or self.item.policy == "continue" or self.quantity > 0


def is_public() -> ColumnElement[bool]:
    """Products that shoppers may see now."""
    return and_(
        Product.status == "active", Product.published_at.is_not(None), Product.published_at <= clock.now()
    )


def is_public_collection() -> ColumnElement[bool]:
    """Collections that shoppers may see now."""
    return and_(Collection.published_at.is_not(None), Collection.published_at <= clock.now())


def has_stock() -> ColumnElement[bool]:
    """Products of which something can be bought."""
    return (
        select(Variant.id)
        .join(
            InventoryItem,
            and_(InventoryItem.store_id == Variant.store_id, InventoryItem.id == Variant.inventory_item_id),
        )
        .where(
            Variant.store_id == Product.store_id,
            Variant.product_id == Product.id,
            or_(
                ~InventoryItem.tracked,
                InventoryItem.policy == "continue",
                InventoryItem.on_hand - InventoryItem.reserved - InventoryItem.committed > 0,
            ),
        )
        .correlate(Product)
        .exists()
    )


def select_products() -> Any:
    """Products with brand and first picture; callers add their conditions."""
    return (
        select(Product, Partner.name, Partner.handle, Media)
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .outerjoin(Media, and_(Media.store_id == Product.store_id, Media.id == Product.featured_media_id))
    )


class Products:
    """The products of one page."""

    def __init__(self, session: StoreSession, files: Files) -> None:
        self.session = session
        self.files = files
        self.known: dict[int, ProductRecord] = {}
        self._variants: dict[int, list[VariantRecord]] = {}
        self._galleries: dict[int, list[Media]] = {}
        self._options: dict[int, list[ProductOption]] = {}
        self._tags: dict[int, list[str]] = {}
        self._collections: dict[int, list[tuple[Collection, Media | None]]] = {}
        self._places: dict[int, list[tuple[Location, int]]] = {}

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
            for row in self.session.execute(select_products().where(Product.id.in_(missing), is_public())):
                self.keep(*row)
        return [self.known[i] for i in wanted if i in self.known]

    def by_handles(self, handles: Iterable[str]) -> dict[str, ProductRecord]:
        """Public products by handle. One query for all that are missing."""
        wanted = set(handles)
        found = {r.row.handle: r for r in self.known.values() if r.row.handle in wanted}
        missing = wanted - set(found)
        if missing:
            for row in self.session.execute(
                select_products().where(Product.handle.in_(missing), is_public())
            ):
                record = self.keep(*row)
                found[record.row.handle] = record
        return found

    def by_handle(self, handle: str) -> ProductRecord | None:
        """One public product for its own page, with its options and the collections that it is in. One query."""
        cover = aliased(Media)
        statement = (
            select_products()
            .add_columns(ProductOption, Collection, cover)
            .outerjoin(
                ProductOption,
                and_(ProductOption.store_id == Product.store_id, ProductOption.product_id == Product.id),
            )
            .outerjoin(
                CollectionProduct,
                and_(
                    CollectionProduct.store_id == Product.store_id, CollectionProduct.product_id == Product.id
                ),
            )
            .outerjoin(
                Collection,
                and_(
                    Collection.store_id == CollectionProduct.store_id,
                    Collection.id == CollectionProduct.collection_id,
                    is_public_collection(),
                ),
            )
            .outerjoin(cover, and_(cover.store_id == Collection.store_id, cover.id == Collection.media_id))
            .where(Product.handle == handle, is_public())
            .order_by(ProductOption.position, Collection.title, Collection.id)
        )
        record: ProductRecord | None = None
        for product, brand, brand_handle, featured, option, collection, media in self.session.execute(
            statement
        ):
            record = self.keep(product, brand, brand_handle, featured)
            options = self._options.setdefault(product.id, [])
            if option is not None and option not in options:
                options.append(option)
            shelves = self._collections.setdefault(product.id, [])
            if collection is not None and (collection, media) not in shelves:
                shelves.append((collection, media))
        return record

    # -- what hangs on them, for all known at once -----------------------------------------------------

    def _missing(self, cache: dict[int, Any]) -> list[int]:
        return [i for i in self.known if i not in cache]

    def variants(self, product_id: int) -> list[VariantRecord]:
        """A product's variants with stock, in order."""
        if product_id not in self._variants:
            missing = self._missing(self._variants)
            self._variants.update({i: [] for i in missing})
            statement = (
                select(Variant, InventoryItem)
                .join(
                    InventoryItem,
                    and_(
                        InventoryItem.store_id == Variant.store_id,
                        InventoryItem.id == Variant.inventory_item_id,
                    ),
                )
                .where(Variant.product_id.in_(missing))
                .order_by(Variant.product_id, Variant.position, Variant.id)
            )
            for variant, item in self.session.execute(statement):
                self._variants[variant.product_id].append(VariantRecord(variant, item))
        return self._variants.get(product_id, [])

    def gallery(self, product_id: int) -> list[Media]:
        """A product's pictures and films, in order."""
        if product_id not in self._galleries:
            missing = self._missing(self._galleries)
            self._galleries.update({i: [] for i in missing})
            for owner, media in self.session.execute(self._select_galleries(missing)):
                self.files.keep(media) if owner is None else self._galleries[owner].append(media)
            for i in missing:
                featured = self.known[i].featured if i in self.known else None
                if featured is not None and not self._galleries[i]:
                    self._galleries[i].append(featured)
        return self._galleries.get(product_id, [])

    def _select_galleries(self, product_ids: list[int]) -> Any:
        """Galleries, and in the same statement the files that settings of the page point at."""
        place = ProductMedia.position.label("place")
        galleries = (
            select(ProductMedia.product_id.label("owner"), place, *Media.__table__.c)
            .join(Media, and_(Media.store_id == ProductMedia.store_id, Media.id == ProductMedia.media_id))
            .where(
                ProductMedia.store_id == self.session.store,
                ProductMedia.product_id.in_(product_ids),
                Media.store_id == self.session.store,
            )
        )
        wanted = self.files.take_wanted()
        if wanted is not None:
            loose = select(cast(null(), Integer), cast(null(), Integer), *Media.__table__.c).where(
                Media.store_id == self.session.store, wanted
            )
            both = union_all(galleries, loose).subquery()
        else:
            both = galleries.subquery()
        found = aliased(Media, both)
        return select(both.c.owner, found).order_by(both.c.owner, both.c.place, both.c.id)

    def options(self, product_id: int) -> list[ProductOption]:
        """A product's options, in order."""
        if product_id not in self._options:
            missing = self._missing(self._options)
            self._options.update({i: [] for i in missing})
            statement = (
                select(ProductOption)
                .where(ProductOption.product_id.in_(missing))
                .order_by(ProductOption.product_id, ProductOption.position)
            )
            for option in self.session.scalars(statement):
                self._options[option.product_id].append(option)
        return self._options.get(product_id, [])

    def tags(self, product_id: int) -> list[str]:
        """A product's tags, sorted."""
        if product_id not in self._tags:
            missing = self._missing(self._tags)
            self._tags.update({i: [] for i in missing})
            statement = (
                select(ProductTag.product_id, ProductTag.tag)
                .where(ProductTag.store_id == self.session.store, ProductTag.product_id.in_(missing))
                .order_by(ProductTag.product_id, ProductTag.tag)
            )
            for owner, tag in self.session.execute(statement):
                self._tags[owner].append(tag)
        return self._tags.get(product_id, [])

    def collections(self, product_id: int) -> list[tuple[Collection, Media | None]]:
        """The public collections that a product is in, by title."""
        if product_id not in self._collections:
            missing = self._missing(self._collections)
            self._collections.update({i: [] for i in missing})
            statement = (
                select(CollectionProduct.product_id, Collection, Media)
                .join(
                    Collection,
                    and_(
                        Collection.store_id == CollectionProduct.store_id,
                        Collection.id == CollectionProduct.collection_id,
                    ),
                )
                .outerjoin(
                    Media, and_(Media.store_id == Collection.store_id, Media.id == Collection.media_id)
                )
                .where(
                    CollectionProduct.store_id == self.session.store,
                    CollectionProduct.product_id.in_(missing),
                    is_public_collection(),
                )
                .order_by(CollectionProduct.product_id, Collection.title, Collection.id)
            )
            for owner, collection, media in self.session.execute(statement):
                self._collections[owner].append((collection, media))
        return self._collections.get(product_id, [])

    def places(self, item_id: int, item_ids: Sequence[int]) -> list[tuple[Location, int]]:
        """Where an item can be picked up, with what lies there, for all the items at once."""
        if item_id not in self._places:
            missing = [i for i in {item_id, *item_ids} if i not in self._places]
            self._places.update({i: [] for i in missing})
            statement = (
                select(Location, Level)
                .join(
                    Level,
                    and_(
                        Level.store_id == Location.store_id,
                        Level.location_id == Location.id,
                        Level.item_id.in_(missing),
                    ),
                )
                .where(Location.offers_pickup, Location.is_active)
                .order_by(Location.position, Location.id)
            )
            for location, level in self.session.execute(statement):
                self._places[level.item_id].append((location, level.on_hand - level.committed))
        return self._places.get(item_id, [])
