"""The signed-in customer, their addresses and orders, in batches.

What hangs on orders (lines, parcels, payments) is read for every order known so far, so a list of fifty costs as many
queries as a list of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.ordering.models import (
    BrandOrder,
    CustomerOrder,
    Fulfilment,
    FulfilmentLine,
    OrderLine,
    Payment,
    Refund,
)
from engine.stores.models import Customer, CustomerAddress
from engine.stores.queries import addresses_of, signed_in_customer

T = TypeVar("T")


@dataclass(frozen=True)
class Parcel:
    """A hand-over: which units of which lines (order line id, units)."""

    row: Fulfilment
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Bought:
    """What a customer ordered so far; the sum in minor units, less what was given back."""

    orders: int
    spent_minor: int


class People:
    """The customer of one page."""

    def __init__(self, session: StoreSession) -> None:
        self.session = session
        self.known: dict[int, CustomerOrder] = {}
        self.sought_products: set[int] = set()
        """Products of orders that were asked for; those that are no longer on sale were not found."""
        self._addresses: dict[int, list[CustomerAddress]] = {}
        self._bought: dict[int, Bought] = {}
        self._lines: dict[int, list[OrderLine]] = {}
        self._parcels: dict[int, list[Parcel]] = {}
        self._payments: dict[int, list[Payment]] = {}
        self._refunds: dict[int, list[Refund]] = {}

    def signed_in(self, token: str | None) -> Customer | None:
        """The customer whose browser holds *token*."""
        return signed_in_customer(self.session, token)

    def addresses(self, customer_id: int) -> list[CustomerAddress]:
        """Their address book, the default first."""
        if customer_id not in self._addresses:
            self._addresses[customer_id] = addresses_of(self.session, customer_id)
        return self._addresses[customer_id]

    # -- orders ----------------------------------------------------------------------------------------

    def bought(self, customer_id: int) -> Bought:
        """How many orders there are, and what they came to."""
        if customer_id not in self._bought:
            count, spent = self.session.execute(
                select(
                    func.count(), func.sum(CustomerOrder.total_minor - CustomerOrder.refunded_minor)
                ).where(
                    CustomerOrder.store_id == self.session.store, CustomerOrder.customer_id == customer_id
                )
            ).one()
            self._bought[customer_id] = Bought(int(count), int(spent or 0))
        return self._bought[customer_id]

    def orders(self, customer_id: int, start: int, stop: int | None) -> list[CustomerOrder]:
        """Their orders from *start* up to, without, *stop*; the newest first."""
        statement = (
            select(CustomerOrder)
            .where(CustomerOrder.customer_id == customer_id)
            .order_by(CustomerOrder.placed_at.desc(), CustomerOrder.id.desc())
            .offset(start)
        )
        if stop is not None:
            statement = statement.limit(max(stop - start, 0))
        found = list(self.session.scalars(statement))
        self.known.update({order.id: order for order in found})
        return found

    def order(self, customer_id: int, order_id: int) -> CustomerOrder | None:
        """One of their own orders."""
        found = self.session.scalars(
            select(CustomerOrder).where(
                CustomerOrder.id == order_id, CustomerOrder.customer_id == customer_id
            )
        ).first()
        if found is not None:
            self.known[found.id] = found
        return found

    def lines(self, order_id: int) -> list[OrderLine]:
        """What was bought, in its order."""
        return self._of(self._lines, order_id, self._read_lines)

    def parcels(self, order_id: int) -> list[Parcel]:
        """What was handed over, the first parcel first."""
        return self._of(self._parcels, order_id, self._read_parcels)

    def payments(self, order_id: int) -> list[Payment]:
        """How it was paid."""
        return self._of(self._payments, order_id, self._read_payments)

    def refunds(self, order_id: int) -> list[Refund]:
        """What was given back."""
        return self._of(self._refunds, order_id, self._read_refunds)

    def _of(
        self,
        kept: dict[int, list[T]],
        order_id: int,
        read: Callable[[list[int]], Iterable[tuple[int, T]]],
    ) -> list[T]:
        if order_id not in kept:
            missing = [known for known in {*self.known, order_id} if known not in kept]
            kept.update({known: [] for known in missing})
            for owner, row in read(missing):
                kept[owner].append(row)
        return kept[order_id]

    def _read_lines(self, orders: list[int]) -> Iterable[tuple[int, OrderLine]]:
        rows = self.session.scalars(
            select(OrderLine)
            .where(OrderLine.customer_order_id.in_(orders))
            .order_by(OrderLine.customer_order_id, OrderLine.position, OrderLine.id)
        )
        return [(row.customer_order_id, row) for row in rows]

    def _read_payments(self, orders: list[int]) -> Iterable[tuple[int, Payment]]:
        return self._money(Payment, Payment.customer_order_id, Payment.created_at, orders)

    def _read_refunds(self, orders: list[int]) -> Iterable[tuple[int, Refund]]:
        return self._money(Refund, Refund.customer_order_id, Refund.created_at, orders)

    def _money(self, model: Any, owner: Any, at: Any, orders: list[int]) -> list[tuple[int, Any]]:
        rows = self.session.scalars(select(model).where(owner.in_(orders)).order_by(at, model.id))
        return [(row.customer_order_id, row) for row in rows]

    def _read_parcels(self, orders: list[int]) -> Iterable[tuple[int, Parcel]]:
        rows = self.session.execute(
            select(BrandOrder.customer_order_id, Fulfilment, FulfilmentLine)
            .join(
                Fulfilment,
                (Fulfilment.store_id == BrandOrder.store_id) & (Fulfilment.brand_order_id == BrandOrder.id),
            )
            .join(
                FulfilmentLine,
                (FulfilmentLine.store_id == Fulfilment.store_id)
                & (FulfilmentLine.fulfilment_id == Fulfilment.id),
            )
            .where(BrandOrder.customer_order_id.in_(orders))
            .order_by(Fulfilment.created_at, Fulfilment.id, FulfilmentLine.id)
        )
        found: dict[int, tuple[int, Fulfilment, list[tuple[int, int]]]] = {}
        for order_id, parcel, line in rows:
            entry = found.setdefault(parcel.id, (order_id, parcel, []))
            entry[2].append((line.order_line_id, line.quantity))
        return [(order_id, Parcel(parcel, tuple(lines))) for order_id, parcel, lines in found.values()]
