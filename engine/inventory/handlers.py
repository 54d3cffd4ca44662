"""Reactions of stock, run as jobs. Each can run twice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.inventory import commands
from engine.inventory.commands import selecting
from engine.inventory.commands.designating import AT_ONCE
from engine.inventory.models import DesignationPlan

WHY = "planned designations of every store are made by the clock"


def fill_channel(database: Database, event: OutboxEvent) -> None:
    """A new channel gets a designation of every item there is, in small transactions."""
    after: int | None = 0
    while after is not None:
        with database.write(event.store_id) as session:
            after = commands.fill_channel(session, event.payload["channel_id"], after_item=after)


def designate_selection(database: Database, event: OutboxEvent) -> None:
    """An act over many items, in small transactions. Stopped anywhere, it goes on after the last item that is done."""
    more = True
    while more:
        with database.write(event.store_id) as session:
            more = selecting.go_on(session, event.payload["change_id"])


def keep_floors(database: Database, store_id: int, events: Sequence[OutboxEvent]) -> None:
    """Items that are only shown while few are left in the shops follow their stock."""
    items = sorted({item for event in events for item in event.payload.get("item_ids", ())})
    for start in range(0, len(items), AT_ONCE):
        part = items[start : start + AT_ONCE]
        with database.read(store_id) as session:
            ruled = commands.with_floors(session, part)
        if ruled:
            with database.write(store_id) as session:
                commands.settle_floors(session, ruled)


def make_planned_everywhere(database: Database) -> int:
    """The scheduled task: plans whose time has come, in small transactions. Returns how many were made."""
    with database.read(None, cross_store=WHY) as session:
        stores = session.scalars(
            select(DesignationPlan.store_id)
            .where(DesignationPlan.state == "waiting", DesignationPlan.due_at <= clock.now())
            .distinct()
        ).all()
    total = 0
    for store_id in stores:
        made = AT_ONCE
        while made == AT_ONCE:
            with database.write(store_id) as session:
                made = commands.make_planned(session)
            total += made
    return total
