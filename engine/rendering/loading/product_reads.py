"""The prepared reads of products and of what hangs on them, and the conditions under which shoppers see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, null, select, union_all
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.model import UTCDateTime
from engine.base.prepared import STORE, Prepared, many, one
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
from engine.inventory.models import Channel, Designation, InventoryItem, Level, Location
from engine.inventory.queries import NOT_LISTED, from_selling_shops, units_here
from engine.metafields.models import Metafield
from engine.stores.models import Partner

from .files import is_wanted

NOW: Any = one("now", UTCDateTime())
"""The time of a prepared read."""


def is_public(now: Any = None) -> ColumnElement[bool]:
    """Products that shoppers may see now; *now* stands in where a read is prepared."""
    at = clock.now() if now is None else now
    return and_(
        Product.status == "active",
        Product.online != NOT_LISTED,
        Product.published_at.is_not(None),
        Product.published_at <= at,
    )


def is_public_collection(now: Any = None) -> ColumnElement[bool]:
    """Collections that shoppers may see now, likewise."""
    at = clock.now() if now is None else now
    return and_(Collection.published_at.is_not(None), Collection.published_at <= at)


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
            InventoryItem.is_buyable(),
        )
        .correlate(Product)
        .exists()
    )


PRODUCT = (Product, Partner.name, Partner.handle, Media)
"""What a prepared read has of a product: itself, its brand, its first picture."""


def read_products(read: Any) -> Any:
    """Products with brand and first picture; callers add their conditions."""
    return (
        read.select_from(Product)
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .outerjoin(Media, and_(Media.store_id == Product.store_id, Media.id == Product.featured_media_id))
        .where(Product.store_id == STORE)
    )


BY_IDS = Prepared(
    *PRODUCT, build=lambda read: read_products(read).where(Product.id.in_(many("ids")), is_public(NOW))
)
BY_HANDLES = Prepared(
    *PRODUCT,
    build=lambda read: read_products(read).where(Product.handle.in_(many("handles")), is_public(NOW)),
)
_COVER = aliased(Media)
_HAS_FIELDS = (
    select(Metafield.id)
    .where(Metafield.store_id == STORE, Metafield.owner_type == "product", Metafield.owner_id == Product.id)
    .correlate(Product)
    .exists()
)
_BRANDS_SHELF = (
    select(Collection.id)
    .where(Collection.store_id == STORE, Collection.handle == Partner.handle, is_public_collection(NOW))
    .correlate(Partner)
    .exists()
)
BY_HANDLE = Prepared(
    *PRODUCT,
    _HAS_FIELDS,
    _BRANDS_SHELF,
    ProductOption,
    Collection,
    _COVER,
    build=lambda read: (
        read_products(read)
        .outerjoin(
            ProductOption,
            and_(ProductOption.store_id == Product.store_id, ProductOption.product_id == Product.id),
        )
        .outerjoin(
            CollectionProduct,
            and_(CollectionProduct.store_id == Product.store_id, CollectionProduct.product_id == Product.id),
        )
        .outerjoin(
            Collection,
            and_(
                Collection.store_id == CollectionProduct.store_id,
                Collection.id == CollectionProduct.collection_id,
                is_public_collection(NOW),
            ),
        )
        .outerjoin(_COVER, and_(_COVER.store_id == Collection.store_id, _COVER.id == Collection.media_id))
        .where(Product.handle == one("handle"), is_public(NOW))
        .order_by(ProductOption.position, Collection.title, Collection.id)
    ),
)
VARIANTS = Prepared(
    Variant,
    InventoryItem,
    build=lambda read: (
        read.select_from(Variant)
        .join(
            InventoryItem,
            and_(InventoryItem.store_id == Variant.store_id, InventoryItem.id == Variant.inventory_item_id),
        )
        .where(
            Variant.store_id == STORE,
            Variant.product_id.in_(many("ids")),
            InventoryItem.online != NOT_LISTED,
        )
        .order_by(Variant.product_id, Variant.position, Variant.id)
    ),
)
OPTIONS = Prepared(
    ProductOption,
    build=lambda read: (
        read.select_from(ProductOption)
        .where(ProductOption.store_id == STORE, ProductOption.product_id.in_(many("ids")))
        .order_by(ProductOption.product_id, ProductOption.position)
    ),
)
TAGS = Prepared(
    ProductTag.product_id,
    ProductTag.tag,
    build=lambda read: read.where(
        ProductTag.store_id == STORE, ProductTag.product_id.in_(many("ids"))
    ).order_by(ProductTag.product_id, ProductTag.tag),
)
COLLECTIONS = Prepared(
    CollectionProduct.product_id,
    Collection,
    Media,
    build=lambda read: (
        read.select_from(CollectionProduct)
        .join(
            Collection,
            and_(
                Collection.store_id == CollectionProduct.store_id,
                Collection.id == CollectionProduct.collection_id,
            ),
        )
        .outerjoin(Media, and_(Media.store_id == Collection.store_id, Media.id == Collection.media_id))
        .where(
            CollectionProduct.store_id == STORE,
            CollectionProduct.product_id.in_(many("ids")),
            is_public_collection(NOW),
        )
        .order_by(CollectionProduct.product_id, Collection.title, Collection.id)
    ),
)
SHOPS = Prepared(
    Location,
    Designation.item_id,
    units_here(Designation.store_id, Designation.item_id, Channel.location_id),
    build=lambda read: from_selling_shops(read, STORE, many("ids")),
)
"""The shops that sell items, with what lies there: as in the lists of channels."""
PLACES = Prepared(
    Location,
    Level.item_id,
    Level.on_hand,
    Level.committed,
    build=lambda read: (
        read.select_from(Location)
        .join(
            Level,
            and_(
                Level.store_id == Location.store_id,
                Level.location_id == Location.id,
                Level.item_id.in_(many("ids")),
            ),
        )
        .where(Location.store_id == STORE, Location.offers_pickup, Location.is_active)
        .order_by(Location.position, Location.id)
    ),
)


def _galleries(with_files: bool) -> Prepared:
    """Galleries, and with *with_files* in the same statement the files that settings of the page point at."""
    place = ProductMedia.position.label("place")
    every = (
        select(ProductMedia.product_id.label("owner"), place, *Media.__table__.c)
        .join(Media, and_(Media.store_id == ProductMedia.store_id, Media.id == ProductMedia.media_id))
        .where(
            ProductMedia.store_id == STORE,
            ProductMedia.product_id.in_(many("products")),
            Media.store_id == STORE,
        )
    )
    loose = select(cast(null(), Integer), cast(null(), Integer), *Media.__table__.c).where(is_wanted())
    both = (union_all(every, loose) if with_files else every).subquery()
    found = aliased(Media, both)
    return Prepared(
        both.c.owner,
        found,
        build=lambda read: read.order_by(both.c.owner, both.c.place, both.c.id),
    )


GALLERIES, GALLERIES_AND_FILES = _galleries(False), _galleries(True)
