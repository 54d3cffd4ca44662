"""Rows of new products, for statements that write many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch_all
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.catalogue.importing.parsed import ParsedProduct
from engine.catalogue.rules.options import variant_title


@dataclass
class Prepared:
    """A product ready to be written. ``known``: (id, hash) of what an earlier import wrote, if it did."""

    product: ParsedProduct
    partner_id: int
    digest: str
    known: tuple[int, str | None] | None = None
    written_id: int | None = None
    refusal: Refused | None = None
    item_ids: list[int] = field(default_factory=list)
    """Inventory items made for it."""


def option_row(one: Prepared, place: int, store: int, row_id: int) -> dict[str, Any]:
    """An option of a new product."""
    return {
        "store_id": store,
        "id": row_id,
        "product_id": one.written_id,
        "name": one.product.option_names[place],
        "position": place + 1,
        "choices": one.product.choices[place],
    }


def variant_row(one: Prepared, place: int, item_id: int, store: int, row_id: int) -> dict[str, Any]:
    """A variant of a new product."""
    given = one.product.variants[place]
    values = (*given.options, None, None, None)[:3]
    return {
        "store_id": store,
        "id": row_id,
        "product_id": one.written_id,
        "inventory_item_id": item_id,
        "position": place + 1,
        "title": variant_title(given.options),
        "option1": values[0],
        "option2": values[1],
        "option3": values[2],
        "sku": given.sku,
        "barcode": given.barcode,
        "price_minor": given.price_minor,
        "compare_at_minor": given.compare_at_minor,
        "weight_grams": given.weight_grams,
        "requires_shipping": given.requires_shipping,
        "taxable": given.taxable,
        "media_id": None,
    }


def pictures_event(
    import_id: int,
    session: StoreSession,
    one: Prepared,
    variant_ids: dict[int, list[int]],
    row_id: int,
    now: datetime,
) -> dict[str, Any] | None:
    """The event that has a job fetch what lies elsewhere; pictures beside the file are taken by the import itself."""
    own = variant_ids.get(one.written_id or 0, [])
    pictures = [
        {
            "address": picture.address,
            "alt": picture.alt,
            "position": picture.position,
            "variant_ids": [own[place] for place in picture.variants if place < len(own)],
        }
        for picture in one.product.pictures
        if not picture.is_local
    ]
    if not pictures:
        return None
    payload = {"product_id": one.written_id, "import_id": import_id, "pictures": pictures}
    return _event_row(session, row_id, "pictures.wanted", payload, now)


def tell(session: StoreSession, product_ids: Sequence[int], now: datetime) -> None:
    """The event that these products changed."""
    touch_all(session, "product", product_ids)
    payload = {"product_ids": list(product_ids)}
    insert_rows(
        session, OutboxEvent, [_event_row(session, session.new_id(), "products.changed", payload, now)]
    )


def _event_row(
    session: StoreSession, row_id: int, name: str, payload: dict[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "store_id": session.store,
        "id": row_id,
        "name": name,
        "payload": payload,
        "occurred_at": now,
        "relayed_at": None,
    }
