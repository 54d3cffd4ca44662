"""A sale is settled exactly once: its row, its stock, its money, in one transaction, under the id that the device made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory import commands as inventory
from engine.inventory.commands.selling import sell_here
from engine.ordering import commands as ordering
from engine.ordering.commands.counter import GATEWAY
from engine.ordering.commands.ledger import ADJUSTMENT, TAX, Entry, held_by, post, sales
from engine.stores.models import Staff, Store
from engine.tills.commands.orders import locked_order
from engine.tills.commands.reading import OrderPart, PaymentSent, SaleSent
from engine.tills.commands.reckoning import Note, Reckoning, reckon_return, reckon_sale
from engine.tills.models import (
    TillCard,
    TillDevice,
    TillLine,
    TillOrder,
    TillPayment,
    TillSale,
    TillShift,
)
from engine.tills.rules import DRIFT_NOTED, drift_of, number_of, set_right, state_of

CARD = "terminal"
OWED = "till_owed"
"""The account of what was paid for orders that could not be made: it is the customers'."""


@dataclass(frozen=True)
class Settled:
    """``is_new``: whether this very call settled it."""

    sale: TillSale
    is_new: bool


def drawer(device_id: int) -> str:
    """The account of the cash in a till's drawer."""
    return f"drawer:{device_id}"


def settle(
    session: StoreSession,
    device: TillDevice,
    sent: SaleSent,
    *,
    queued: bool = False,
    device_now: datetime | None = None,
) -> Settled:
    """Settle a sale or a return. The same id with the same body answers what the first time made.

    On line (not *queued*) it is refused where something stands against it, and nothing has changed: sold out or promised
    (``inventory.sold_out``), another price, not for sale here, a sum that is not ours, a card that was not approved. A queued
    one has happened: it is booked, and what is wrong is noted for a person. Raises Conflict ``tills.sale_differs`` for
    another body under a known id.

    An order that is paid with it is placed in the same transaction. Queued, that needs cards which were approved (Refused
    ``tills.order_needs_network``); where the order cannot be made then, the sale stands and what was paid for it is owed.
    """
    before = _known(session, sent)
    if before is not None:
        return Settled(before, False)
    if sent.currency != session.scalar(select(Store.currency).where(Store.id == session.store)):
        raise Refused("tills.sale_field", field="currency", place="currency")
    if sent.kind == "sale":
        made = reckon_sale(session, sent, device.location_id, queued=queued)
    else:
        made = reckon_return(session, sent, queued=queued)
    sign = 1 if sent.kind == "sale" else -1
    paid = sign * sum(payment.amount_minor for payment in sent.payments)
    due = made.total() + (sent.order.total_minor if sent.order else 0)
    if paid != due:
        if not queued:
            raise Refused("tills.sum", ours=due, theirs=paid)
        made.notes.append({"code": "sum_differs", "device": paid, "server": due})
    staff = _seller(session, sent, made.notes)
    drift = drift_of(device_now, clock.now())
    if abs(drift) > DRIFT_NOTED.total_seconds():
        made.notes.append({"code": "clock", "seconds": drift})
    cards = _cards(session, sent.payments, sent.kind, made.notes, queued=queued)
    if sent.order and queued and len(cards) < len(sent.payments):
        raise Refused("tills.order_needs_network")
    order = locked_order(session, device.id, sent.order.made_id) if sent.order else None
    row = _row(session, device, sent, made, paid, staff, drift, queued=queued)
    if not _insert(session, row):
        other = _known(session, sent)  # settled at the same moment by another request
        assert other is not None
        return Settled(other, False)
    sale = session.need(TillSale, row["id"])
    _write_parts(session, sale, sent, made, cards, sign)
    actor = Actor("staff", sale.staff_name, sale.staff_id)
    _hand_over(session, sent, actor, queued=queued)
    if order is not None and order.checkout_id is not None and order.state == "open":
        ordering.lock_its_items(session, order.checkout_id, made.items())
    _move_stock(session, sale, made, actor, queued=queued)
    is_placed = _order(session, sale, sent.order, order, made.notes, actor, queued=queued)
    _post(session, sale, sent, made, sign, actor, is_placed=is_placed)
    sale.notes, sale.state = list(made.notes), state_of(made.notes)
    session.flush()
    return Settled(sale, True)


def mark_seen(session: StoreSession, sale_id: int, actor: Actor) -> TillSale:
    """Somebody looked at what a sale wanted a person for. Done twice it changes nothing. Raises NotFound, and Conflict
    ``tills.still_owed`` while money is owed for an order of it: looking does not settle that."""
    sale = session.need(TillSale, sale_id)
    if sale.state == "needs_person":
        owed = select(TillOrder.id).where(TillOrder.sale_id == sale.id, TillOrder.state == "not_placed")
        if session.scalars(owed).first() is not None:
            raise Conflict("tills.still_owed")
        sale.state, sale.seen_by, sale.seen_at = "settled", actor.name, clock.now()
        session.flush()
    return sale


