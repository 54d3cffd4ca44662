"""What a shopper does to a cart. Each command locks the cart, so that two tabs cannot undo one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.signing import new_token, token_hash
from engine.ordering.models import Cart, CartLine
from engine.ordering.queries.offers import Offer, offers
from engine.ordering.rules import MAX_LINES, MAX_QUANTITY, quantity_of
from engine.ordering.rules.details import clean, is_id, line_key, names_of, properties_of

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
    keys: tuple[str, ...] = ()
    """Of an addition: the lines that it went to, in its order."""


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
    keys = [
        _put(session, cart, lines, known, variant_id, quantity, properties_of(asked.properties)).line_key
        for variant_id, quantity, asked in wanted
    ]
    return replace(_done(session, cart, token, lines, known), keys=tuple(keys))


def change(
    session: StoreSession,
    token: str | None,
    line: str,
    quantity: Any = None,
    *,
    properties: Mapping[str, Any] | None = None,
) -> Changed:
    """Set the quantity of one line, named by its key, its variant id, or its place (``line 2`` is ``"#2"``); 0 removes it.

    *properties* replace the line's own; a line that then equals another joins it. A quantity of None stays as it is.
    Raises Refused for a quantity that is none or above the stock, NotFound for a line that is not there; the cart is kept.
    """
    if properties is None:
        return update(session, token, {line: quantity})
    cart, token = _cart(session, token)
    lines = _lines(session, cart)
    known = offers(session, (one.variant_id for one in lines))
    named = _named(lines, line)
    if quantity is not None:
        _set_quantity(named, quantity_of(quantity), lines, known)
    if named.quantity:
        _rewrite(named, properties_of(properties), lines)
    return _done(session, cart, token, lines, known)


def update(
    session: StoreSession,
    token: str | None,
    quantities: Mapping[str, Any],
    *,
    note: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    adds: bool = False,
) -> Changed:
    """Set several quantities, the note and the attributes, all or nothing. Names of lines as in ``change``.

    With *adds*, a variant that is not in the cart yet is put in. An attribute without a value is taken away.
    """
    cart, token = _cart(session, token)
    lines = _lines(session, cart)
    new = [int(name) for name in quantities if adds and is_id(name)]
    known = offers(session, [*new, *(line.variant_id for line in lines)])
    for name, value in quantities.items():
        quantity = quantity_of(value)
        if is_id(name) and int(name) in new and not any(line.variant_id == int(name) for line in lines):
            if quantity:
                _put(session, cart, lines, known, int(name), quantity, {})
            continue
        _set_quantity(_named(lines, name), quantity, lines, known)
    if note is not None:
        cart.note = clean(note)[:MAX_NOTE] or None
    if attributes is not None:
        kept = {name: value for name, value in cart.attributes.items() if name not in names_of(attributes)}
        cart.attributes = properties_of({**kept, **attributes})
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


_MADE = "cart_made"
"""Where a session keeps the id of the cart that it made, whose lines need not be looked for."""


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
    session.info[_MADE] = cart.id
    return cart, token


def _locked(session: StoreSession, cart: Cart) -> Cart:
    return session.scalars(select(Cart).where(Cart.id == cart.id).with_for_update()).one()


def _lines(session: StoreSession, cart: Cart) -> list[CartLine]:
    if session.info.get(_MADE) == cart.id:
        return []  # made a moment ago, in this transaction
    found = session.scalars(
        select(CartLine).where(CartLine.cart_id == cart.id).order_by(CartLine.position, CartLine.id)
    )
    return list(found)


def _put(
    session: StoreSession,
    cart: Cart,
    lines: list[CartLine],
    known: Mapping[int, Offer],
    variant_id: int,
    quantity: int,
    properties: dict[str, str],
) -> CartLine:
    """More of a variant with these properties: on its line, or on a new one."""
    offer = known.get(variant_id)
    if offer is not None and offer.is_shown:
        raise Refused("cart.in_shop_only", field="id", title=offer.name)
    if offer is None or not offer.is_sold:
        raise NotFound("cart.variant_unknown", field="id")
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
    return line


def _set_quantity(
    line: CartLine, quantity: int, lines: Sequence[CartLine], known: Mapping[int, Offer]
) -> None:
    if quantity > line.quantity:
        offer = known.get(line.variant_id)
        if offer is not None and offer.is_shown:
            raise Refused("cart.line_in_shop_only", title=offer.name)
        if offer is None or not offer.is_sold:
            raise Refused("cart.line_gone", title=line.title)
        _check_stock(offer, quantity - line.quantity, lines, known)
    line.quantity = quantity


def _rewrite(line: CartLine, properties: dict[str, str], lines: Sequence[CartLine]) -> None:
    key = line_key(line.variant_id, properties)
    same = next((one for one in lines if one is not line and one.line_key == key), None)
    if same is None:
        line.line_key, line.properties = key, properties
        return
    if same.quantity + line.quantity > MAX_QUANTITY:
        raise Refused("cart.quantity_too_high", field="quantity", most=MAX_QUANTITY)
    same.quantity += line.quantity
    line.quantity = 0


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
    if name.startswith("#") and is_id(name[1:]) and 1 <= int(name[1:]) <= len(lines):
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
    if session.info.pop(_MADE, None) != cart.id:
        cart.updated_at = clock.now()
    return Changed(cart.id, token, sum(line.quantity for line in lines))


def _id(value: Any) -> int:
    text = str(value if value is not None else "").strip()
    if not is_id(text):
        raise NotFound("cart.variant_unknown", field="id")
    return int(text)
