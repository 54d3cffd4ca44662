"""Cancelling what has not left yet: of one brand order, or of the whole order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory import commands as inventory
from engine.ordering import events, ports
from engine.ordering.commands.derived import derive, locked_order
from engine.ordering.commands.fulfilment import left_to_fulfil, lines_of
from engine.ordering.commands.ledger import CUSTOMER, DELIVERY, TAX, Entry, post, sales
from engine.ordering.commands.refunding import (
    RefundAsked,
    Refunded,
    carry_out,
    claim_refund,
    delivery_left,
)
from engine.ordering.commands.timeline import move_payment, note_event
from engine.ordering.models import BrandOrder, CustomerOrder, OrderLine, Payment, Refund
from engine.ordering.rules import BRAND_ORDER, share_of_units
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class Cancelled:
    """What was cancelled, in units, and the refund that follows from it, if money was taken."""

    order_id: int
    units: int
    refund: Refunded | None


@dataclass
class _Parts:
    """Units cancelled by line, with the amounts of those that are still owed or paid."""

    units: dict[int, int]
    refundable: dict[int, int]
    delivery_minor: int = 0


def cancel(
    db: Database,
    store_id: int,
    order_id: int,
    *,
    key: str,
    actor: Actor,
    brand_order_id: int | None = None,
    reason: str = "",
    restock: bool = True,
) -> Cancelled:
    """Cancel what has not been handed over. Money that was taken for it goes back; money not yet taken is not asked for.

    *restock*: the goods can be sold again; otherwise they are written off. *key* names the request: sent twice, it takes
    effect once. Raises Conflict when everything has left or is cancelled already, NotFound.
    """
    with db.write(store_id) as session:
        units, refund_id = cancel_parts(
            session,
            order_id,
            key=key,
            actor=actor,
            brand_order_id=brand_order_id,
            reason=reason,
            restock=restock,
        )
    given_back = carry_out(db, store_id, refund_id) if refund_id else None
    return Cancelled(order_id, units, given_back)


def cancel_parts(
    session: StoreSession,
    order_id: int,
    *,
    key: str,
    actor: Actor,
    brand_order_id: int | None = None,
    reason: str = "",
    restock: bool = True,
) -> tuple[int, int | None]:
    """Transaction 1: states, stock and ledger. Returns (units cancelled, id of the refund to carry out)."""
    order = locked_order(session, order_id)
    before = session.scalars(select(Refund).where(Refund.request_key == key)).first()
    if before is not None:
        return 0, before.id
    brand_orders = _chosen(session, order, brand_order_id)
    parts, lines = _Parts({}, {}), []
    for brand_order in brand_orders:
        lines += _cancel_brand_order(session, brand_order, parts, actor, reason)
    if not parts.units:
        raise Conflict("orders.nothing_left_to_cancel")
    _free_stock(session, order, lines, parts.units, actor, restock=restock)
    refund_id = _settle_money(session, order, lines, parts, key, actor, reason)
    derive(session, order)
    if order.fulfilment_state == "cancelled":
        order.cancelled_at = clock.now()
    session.flush()
    _tell(session, order, brand_orders if brand_order_id else [], parts, actor, reason)
    return sum(parts.units.values()), refund_id


def _chosen(session: StoreSession, order: CustomerOrder, brand_order_id: int | None) -> list[BrandOrder]:
    found = session.scalars(
        select(BrandOrder)
        .where(BrandOrder.customer_order_id == order.id)
        .order_by(BrandOrder.position)
        .execution_options(populate_existing=True)
    ).all()
    chosen = [one for one in found if brand_order_id in (None, one.id)]
    if not chosen:
        raise NotFound("orders.line_of_another_order", field="brand_order_id")
    return chosen


def _cancel_brand_order(
    session: StoreSession, brand_order: BrandOrder, parts: _Parts, actor: Actor, reason: str
) -> list[OrderLine]:
    lines = lines_of(session, brand_order.id)
    chosen = [line for line in lines if left_to_fulfil(line)]
    if not chosen:
        return []
    for line in chosen:
        units = left_to_fulfil(line)
        # units whose money was given back already are not paid for again
        parts.refundable[line.id] = min(
            units, line.quantity - line.refunded_quantity - line.cancelled_quantity
        )
        parts.units[line.id] = units
        line.cancelled_quantity += units
    if brand_order.state == "new":
        parts.delivery_minor += sum(line.delivery_minor for line in lines)
    step = "cancel" if brand_order.state == "new" else "cancel_rest"
    brand_order.state = BRAND_ORDER.after(brand_order.state, step)
    brand_order.updated_at = clock.now()
    note_event(
        session,
        brand_order.customer_order_id,
        "cancelled" if step == "cancel" else "rest_cancelled",
        actor,
        brand_order_id=brand_order.id,
        detail={"reason": reason.strip()[:500] or None},
        is_public=True,
    )
    return chosen


def _free_stock(
    session: StoreSession,
    order: CustomerOrder,
    lines: list[OrderLine],
    units: dict[int, int],
    actor: Actor,
    *,
    restock: bool,
) -> None:
    session.flush()
    stocked = {line.id: units[line.id] for line in lines if line.inventory_item_id is not None}
    if not stocked:
        return
    if restock:
        inventory.release_commitment(session, stocked, actor=actor, reference=("order", order.id))
    else:
        inventory.fulfil(session, stocked, actor=actor, reference=("cancelled_order", order.id))


def _settle_money(
    session: StoreSession,
    order: CustomerOrder,
    lines: list[OrderLine],
    parts: _Parts,
    key: str,
    actor: Actor,
    reason: str,
) -> int | None:
    payment = session.scalars(
        select(Payment)
        .where(Payment.customer_order_id == order.id, Payment.state != "voided")
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if payment is None:
        return None
    if payment.state == "captured":
        wanted = {line_id: units for line_id, units in parts.refundable.items() if units > 0}
        delivery = min(
            parts.delivery_minor + _delivery_tax_on_top(order, lines), delivery_left(session, order)
        )
        if not wanted and not delivery:
            return None
        asked = RefundAsked(wanted, max(0, delivery), reason=reason)
        try:
            return claim_refund(session, order.id, asked, key=key, actor=actor).id
        except Refused as refusal:
            if refusal.code in ("orders.refund_of_nothing", "orders.refund_above_captured"):
                return None  # a person gave back as much, or more, before
            raise
    _owe_less(session, order, payment, lines, parts, key, actor)
    return None


def _delivery_tax_on_top(order: CustomerOrder, lines: list[OrderLine]) -> int:
    return 0 if order.tax_included else sum(line.delivery_tax_minor for line in lines)


def _owe_less(
    session: StoreSession,
    order: CustomerOrder,
    payment: Payment,
    lines: list[OrderLine],
    parts: _Parts,
    key: str,
    actor: Actor,
) -> None:
    """Nothing was taken yet: the sale of these units is taken back, and so much less is asked for."""
    entries, less = [], 0
    partners = {
        brand.id: brand
        for brand in session.scalars(select(BrandOrder).where(BrandOrder.customer_order_id == order.id))
    }
    for line in lines:
        units, gone = parts.units[line.id], line.cancelled_quantity - parts.units[line.id]
        gross = share_of_units(line.total_minor, line.quantity, gone, units)
        tax = share_of_units(line.tax_minor, line.quantity, gone, units)
        brand = partners[line.brand_order_id]
        entries += [
            Entry(sales(brand.partner_id), gross - tax, order.currency, brand.id),
            Entry(TAX, tax, order.currency, brand.id),
        ]
        less += gross
        if brand.state == "cancelled":
            on_top = 0 if order.tax_included else line.delivery_tax_minor
            delivery = line.delivery_minor + on_top
            entries += [
                Entry(DELIVERY, delivery - line.delivery_tax_minor, order.currency, brand.id),
                Entry(TAX, line.delivery_tax_minor, order.currency, brand.id),
            ]
            less += delivery
    entries.append(Entry(CUSTOMER, -less, order.currency))
    post(session, f"cancel:{key}", "cancellation", entries, actor, order_id=order.id)
    payment.amount_minor = max(0, payment.amount_minor - less)
    if payment.amount_minor == 0 and payment.state == "awaiting_transfer":
        move_payment(session, payment, "void", actor, reason="cancelled")
        events.payment_moved(session, "voided", payment.id)


def _tell(
    session: StoreSession,
    order: CustomerOrder,
    brand_orders: list[BrandOrder],
    parts: _Parts,
    actor: Actor,
    reason: str,
) -> None:
    label = f"#{brand_orders[0].number}" if len(brand_orders) == 1 else f"#{order.number}"
    record_activity(
        session,
        actor,
        "order.cancelled",
        "order",
        order.id,
        label,
        {"units": sum(parts.units.values()), "reason": reason.strip()[:200] or None},
    )
    events.order_cancelled(session, order.id)
    ports.letters().cancelled(session, order.id, reason.strip()[:500] or None)
