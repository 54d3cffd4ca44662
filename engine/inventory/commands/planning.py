"""Designations planned for later: a job makes them when their time has come, so that lists and feeds learn of them as of
any other change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import rows_changed
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.inventory.commands.designating import AT_ONCE, designate_each
from engine.inventory.models import Channel, DesignationPlan, InventoryItem
from engine.inventory.offered import STATES


def plan_designation(
    session: StoreSession, item_ids: Iterable[int], channel_id: int, to: str, due_at: datetime, actor: Actor
) -> list[int]:
    """Let items become *to* in a channel at *due_at*; what was planned for the same moment is replaced. Returns the plans'
    ids. Raises NotFound, Refused for an unknown state or a time that is past."""
    ids = sorted(set(item_ids))
    if to not in STATES:
        raise Refused("inventory.designation", field="to", value=to[:40])
    if due_at <= clock.now():
        raise Refused("inventory.plan_past", field="due_at")
    if len(ids) > AT_ONCE:
        raise Refused("inventory.too_many_at_once", most=AT_ONCE)
    session.need(Channel, channel_id)
    for item_id in ids:
        session.need(InventoryItem, item_id)
    cancel_plans(session, ids, channel_id, due_at=due_at)
    plans = [
        DesignationPlan(
            item_id=item_id,
            channel_id=channel_id,
            to=to,
            due_at=due_at,
            state="waiting",
            actor_kind=actor.kind,
            actor_name=actor.name,
            actor_id=actor.id,
            created_at=clock.now(),
        )
        for item_id in ids
    ]
    session.add_all(plans)
    session.flush()
    return [plan.id for plan in plans]


def cancel_plans(
    session: StoreSession, item_ids: Iterable[int], channel_id: int, *, due_at: datetime | None = None
) -> int:
    """Take back what waits for these items in a channel (with *due_at*: at that moment). Returns how many."""
    statement = update(DesignationPlan).where(
        DesignationPlan.store_id == session.store,
        DesignationPlan.item_id.in_(sorted(set(item_ids))),
        DesignationPlan.channel_id == channel_id,
        DesignationPlan.state == "waiting",
    )
    if due_at is not None:
        statement = statement.where(DesignationPlan.due_at == due_at)
    return rows_changed(session, statement.values(state="cancelled", ended_at=clock.now()))


def make_planned(session: StoreSession, most: int = AT_ONCE) -> int:
    """Make this store's plans whose time has come, at most *most*, those of earlier moments first. Returns how many."""
    plans = session.scalars(
        select(DesignationPlan)
        .where(DesignationPlan.state == "waiting", DesignationPlan.due_at <= clock.now())
        .order_by(DesignationPlan.due_at, DesignationPlan.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    by_actor: dict[Actor, dict[int, dict[int, str]]] = {}
    for plan in plans:  # the last moment's word counts where several are due
        actor = Actor("staff" if plan.actor_kind == "staff" else "system", plan.actor_name, plan.actor_id)
        by_actor.setdefault(actor, {}).setdefault(plan.item_id, {})[plan.channel_id] = plan.to
        plan.state, plan.ended_at = "done", clock.now()
    for actor, states in by_actor.items():
        designate_each(session, states, actor, words="scheduled")
    session.flush()
    return len(plans)
