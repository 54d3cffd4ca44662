"""Reactions to what happens elsewhere, run as jobs."""

from __future__ import annotations

from sqlalchemy import update

from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.ordering.models import CustomerOrder
from engine.stores.models import Customer


def on_customer_enabled(database: Database, event: OutboxEvent) -> None:
    """The customer's address was confirmed: orders under it that belong to nobody are theirs. Only then, for whoever
    types an address has not shown that it is theirs."""
    with database.write(event.store_id) as session:
        customer = session.find(Customer, int(event.payload["customer_id"]))
        if customer is None or customer.confirmed_at is None:
            return
        session.execute(
            update(CustomerOrder)
            .where(
                CustomerOrder.store_id == session.store,
                CustomerOrder.email == customer.email,
                CustomerOrder.customer_id.is_(None),
            )
            .values(customer_id=customer.id)
        )
