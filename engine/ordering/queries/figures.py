"""Numbers for the admin's home: sales, and what needs doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.ordering.models import CustomerOrder

DAYS = 14


@dataclass(frozen=True)
class DayOfSales:
    """A day in the store's time zone. ``sales_minor`` is what was ordered that day, cancelled orders left out."""

    day: date
    orders: int
    sales_minor: int


@dataclass(frozen=True)
class Figures:
    """``days`` ends with today. Counts are of orders."""

    days: tuple[DayOfSales, ...]
    to_fulfil: int
    payments_pending: int
    ever: int

    @property
    def today(self) -> DayOfSales:
        """The day that runs."""
        return self.days[-1]

    @property
    def yesterday(self) -> DayOfSales:
        """The day before."""
        return self.days[-2]


def figures(session: StoreSession, timezone: str) -> Figures:
    """Sales of the last 14 days and what waits for the merchant; two queries."""
    zone = ZoneInfo(timezone)
    today = clock.now().astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
    sold: dict[date, list[int]] = {first + timedelta(days=n): [0, 0] for n in range(DAYS)}
    rows = session.execute(
        select(CustomerOrder.placed_at, CustomerOrder.total_minor).where(
            CustomerOrder.placed_at >= since, CustomerOrder.fulfilment_state != "cancelled"
        )
    )
    for placed_at, total in rows:
        day = sold.get(placed_at.astimezone(zone).date())
        if day is not None:
            day[0] += 1
            day[1] += total
    waiting = CustomerOrder.fulfilment_state.in_(("unfulfilled", "part_fulfilled"))
    to_fulfil, pending, ever = session.execute(
        select(
            func.coalesce(
                func.sum(
                    case(
                        (
                            waiting
                            & CustomerOrder.payment_state.in_(("paid", "authorised", "part_refunded")),
                            1,
                        ),
                        else_=0,
                    )
                ),
                0,
            ),
            func.coalesce(func.sum(case((CustomerOrder.payment_state == "pending", 1), else_=0)), 0),
            func.count(CustomerOrder.id),
        )
    ).one()
    days = tuple(DayOfSales(day, count, total) for day, (count, total) in sold.items())
    return Figures(days, int(to_fulfil), int(pending), int(ever))
