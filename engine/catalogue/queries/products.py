"""Whole products, many at once in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, or_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.catalogue import ports
from engine.catalogue.models import Media, Product, ProductMedia, ProductOption, ProductTag, Variant
from engine.catalogue.ports import Availability
from engine.stores.models import Partner

ALL_PARTS = frozenset({"options", "variants", "media", "tags"})


@dataclass
class LoadedVariant:
    """A variant with what of it can be bought. ``media`` is its own picture, if it has one."""

    row: Variant
    availability: Availability
    media: Media | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Its option values, in the order of the product's options."""
        return tuple(v for v in (self.row.option1, self.row.option2, self.row.option3) if v is not None)


@dataclass
class LoadedProduct:
    """A product with its parts, each in its order. Parts that were not asked for are empty."""

    row: Product
    partner: Partner
    options: list[ProductOption] = field(default_factory=list)
    variants: list[LoadedVariant] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        """Active, and published by now."""
        published = self.row.published_at
        is_offered = self.row.status == "active" and self.row.online != "not_listed"
        return is_offered and published is not None and published <= clock.now()

    @property
    def in_stock(self) -> bool:
        """Whether any variant can be bought."""
        return any(variant.availability.in_stock for variant in self.variants)

    @property
    def first_available(self) -> LoadedVariant | None:
        """The first variant that can be bought."""
        return next((variant for variant in self.variants if variant.availability.in_stock), None)


def load_products(
    session: StoreSession, product_ids: Iterable[int], *, parts: Iterable[str] = ALL_PARTS
) -> dict[int, LoadedProduct]:
    """Products by id, in the order asked, with their parts: six queries at most, however many there are.

    Unknown ids are left out; drafts are not (ask ``is_public``). *parts*: options, variants, media, tags.
    """
    wanted, asked = list(dict.fromkeys(product_ids)), set(parts)
    if not wanted:
        return {}
    rows = session.execute(
        select(Product, Partner)
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .where(Product.id.in_(wanted))
    )
    by_id = {product.id: LoadedProduct(product, partner) for product, partner in rows}
    loaded = {product_id: by_id[product_id] for product_id in wanted if product_id in by_id}
    if "options" in asked:
        _add_options(session, loaded)
    if "media" in asked:
        _add_media(session, loaded)
    if "variants" in asked:
        _add_variants(session, loaded)
    if "tags" in asked:
        _add_tags(session, loaded)
    return loaded


def _add_options(session: StoreSession, loaded: Mapping[int, LoadedProduct]) -> None:
    for option in session.scalars(
        select(ProductOption)
        .where(ProductOption.product_id.in_(list(loaded)))
        .order_by(ProductOption.product_id, ProductOption.position)
    ):
        loaded[option.product_id].options.append(option)


def _add_media(session: StoreSession, loaded: Mapping[int, LoadedProduct]) -> None:
    for product_id, media in session.execute(
        select(ProductMedia.product_id, Media)
        .join(Media, and_(Media.store_id == ProductMedia.store_id, Media.id == ProductMedia.media_id))
        .where(ProductMedia.product_id.in_(list(loaded)))
        .order_by(ProductMedia.product_id, ProductMedia.position, ProductMedia.id)
    ):
        loaded[product_id].media.append(media)


def _add_variants(session: StoreSession, loaded: Mapping[int, LoadedProduct]) -> None:
    rows = session.scalars(
        select(Variant)
        .where(Variant.product_id.in_(list(loaded)))
        .order_by(Variant.product_id, Variant.position, Variant.id)
    ).all()
    available = ports.stock().availability(session, [row.inventory_item_id for row in rows])
    for row in rows:
        product = loaded[row.product_id]
        media = next((media for media in product.media if media.id == row.media_id), None)
        product.variants.append(LoadedVariant(row, available[row.inventory_item_id], media))


def _add_tags(session: StoreSession, loaded: Mapping[int, LoadedProduct]) -> None:
    for product_id, tag in session.execute(
        select(ProductTag.product_id, ProductTag.tag)
        .where(ProductTag.store_id == session.store, ProductTag.product_id.in_(list(loaded)))
        .order_by(ProductTag.product_id, ProductTag.id)
    ):
        loaded[product_id].tags.append(tag)


def load_variants(
    session: StoreSession, variant_ids: Iterable[int]
) -> dict[int, tuple[LoadedVariant, LoadedProduct]]:
    """Variants by id with their products (media and partner), as a cart shows them; six queries. Unknown ids are left out."""
    wanted = list(dict.fromkeys(variant_ids))
    if not wanted:
        return {}
    pairs = session.execute(
        select(Variant.id, Variant.product_id).where(
            Variant.store_id == session.store, Variant.id.in_(wanted)
        )
    ).all()
    loaded = load_products(
        session, [product_id for _, product_id in pairs], parts=("options", "variants", "media")
    )
    found = {
        variant.row.id: (variant, product) for product in loaded.values() for variant in product.variants
    }
    return {variant_id: found[variant_id] for variant_id in wanted if variant_id in found}


def product_by_handle(session: StoreSession, handle: str) -> Product | None:
    """The product at ``/products/HANDLE``, whatever its status."""
    return session.scalars(select(Product).where(Product.handle == handle)).first()


def product_ids_by_handles(
    session: StoreSession, handles: Iterable[str], *, public_only: bool = True
) -> dict[str, int]:
    """Ids by handle, for themes that name products by handle."""
    statement = select(Product.handle, Product.id).where(
        Product.store_id == session.store, Product.handle.in_(list(handles))
    )
    rows = session.execute(statement.where(is_public()) if public_only else statement)
    return dict(rows.all())


def products_by_ids(session: StoreSession, product_ids: Iterable[int]) -> dict[int, Product]:
    """Bare products by id; unknown ids are left out."""
    rows = session.scalars(select(Product).where(Product.id.in_(list(product_ids))))
    return {product.id: product for product in rows}


def product_for_editing(session: StoreSession, product_id: int) -> LoadedProduct:
    """One product with all its parts. Raises NotFound."""
    loaded = load_products(session, [product_id])
    if product_id not in loaded:
        raise NotFound("record.not_found", kind="product", id=product_id)
    return loaded[product_id]


def variants_by_sku_or_barcode(session: StoreSession, code: str) -> Sequence[Variant]:
    """Variants whose SKU or barcode is exactly *code*."""
    return session.scalars(
        select(Variant).where(or_(Variant.sku == code, Variant.barcode == code)).limit(20)
    ).all()


def is_public() -> ColumnElement[bool]:
    """The condition under which a shopper sees a product, as of now."""
    return and_(
        Product.status == "active",
        Product.online != "not_listed",
        Product.published_at.is_not(None),
        Product.published_at <= clock.now(),
    )
