"""One act over a large selection, or over all that a filter finds ("by rule"): up to AT_ONCE items at once, more by a job.

A long act is a row (``designation_change``, state running) with what it is to do and how far it is. The job takes the next
items, designates them and moves that mark in one transaction, so that it goes on where it stopped, however it stopped, and
run twice it does nothing twice. It walks by item id; what is made after the act began is not part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.base.outbox import record
from engine.base.records import answer_key, claim_key
from engine.inventory.commands.designating import (
    AT_ONCE,
    Done,
    designate_each,
    items_of_act,
    undo,
    undoing,
)
from engine.inventory.models import Channel, Designation, DesignationChange, InventoryItem
from engine.inventory.offered import STATES
from engine.inventory.queries.filters import GridFilters, criteria
from engine.inventory.queries.grid import count_matching

MOST_PICKED = 5_000
"""Items that a selection may name one by one; a filter finds any number."""


@dataclass(frozen=True)
class Selection:
    """Items picked one by one, or (``filters``) all that match."""

    items: tuple[int, ...] = ()
    filters: GridFilters | None = None

    def as_plain(self) -> dict[str, Any]:
        """For the act's row."""
        if self.filters is not None:
            return {"filters": self.filters.as_plain()}
        return {"items": sorted(set(self.items))}


