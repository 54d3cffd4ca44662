"""What is owed for an order that could not be made after its card was approved: a person has it made after all, or gives the
money back."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, Refused
from engine.ordering import commands as ordering
from engine.ordering.commands.counter import GATEWAY
from engine.ordering.commands.ledger import Entry, held_by, post
from engine.ordering.models import Checkout
from engine.ordering.queries.checkouts import checkout_view
from engine.stores.commands import record_activity
from engine.tills.commands.cards import take_card
from engine.tills.commands.days import BANK
from engine.tills.commands.refunds import refund_id
from engine.tills.commands.settling import CARD, OWED, mark_seen, place
from engine.tills.models import TillCard, TillOrder, TillSale

Way = str
"""How owed money goes back: ``card``, to the card that paid, or ``hand``, by a person, out of what the drawers gave."""


def place_again(session: StoreSession, sale_id: int, actor: Actor) -> TillOrder:
    """Make the order after all, for what was paid. Done twice it is made once.

    Raises NotFound, Conflict where nothing is owed, or the checkout is expired; Refused where it is still sold out, or comes
    to another sum now (``tills.owed_differs``).
    """
    sale, order = _owed(session, sale_id)
    if order.state == "placed":
        return order
    if order.checkout_id is None or order.state != "not_placed":
        raise Conflict("tills.nothing_owed")
    ordering.lock_for_order(session, order.checkout_id)
    view = checkout_view(session, session.need(Checkout, order.checkout_id))
    if view.priced.total_minor != order.total_minor:
        raise Refused("tills.owed_differs")
    ordering.lock_its_items(session, order.checkout_id, {})
    place(session, sale, order, seen=view.seen, total_minor=order.total_minor, actor=actor)
    _post(session, sale, order, held_by(GATEWAY), actor)
    mark_seen(session, sale.id, actor)
    record_activity(session, actor, "till.order_placed", "till_sale", sale.id, sale.number)
    return order


def give_back_owed(db: Database, store_id: int, sale_id: int, way: Way, actor: Actor) -> str:
    """Give back what is owed: a named sequence where it goes to the card. Returns the state of the order: settled, or still
    not_placed while the terminal has not said. Done again it asks what became of it.

    Raises NotFound, Conflict where nothing is owed, Refused: no terminal, a card that was declined.
    """
    if way not in ("card", "hand"):
        raise Refused("tills.way", field="way")
    with db.write(store_id) as session:
        sale, order = _owed(session, sale_id)
        if order.state != "not_placed":
            return _over(order)
        if way == "hand":
            _settle(session, sale, order, BANK, actor)
            return order.state
        device_id, total, key = sale.device_id, order.total_minor, refund_id(store_id, f"owed:{order.id}")
    card = take_card(db, store_id, device_id, key, total, actor.name, of_sale=sale_id)
    if card.state in ("declined", "cancelled"):
        raise Refused("tills.owed_declined", field="way")
    with db.write(store_id) as session:
        sale, order = _owed(session, sale_id)
        if card.state == "approved" and order.state == "not_placed":
            _settle(session, sale, order, held_by(CARD), actor)
        return order.state


def _over(order: TillOrder) -> str:
    if order.state == "settled":
        return order.state
    raise Conflict("tills.nothing_owed")


def _settle(session: StoreSession, sale: TillSale, order: TillOrder, account: str, actor: Actor) -> None:
    if account == BANK and _going_back(session, order):
        raise Conflict("tills.owed_going_back")
    _post(session, sale, order, account, actor)
    order.state, order.updated_at = "settled", clock.now()
    if order.checkout_id is not None:
        ordering.let_go_order(session, order.checkout_id, forget=True)
    mark_seen(session, sale.id, actor)
    record_activity(session, actor, "till.owed_given_back", "till_sale", sale.id, sale.number)


def _going_back(session: StoreSession, order: TillOrder) -> bool:
    """Whether it has gone back to the card, or may have: nobody hands it out besides."""
    key = refund_id(session.store, f"owed:{order.id}")
    state = session.scalar(
        select(TillCard.state).where(TillCard.store_id == session.store, TillCard.made_id == key)
    )
    return state in ("started", "unknown", "approved")


def _post(session: StoreSession, sale: TillSale, order: TillOrder, account: str, actor: Actor) -> None:
    entries = [
        Entry(OWED, order.total_minor, sale.currency),
        Entry(account, -order.total_minor, sale.currency),
    ]
    post(session, f"till_owed:{order.id}", "till_owed", entries, actor)


def _owed(session: StoreSession, sale_id: int) -> tuple[TillSale, TillOrder]:
    sale = session.need(TillSale, sale_id)
    order = session.scalars(
        select(TillOrder)
        .where(TillOrder.sale_id == sale.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if order is None:
        raise Conflict("tills.nothing_owed")
    return sale, order