def _known(session: StoreSession, sent: SaleSent) -> TillSale | None:
    found = session.scalars(select(TillSale).where(TillSale.made_id == sent.made_id)).first()
    if found is not None and found.body_hash != sent.hash:
        raise Conflict("tills.sale_differs", number=found.number)
    return found


def _seller(session: StoreSession, sent: SaleSent, notes: list[Note]) -> Staff | None:
    """Whoever stood at the device when it was sold: also at another device, paired under another name since."""
    shift = session.find(TillShift, sent.shift_id)
    staff = session.find(Staff, shift.staff_id) if shift else None
    if staff is None:
        notes.append({"code": "nobody"})
    return staff


def _cards(
    session: StoreSession, payments: Sequence[PaymentSent], kind: str, notes: list[Note], *, queued: bool
) -> dict[str, TillCard]:
    """The terminal's payments that this sale was paid with: approved, of that amount, and of no other sale."""
    found: dict[str, TillCard] = {}
    wanted_kind = "payment" if kind == "sale" else "refund"
    for payment in payments:
        if payment.card is None:
            continue
        card = session.scalars(
            select(TillCard).where(TillCard.made_id == payment.card).with_for_update()
        ).first()
        used = (
            card is not None
            and session.scalars(select(TillPayment.id).where(TillPayment.card_id == card.id)).first()
        )
        is_good = (
            card is not None
            and (card.kind, card.state, card.amount_minor) == (wanted_kind, "approved", payment.amount_minor)
            and not used
            and payment.card not in found
        )
        if is_good and card is not None:
            found[payment.card] = card
        elif not queued:
            raise Refused("tills.card_not_approved", field="payments")
        else:
            notes.append({"code": "card_unclear", "amount": payment.amount_minor})
    return found


def _row(
    session: StoreSession,
    device: TillDevice,
    sent: SaleSent,
    made: Reckoning,
    paid: int,
    staff: Staff | None,
    drift: int,
    *,
    queued: bool,
) -> dict[str, Any]:
    now, number = clock.now(), number_of(device.number, sent.turn)
    twice = session.scalars(
        select(TillSale.id).where(TillSale.number == number, TillSale.device_id == device.id).limit(1)
    ).first()
    if twice is not None:
        made.notes.append({"code": "number_twice"})
    return {
        "store_id": session.store,
        "id": session.new_id(),
        "made_id": sent.made_id,
        "body_hash": sent.hash,
        "kind": sent.kind,
        "state": "settled",
        "device_id": device.id,
        "location_id": device.location_id,
        "turn": sent.turn,
        "number": number,
        "staff_id": staff.id if staff else None,
        "staff_name": staff.name if staff else device.name,
        "device_at": sent.at,
        "sold_at": set_right(sent.at, drift, now) if queued else now,
        "settled_at": now,
        "drift_seconds": drift,
        "was_queued": queued,
        "currency": sent.currency,
        "subtotal_minor": made.total("subtotal_minor"),
        "discount_minor": made.total("discount_minor"),
        "discount_reason": sent.discount_reason,
        "tax_minor": made.total("tax_minor"),
        "total_minor": made.total(),
        "paid_minor": paid,
        "tax_rate_bp": made.tax.rate_bp,
        "tax_included": made.tax.included,
        "of_sale_id": sent.of_sale,
        "notes": [],
    }


def _insert(session: StoreSession, row: dict[str, Any]) -> bool:
    """Whether the row is new: of two requests with one id the second waits here for the first."""
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        put(TillSale)
        .values(row)
        .on_conflict_do_nothing(index_elements=["store_id", "made_id"])
        .returning(TillSale.id)
    )
    # not by the count of rows: the driver tells none for such a statement that met a conflict
    return session.execute(statement).first() is not None


def _write_parts(
    session: StoreSession,
    sale: TillSale,
    sent: SaleSent,
    made: Reckoning,
    cards: dict[str, TillCard],
    sign: int,
) -> None:
    for position, line in enumerate(made.lines, 1):
        session.add(TillLine(sale_id=sale.id, position=position, **vars(line)))
    for payment in sent.payments:
        card = cards.get(payment.card or "")
        session.add(
            TillPayment(
                sale_id=sale.id,
                kind=payment.kind,
                amount_minor=sign * payment.amount_minor,
                given_minor=payment.given_minor,
                card_id=card.id if card else None,
            )
        )
    session.flush()


def _hand_over(session: StoreSession, sent: SaleSent, actor: Actor, *, queued: bool) -> None:
    """What was kept for whoever pays now is free for this very sale. Of a queued one the time may be over since: then the
    stock says whether it was there."""
    for hold_id in sent.holds if sent.kind == "sale" else ():
        try:
            inventory.hand_over_hold(session, hold_id, actor)
        except (Conflict, NotFound):
            if not queued:
                raise


