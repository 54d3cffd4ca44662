"""The timeline in the shopper's words: only what is theirs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import g

from engine.base.money import format_money
from engine.ordering.queries import OrderDetail
from storefront.platform import locale, say


@dataclass(frozen=True)
class Moment:
    """Something that happened; ``link`` leads to the parcel, if there is one to follow."""

    words: str
    when: str
    at: datetime
    link: str | None = None


def story_of(detail: OrderDetail) -> list[Moment]:
    """The public events of an order, newest first."""
    brands = {part.brand_order.id: part.partner.name for part in detail.brand_orders}
    moments = []
    for event in detail.events:
        if event.is_public:
            facts: dict[str, Any] = dict(event.detail or {})
            brand = brands.get(event.brand_order_id or 0, "")
            words = say(f"timeline.{event.verb}", **_values(detail, facts, brand))
            moments.append(Moment(words, when(event.at), event.at, facts.get("tracking_url")))
    return moments


def when(at: datetime) -> str:
    """A moment in the store's time zone."""
    zoned = at.astimezone(ZoneInfo(g.store.timezone))
    return str(format_datetime(zoned, "d MMMM y, HH:mm", locale=locale()))


def _values(detail: OrderDetail, facts: dict[str, Any], brand: str) -> dict[str, Any]:
    amount = facts.get("amount_minor")
    currency = detail.order.currency
    return {
        "brand": brand,
        "number": detail.order.number,
        "amount": format_money(amount, currency, locale()) if isinstance(amount, int) else "",
    }
