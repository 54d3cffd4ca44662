"""What a shopper does to a cart. Each command locks the cart, so that two tabs cannot undo one another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.signing import new_token, token_hash
from engine.ordering.models import Cart, CartLine
from engine.ordering.queries.offers import Offer, offers
from engine.ordering.rules import MAX_LINES, MAX_QUANTITY, quantity_of

MAX_PROPERTIES = 20
MAX_PROPERTY_LENGTH = 500
MAX_NOTE = 2_000


@dataclass(frozen=True)
class NewLine:
    """Something to put into the cart. ``quantity`` may be anything that was typed."""

    variant_id: Any
    quantity: Any = 1
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Changed:
    """The cart that was changed, and the token of its cookie: a new one when the old one's order was made."""

    cart_id: int
    token: str
    count: int
    """Units in it now."""


def add(session: StoreSession, token: str | None, new_lines: Sequence[NewLine]) -> Changed:
    """Put variants into the cart; the same variant with the same properties becomes one line.

    Raises Refused for a quantity that is none, a variant that is not sold, or more than there is; nothing is added then.
    """
    if not new_lines:
        raise Refused("cart.nothing_to_add")
    wanted = [(_id(line.variant_id), quantity_of(line.quantity, least=1), line) for line in new_lines]
    cart, token = _cart(session, token)
    lines = _lines(session, cart)
    known = offers(session, [*(variant for variant, _, _ in wanted), *(line.variant_id for line in lines)])
    for variant_id, quantity, asked in wanted:
        offer = known.get(variant_id)
        if offer is None or not offer.is_sold:
            raise NotFound("cart.variant_unknown", field="id")
        properties = _properties(asked.properties)
        key = line_key(variant_id, properties)
        line = next((one for one in lines if one.line_key == key), None)
        already = line.quantity if line else 0
        _check_stock(offer, quantity, lines, known)
        if already + quantity > MAX_QUANTITY:
            raise Refused("cart.quantity_too_high", field="quantity", most=MAX_QUANTITY)
        if line is None:
            line = _new_line(session, cart, lines, offer, key, properties)
            lines.append(line)
        line.quantity = already + quantity
    return _done(session, cart, token, lines, known)


def change(session: StoreSession, token: str | None, line: str, quantity: Any) -> Changed:
    """Set the quantity of one line, named by its key, its variant id, or its place (``line 2`` is ``"#2"``); 0 removes it.

    Raises Refused for a quantity that is none or above the stock, NotFound for a line that is not there; the cart is kept.
    """
    return update(session, token, {line: quantity})


