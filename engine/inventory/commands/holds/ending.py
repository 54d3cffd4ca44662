"""The live holds of a reference, and how they end: what they were for is done, or their time is over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.inventory.commands.holds.taking import take
from engine.inventory.commands.levels import locked_level, move_level
from engine.inventory.events import stock_changed
from engine.inventory.models import PickupHold, Reservation


def held(session: StoreSession, reference_kind: str, reference_id: int) -> list[Reservation]:
    """The live holds of a reference, locked, by item id."""
    return list(
        session.scalars(
            select(Reservation)
            .where(
                Reservation.reference_kind == reference_kind,
                Reservation.reference_id == reference_id,
                Reservation.state == "held",
            )
            .order_by(Reservation.item_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def release(session: StoreSession, reference_kind: str, reference_id: int) -> int:
    """Let go of everything held for a reference; nothing held is fine. Returns how many items were."""
    rows = held(session, reference_kind, reference_id)
    let_go(session, rows, "released")
    return len(rows)


def expire_due(session: StoreSession, most: int = 100) -> int:
    """Let go of this store's holds whose time is over, at most *most*; those being worked on elsewhere are passed over.

    Returns how many were let go; call again while it is *most*.
    """
    rows = session.scalars(
        select(Reservation)
        .where(Reservation.state == "held", Reservation.expires_at <= clock.now())
        .order_by(Reservation.item_id, Reservation.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    let_go(session, rows, "expired")
    return len(rows)


def let_go(session: StoreSession, rows: Sequence[Reservation], state: str) -> None:
    """End these holds, which the caller has locked; those at a place give back the units there too."""
    quantities: dict[int, int] = {}
    for row in rows:
        quantities[row.item_id] = quantities.get(row.item_id, 0) + row.quantity
        row.state, row.ended_at = state, clock.now()
    for item_id in sorted(quantities):
        take(session, item_id, -quantities[item_id], online=False, must_be_for_sale=False)
    _let_go_there(session, rows)
    session.flush()
    stock_changed(session, quantities)


def _let_go_there(session: StoreSession, rows: Sequence[Reservation]) -> None:
    there = sorted(
        (row.item_id, row.location_id, row.quantity) for row in rows if row.location_id is not None
    )
    for item_id, location_id, quantity in there:
        move_level(session, locked_level(session, item_id, location_id), held=-quantity)
    over = [row.reference_id for row in rows if row.reference_kind == "pickup"]
    if over:
        session.execute(
            update(PickupHold)
            .where(
                PickupHold.store_id == session.store, PickupHold.id.in_(over), PickupHold.state == "waiting"
            )
            .values(state="expired", ended_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def expire_everywhere(database: Database) -> int:
    """The scheduled task: expired holds of every store, in small transactions. Returns how many were let go."""
    with database.read(None, cross_store="holds of every store expire by the clock") as session:
        stores = session.scalars(
            select(Reservation.store_id)
            .where(Reservation.state == "held", Reservation.expires_at <= clock.now())
            .distinct()
        ).all()
    total = 0
    for store_id in stores:
        gone = 100
        while gone == 100:
            with database.write(store_id) as session:
                gone = expire_due(session)
            total += gone
    return total
