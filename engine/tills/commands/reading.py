"""What a device sends, as a sale. Every fault is told with its place, so that a person can mend the file or the device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from engine.base.errors import Refused
from engine.tills.rules import MOST_LINES, MOST_MINOR, MOST_UNITS, body_hash, is_made_id


@dataclass(frozen=True)
class LineSent:
    """``of``: our id of the line that a return gives back from. Prices in minor units."""

    variant_id: int | None
    item_id: int | None
    title: str
    variant_title: str | None
    sku: str | None
    quantity: int
    unit_minor: int
    of: int | None


@dataclass(frozen=True)
class PaymentSent:
    """``card``: the id that the device made for the payment at the terminal."""

    kind: Literal["cash", "card"]
    amount_minor: int
    given_minor: int
    card: str | None


@dataclass(frozen=True)
class OrderPart:
    """The order that a sale pays: its id, and what the customer was shown of it. ``total_minor`` is in the payments."""

    made_id: str
    seen: str
    total_minor: int


@dataclass(frozen=True)
class SaleSent:
    """A sale as a device made it. Amounts of returns are above zero here."""

    made_id: str
    kind: Literal["sale", "return"]
    turn: int
    at: datetime
    shift_id: int | None
    currency: str
    lines: tuple[LineSent, ...]
    discount_minor: int
    discount_reason: str | None
    total_minor: int
    payments: tuple[PaymentSent, ...]
    of_sale: int | None
    holds: tuple[int, ...]
    """Pick-ups whose goods are in it: kept here for whoever pays now."""
    order: OrderPart | None
    hash: str


def read_sale(body: object) -> SaleSent:
    """The sale in a decoded JSON body. Raises Refused ``tills.sale_field`` naming the place."""
    if not isinstance(body, Mapping):
        raise Refused("tills.sale_field", field="sale", place="sale")
    made_id, kind = body.get("id"), body.get("kind")
    if not is_made_id(made_id):
        raise _wrong("id")
    if kind not in ("sale", "return"):
        raise _wrong("kind")
    lines, payments = body.get("lines"), body.get("payments")
    order = _order(body, kind)
    if not isinstance(lines, list) or not (0 if order else 1) <= len(lines) <= MOST_LINES:
        raise _wrong("lines")
    if not isinstance(payments, list) or not 0 < len(payments) <= 5:
        raise _wrong("payments")
    currency = body.get("currency")
    if not isinstance(currency, str) or len(currency) != 3:
        raise _wrong("currency")
    return SaleSent(
        made_id=str(made_id),
        kind=kind,
        turn=_whole(body, "turn", 1, 10**9),
        at=_time(body, "at"),
        shift_id=_id(body, "shift"),
        currency=currency,
        lines=tuple(_line(line, number) for number, line in enumerate(lines, 1)),
        discount_minor=_whole(body, "discount", 0, MOST_MINOR),
        discount_reason=_text(body, "discount_reason", 120),
        total_minor=_whole(body, "total", 0, MOST_MINOR),
        payments=tuple(_payment(payment, number) for number, payment in enumerate(payments, 1)),
        of_sale=_id(body, "of"),
        holds=_ids(body, "holds"),
        order=order,
        hash=body_hash(body),
    )


def read_time(value: object) -> datetime | None:
    """An ISO time with its zone; None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _order(body: Mapping[str, Any], kind: str) -> OrderPart | None:
    order = body.get("order")
    if order is None:
        return None
    if not isinstance(order, Mapping) or not is_made_id(order.get("id")) or kind != "sale":
        raise _wrong("order")
    seen = order.get("seen")
    if not isinstance(seen, str) or not 0 < len(seen) <= 60:
        raise _wrong("order.seen")
    try:
        return OrderPart(str(order["id"]), seen, _whole(order, "total", 0, MOST_MINOR))
    except Refused:
        raise _wrong("order.total") from None


def _line(line: object, number: int) -> LineSent:
    if not isinstance(line, Mapping):
        raise _wrong(f"lines[{number}]")
    title = _text(line, "title", 300)
    if not title:
        raise _wrong(f"lines[{number}].title")
    try:
        return LineSent(
            variant_id=_id(line, "variant"),
            item_id=_id(line, "item"),
            title=title,
            variant_title=_text(line, "variant_title", 300),
            sku=_text(line, "sku", 200),
            quantity=_whole(line, "quantity", 1, MOST_UNITS),
            unit_minor=_whole(line, "unit", 0, MOST_MINOR),
            of=_id(line, "of"),
        )
    except Refused as refusal:
        raise _wrong(f"lines[{number}].{refusal.values['place']}") from None


def _payment(payment: object, number: int) -> PaymentSent:
    if not isinstance(payment, Mapping):
        raise _wrong(f"payments[{number}]")
    kind, card = payment.get("kind"), payment.get("card")
    if kind not in ("cash", "card") or (kind == "card") != is_made_id(card):
        raise _wrong(f"payments[{number}].kind")
    try:
        amount = _whole(payment, "amount", 0, MOST_MINOR)
        given = _whole(payment, "given", 0, MOST_MINOR)
    except Refused as refusal:
        raise _wrong(f"payments[{number}].{refusal.values['place']}") from None
    return PaymentSent(
        kind, amount, max(given, amount) if kind == "cash" else 0, card if kind == "card" else None
    )


def _whole(body: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = body.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _wrong(name)
    return value


def _id(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**53:
        raise _wrong(name)
    return value


def _ids(body: Mapping[str, Any], name: str) -> tuple[int, ...]:
    values = body.get(name) or []
    if not isinstance(values, list) or len(values) > MOST_LINES:
        raise _wrong(name)
    return tuple(sorted({found for value in values if (found := _id({name: value}, name)) is not None}))


def _text(body: Mapping[str, Any], name: str, most: int) -> str | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(name)
    return value.replace("\x00", "").strip()[:most] or None


def _time(body: Mapping[str, Any], name: str) -> datetime:
    found = read_time(body.get(name))
    if found is None:
        raise _wrong(name)
    return found


def _wrong(place: str) -> Refused:
    return Refused("tills.sale_field", field=place, place=place)
