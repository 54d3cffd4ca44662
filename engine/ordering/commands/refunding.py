"""Giving money back: a named sequence. The claim on the captured sum is written before the gateway is asked, so that any
number of refunds at once cannot exceed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import func, or_, select

from engine.base import clock
from engine.base.actor import Actor, ActorKind
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory import commands as inventory
from engine.inventory.models import BundlePart, Location, Movement
from engine.ordering import events, ports
from engine.ordering.commands.derived import captured, derive, locked_order, refunded
from engine.ordering.commands.ledger import ADJUSTMENT, DELIVERY, TAX, Entry, held_by, post, sales
from engine.ordering.commands.timeline import note_event
from engine.ordering.models import (
    BrandOrder,
    CustomerOrder,
    Fulfilment,
    FulfilmentLine,
    OrderLine,
    Payment,
    Refund,
    RefundLine,
)
from engine.ordering.ports import Outcome
from engine.ordering.rules import REFUND, share_of_units
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class RefundAsked:
    """What to give back. ``lines``: {order line id: units}; ``delivery_minor``: part of the delivery paid.

    ``amount_minor``: the sum, where a person decided on another one than lines and delivery come to.
    """

    lines: Mapping[int, int]
    delivery_minor: int = 0
    amount_minor: int | None = None
    reason: str = ""
    restock: bool = False


@dataclass(frozen=True)
class Refunded:
    """``state``: done, failed (nothing was given back), or pending (the gateway has not answered; it will be asked)."""

    refund_id: int
    state: str
    amount_minor: int


def refund(
    db: Database, store_id: int, order_id: int, asked: RefundAsked, *, key: str, actor: Actor
) -> Refunded:
    """Give money back through the gateway that took it. *key* names the request: sent twice, it takes effect once.

    Raises Refused for more than is left to give back, Conflict when nothing was captured, NotFound.
    """
    with db.write(store_id) as session:
        claimed = claim_refund(session, order_id, asked, key=key, actor=actor)
    return carry_out(db, store_id, claimed.id)


def claim_refund(
    session: StoreSession, order_id: int, asked: RefundAsked, *, key: str, actor: Actor
) -> Refund:
    """Transaction 1: write the refund as pending, which counts against what is left. Raises as ``refund``."""
    order = locked_order(session, order_id)
    before = session.scalars(select(Refund).where(Refund.request_key == key)).first()
    if before is not None:
        return before
    payment = session.scalars(
        select(Payment).where(Payment.customer_order_id == order.id, Payment.state == "captured")
    ).first()
    if payment is None:
        raise Conflict("orders.nothing_captured")
    shares = line_shares(session, order, asked.lines)
    _check_delivery(session, order, asked.delivery_minor)
    amount = sum(share for _, _, share in shares) + asked.delivery_minor
    if asked.amount_minor is not None:
        amount = asked.amount_minor
    left = captured(session, order.id) - refunded(session, order.id, ("pending", "done"))
    if amount <= 0:
        raise Refused("orders.refund_of_nothing", field="amount")
    if amount > left:
        raise Refused(
            "orders.refund_above_captured", field="amount", left_minor=left, currency=order.currency
        )
    made = Refund(
        customer_order_id=order.id,
        payment_id=payment.id,
        request_key=key,
        amount_minor=amount,
        currency=order.currency,
        delivery_minor=asked.delivery_minor,
        reason=asked.reason.strip()[:500] or None,
        restock=asked.restock,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    for line, units, share in shares:
        session.add(RefundLine(refund_id=made.id, order_line_id=line.id, quantity=units, amount_minor=share))
    return made


def carry_out(db: Database, store_id: int, refund_id: int) -> Refunded:
    """The gateway is asked, then transaction 2 notes what it said. Safe to repeat: the gateway knows the key."""
    with db.read(store_id) as session:
        row = session.need(Refund, refund_id)
        payment = session.need(Payment, row.payment_id)
        gateway = ports.gateways().get(payment.gateway)
        if row.state != "pending" or gateway is None:
            return Refunded(row.id, row.state, row.amount_minor)
        key, reference, amount = row.request_key, payment.gateway_reference or "", row.amount_minor
    outcome = gateway.refund(store_id, key, reference, amount)
    if outcome.status == "unknown":
        outcome = gateway.lookup_refund(store_id, key) or outcome
    with db.write(store_id) as session:
        return note_refund(session, refund_id, outcome)


def note_refund(session: StoreSession, refund_id: int, outcome: Outcome) -> Refunded:
    """Transaction 2."""
    order = locked_order(session, session.need(Refund, refund_id).customer_order_id)
    row = session.scalars(
        select(Refund).where(Refund.id == refund_id).execution_options(populate_existing=True)
    ).one()
    if row.state == "pending" and outcome.status == "refunded":
        _finish(session, order, row, outcome)
    elif row.state == "pending" and outcome.status == "declined":
        row.state, row.finished_at = REFUND.after(row.state, "fail"), clock.now()
        detail = {"amount_minor": row.amount_minor, "code": outcome.code}
        note_event(session, order.id, "refund_failed", _actor_of(row), detail=detail)
    return Refunded(row.id, row.state, row.amount_minor)


def line_shares(
    session: StoreSession, order: CustomerOrder, wanted: Mapping[int, int]
) -> list[tuple[OrderLine, int, int]]:
    """[(line, units, minor units)] for {line id: units}. Raises Refused for units that were given back already."""
    lines = {
        line.id: line
        for line in session.scalars(
            select(OrderLine)
            .where(OrderLine.customer_order_id == order.id)
            .order_by(OrderLine.position)
            .execution_options(populate_existing=True)
        )
    }
    if not set(wanted) <= set(lines):
        raise NotFound("orders.line_of_another_order", field="lines")
    before = _units_claimed(session, order.id)
    shares = []
    for line_id, units in sorted(wanted.items()):
        line, already = lines[line_id], before.get(line_id, 0)
        if units < 0 or already + units > line.quantity:
            raise Refused(
                "orders.too_many_units",
                field=f"line_{line_id}",
                title=line.title,
                left=line.quantity - already,
            )
        if units:
            shares.append((line, units, share_of_units(line.total_minor, line.quantity, already, units)))
    return shares


def delivery_paid(order: CustomerOrder, delivery_tax_minor: int) -> int:
    """What the shopper paid for delivery, its tax included."""
    return order.delivery_minor + (0 if order.tax_included else delivery_tax_minor)


def delivery_left(session: StoreSession, order: CustomerOrder) -> int:
    """What of it was not given back yet."""
    given = session.scalar(
        select(func.coalesce(func.sum(Refund.delivery_minor), 0)).where(
            Refund.customer_order_id == order.id, Refund.state.in_(("pending", "done"))
        )
    )
    return delivery_paid(order, _delivery_tax(session, order.id)) - int(given or 0)


def _check_delivery(session: StoreSession, order: CustomerOrder, minor: int) -> None:
    if minor and not 0 <= minor <= (left := delivery_left(session, order)):
        raise Refused(
            "orders.refund_above_delivery",
            field="delivery",
            left_minor=max(0, left),
            currency=order.currency,
        )


def _units_claimed(session: StoreSession, order_id: int) -> dict[int, int]:
    rows = session.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity))
        .join(Refund, (Refund.store_id == RefundLine.store_id) & (Refund.id == RefundLine.refund_id))
        .where(Refund.customer_order_id == order_id, Refund.state.in_(("pending", "done")))
        .group_by(RefundLine.order_line_id)
    )
    return {line_id: int(units) for line_id, units in rows}


def _finish(session: StoreSession, order: CustomerOrder, row: Refund, outcome: Outcome) -> None:
    row.state, row.finished_at = REFUND.after(row.state, "finish"), clock.now()
    row.gateway_reference = outcome.reference
    actor = _actor_of(row)
    entries = _entries(session, order, row)
    post(
        session,
        f"refund:{row.id}",
        "refund",
        entries,
        actor,
        order_id=order.id,
        payment_id=row.payment_id,
        refund_id=row.id,
    )
    given_back = _given_back(session, row)
    for line, part in given_back:
        line.refunded_quantity += part.quantity
    if row.restock:
        _restock(session, given_back, row, actor)
    detail = {"amount_minor": row.amount_minor, "reason": row.reason, "restock": row.restock}
    note_event(session, order.id, "refunded", actor, detail=detail, is_public=True)
    record_activity(session, actor, "order.refunded", "order", order.id, f"#{order.number}")
    derive(session, order)
    events.order_refunded(session, order.id, row.id)
    ports.letters().refunded(session, row.id)


def _given_back(session: StoreSession, row: Refund) -> list[tuple[OrderLine, RefundLine]]:
    found = session.execute(
        select(OrderLine, RefundLine)
        .join(
            RefundLine,
            (RefundLine.store_id == OrderLine.store_id) & (RefundLine.order_line_id == OrderLine.id),
        )
        .where(RefundLine.refund_id == row.id)
        .order_by(OrderLine.position)
        .execution_options(populate_existing=True)
    )
    return [(line, part) for line, part in found]


def _entries(session: StoreSession, order: CustomerOrder, row: Refund) -> list[Entry]:
    """The sale backwards, for the part given back; what no line or delivery explains is goodwill."""
    payment = session.need(Payment, row.payment_id)
    partners: dict[int, int] = {
        brand.id: brand.partner_id
        for brand in session.scalars(select(BrandOrder).where(BrandOrder.customer_order_id == order.id))
    }
    currency = row.currency
    entries = [Entry(held_by(payment.gateway), -row.amount_minor, currency)]
    explained = 0
    for line, part in _given_back(session, row):
        tax = share_of_units(line.tax_minor, line.quantity, line.refunded_quantity, part.quantity)
        account = sales(partners[line.brand_order_id])
        entries.append(Entry(account, part.amount_minor - tax, currency, line.brand_order_id))
        entries.append(Entry(TAX, tax, currency, line.brand_order_id))
        explained += part.amount_minor
    if row.delivery_minor:
        whole_tax = _delivery_tax(session, order.id)
        paid = delivery_paid(order, whole_tax)
        before = paid - delivery_left(session, order) - row.delivery_minor
        tax = share_of_units(whole_tax, paid, max(0, before), row.delivery_minor)
        entries += [
            Entry(DELIVERY, row.delivery_minor - tax, currency),
            Entry(TAX, tax, currency),
        ]
        explained += row.delivery_minor
    return [*entries, Entry(ADJUSTMENT, row.amount_minor - explained, currency)]


def _delivery_tax(session: StoreSession, order_id: int) -> int:
    return int(
        session.scalar(
            select(func.coalesce(func.sum(OrderLine.delivery_tax_minor), 0)).where(
                OrderLine.customer_order_id == order_id
            )
        )
        or 0
    )


def _restock(
    session: StoreSession, given_back: list[tuple[OrderLine, RefundLine]], row: Refund, actor: Actor
) -> None:
    """Units that had left go back on the shelf they came from; units that had not are cancelled, and so free again."""
    for line, part in given_back:
        if line.inventory_item_id is None:
            continue
        gone = min(part.quantity, line.fulfilled_quantity)
        location_id = _shelf(session, line) if gone else None
        if location_id is not None:
            inventory.restock(
                session,
                location_id,
                {line.inventory_item_id: gone},
                actor=actor,
                reference=("refund", row.id),
                note=row.reason,
            )


def _shelf(session: StoreSession, line: OrderLine) -> int | None:
    """Where the line's goods came from; else the store's first location."""
    came_from = session.scalar(
        select(Movement.location_id)
        .join(
            Fulfilment,
            (Fulfilment.store_id == Movement.store_id) & (Fulfilment.id == Movement.reference_id),
        )
        .join(
            FulfilmentLine,
            (FulfilmentLine.store_id == Fulfilment.store_id)
            & (FulfilmentLine.fulfilment_id == Fulfilment.id),
        )
        .where(
            Movement.reference_kind == "fulfilment",
            or_(
                Movement.item_id == line.inventory_item_id,
                Movement.item_id.in_(
                    select(BundlePart.item_id).where(
                        BundlePart.store_id == session.store, BundlePart.bundle_id == line.inventory_item_id
                    )
                ),
            ),
            FulfilmentLine.order_line_id == line.id,
        )
        .limit(1)
    )
    if came_from is not None:
        return int(came_from)
    return session.scalar(
        select(Location.id).where(Location.is_active).order_by(Location.position, Location.id).limit(1)
    )


def _actor_of(row: Refund) -> Actor:
    return Actor(cast("ActorKind", row.actor_kind), row.actor_name, row.actor_id)
