"""What is in a drawer, and how it was counted before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.inventory.models import Location
from engine.tills.models import TillDay, TillDevice, TillPayment, TillSale


@dataclass(frozen=True)
class Drawer:
    """A drawer since it was counted last; minor units. ``expected_minor`` is what should lie in it."""

    float_minor: int
    cash_minor: int
    card_minor: int
    sales: int
    returns: int
    sale_ids: tuple[int, ...]

    @property
    def expected_minor(self) -> int:
        return self.float_minor + self.cash_minor


@dataclass(frozen=True)
class DayRow:
    """A count in a list."""

    day: TillDay
    device_name: str
    location_name: str


def drawer_now(session: StoreSession, device_id: int) -> Drawer:
    """What came and went since the last count: by what is settled, whatever the clocks said. Three queries.

    The sums are those of the sales that are named, so that one that is settled between two queries is in neither.
    """
    before = session.scalar(
        select(TillDay.left_minor)
        .where(TillDay.device_id == device_id)
        .order_by(TillDay.closed_at.desc(), TillDay.id.desc())
        .limit(1)
    )
    rows = session.execute(
        select(TillSale.id, TillSale.kind).where(TillSale.device_id == device_id, TillSale.day_id.is_(None))
    ).all()
    sums = dict(
        session.execute(
            select(TillPayment.kind, func.sum(TillPayment.amount_minor))
            .where(
                TillPayment.store_id == session.store, TillPayment.sale_id.in_([row_id for row_id, _ in rows])
            )
            .group_by(TillPayment.kind)
        ).all()
    )
    returns = sum(kind == "return" for _, kind in rows)
    return Drawer(
        before or 0,
        int(sums.get("cash") or 0),
        int(sums.get("card") or 0),
        len(rows) - returns,
        returns,
        tuple(row_id for row_id, _ in rows),
    )


def days(session: StoreSession, *, after: str | None = None, limit: int = 50) -> Page[DayRow]:
    """Counts, the last first. One query."""
    wanted = (
        select(TillDay, TillDevice.name, Location.name)
        .join(TillDevice, (TillDevice.store_id == TillDay.store_id) & (TillDevice.id == TillDay.device_id))
        .join(Location, (Location.store_id == TillDay.store_id) & (Location.id == TillDay.location_id))
        .order_by(TillDay.closed_at.desc(), TillDay.id.desc())
        .limit(limit + 1)
    )
    position = decode(after, 2)
    if position:
        wanted = wanted.where(tuple_(TillDay.closed_at, TillDay.id) < position)
    rows = [DayRow(*row) for row in session.execute(wanted)]
    return page_of(rows, limit, lambda row: (row.day.closed_at, row.day.id))
