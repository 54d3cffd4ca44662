"""What variants are, cost and have in stock right now, in one query for any number of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many
from engine.catalogue.models import Product, Variant
from engine.catalogue.queries import DEFAULT_TITLE
from engine.inventory.models import InventoryItem
from engine.inventory.queries import FOR_SALE, VIEW_ONLY
from engine.stores.models import Partner


@dataclass(frozen=True)
class Offer:
    """A variant as it can be bought now. Prices in minor units of the store's currency."""

    variant_id: int
    product_id: int
    handle: str
    title: str
    variant_title: str | None
    options: tuple[str, ...]
    sku: str | None
    unit_minor: int
    compare_at_minor: int | None
    weight_grams: int
    partner_id: int
    brand_name: str
    is_house: bool
    media_id: int | None
    item_id: int
    available: int | None
    """Units left; None when the item is not counted or may be oversold."""
    is_sold: bool
    """Whether it is for sale online; drafts, archived ones and what is bought in a shop are not."""
    is_shown: bool
    """Whether it can be seen online without being for sale there."""
    requires_shipping: bool
    taxable: bool

    @property
    def name(self) -> str:
        """``Cup · Blue``."""
        return f"{self.title} · {self.variant_title}" if self.variant_title else self.title

    def snapshot(self) -> dict[str, Any]:
        """What an order line keeps of it."""
        return {
            "title": self.title,
            "variant_title": self.variant_title,
            "sku": self.sku,
            "brand_name": self.brand_name,
            "partner_id": self.partner_id,
            "product_id": self.product_id,
            "inventory_item_id": self.item_id,
            "media_id": self.media_id,
            "requires_shipping": self.requires_shipping,
        }


_OFFERS = Prepared(
    Variant,
    Product,
    InventoryItem,
    Partner,
    build=lambda read: (
        read.select_from(Variant)
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .join(
            InventoryItem,
            and_(InventoryItem.store_id == Variant.store_id, InventoryItem.id == Variant.inventory_item_id),
        )
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .where(Variant.store_id == STORE, Variant.id.in_(many("ids")))
    ),
)


def offers(session: StoreSession, variant_ids: Iterable[int]) -> dict[int, Offer]:
    """Offers by variant id; ids that this store does not have are absent. One query."""
    wanted = sorted(set(variant_ids))
    if not wanted:
        return {}
    rows = _OFFERS.all(session, ids=wanted)
    return {variant.id: _offer(variant, product, item, partner) for variant, product, item, partner in rows}


def available_units(item: InventoryItem) -> int | None:
    """Units that can still be promised; None for no limit."""
    if not item.tracked or item.policy == "continue":
        return None
    return max(0, item.on_hand - item.reserved - item.committed - item.withheld)


def _offer(variant: Variant, product: Product, item: InventoryItem, partner: Partner) -> Offer:
    options = tuple(value for value in (variant.option1, variant.option2, variant.option3) if value)
    is_public = product.status == "active" and (
        product.published_at is None or product.published_at <= clock.now()
    )
    return Offer(
        variant.id,
        product.id,
        product.handle,
        product.title,
        None if variant.title in ("", DEFAULT_TITLE) else variant.title,
        tuple(value for value in options if value != DEFAULT_TITLE),
        variant.sku,
        variant.price_minor,
        variant.compare_at_minor,
        variant.weight_grams,
        partner.id,
        partner.name,
        partner.is_house,
        variant.media_id or product.featured_media_id,
        item.id,
        available_units(item),
        is_public and item.online == FOR_SALE,
        is_public and item.online == VIEW_ONLY,
        variant.requires_shipping,
        variant.taxable,
    )