def _move_stock(
    session: StoreSession, sale: TillSale, made: Reckoning, actor: Actor, *, queued: bool
) -> None:
    items, reference = made.items(), ("till_sale", sale.id)
    if not items:
        return
    if sale.kind == "return":
        inventory.restock(session, sale.location_id, items, actor=actor, reference=reference)
        return
    for short in sell_here(session, sale.location_id, items, actor=actor, reference=reference, forced=queued):
        made.notes.append({"code": "oversold", "item": short.item_id, "quantity": short.quantity})


def _order(
    session: StoreSession,
    sale: TillSale,
    part: OrderPart | None,
    order: TillOrder | None,
    notes: list[Note],
    actor: Actor,
    *,
    queued: bool,
) -> bool:
    """Place the order that the sale pays; whether it is placed. Where a card was approved before, what stands against it is
    noted for a person, and the sale stands."""
    if part is None:
        return False
    if not queued:
        _place(session, sale, part, order, actor)
        return True
    try:
        with session.begin_nested():
            _place(session, sale, part, order, actor)
        return True
    except Refused as refusal:
        notes.append({"code": "order_not_placed", "why": refusal.code, "amount": part.total_minor})
    if order is not None and order.state == "open":
        session.refresh(order)
        order.state, order.sale_id, order.total_minor = "not_placed", sale.id, part.total_minor
        order.updated_at = clock.now()
        if order.checkout_id is not None:
            ordering.let_go_order(session, order.checkout_id)
    return False


def place(
    session: StoreSession, sale: TillSale, order: TillOrder, *, seen: str, total_minor: int, actor: Actor
) -> None:
    """Make the order that the sale paid with *total_minor*. Raises Refused, Conflict; the caller takes everything back."""
    if order.checkout_id is None:
        raise NotFound("tills.no_such_order")
    device = session.need(TillDevice, sale.device_id)
    reference, summary = _paid_by(session, sale, total_minor)
    placed = ordering.place_paid(
        session,
        order.checkout_id,
        seen=seen,
        total_minor=total_minor,
        reference=reference,
        summary=summary,
        at_till={
            "till": f"{device.number} · {device.name}",
            "staff": sale.staff_name,
            "receipt": sale.number,
            "sale_id": sale.id,
        },
        actor=actor,
    )
    order.state, order.sale_id, order.customer_order_id = "placed", sale.id, placed.id
    order.total_minor, order.updated_at = total_minor, clock.now()
    session.flush()


def _place(
    session: StoreSession, sale: TillSale, part: OrderPart, order: TillOrder | None, actor: Actor
) -> None:
    if order is None:
        raise NotFound("tills.no_such_order")
    if order.state != "open":
        raise Conflict("tills.order_over")
    place(session, sale, order, seen=part.seen, total_minor=part.total_minor, actor=actor)


def _paid_by(session: StoreSession, sale: TillSale, total_minor: int) -> tuple[str, str]:
    """What a refund of the order goes back by, and how it was paid: the card that paid for all of it, else cash."""
    card = session.scalars(
        select(TillCard)
        .join(TillPayment, (TillPayment.store_id == TillCard.store_id) & (TillPayment.card_id == TillCard.id))
        .where(TillPayment.sale_id == sale.id, TillCard.amount_minor >= total_minor)
        .order_by(TillCard.id)
        .limit(1)
    ).first()
    return (f"card:{card.made_id}", card.summary or "card") if card else (f"cash:{sale.made_id}", "cash")


def _post(
    session: StoreSession,
    sale: TillSale,
    sent: SaleSent,
    made: Reckoning,
    sign: int,
    actor: Actor,
    *,
    is_placed: bool,
) -> None:
    """The ledger: what came into the drawer and by card, whose goods they were, the tax in them. What was paid for an order
    is taken up by the order's own capture; of one that could not be made, it is owed."""
    money: dict[str, int] = {}

    def add(account: str, minor: int) -> None:
        money[account] = money.get(account, 0) + minor

    for payment in sent.payments:
        add(drawer(sale.device_id) if payment.kind == "cash" else held_by(CARD), sign * payment.amount_minor)
    for line in made.lines:
        add(sales(line.partner_id), line.tax_minor - line.total_minor)
        add(TAX, -line.tax_minor)
    ordered = sent.order.total_minor if sent.order else 0
    add(held_by(GATEWAY) if is_placed else OWED, -ordered)
    add(ADJUSTMENT, sale.total_minor + ordered - sale.paid_minor)
    entries = [Entry(account, minor, sale.currency) for account, minor in sorted(money.items())]
    post(session, f"till_sale:{sale.id}", f"till_{sale.kind}", entries, actor)
