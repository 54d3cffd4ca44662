"""Counting a location: what is on the shelf becomes what the books say. What is sold between counting a shelf and applying
the count is no difference: the line keeps what the level said when it was counted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.base.records import next_number
from engine.inventory.commands.levels import lock_item, locked_level
from engine.inventory.commands.movements import adjust
from engine.inventory.models import InventoryItem, Level, Location, StockCount, StockCountLine
from engine.inventory.rules import COUNTED, MOST
from engine.stores.commands import record_activity

AT_ONCE = 200
"""Lines that one transaction applies."""


def open_count(session: StoreSession, location_id: int, *, name: str = "", actor: Actor) -> StockCount:
    """Begin to count a location. Raises NotFound."""
    place = session.need(Location, location_id)
    number = next_number(session, "stock_count", 1)
    count = StockCount(
        number=number,
        location_id=location_id,
        name=name.strip()[:120] or place.name,
        state="open",
        created_at=clock.now(),
        created_by=actor.name,
    )
    session.add(count)
    session.flush()
    record_activity(session, actor, "count.opened", "stock_count", count.id, count.name)
    return count


def count_item(
    session: StoreSession, count_id: int, item_id: int, counted: int, *, actor: Actor, add: bool = False
) -> StockCountLine:
    """Say what was counted of an item; said again, it is corrected, or with *add* (another shelf, another scan) added to.
    Raises Refused, NotFound, Conflict when the count is over."""
    count = _locked(session, count_id)
    if count.state != "open":
        raise Conflict("inventory.count_over")
    if not 0 <= counted <= MOST:
        raise Refused("inventory.quantity", field="counted", value=counted)
    item = session.need(InventoryItem, item_id)
    if item.is_bundle:
        raise Refused("inventory.bundle_has_no_stock", field="counted")
    expected = session.scalar(
        select(Level.on_hand).where(
            Level.store_id == session.store,
            Level.item_id == item_id,
            Level.location_id == count.location_id,
        )
    )
    line = session.scalars(
        select(StockCountLine).where(StockCountLine.count_id == count_id, StockCountLine.item_id == item_id)
    ).first()
    if line is None:
        line = StockCountLine(count_id=count_id, item_id=item_id, counted=counted, expected=expected or 0)
        line.counted_at, line.counted_by, line.state = clock.now(), actor.name, "counted"
        session.add(line)
    else:
        line.counted = line.counted + counted if add else counted
        line.expected, line.counted_at, line.counted_by = expected or 0, clock.now(), actor.name
        line.state, line.problem = "counted", None
    session.flush()
    return line


@dataclass(frozen=True)
class Applied:
    """What applying did: lines that changed the books, lines that were right, and lines that wait for a person."""

    changed: int
    right: int
    waiting: int


def apply_count(session: StoreSession, count_id: int, *, actor: Actor) -> Applied:
    """Make the books say what was counted, at most AT_ONCE lines; call again while lines are left.

    A line below what is promised or held there is not applied: it keeps the reason, the others are. Applied lines are left
    alone, so that it can be done again after an order was changed. The count is over when nothing waits.
    """
    count = _locked(session, count_id)
    if count.state != "open":
        return Applied(0, 0, 0)
    changed = right = 0
    for line in sorted(_unapplied(session, count_id), key=lambda line: line.item_id):
        lock_item(session, line.item_id)
        by = line.counted - line.expected
        try:
            with session.begin_nested():
                if by:
                    adjust(
                        session,
                        line.item_id,
                        count.location_id,
                        by,
                        actor=actor,
                        cause=COUNTED,
                        reference=("stock_count", count.id),
                    )
                else:
                    session.need(InventoryItem, line.item_id).counted_at = clock.now()
                    locked_level(session, line.item_id, count.location_id)
        except Refused as refusal:
            line.state, line.problem = "waiting", f"{refusal.code}:{refusal.values.get('left', 0)}"
            continue
        line.state, line.problem = "applied", None
        changed, right = changed + bool(by), right + (not by)
    session.flush()
    left = _states(session, count_id)
    if not left["counted"] and not left["waiting"]:
        count.state, count.ended_at = "applied", clock.now()
        record_activity(session, actor, "count.applied", "stock_count", count.id, count.name)
    session.flush()
    return Applied(changed, right, left["waiting"])


def drop_count(session: StoreSession, count_id: int, *, actor: Actor) -> None:
    """End a count without its lines that were not applied. Done twice it changes nothing."""
    count = _locked(session, count_id)
    if count.state == "open":
        count.state, count.ended_at = "dropped", clock.now()
        session.flush()
        record_activity(session, actor, "count.dropped", "stock_count", count.id, count.name)


def _unapplied(session: StoreSession, count_id: int) -> list[StockCountLine]:
    """Lines to apply, those that waited last: what can be done is done first."""
    return list(
        session.scalars(
            select(StockCountLine)
            .where(StockCountLine.count_id == count_id, StockCountLine.state != "applied")
            .order_by(StockCountLine.state, StockCountLine.item_id)
            .limit(AT_ONCE)
        )
    )


def _states(session: StoreSession, count_id: int) -> dict[str, int]:
    found = {"counted": 0, "waiting": 0, "applied": 0}
    for state in session.scalars(
        select(StockCountLine.state).where(
            StockCountLine.store_id == session.store, StockCountLine.count_id == count_id
        )
    ):
        found[state] += 1
    return found


def _locked(session: StoreSession, count_id: int) -> StockCount:
    count = session.scalars(
        select(StockCount)
        .where(StockCount.id == count_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if count is None:
        raise NotFound("record.not_found", kind="stock_count", id=count_id)
    return count