def update(
    session: StoreSession,
    token: str | None,
    quantities: Mapping[str, Any],
    *,
    note: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Changed:
    """Set several quantities, the note and the attributes, all or nothing. Names of lines as in ``change``."""
    cart, token = _cart(session, token)
    lines = _lines(session, cart)
    known = offers(session, (line.variant_id for line in lines))
    for name, value in quantities.items():
        line = _named(lines, name)
        quantity = quantity_of(value)
        if quantity > line.quantity:
            offer = known.get(line.variant_id)
            if offer is None or not offer.is_sold:
                raise Refused("cart.line_gone", title=line.title)
            _check_stock(offer, quantity - line.quantity, lines, known)
        line.quantity = quantity
    if note is not None:
        cart.note = note.strip()[:MAX_NOTE] or None
    if attributes is not None:
        cart.attributes = {**cart.attributes, **_properties(attributes)}
    return _done(session, cart, token, lines, known)


def take_what_is_left(session: StoreSession, cart_id: int) -> int:
    """Lower the quantities to the stock and drop what is no longer sold. Returns the units left in the cart."""
    cart = _locked(session, session.need(Cart, cart_id))
    lines = _lines(session, cart)
    known = offers(session, (line.variant_id for line in lines))
    left = {offer.item_id: offer.available for offer in known.values()}
    for line in lines:
        offer = known.get(line.variant_id)
        if offer is None or not offer.is_sold:
            line.quantity = 0
            continue
        limit = left[offer.item_id]
        if limit is not None:
            line.quantity = min(line.quantity, limit)
            left[offer.item_id] = limit - line.quantity
    return _done(session, cart, "", lines, known).count


def clear(session: StoreSession, token: str | None) -> Changed:
    """Empty the cart; its note stays."""
    cart, token = _cart(session, token)
    session.execute(delete(CartLine).where(CartLine.store_id == session.store, CartLine.cart_id == cart.id))
    cart.updated_at = clock.now()
    return Changed(cart.id, token, 0)


def line_key(variant_id: int, properties: Mapping[str, Any]) -> str:
    """``17:3fa9c1d20b44``: the variant and a hash of what was asked for with it."""
    text = json.dumps(dict(properties), sort_keys=True, ensure_ascii=False)
    return f"{variant_id}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _cart(session: StoreSession, token: str | None) -> tuple[Cart, str]:
    if token and len(token) <= 100:
        found = session.scalars(
            select(Cart).where(Cart.token_hash == token_hash(token)).with_for_update()
        ).first()
        if found and found.completed_at is None:
            return found, token
    token, now = new_token(), clock.now()
    cart = Cart(token_hash=token_hash(token), attributes={}, created_at=now, updated_at=now)
    session.add(cart)
    session.flush()
    return cart, token


def _locked(session: StoreSession, cart: Cart) -> Cart:
    return session.scalars(select(Cart).where(Cart.id == cart.id).with_for_update()).one()


def _lines(session: StoreSession, cart: Cart) -> list[CartLine]:
    found = session.scalars(
        select(CartLine).where(CartLine.cart_id == cart.id).order_by(CartLine.position, CartLine.id)
    )
    return list(found)


def _new_line(
    session: StoreSession,
    cart: Cart,
    lines: Sequence[CartLine],
    offer: Offer,
    key: str,
    properties: dict[str, str],
) -> CartLine:
    if len(lines) >= MAX_LINES:
        raise Refused("cart.too_many_lines", most=MAX_LINES)
    line = CartLine(
        cart_id=cart.id,
        variant_id=offer.variant_id,
        title=offer.name,
        unit_minor=offer.unit_minor,
        line_key=key,
        quantity=0,
        properties=properties,
        position=max((one.position for one in lines), default=0) + 1,
        added_at=clock.now(),
    )
    with session.no_autoflush:
        session.add(line)
    return line


def _check_stock(offer: Offer, more: int, lines: Sequence[CartLine], known: Mapping[int, Offer]) -> None:
    if offer.available is None:
        return
    same = [line for line in lines if line.variant_id in known]
    held = sum(line.quantity for line in same if known[line.variant_id].item_id == offer.item_id)
    if held + more <= offer.available:
        return
    if offer.available == 0:
        raise Refused("cart.sold_out", field="quantity", title=offer.name)
    code = "cart.not_enough_with_cart" if held else "cart.not_enough"
    raise Refused(code, field="quantity", title=offer.name, count=offer.available, held=held)


def _named(lines: Sequence[CartLine], name: str) -> CartLine:
    if name.startswith("#") and name[1:].isdigit() and 1 <= int(name[1:]) <= len(lines):
        return lines[int(name[1:]) - 1]
    for line in lines:
        if name in (line.line_key, str(line.variant_id)):
            return line
    raise NotFound("cart.line_unknown", field="id")


def _done(
    session: StoreSession, cart: Cart, token: str, lines: Sequence[CartLine], known: Mapping[int, Offer]
) -> Changed:
    for line in lines:
        if line.quantity == 0:
            session.delete(line) if line in session and line not in session.new else session.expunge(line)
            continue
        offer = known.get(line.variant_id)
        if offer and offer.is_sold:  # the shopper acted after seeing the cart: its prices are acknowledged
            line.unit_minor, line.title = offer.unit_minor, offer.name
    cart.updated_at = clock.now()
    return Changed(cart.id, token, sum(line.quantity for line in lines))


def _id(value: Any) -> int:
    text = str(value if value is not None else "").strip()
    if not text.isdigit() or len(text) > 16:
        raise NotFound("cart.variant_unknown", field="id")
    return int(text)


def _properties(given: Mapping[str, Any]) -> dict[str, str]:
    kept = {str(name).strip()[:80]: str(value).strip() for name, value in given.items() if str(value).strip()}
    if len(kept) > MAX_PROPERTIES:
        raise Refused("cart.too_many_properties", most=MAX_PROPERTIES)
    for name, value in kept.items():
        if len(value) > MAX_PROPERTY_LENGTH:
            raise Refused("cart.property_too_long", field=name, most=MAX_PROPERTY_LENGTH)
    return kept
