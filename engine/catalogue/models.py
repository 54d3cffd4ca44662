"""Tables of what is sold. Stock is not here: a variant points at an inventory item (engine/inventory)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.db import StoreSession
from engine.base.dependencies import Dependency, expansion
from engine.base.model import StoreModel, belongs_to


class Media(StoreModel):
    """An uploaded file, kept in the media store under ``storage_key``. Pictures are re-encoded and carry no EXIF."""

    __tablename__ = "media"

    kind: Mapped[str]
    """image, video or file."""
    storage_key: Mapped[str]
    file_name: Mapped[str]
    content_type: Mapped[str]
    byte_size: Mapped[int]
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    alt: Mapped[str | None] = mapped_column(default=None)
    sha256: Mapped[str]
    source_address: Mapped[str | None] = mapped_column(default=None)
    """Where an import fetched it from, so that it is fetched once."""
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("store_id", "storage_key"),
        Index("ix_media_sha256", "store_id", "sha256"),
        Index("ix_media_source", "store_id", "source_address"),
        Index("ix_media_recent", "store_id", "created_at", "id"),
        Index("ix_media_file_name", "store_id", "file_name"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "media", self.id
        yield "media-name", self.file_name


class Product(StoreModel):
    """What a shopper sees as one thing. ``status``: draft, active or archived.

    ``price_min``/``price_max`` (minor units of the store's currency) are derived from the variants in the transaction that
    changes them, for sorting and filtering lists.
    """

    __tablename__ = "product"

    partner_id: Mapped[int]
    handle: Mapped[str]
    title: Mapped[str]
    product_type: Mapped[str | None] = mapped_column(default=None)
    description_html: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(default="draft")
    seo_title: Mapped[str | None] = mapped_column(default=None)
    seo_description: Mapped[str | None] = mapped_column(default=None)
    template_suffix: Mapped[str | None] = mapped_column(default=None)
    price_min: Mapped[int] = mapped_column(default=0)
    price_max: Mapped[int] = mapped_column(default=0)
    featured_media_id: Mapped[int | None] = mapped_column(default=None)
    source: Mapped[str | None] = mapped_column(default=None)
    """Where it was imported from, with its key there and a hash of what was read: a second import changes nothing."""
    source_key: Mapped[str | None] = mapped_column(default=None)
    source_hash: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    online: Mapped[str] = mapped_column(default="for_sale")
    """for_sale, view_only or not_listed: the most that any of its variants is online; written by engine/inventory."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("partner_id", "partner"),
        belongs_to("featured_media_id", "media"),
        UniqueConstraint("store_id", "handle"),
        UniqueConstraint("store_id", "source", "source_key", name="uq_product_source"),
        Index("ix_product_listing", "store_id", "status", "created_at", "id"),
        Index("ix_product_partner", "store_id", "partner_id"),
        Index("ix_product_type", "store_id", "product_type"),
        Index("ix_product_published", "store_id", "published_at"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "product", self.id
        yield from _named(self, "products-named")
        if self.is_changing("status"):
            yield ("products-named",)  # where it was looked for by name it may be found now


class ProductTag(StoreModel):
    """A tag of a product, as typed."""

    __tablename__ = "product_tag"

    product_id: Mapped[int]
    tag: Mapped[str]

    __table_args__ = (
        belongs_to("product_id", "product", ondelete="CASCADE"),
        UniqueConstraint("store_id", "product_id", "tag"),
        Index("ix_product_tag_tag", "store_id", "tag"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "product", self.product_id


class ProductOption(StoreModel):
    """An option such as Colour, at position 1 to 3; ``choices`` are its values in order. Variants hold theirs in option1..3."""

    __tablename__ = "product_option"

    product_id: Mapped[int]
    name: Mapped[str]
    position: Mapped[int]
    choices: Mapped[list[Any]]

    __table_args__ = (
        belongs_to("product_id", "product", ondelete="CASCADE"),
        UniqueConstraint("store_id", "product_id", "position"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "product", self.product_id


class Variant(StoreModel):
    """How a product is bought. Prices in minor units of the store's currency; weight in grams."""

    __tablename__ = "variant"

    product_id: Mapped[int]
    inventory_item_id: Mapped[int]
    position: Mapped[int]
    title: Mapped[str]
    option1: Mapped[str | None] = mapped_column(default=None)
    option2: Mapped[str | None] = mapped_column(default=None)
    option3: Mapped[str | None] = mapped_column(default=None)
    sku: Mapped[str | None] = mapped_column(default=None)
    barcode: Mapped[str | None] = mapped_column(default=None)
    price_minor: Mapped[int]
    compare_at_minor: Mapped[int | None] = mapped_column(default=None)
    weight_grams: Mapped[int] = mapped_column(default=0)
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    taxable: Mapped[bool] = mapped_column(default=True)
    media_id: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("product_id", "product", ondelete="CASCADE"),
        belongs_to("inventory_item_id", "inventory_item"),
        belongs_to("media_id", "media"),
        UniqueConstraint("store_id", "sku"),
        Index("ix_variant_product", "store_id", "product_id", "position"),
        Index("ix_variant_item", "store_id", "inventory_item_id"),
        Index("ix_variant_barcode", "store_id", "barcode"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "product", self.product_id
        if self.is_going():
            yield "item", self.inventory_item_id


class ProductMedia(StoreModel):
    """A picture in a product's gallery."""

    __tablename__ = "product_media"

    product_id: Mapped[int]
    media_id: Mapped[int]
    position: Mapped[int]

    __table_args__ = (
        belongs_to("product_id", "product", ondelete="CASCADE"),
        belongs_to("media_id", "media"),
        UniqueConstraint("store_id", "product_id", "media_id"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "product", self.product_id


class Collection(StoreModel):
    """A list of products, by hand or by rule. ``rules``: [{field, relation, value}], joined by ``match_mode`` all or any.

    ``sort_order``: manual, title-ascending, title-descending, price-ascending, price-descending, created-descending,
    best-selling. ``parent_id`` nests categories.
    """

    __tablename__ = "collection"

    handle: Mapped[str]
    title: Mapped[str]
    description_html: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[str] = mapped_column(default="manual")
    rules: Mapped[list[Any]] = mapped_column(default=list)
    match_mode: Mapped[str] = mapped_column(default="all")
    sort_order: Mapped[str] = mapped_column(default="manual")
    media_id: Mapped[int | None] = mapped_column(default=None)
    parent_id: Mapped[int | None] = mapped_column(default=None)
    template_suffix: Mapped[str | None] = mapped_column(default=None)
    seo_title: Mapped[str | None] = mapped_column(default=None)
    seo_description: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    members_refreshed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a job last worked out the members of a rule collection."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("media_id", "media"),
        belongs_to("parent_id", "collection"),
        UniqueConstraint("store_id", "handle"),
        Index("ix_collection_published", "store_id", "published_at"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        shown = (name for name in self.__mapper__.columns.keys() if name != "members_refreshed_at")
        if not self.is_renamed_or_gone() and not self.is_changing(*shown):
            return
        yield "collection", self.id
        yield "list", self.id
        yield ("collections",)
        yield from _named(self, "collections")


class CollectionProduct(StoreModel):
    """Membership: placed by hand, or written by the job that keeps rule collections."""

    __tablename__ = "collection_product"

    collection_id: Mapped[int]
    product_id: Mapped[int]
    position: Mapped[int]

    __table_args__ = (
        belongs_to("collection_id", "collection", ondelete="CASCADE"),
        belongs_to("product_id", "product", ondelete="CASCADE"),
        UniqueConstraint("store_id", "collection_id", "product_id"),
        Index("ix_collection_product_order", "store_id", "collection_id", "position"),
        Index("ix_collection_product_product", "store_id", "product_id"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "list", self.collection_id
        yield "product", self.product_id


class ProductLink(StoreModel):
    """A cross-link: ``kind`` is related, upsell or crosssell."""

    __tablename__ = "product_link"

    product_id: Mapped[int]
    linked_product_id: Mapped[int]
    kind: Mapped[str]
    position: Mapped[int]

    __table_args__ = (
        belongs_to("product_id", "product", ondelete="CASCADE"),
        belongs_to("linked_product_id", "product", ondelete="CASCADE"),
        UniqueConstraint("store_id", "product_id", "kind", "linked_product_id"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "links", self.product_id


class CatalogueImport(StoreModel):
    """One run of an import, with its report. ``state``: running, finished or failed. ``problems``: [{line, reason, ...}]."""

    __tablename__ = "catalogue_import"

    file_name: Mapped[str]
    source_format: Mapped[str]
    state: Mapped[str]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    offered: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Items that it added, by where they are offered: {"for_sale/not_listed" (online/in a shop): how many}."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


class UrlRedirect(StoreModel):
    """An old address that leads to a new one, made when a handle changes."""

    __tablename__ = "url_redirect"

    from_path: Mapped[str]
    to_path: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "from_path"),)


def _named(record: Any, absent: str) -> Iterator[Dependency]:
    """What changes with a record's name and with the time at which it is published."""
    if record.is_renamed_or_gone():
        yield (absent,)
        yield ("menus",)
    if record.is_changing("published_at"):
        yield (absent,)
        yield ("schedule",)


@expansion("product")
def _lists_of(session: StoreSession, product_ids: list[Any]) -> Iterator[Dependency]:
    """A product that changes can change every list that it is in: its place, its filters, its number."""
    yield "list", 0
    lists = select(CollectionProduct.collection_id).where(
        CollectionProduct.store_id == session.store, CollectionProduct.product_id.in_(product_ids)
    )
    yield from (("list", collection_id) for collection_id in session.scalars(lists.distinct()))


@expansion("item")
def _products_of(session: StoreSession, item_ids: list[Any]) -> Iterator[Dependency]:
    """Whether an item can be bought is part of the products that sell it."""
    products = select(Variant.product_id).where(
        Variant.store_id == session.store, Variant.inventory_item_id.in_(item_ids)
    )
    yield from (("product", product_id) for product_id in session.scalars(products.distinct()))
