"""What a customer orders at a till: a checkout that staff fill in, paid with the sale that it is in.

The device makes the order's id and sends it as often as it likes: it is one order, changed in place until it is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.ordering import commands as ordering
from engine.ordering.ports import DeliveryOption
from engine.ordering.queries.checkouts import CheckoutView, checkout_view, priced_cart, tax_terms
from engine.ordering.queries.offers import offers
from engine.ordering.rules import Priced
from engine.ordering.rules.contact import ADDRESS_FIELDS
from engine.stores.models import Store
from engine.tills.models import TillDevice, TillOrder
from engine.tills.rules import MOST_LINES, MOST_UNITS, is_made_id

To = Literal["home", "shop"]
KIND = {"home": "ship", "shop": "pickup"}
"""The kinds of delivery that stand behind the two."""


@dataclass(frozen=True)
class OrderSent:
    """What a device sends. ``form``: email, phone, name and the fields of an address, as typed. With ``is_quote`` it asks
    what it would cost; who it is for is neither checked nor kept."""

    made_id: str
    to: To
    lines: Mapping[int, int]
    form: Mapping[str, str] = field(default_factory=dict)
    method_id: int | None = None
    is_quote: bool = False


@dataclass(frozen=True)
class Quoted:
    """An order as it is now. ``options``: the ways to bring it there; ``chosen``: one of them, or None where there is none.
    ``seen`` names exactly this; paying needs it, and is None until all is there."""

    order: TillOrder
    view: CheckoutView
    options: tuple[DeliveryOption, ...]
    chosen: DeliveryOption | None
    priced: Priced
    seen: str | None


def read_order(made_id: str, body: Mapping[str, Any]) -> OrderSent:
    """The order in a decoded JSON body {to, lines: [{variant, quantity}], …}. Raises Refused naming the field."""
    if not is_made_id(made_id):
        raise Refused("tills.sale_field", field="id", place="id")
    to, sent = body.get("to"), body.get("lines")
    if to not in ("home", "shop"):
        raise Refused("tills.sale_field", field="to", place="to")
    if not isinstance(sent, list) or not 0 < len(sent) <= MOST_LINES:
        raise Refused("tills.sale_field", field="lines", place="lines")
    lines: dict[int, int] = {}
    for number, line in enumerate(sent, 1):
        told = line if isinstance(line, Mapping) else {}
        variant = _whole(told.get("variant"), 2**53, f"lines[{number}].variant")
        quantity = _whole(told.get("quantity"), MOST_UNITS, f"lines[{number}].quantity")
        lines[variant] = lines.get(variant, 0) + quantity
    method = body.get("method")
    form = {name: _typed(body.get(name)) for name in ("email", *ADDRESS_FIELDS)}
    method_id = None if method is None else _whole(method, 2**53, "method")
    return OrderSent(made_id, to, lines, form, method_id, body.get("quote") is True)


def prepare_order(session: StoreSession, device: TillDevice, sent: OrderSent, staff_name: str) -> Quoted:
    """Make the order, or change it in place. What was held for it is let go.

    Raises NotFound for an unknown variant, Refused where something is not for sale online or not in that quantity, or
    where nothing is collected at this shop (``tills.no_pickup_here``); Invalid with every field at fault; Conflict for an
    order that is paid.
    """
    order = _claimed(session, device, sent, staff_name)
    _check_for_sale(session, sent.lines)
    store = session.scalars(select(Store).where(Store.id == session.store)).one()
    checkout, order.cart_token = ordering.take_lines(
        session, order.cart_token, sent.lines, checkout_id=order.checkout_id, locale=store.locale
    )
    order.checkout_id, order.kind, order.staff_name = checkout.id, sent.to, staff_name
    order.updated_at = clock.now()
    view = checkout_view(session, checkout, country=sent.form.get("country") or None)
    options = _options(view, sent.to, device.location_id)
    if sent.to == "shop" and not options:
        raise Refused("tills.no_pickup_here", field="to")
    chosen = next((one for one in options if one.id == sent.method_id), options[0] if options else None)
    if sent.is_quote:
        session.flush()
        return Quoted(
            order, view, options, chosen, priced_cart(view.cart, chosen, tax_terms(session)), seen=None
        )
    view = _filled_in(session, checkout.id, sent, chosen)
    order.total_minor = view.priced.total_minor
    session.flush()
    return Quoted(order, view, options, view.delivery, view.priced, view.seen)


def hold_for_card(
    session: StoreSession, device: TillDevice, made_id: str, *, seen: str, total_minor: int
) -> TillOrder:
    """Hold the goods of an order before a card is asked for. Raises NotFound, Refused (sold out), Conflict (changed)."""
    order = _open(_locked(session, device.id, made_id))
    if order.checkout_id is None:
        raise NotFound("tills.no_such_order")
    ordering.hold_order(session, order.checkout_id, seen=seen, total_minor=total_minor)
    return order


def drop_order(session: StoreSession, device: TillDevice, made_id: str, *, forget: bool) -> None:
    """Nobody pays for it now: what was held can be sold. With *forget* nobody comes back to it either, and who it was for is
    forgotten. One that is paid, or was never there, is fine."""
    try:
        order = _locked(session, device.id, made_id)
    except NotFound:
        return
    if order.state == "open" and order.checkout_id is not None:
        ordering.let_go_order(session, order.checkout_id, forget=forget)


def locked_order(session: StoreSession, device_id: int, made_id: str) -> TillOrder | None:
    """The order of that id at a device with its checkout and what is held, locked, for the sale that pays it."""
    try:
        order = _locked(session, device_id, made_id)
    except NotFound:
        return None
    if order.checkout_id is not None:
        ordering.lock_for_order(session, order.checkout_id)
    return order


def _claimed(session: StoreSession, device: TillDevice, sent: OrderSent, staff_name: str) -> TillOrder:
    """The row of the id, locked; made where there is none."""
    now = clock.now()
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        put(TillOrder)
        .values(
            store_id=session.store,
            id=session.new_id(),
            made_id=sent.made_id,
            device_id=device.id,
            kind=sent.to,
            state="open",
            total_minor=0,
            staff_name=staff_name,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["store_id", "made_id"])
    )
    return _open(_locked(session, device.id, sent.made_id))


def _locked(session: StoreSession, device_id: int, made_id: str) -> TillOrder:
    found = session.scalars(
        select(TillOrder)
        .where(TillOrder.made_id == made_id, TillOrder.device_id == device_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound("tills.no_such_order")
    return found


def _open(order: TillOrder) -> TillOrder:
    if order.state != "open":
        raise Conflict("tills.order_over")
    return order


def _check_for_sale(session: StoreSession, lines: Mapping[int, int]) -> None:
    """Each line is for sale online now; the place of the first that is not is told. One query."""
    found = offers(session, lines)
    for number, variant_id in enumerate(lines, 1):
        offer = found.get(variant_id)
        if offer is None:
            raise NotFound("cart.variant_unknown", field=f"lines[{number}]")
        if not offer.is_sold:
            raise Refused("tills.not_online", field=f"lines[{number}]", title=offer.name)


def _options(view: CheckoutView, to: To, location_id: int) -> tuple[DeliveryOption, ...]:
    """The ways to bring it there. What need not be carried goes anywhere."""
    return tuple(
        one
        for one in view.options
        if one.kind == "none"
        or (one.kind == KIND[to] and (to == "home" or (one.location or {}).get("id") == location_id))
    )


def _filled_in(
    session: StoreSession, checkout_id: int, sent: OrderSent, chosen: DeliveryOption | None
) -> CheckoutView:
    """Who it is for, and how it comes there: every field at fault is told at once."""
    errors: dict[str, Refused] = {}
    try:
        ordering.set_contact(session, checkout_id, email=sent.form.get("email"), phone=sent.form.get("phone"))
    except Invalid as invalid:
        errors |= invalid.errors
    form = {name: value for name, value in sent.form.items() if name != "phone"}
    method_id = sent.method_id if sent.to == "home" else (chosen.id if chosen else None)
    try:
        ordering.set_delivery(session, checkout_id, form, method_id, kind=KIND[sent.to])
    except Invalid as invalid:
        errors |= {_FIELDS.get(name, name): one for name, one in invalid.errors.items()}
    far = errors.get("method")
    if far is not None and far.code == "checkout.not_delivered_there":
        del errors["method"]
        errors.setdefault("country", Refused(far.code, field="country"))
    if errors:
        raise Invalid(errors)
    return ordering.pay_at_counter(session, checkout_id)


_FIELDS = {"collector": "name", "delivery_method": "method"}
"""What the till's sheet calls fields of the checkout."""


def _whole(value: object, most: int, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
        raise Refused("tills.sale_field", field=place, place=place)
    return value


def _typed(value: object) -> str:
    return value.replace("\x00", "").strip()[:300] if isinstance(value, str) else ""
