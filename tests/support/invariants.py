"""What must hold after anything that happens to stock, orders and money (docs: promises of ordering and inventory)."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.base.db import Database
from engine.inventory.queries.recount import recount
from engine.ordering.models import (
    BrandOrder,
    CustomerOrder,
    LedgerEntry,
    OrderLine,
    Payment,
    Refund,
)
from engine.ordering.rules import fulfilment_state_of


def broken(db: Database, store_id: int) -> list[str]:
    """Every promise that does not hold, in words; empty when all do."""
    with db.read(store_id) as session:
        found = [f"stock: {fault}" for fault in recount(session)]
        for currency, total in session.execute(
            select(LedgerEntry.currency, func.sum(LedgerEntry.amount_minor)).group_by(LedgerEntry.currency)
        ):
            if total:
                found.append(f"the ledger sums to {total} {currency}")
        orders = session.scalars(select(CustomerOrder)).all()
        payments = session.scalars(select(Payment)).all()
        for order in orders:
            found += _order(session, order, [p for p in payments if p.customer_order_id == order.id])
        for payment in payments:
            if (
                payment.state in ("authorised", "captured", "awaiting_transfer")
                and not payment.customer_order_id
            ):
                found.append(f"payment {payment.id} is {payment.state} without an order")
        return found


def _order(session, order, payments) -> list[str]:  # type: ignore[no-untyped-def]
    found = []
    parts = session.scalars(select(BrandOrder).where(BrandOrder.customer_order_id == order.id)).all()
    lines = session.scalars(select(OrderLine).where(OrderLine.customer_order_id == order.id)).all()
    for name in ("subtotal_minor", "discount_minor", "delivery_minor", "tax_minor", "total_minor"):
        whole, sum_of_parts = getattr(order, name), sum(getattr(part, name) for part in parts)
        if whole != sum_of_parts:
            found.append(f"order {order.number}: {name} is {whole}, its parts come to {sum_of_parts}")
    on_top = 0 if order.tax_included else sum(line.delivery_tax_minor for line in lines)
    if sum(line.total_minor + line.delivery_minor for line in lines) + on_top != order.total_minor:
        found.append(f"order {order.number}: its lines do not come to {order.total_minor}")
    captured = sum(p.amount_minor for p in payments if p.state == "captured")
    refunds = session.scalars(select(Refund).where(Refund.customer_order_id == order.id)).all()
    given_back = sum(refund.amount_minor for refund in refunds if refund.state != "failed")
    if given_back > captured:
        found.append(f"order {order.number}: {given_back} given back of {captured}")
    done = sum(refund.amount_minor for refund in refunds if refund.state == "done")
    if done != order.refunded_minor:
        found.append(f"order {order.number}: refunded_minor {order.refunded_minor}, refunds {done}")
    if len(payments) != 1:
        found.append(f"order {order.number} has {len(payments)} payments")
    if order.fulfilment_state != fulfilment_state_of([part.state for part in parts]):
        found.append(f"order {order.number}: {order.fulfilment_state} does not follow from its parts")
    return found
