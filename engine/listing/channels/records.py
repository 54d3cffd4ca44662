"""What a list holds. ``plain`` makes of each a dictionary of texts and numbers, as programs read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PictureAddress = Callable[[int, int | None, int | None], str]
"""The address of a picture by its id, width and height; the edge knows how addresses are signed."""

BUY_IN_SHOP, NOT_FOR_SALE_HERE = "buy_in_shop", "not_for_sale_here"
"""Indicators: shown here and bought in a shop; not designated for this channel at all."""


@dataclass(frozen=True)
class Picture:
    """A product's first picture; sizes in pixels, None where unknown."""

    id: int
    width: int | None
    height: int | None


@dataclass(frozen=True)
class ListedProduct:
    """What a variant belongs to."""

    id: int
    title: str
    handle: str
    picture: Picture | None


@dataclass(frozen=True)
class ListedVariant:
    """A way to buy an item. Prices in minor units of the list's currency."""

    id: int
    title: str
    sku: str | None
    barcode: str | None
    price_minor: int
    compare_at_minor: int | None
    product: ListedProduct


@dataclass(frozen=True)
class Shop:
    """A place that sells an item; ``available`` units lie there free, None where the item is not counted."""

    location_id: int
    available: int | None


@dataclass(frozen=True)
class Entry:
    """An item of a list. ``state``: what its designation says here. ``available``: units that can be sold, None where the
    item is not counted; ``back_order``: more can be sold than there are. ``online``: what the item is in the online store.
    ``shops``: for an item that is only shown, every shop that sells it."""

    item_id: int
    state: str
    indicator: str | None
    available: int | None
    back_order: bool
    online: str
    variants: tuple[ListedVariant, ...]
    shops: tuple[Shop, ...] = ()

    @property
    def for_sale(self) -> bool:
        """Whether this channel may sell it."""
        return self.state == "for_sale"


@dataclass(frozen=True)
class Gone:
    """A tombstone: an item that is not in the list. ``why``: deleted, not_designated, draft, archived, unpublished or
    scheduled."""

    item_id: int
    why: str


@dataclass(frozen=True)
class Place:
    """A shop named by entries. ``hours``: [{days, opens, closes}]."""

    id: int
    name: str
    address: dict[str, Any]
    hours: list[Any]
    offers_pickup: bool


@dataclass(frozen=True)
class ListPage:
    """A stretch of the full list. ``after`` leads on, None at the end; there ``cursor`` tells where changes begin."""

    entries: tuple[Entry, ...]
    places: tuple[Place, ...]
    currency: str
    after: str | None
    cursor: str | None


@dataclass(frozen=True)
class Changes:
    """What happened since a cursor, each entry whole as it is now. ``more``: ask again at once with ``cursor``."""

    entries: tuple[Entry, ...]
    gone: tuple[Gone, ...]
    places: tuple[Place, ...]
    currency: str
    cursor: str
    more: bool


def plain_entry(entry: Entry, currency: str, picture_address: PictureAddress) -> dict[str, Any]:
    """An entry for programs; addresses are paths on the shop's host."""
    return {
        "item_id": entry.item_id,
        "state": entry.state,
        "for_sale": entry.for_sale,
        "indicator": entry.indicator,
        "available": entry.available,
        "back_order": entry.back_order,
        "online": entry.online,
        "variants": [_plain_variant(variant, currency, picture_address) for variant in entry.variants],
        "shops": [{"location_id": shop.location_id, "available": shop.available} for shop in entry.shops],
    }


def _plain_variant(variant: ListedVariant, currency: str, picture_address: PictureAddress) -> dict[str, Any]:
    product, picture = variant.product, variant.product.picture
    return {
        "id": variant.id,
        "title": variant.title,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": {"minor": variant.price_minor, "currency": currency},
        "compare_at": variant.compare_at_minor and {"minor": variant.compare_at_minor, "currency": currency},
        "product": {
            "id": product.id,
            "title": product.title,
            "handle": product.handle,
            "address": f"/products/{product.handle}",
            "picture": picture_address(picture.id, picture.width, picture.height) if picture else None,
        },
    }


def plain_gone(gone: Gone) -> dict[str, Any]:
    """A tombstone for programs."""
    return {"item_id": gone.item_id, "gone": True, "why": gone.why}


def plain_place(place: Place) -> dict[str, Any]:
    """A shop for programs."""
    return {
        "id": place.id,
        "name": place.name,
        "address": place.address,
        "hours": place.hours,
        "offers_pickup": place.offers_pickup,
    }