@dataclass(frozen=True)
class Deed:
    """What is to be done with each item: ``wanted`` {channel: state}, or a ``floor`` for the channel that it names
    ({channel: limit or None}), its designation staying as it is."""

    wanted: dict[int, str] = field(default_factory=dict)
    floors: dict[int, int | None] = field(default_factory=dict)

    def as_plain(self) -> dict[str, Any]:
        """For the act's row; JSON has texts as keys."""
        return {
            "wanted": {str(channel): state for channel, state in self.wanted.items()},
            "floors": {str(channel): floor for channel, floor in self.floors.items()},
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Deed:
        """What ``as_plain`` made."""
        return cls(
            {int(channel): state for channel, state in plain.get("wanted", {}).items()},
            {int(channel): floor for channel, floor in plain.get("floors", {}).items()},
        )


def designate_selection(
    session: StoreSession, selection: Selection, deed: Deed, actor: Actor, *, key: str | None = None
) -> DesignationChange | None:
    """Do *deed* to the selection: at once where that is possible, else by the job, the act being told as running. None: all
    was so already. *key*: the same key again answers with the same act. Raises Refused, NotFound."""
    _check(session, deed)
    if key is not None:
        said = selection.as_plain() | deed.as_plain()
        seen = claim_key(session, f"act:{key[:80]}", said)
        if seen is not None:
            act_id = (seen.answer or {}).get("act")
            return session.find(DesignationChange, act_id) if act_id else None
    change = _start(session, selection, deed, actor)
    if key is not None:
        answer_key(session, f"act:{key[:80]}", {"act": change.id if change else None})
    return change


def _start(session: StoreSession, selection: Selection, deed: Deed, actor: Actor) -> DesignationChange | None:
    ids = _next_items(session, selection.as_plain(), 0, None, AT_ONCE + 1)
    words = "designated" if selection.filters is None else "rule"
    if len(ids) <= AT_ONCE:
        done = _do(session, ids, deed, actor, words=words)
        return session.find(DesignationChange, done.change_id) if done.change_id else None
    return _begin(session, selection.as_plain() | deed.as_plain(), words, _count(session, selection), actor)


def _begin(
    session: StoreSession,
    plan: dict[str, Any],
    words: str,
    total: int,
    actor: Actor,
    undoes: int | None = None,
) -> DesignationChange:
    change = DesignationChange(
        words=words,
        state="running",
        plan=plan,
        undoes_id=undoes,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
        at=clock.now(),
    )
    change.total, change.finished, change.after_item = total, 0, 0
    session.add(change)
    session.flush()
    record(session, "designation.wanted", change_id=change.id)
    return change


def go_on(session: StoreSession, change_id: int) -> bool:
    """Do the next AT_ONCE items of a running act; whether there may be more. Raises NotFound."""
    change = session.scalars(
        select(DesignationChange)
        .where(DesignationChange.id == change_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if change is None:
        raise NotFound("record.not_found", kind="designation_change", id=change_id)
    if change.state != "running" or change.plan is None:
        return False
    actor = Actor("staff" if change.actor_kind == "staff" else "system", change.actor_name, change.actor_id)
    if change.undoes_id is not None:
        ids = items_of_act(session, change.undoes_id, after_item=change.after_item)
        states, floors = undoing(session, change.undoes_id, ids)
        designate_each(session, states, actor, words=change.words, floors=floors, within=change)
    else:
        ids = _next_items(session, change.plan, change.after_item, change, AT_ONCE)
        _do(session, ids, Deed.from_plain(change.plan), actor, words=change.words, within=change)
    change.finished += len(ids)
    if ids:
        change.after_item = ids[-1]
    if len(ids) < AT_ONCE:
        change.state, change.total = "done", change.finished
    session.flush()
    return change.state == "running"


def take_back(session: StoreSession, change_id: int, actor: Actor) -> DesignationChange | None:
    """Undo an act, a long one by the job. The act that undoes it; None when there was nothing left to undo. Done twice it
    changes nothing. Raises NotFound, Conflict while the act is still running."""
    change = session.scalars(
        select(DesignationChange)
        .where(DesignationChange.id == change_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if change is None:
        raise NotFound("record.not_found", kind="designation_change", id=change_id)
    if change.state == "running":
        raise Conflict("inventory.act_running")
    if change.state == "undone":
        return None
    if len(items_of_act(session, change_id, most=AT_ONCE + 1)) <= AT_ONCE:
        done = undo(session, change_id, actor)
        return session.find(DesignationChange, done.change_id) if done.change_id else None
    change.state = "undone"
    return _begin(session, {}, "undone", change.total, actor, undoes=change_id)


def _check(session: StoreSession, deed: Deed) -> None:
    for state in deed.wanted.values():
        if state not in STATES:
            raise Refused("inventory.designation", field="state", value=state[:40])
    for floor in deed.floors.values():
        if floor is not None and not 0 < floor <= 1_000_000:
            raise Refused("inventory.floor", field="floor", value=floor)
    for channel_id in {*deed.wanted, *deed.floors}:
        session.need(Channel, channel_id)


def _do(
    session: StoreSession,
    ids: list[int],
    deed: Deed,
    actor: Actor,
    *,
    words: str,
    within: DesignationChange | None = None,
) -> Done:
    """Items that went in between are passed over."""
    if not deed.floors:
        states = dict.fromkeys(ids, deed.wanted)
        return designate_each(session, states, actor, words=words, within=within)
    chosen = {
        (item_id, channel_id): state
        for item_id, channel_id, state in session.execute(
            select(Designation.item_id, Designation.channel_id, Designation.chosen).where(
                Designation.store_id == session.store,
                Designation.item_id.in_(ids),
                Designation.channel_id.in_(sorted(deed.floors)),
            )
        )
    }
    with_floors = {
        item: {channel: chosen.get((item, channel), "not_listed") for channel in deed.floors} | deed.wanted
        for item in ids
    }
    floors = {(item, channel): floor for item in ids for channel, floor in deed.floors.items()}
    return designate_each(session, with_floors, actor, words=words, floors=floors, within=within)


def _next_items(
    session: StoreSession, plan: dict[str, Any], after: int, act: DesignationChange | None, most: int
) -> list[int]:
    picked = plan.get("items")
    if picked is not None:
        if len(picked) > MOST_PICKED:
            raise Refused("inventory.too_many_at_once", most=MOST_PICKED)
        return [item for item in picked if item > after][:most]
    statement = select(InventoryItem.id).where(
        *criteria(session, GridFilters.from_plain(plan.get("filters") or {})), InventoryItem.id > after
    )
    if act is not None:
        statement = statement.where(InventoryItem.created_at <= act.at)
    return list(session.scalars(statement.order_by(InventoryItem.id).limit(most)))


def _count(session: StoreSession, selection: Selection) -> int:
    return (
        len(set(selection.items)) if selection.filters is None else count_matching(session, selection.filters)
    )


def ids_of(session: StoreSession, selection: Selection, most: int = AT_ONCE) -> list[int]:
    """The items of a selection, by id. Raises Refused when they are more than *most*."""
    ids = _next_items(session, selection.as_plain(), 0, None, most + 1)
    if len(ids) > most:
        raise Refused("inventory.too_many_at_once", most=most)
    return ids


def count_of(session: StoreSession, selection: Selection) -> int:
    """How many items a selection has."""
    return _count(session, selection)
