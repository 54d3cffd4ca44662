"""What waits for a person: oversells; and what is on its way and was counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.inventory.models import (
    BundlePart,
    OversellCase,
    StockCount,
    StockCountLine,
    Transfer,
    TransferLine,
)


def oversell_cases(
    session: StoreSession, *, state: str = "open", cursor: str | None = None, limit: int = 50
) -> Page[OversellCase]:
    """Cases by state, newest first."""
    statement = select(OversellCase).where(OversellCase.state == state)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(OversellCase.opened_at, OversellCase.id) < tuple_(*after))
    rows = session.scalars(
        statement.order_by(OversellCase.opened_at.desc(), OversellCase.id.desc()).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda case: (case.opened_at, case.id))


def open_oversells(session: StoreSession) -> int:
    """How many wait for a person."""
    return (
        session.scalar(
            select(func.count()).where(OversellCase.store_id == session.store, OversellCase.state == "open")
        )
        or 0
    )


def bundle_parts(session: StoreSession, bundle_id: int) -> dict[int, int]:
    """{item id: units} of a bundle; empty for an item that is none."""
    rows = session.execute(
        select(BundlePart.item_id, BundlePart.quantity)
        .where(BundlePart.store_id == session.store, BundlePart.bundle_id == bundle_id)
        .order_by(BundlePart.id)
    )
    return {item_id: int(units) for item_id, units in rows}


@dataclass(frozen=True)
class TransferView:
    """A transfer with its sums: units sent, received, missing; lines of items."""

    row: Transfer
    quantity: int
    received: int
    missing: int
    lines: int

    @property
    def underway(self) -> int:
        """Units still on their way."""
        return self.quantity - self.received - self.missing


def transfers(
    session: StoreSession, *, states: Iterable[str] = (), cursor: str | None = None, limit: int = 50
) -> Page[TransferView]:
    """Transfers, newest first, with their sums: two queries."""
    statement = select(Transfer)
    wanted = list(states)
    if wanted:
        statement = statement.where(Transfer.state.in_(wanted))
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(Transfer.created_at, Transfer.id) < tuple_(*after))
    rows = session.scalars(
        statement.order_by(Transfer.created_at.desc(), Transfer.id.desc()).limit(limit + 1)
    ).all()
    sums = {
        transfer_id: (int(quantity), int(received), int(missing), lines)
        for transfer_id, quantity, received, missing, lines in session.execute(
            select(
                TransferLine.transfer_id,
                func.sum(TransferLine.quantity),
                func.sum(TransferLine.received),
                func.sum(TransferLine.missing),
                func.count(),
            )
            .where(
                TransferLine.store_id == session.store, TransferLine.transfer_id.in_([row.id for row in rows])
            )
            .group_by(TransferLine.transfer_id)
        )
    }
    views = [TransferView(row, *sums.get(row.id, (0, 0, 0, 0))) for row in rows]
    return page_of(views, limit, lambda view: (view.row.created_at, view.row.id))


def transfer_lines(session: StoreSession, transfer_id: int) -> list[TransferLine]:
    """The lines of a transfer, in the order in which they were added."""
    return list(
        session.scalars(
            select(TransferLine).where(TransferLine.transfer_id == transfer_id).order_by(TransferLine.id)
        )
    )


@dataclass(frozen=True)
class CountView:
    """A count with how many lines it has, and how many of them differ."""

    row: StockCount
    lines: int
    different: int


def stock_counts(session: StoreSession, *, cursor: str | None = None, limit: int = 50) -> Page[CountView]:
    """Counts, newest first: two queries."""
    statement = select(StockCount)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(StockCount.created_at, StockCount.id) < tuple_(*after))
    rows = session.scalars(
        statement.order_by(StockCount.created_at.desc(), StockCount.id.desc()).limit(limit + 1)
    ).all()
    sums = {
        count_id: (lines, int(different))
        for count_id, lines, different in session.execute(
            select(
                StockCountLine.count_id,
                func.count(),
                func.count().filter(StockCountLine.counted != StockCountLine.expected),
            )
            .where(
                StockCountLine.store_id == session.store, StockCountLine.count_id.in_([r.id for r in rows])
            )
            .group_by(StockCountLine.count_id)
        )
    }
    views = [CountView(row, *sums.get(row.id, (0, 0))) for row in rows]
    return page_of(views, limit, lambda view: (view.row.created_at, view.row.id))


def count_view(session: StoreSession, count: StockCount) -> CountView:
    """One count with its sums. One query."""
    lines, different = session.execute(
        select(func.count(), func.count().filter(StockCountLine.counted != StockCountLine.expected)).where(
            StockCountLine.store_id == session.store, StockCountLine.count_id == count.id
        )
    ).one()
    return CountView(count, lines, int(different))


def count_lines(
    session: StoreSession, count_id: int, *, before: tuple[datetime, int] | None = None, limit: int = 100
) -> list[StockCountLine]:
    """Lines of a count, last counted first."""
    statement = select(StockCountLine).where(StockCountLine.count_id == count_id)
    if before:
        statement = statement.where(tuple_(StockCountLine.counted_at, StockCountLine.id) < tuple_(*before))
    return list(
        session.scalars(
            statement.order_by(StockCountLine.counted_at.desc(), StockCountLine.id.desc()).limit(limit)
        )
    )
