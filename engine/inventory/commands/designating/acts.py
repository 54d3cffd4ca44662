"""An act: designations of items are changed, noted so that it can be undone, and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.inventory.commands.designating.floors import left_in_shops
from engine.inventory.commands.designating.writing import lock_items, publish, write_designations
from engine.inventory.models import Channel, Designation, DesignationChange, DesignationEvent
from engine.inventory.offered import STATES, effective

AT_ONCE = 500
"""Items that one transaction designates; more are a job's (``engine.inventory.handlers``)."""
Wanted = Mapping[int, str]
"""{channel id: state}."""
Floors = Mapping[tuple[int, int], int | None]
"""{(item id, channel id): floor}."""
KEEP = -1
"""A floor that stays as it is."""


@dataclass(frozen=True)
class Done:
    """What an act changed: ``change_id`` undoes it (None: nothing changed), ``items`` are those that are different now."""

    change_id: int | None
    items: tuple[int, ...]


def designate(
    session: StoreSession,
    item_ids: Iterable[int],
    wanted: Wanted,
    actor: Actor,
    *,
    words: str = "designated",
    floor: int | None = KEEP,
    within: DesignationChange | None = None,
) -> Done:
    """Offer items in channels as *wanted* says; at most AT_ONCE items. What is so already is left alone.

    *floor*: with fewer than this many left in the shops, an item for sale is only shown (None takes the rule away).
    *within*: the act that this is a part of. Raises NotFound for an unknown item or channel, Refused for an unknown state.
    """
    ids = sorted(set(item_ids))
    if len(ids) > AT_ONCE:
        raise Refused("inventory.too_many_at_once", most=AT_ONCE)
    for state in wanted.values():
        if state not in STATES:
            raise Refused("inventory.designation", field="state", value=state[:40])
    if floor is not None and floor != KEEP and not 0 < floor <= 1_000_000:
        raise Refused("inventory.floor", field="floor", value=floor)
    _check_channels(session, wanted)
    lock_items(session, ids)
    return _apply(session, _Plan(ids, {item: dict(wanted) for item in ids}, floor), actor, words, within)


def designate_each(
    session: StoreSession,
    states: Mapping[int, Wanted],
    actor: Actor,
    *,
    words: str,
    floors: Floors | None = None,
    undoes: int | None = None,
    within: DesignationChange | None = None,
) -> Done:
    """The same with a word of its own for each item: {item id: {channel id: state}}, and *floors* where they change too.
    Items that are gone are passed over."""
    ids = lock_items(session, sorted(states), missing_ok=True)
    plan = _Plan(ids, {item: dict(states[item]) for item in ids}, KEEP, floors or {})
    return _apply(session, plan, actor, words, within, undoes)


@dataclass
class _Plan:
    items: list[int]
    states: dict[int, dict[int, str]]
    floor: int | None
    floors: Floors = field(default_factory=dict)


_Event = tuple[int, int, str, str, int | None, int | None]
"""Item, channel, what it was and what it is now; its floor before and now."""


def _check_channels(session: StoreSession, wanted: Wanted) -> None:
    known = set(
        session.scalars(
            select(Channel.id).where(Channel.store_id == session.store, Channel.id.in_(sorted(wanted)))
        )
    )
    for channel_id in wanted:
        if channel_id not in known:
            raise NotFound("record.not_found", kind="channel", id=channel_id)


def _apply(
    session: StoreSession,
    plan: _Plan,
    actor: Actor,
    words: str,
    within: DesignationChange | None,
    undoes: int | None = None,
) -> Done:
    before = _present(session, plan)
    left = left_in_shops(session, plan.items) if _has_floor(plan, before) else {}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    events: list[_Event] = []
    now = clock.now()
    for item_id in plan.items:
        for channel_id, chosen in plan.states[item_id].items():
            was = before.get((item_id, channel_id))
            floor_was = was.floor if was else None
            floor = plan.floors.get((item_id, channel_id), floor_was if plan.floor == KEEP else plan.floor)
            state = effective(chosen, floor, left.get(item_id, 0))
            if was is not None and (was.chosen, was.state, was.floor) == (chosen, state, floor):
                continue
            row = {
                "item_id": item_id,
                "channel_id": channel_id,
                "chosen": chosen,
                "state": state,
                "floor": floor,
            }
            (new if was is None else changed).append(row | {"changed_at": now})
            before_it = was.chosen if was else "not_listed"
            events.append((item_id, channel_id, before_it, chosen, floor_was, floor))
    if not events:
        return Done(None, ())
    write_designations(session, new, changed)
    change = within or _change(session, actor, words, undoes)
    _note(session, change, events)
    items = sorted({item_id for item_id, *_ in events})
    publish(session, items)
    return Done(change.id, tuple(items))


def _present(session: StoreSession, plan: _Plan) -> dict[tuple[int, int], Any]:
    channels = sorted({channel for wanted in plan.states.values() for channel in wanted})
    rows = session.execute(
        select(
            Designation.item_id,
            Designation.channel_id,
            Designation.chosen,
            Designation.state,
            Designation.floor,
        ).where(
            Designation.store_id == session.store,
            Designation.item_id.in_(plan.items),
            Designation.channel_id.in_(channels),
        )
    )
    return {(row.item_id, row.channel_id): row for row in rows}


def _has_floor(plan: _Plan, before: Mapping[tuple[int, int], Any]) -> bool:
    if plan.floors:
        return True
    if plan.floor == KEEP:
        return any(row.floor is not None for row in before.values())
    return plan.floor is not None


def _change(session: StoreSession, actor: Actor, words: str, undoes: int | None) -> DesignationChange:
    change = DesignationChange(
        words=words,
        state="done",
        undoes_id=undoes,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
        at=clock.now(),
    )
    change.total = change.finished = 0
    session.add(change)
    session.flush()
    return change


def _note(session: StoreSession, change: DesignationChange, events: Sequence[_Event]) -> None:
    now = clock.now()
    ids = session.new_ids(len(events))
    insert_rows(
        session,
        DesignationEvent,
        [
            {
                "store_id": session.store,
                "id": row_id,
                "change_id": change.id,
                "item_id": item_id,
                "channel_id": channel_id,
                "before": before,
                "after": after,
                "floor_before": floor_before,
                "floor_after": floor_after,
                "at": now,
            }
            for row_id, (item_id, channel_id, before, after, floor_before, floor_after) in zip(
                ids, events, strict=True
            )
        ],
    )
    if change.state != "running":
        count = len({item_id for item_id, *_ in events})
        change.total, change.finished = change.total + count, change.finished + count
        session.flush()
