"""Money of an order that was paid at a till goes back: to the card that paid, asked of its terminal once per key; in cash by a
person, out of what was taken out of the drawers."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.base.errors import NotFound
from engine.ordering.commands.counter import GATEWAY
from engine.ordering.commands.ledger import Entry, held_by, post
from engine.stores.models import Store
from engine.tills.commands.cards import refresh_card, take_card
from engine.tills.commands.days import BANK
from engine.tills.commands.settling import CARD
from engine.tills.models import TillCard, TillPayment, TillSale


def refund_to_card(
    db: Database, store_id: int, key: str, paid_with: str, amount_minor: int, staff_name: str
) -> TillCard:
    """Give *amount_minor* back to the card whose payment the device called *paid_with*. The same *key* asks once, and then
    what became of it. Raises NotFound, Refused (no terminal, more than came from it), Conflict while another payment at
    that till is open."""
    with db.read(store_id) as session:
        sale = session.scalars(
            select(TillSale)
            .join(
                TillPayment,
                (TillPayment.store_id == TillSale.store_id) & (TillPayment.sale_id == TillSale.id),
            )
            .join(
                TillCard, (TillCard.store_id == TillPayment.store_id) & (TillCard.id == TillPayment.card_id)
            )
            .where(TillCard.made_id == paid_with, TillSale.kind == "sale")
        ).first()
    if sale is None:
        raise NotFound("record.not_found", kind="till_card", id=paid_with[:40])
    made_id = refund_id(store_id, key)
    card = take_card(db, store_id, sale.device_id, made_id, amount_minor, staff_name, of_sale=sale.id)
    return _booked(db, store_id, key, card)


def refund_in_cash(db: Database, store_id: int, key: str, amount_minor: int) -> None:
    """Note that a person hands out *amount_minor* of the store's currency. The same *key* is noted once."""
    with db.write(store_id) as session:
        currency = session.scalars(select(Store.currency).where(Store.id == session.store)).one()
        entries = [Entry(held_by(GATEWAY), amount_minor, currency), Entry(BANK, -amount_minor, currency)]
        post(session, f"till_cash_refund:{key}", "till_cash_refund", entries, SYSTEM)


def card_refund(db: Database, store_id: int, key: str) -> TillCard | None:
    """What became of the refund of a key; the terminal is asked while that is open. None where none was begun."""
    with db.read(store_id) as session:
        card = _of_key(session, store_id, key)
    if card is None:
        return None
    return _booked(db, store_id, key, refresh_card(db, store_id, card.device_id, card.made_id))


def refund_id(store_id: int, key: str) -> str:
    """Our reference at the terminal for a refund's key: the same each time."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"vitrine:{store_id}:{key}"))


def _of_key(session: StoreSession, store_id: int, key: str) -> TillCard | None:
    return session.scalars(select(TillCard).where(TillCard.made_id == refund_id(store_id, key))).first()


def _booked(db: Database, store_id: int, key: str, card: TillCard) -> TillCard:
    """What left the terminal is taken out of what the tills hold for orders."""
    if card.state == "approved":
        entries = [
            Entry(held_by(GATEWAY), card.amount_minor, card.currency),
            Entry(held_by(CARD), -card.amount_minor, card.currency),
        ]
        with db.write(store_id) as session:
            post(session, f"till_card:{card.id}", "till_card_refund", entries, SYSTEM)
    return card
