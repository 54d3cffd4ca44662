"""Cards at a terminal: named sequences of attempt → commit → call → commit, with no network call inside a transaction.

The device makes the reference. While an outcome is unknown nothing is started again under another one: the terminal is asked
what became of it.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.stores.models import Store
from engine.tills import ports
from engine.tills.models import TillCard, TillDevice, TillPayment, TillSale
from engine.tills.ports import Answer, Asked
from engine.tills.rules import MOST_MINOR, is_made_id

OPEN = ("started", "unknown")


def take_card(
    db: Database,
    store_id: int,
    device_id: int,
    made_id: str,
    amount_minor: int,
    staff_name: str,
    *,
    of_sale: int | None = None,
) -> TillCard:
    """Ask the device's terminal for a payment, or with *of_sale* to give back to the card of that sale. Asked again under
    the same id it tells what became of it. Raises Refused: no terminal, or an amount that cannot be; Conflict where another
    payment at this device is still open."""
    kind: Literal["payment", "refund"] = "payment" if of_sale is None else "refund"
    with db.write(store_id) as session:
        found = _begin(session, device_id, made_id, amount_minor, staff_name, kind, of_sale)
        is_new, asked = found.state == "started" and found.reference is None, _asked(found)
    if not is_new:
        return refresh_card(db, store_id, device_id, made_id)
    return _keep(db, store_id, found.id, _terminal().start(asked))


def refresh_card(db: Database, store_id: int, device_id: int, made_id: str) -> TillCard:
    """What became of a payment: the terminal is asked while that is open. A reference that it never heard of is started
    once more, under the same reference. Raises NotFound."""
    with db.read(store_id) as session:
        card = _of(session, device_id, made_id)
        if card.state not in OPEN:
            return card
        asked = _asked(card)
    answer = _terminal().ask(asked.terminal, asked.reference)
    if answer.state == "missing":
        answer = _terminal().start(asked)
    return _keep(db, store_id, card.id, answer)


def cancel_card(db: Database, store_id: int, device_id: int, made_id: str) -> TillCard:
    """Stop waiting for a card. The customer may have been quicker: then it is approved. Raises NotFound."""
    with db.read(store_id) as session:
        card = _of(session, device_id, made_id)
        if card.state not in OPEN:
            return card
        asked = _asked(card)
    answer = _terminal().cancel(asked.terminal, asked.reference)
    return _keep(db, store_id, card.id, Answer("cancelled") if answer.state == "missing" else answer)


def _terminal() -> ports.Terminal:
    found = ports.terminal()
    if not found.is_there:
        raise Refused("tills.no_terminal")
    return found


def _begin(
    session: StoreSession,
    device_id: int,
    made_id: str,
    amount_minor: int,
    staff_name: str,
    kind: Literal["payment", "refund"],
    of_sale: int | None,
) -> TillCard:
    if not is_made_id(made_id):
        raise Refused("tills.sale_field", field="id", place="id")
    if not 0 < amount_minor <= MOST_MINOR:
        raise Refused("tills.amount", field="amount")
    device = session.scalars(
        select(TillDevice).where(TillDevice.id == device_id).with_for_update(key_share=True)
    ).one()
    found = session.scalars(select(TillCard).where(TillCard.made_id == made_id)).first()
    if found is not None:
        if (found.device_id, found.amount_minor, found.kind) != (device_id, amount_minor, kind):
            raise Conflict("tills.sale_differs", number=made_id[:8])
        return found
    if device.terminal is None:
        raise Refused("tills.no_terminal")
    _terminal()
    waiting = select(TillCard.id).where(TillCard.device_id == device_id, TillCard.state.in_(OPEN))
    if session.scalars(waiting).first() is not None:
        raise Conflict("tills.card_waiting")
    card = TillCard(
        made_id=made_id,
        device_id=device_id,
        kind=kind,
        state="started",
        amount_minor=amount_minor,
        currency=session.scalars(select(Store.currency).where(Store.id == session.store)).one(),
        terminal=device.terminal,
        of_reference=_paid_with(session, of_sale, amount_minor) if of_sale is not None else None,
        staff_name=staff_name,
        created_at=clock.now(),
    )
    session.add(card)
    session.flush()
    return card


def _paid_with(session: StoreSession, sale_id: int, amount_minor: int) -> str:
    """The terminal's reference of the card that a sale was paid with. Never more goes back to it than came from it."""
    session.need(TillSale, sale_id)
    paid = session.scalars(
        select(TillCard)
        .join(TillPayment, (TillPayment.store_id == TillCard.store_id) & (TillPayment.card_id == TillCard.id))
        .where(TillPayment.sale_id == sale_id, TillCard.kind == "payment")
        .order_by(TillCard.id)
        .with_for_update(of=TillCard)
    ).first()
    if paid is None or paid.reference is None:
        raise Refused("tills.not_by_card")
    back = session.scalars(
        select(TillCard.amount_minor).where(
            TillCard.kind == "refund",
            TillCard.of_reference == paid.reference,
            TillCard.state.in_((*OPEN, "approved")),
        )
    ).all()
    if sum(back) + amount_minor > paid.amount_minor:
        raise Refused("tills.more_than_by_card", left=paid.amount_minor - sum(back))
    return paid.reference


def _of(session: StoreSession, device_id: int, made_id: str) -> TillCard:
    found = session.scalars(
        select(TillCard).where(TillCard.made_id == made_id, TillCard.device_id == device_id)
    ).first()
    if found is None:
        raise NotFound("record.not_found", kind="till_card", id=made_id[:40])
    return found


def _asked(card: TillCard) -> Asked:
    kind: Literal["payment", "refund"] = "refund" if card.kind == "refund" else "payment"
    return Asked(card.terminal, card.made_id, kind, card.amount_minor, card.currency, card.of_reference)


def _keep(db: Database, store_id: int, card_id: int, answer: Answer) -> TillCard:
    """Write down what the terminal said. What is over stays as it is."""
    with db.write(store_id) as session:
        card = session.scalars(select(TillCard).where(TillCard.id == card_id).with_for_update()).one()
        if card.state in OPEN:
            card.state = "unknown" if answer.state == "missing" else answer.state
            card.reference = answer.reference or card.reference
            card.summary, card.code = answer.summary or card.summary, answer.code
            card.ended_at = None if card.state in OPEN else clock.now()
        return card
