"""Counting the drawer at the end of a day."""

from __future__ import annotations

from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import rows_changed
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Refused
from engine.ordering.commands.ledger import Entry, post
from engine.stores.commands import record_activity
from engine.stores.models import Store
from engine.tills.commands.settling import drawer
from engine.tills.models import TillDay, TillDevice, TillSale
from engine.tills.queries.days import drawer_now
from engine.tills.rules import MOST_MINOR, is_made_id

DIFFERENCE = "drawer_difference"
BANK = "cash_taken_out"


def close_day(
    session: StoreSession,
    device: TillDevice,
    made_id: str,
    *,
    counted_minor: int,
    left_minor: int,
    note: str | None,
    actor: Actor,
) -> TillDay:
    """Count a drawer: every sale since the count before belongs to this one, whatever the clocks said. *left_minor* stays in
    it. Done twice under one id it is the same count. Raises Refused, Conflict when one of them was counted meanwhile."""
    if not is_made_id(made_id):
        raise Refused("tills.sale_field", field="id", place="id")
    if not 0 <= counted_minor <= MOST_MINOR:
        raise Refused("tills.counted", field="counted")
    if not 0 <= left_minor <= counted_minor:
        raise Refused("tills.left", field="left")
    session.execute(
        select(TillDevice.id)
        .where(TillDevice.store_id == session.store, TillDevice.id == device.id)
        .with_for_update(key_share=True)
    )
    before = session.scalars(select(TillDay).where(TillDay.made_id == made_id)).first()
    if before is not None:
        return before
    now = drawer_now(session, device.id)
    currency = session.scalar(select(Store.currency).where(Store.id == session.store))
    assert currency is not None
    day = TillDay(
        made_id=made_id,
        device_id=device.id,
        location_id=device.location_id,
        currency=currency,
        float_minor=now.float_minor,
        cash_minor=now.cash_minor,
        card_minor=now.card_minor,
        sales=now.sales,
        returns=now.returns,
        expected_minor=now.expected_minor,
        counted_minor=counted_minor,
        left_minor=left_minor,
        note=(note or "").strip()[:500] or None,
        staff_id=actor.id,
        staff_name=actor.name,
        closed_at=clock.now(),
    )
    session.add(day)
    session.flush()
    counted = rows_changed(
        session,
        update(TillSale)
        .where(
            TillSale.store_id == session.store,
            TillSale.device_id == device.id,
            TillSale.day_id.is_(None),
            TillSale.id.in_(now.sale_ids),
        )
        .values(day_id=day.id),
    )
    if counted != len(now.sale_ids):
        raise Conflict("tills.counted_meanwhile")
    _post(session, day, actor)
    record_activity(session, actor, "till.counted", "till_day", day.id, device.name)
    return day


def _post(session: StoreSession, day: TillDay, actor: Actor) -> None:
    taken = day.counted_minor - day.left_minor
    entries = [
        Entry(drawer(day.device_id), day.difference_minor - taken, day.currency),
        Entry(DIFFERENCE, -day.difference_minor, day.currency),
        Entry(BANK, taken, day.currency),
    ]
    post(session, f"till_day:{day.id}", "till_day", entries, actor)
