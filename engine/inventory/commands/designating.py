"""What is for sale where. A designation is changed, and everything derived from it, in one transaction (figure: the second
flag, and the updated second list).

Locks: items by id, then products by id. A large selection is worked off by a job in small transactions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch_all
from engine.base.errors import Conflict, NotFound, Refused
from engine.catalogue.events import products_changed
from engine.catalogue.models import Variant
from engine.inventory.events import designations_changed
from engine.inventory.models import (
    Channel,
    Designation,
    DesignationChange,
    DesignationDefault,
    DesignationEvent,
    InventoryItem,
    Level,
)
from engine.inventory.offered import STATES, default_state, effective, most
from engine.inventory.relisting import derive_items, derive_products

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
    _lock(session, ids)
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
    ids = _lock(session, sorted(states), missing_ok=True)
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


def _lock(session: StoreSession, ids: Sequence[int], *, missing_ok: bool = False) -> list[int]:
    found = list(
        session.scalars(
            select(InventoryItem.id)
            .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(ids))
            .order_by(InventoryItem.id)
            .with_for_update()
        )
    )
    if not missing_ok and len(found) != len(ids):
        raise NotFound("record.not_found", kind="inventory_item", id=next(i for i in ids if i not in found))
    return found


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
    _write(session, new, changed)
    change = within or _change(session, actor, words, undoes)
    _note(session, change, events)
    items = sorted({item_id for item_id, *_ in events})
    publish(session, items)
    return Done(change.id, tuple(items))


def publish(session: StoreSession, item_ids: Sequence[int]) -> None:
    """Derive what follows from the designations of these items, and tell everyone who shows or lists them."""
    derive_items(session, item_ids)
    products = list(
        session.scalars(
            select(Variant.product_id)
            .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(item_ids))
            .distinct()
        )
    )
    derive_products(session, products)
    touch_all(session, "item", item_ids)
    products_changed(session, sorted(products))
    designations_changed(session, item_ids)


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


def left_in_shops(session: StoreSession, item_ids: Iterable[int]) -> dict[int, int]:
    """{item id: units free in places that have a list for tills}; items without any are left out. One query."""
    rows = session.execute(
        select(Level.item_id, func.sum(Level.on_hand - Level.committed - Level.held))
        .join(Channel, (Channel.store_id == Level.store_id) & (Channel.location_id == Level.location_id))
        .where(
            Level.store_id == session.store,
            Level.item_id.in_(sorted(item_ids)),
            Channel.kind == "pos",
            Channel.is_active,
        )
        .group_by(Level.item_id)
    )
    return {item_id: int(units) for item_id, units in rows}


def _write(session: StoreSession, new: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    ids = session.new_ids(len(new))
    insert_rows(
        session,
        Designation,
        [row | {"store_id": session.store, "id": row_id} for row, row_id in zip(new, ids, strict=True)],
    )
    if changed:
        table: Any = Designation.__table__
        session.connection().execute(
            table.update()
            .where(
                table.c.store_id == bindparam("of_store"),
                table.c.item_id == bindparam("of_item"),
                table.c.channel_id == bindparam("of_channel"),
            )
            .values({name: bindparam(name) for name in ("chosen", "state", "floor", "changed_at")}),
            [
                {name: row[name] for name in ("chosen", "state", "floor", "changed_at")}
                | {"of_store": session.store, "of_item": row["item_id"], "of_channel": row["channel_id"]}
                for row in changed
            ],
        )


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


def undo(session: StoreSession, change_id: int, actor: Actor) -> Done:
    """Take an act back: items that still are as it left them become what they were before. Those that somebody changed since
    stay as they are. Done twice it changes nothing. At most AT_ONCE items: ``selecting.take_back`` undoes larger acts. Raises
    NotFound, Conflict while the act is still running."""
    change = session.need(DesignationChange, change_id)
    if change.state == "running":
        raise Conflict("inventory.act_running")
    if change.state == "undone":
        return Done(None, ())
    states, floors = undoing(session, change_id)
    done = designate_each(session, states, actor, words="undone", floors=floors, undoes=change_id)
    session.execute(
        update(DesignationChange)
        .where(DesignationChange.store_id == session.store, DesignationChange.id == change_id)
        .values(state="undone")
    )
    return done


def items_of_act(
    session: StoreSession, change_id: int, *, after_item: int = 0, most: int = AT_ONCE
) -> list[int]:
    """The next items that an act changed, by id."""
    return list(
        session.scalars(
            select(DesignationEvent.item_id)
            .where(
                DesignationEvent.store_id == session.store,
                DesignationEvent.change_id == change_id,
                DesignationEvent.item_id > after_item,
            )
            .distinct()
            .order_by(DesignationEvent.item_id)
            .limit(most)
        )
    )


def undoing(
    session: StoreSession, change_id: int, item_ids: Sequence[int] | None = None
) -> tuple[dict[int, dict[int, str]], dict[tuple[int, int], int | None]]:
    """What would undo an act for *item_ids* (its first AT_ONCE unless told): {item: {channel: what it was before}}, and the
    floors of before; only of items that still are as it left them."""
    ids = items_of_act(session, change_id) if item_ids is None else item_ids
    rows = session.execute(
        select(
            DesignationEvent.item_id,
            DesignationEvent.channel_id,
            DesignationEvent.before,
            DesignationEvent.floor_before,
            DesignationEvent.floor_after,
        )
        .join(
            Designation,
            (Designation.store_id == DesignationEvent.store_id)
            & (Designation.item_id == DesignationEvent.item_id)
            & (Designation.channel_id == DesignationEvent.channel_id)
            & (Designation.chosen == DesignationEvent.after)
            & Designation.floor.is_not_distinct_from(DesignationEvent.floor_after),
        )
        .where(
            DesignationEvent.store_id == session.store,
            DesignationEvent.change_id == change_id,
            DesignationEvent.item_id.in_(ids),
        )
    )
    states: dict[int, dict[int, str]] = {}
    floors: dict[tuple[int, int], int | None] = {}
    for item_id, channel_id, before, floor_before, floor_after in rows:
        states.setdefault(item_id, {})[channel_id] = before
        if floor_before != floor_after:
            floors[item_id, channel_id] = floor_before
    return states, floors


def designate_new(
    session: StoreSession, item_ids: Sequence[int], states: Mapping[int, tuple[str, str]]
) -> None:
    """Give items just made their first designations (``first_states``): no act of anybody, and nothing to undo."""
    now, ids = clock.now(), iter(session.new_ids(len(states) * len(item_ids)))
    insert_rows(
        session,
        Designation,
        [
            {
                "store_id": session.store,
                "id": next(ids),
                "item_id": item_id,
                "channel_id": channel_id,
                "chosen": state,
                "state": state,
                "floor": None,
                "changed_at": now,
            }
            for item_id in item_ids
            for channel_id, (_, state) in states.items()
        ],
    )


def summary(states: Mapping[int, tuple[str, str]]) -> dict[str, str]:
    """What derives from first designations: an item's ``online`` and ``in_shop``."""
    return {
        "online": most(state for kind, state in states.values() if kind == "online"),
        "in_shop": most(state for kind, state in states.values() if kind == "pos"),
    }


def first_states(session: StoreSession, source: str) -> dict[int, tuple[str, str]]:
    """{channel id: (kind, state)} of what new items from *source* are, in every active channel. Two queries.

    ``shopify:a-brand`` is what ``shopify`` is."""
    source = source.partition(":")[0]
    channels = session.execute(
        select(Channel.id, Channel.kind, Channel.default_state)
        .where(Channel.store_id == session.store, Channel.is_active)
        .order_by(Channel.id)
    ).all()
    said: dict[int, dict[str, str]] = {}
    for channel_id, of_source, state in session.execute(
        select(DesignationDefault.channel_id, DesignationDefault.source, DesignationDefault.state).where(
            DesignationDefault.store_id == session.store, DesignationDefault.source.in_([source, "import"])
        )
    ):
        said.setdefault(channel_id, {})[of_source] = state
    return {
        channel_id: (kind, default_state(source, said.get(channel_id, {}), default))
        for channel_id, kind, default in channels
    }


def fill_channel(
    session: StoreSession, channel_id: int, *, after_item: int = 0, most: int = AT_ONCE
) -> int | None:
    """Designate the next items that a new channel does not know yet, as its default says. Returns the last one's id; None
    when there is no more."""
    channel = session.need(Channel, channel_id)
    known = select(Designation.item_id).where(
        Designation.store_id == session.store, Designation.channel_id == channel_id
    )
    ids = list(
        session.scalars(
            select(InventoryItem.id)
            .where(
                InventoryItem.store_id == session.store,
                InventoryItem.id > after_item,
                InventoryItem.id.not_in(known),
            )
            .order_by(InventoryItem.id)
            .limit(most)
            .with_for_update()
        )
    )
    if not ids:
        return None
    row = {"chosen": channel.default_state, "state": channel.default_state, "floor": None}
    _write(
        session,
        [row | {"item_id": item, "channel_id": channel_id, "changed_at": clock.now()} for item in ids],
        [],
    )
    derive_items(session, ids)
    touch_all(session, "item", ids)
    return ids[-1]


def with_floors(session: StoreSession, item_ids: Iterable[int]) -> list[int]:
    """Those of these items that have a rule about what is left in the shops. One query."""
    return sorted(
        session.scalars(
            select(Designation.item_id)
            .where(
                Designation.store_id == session.store,
                Designation.item_id.in_(sorted(set(item_ids))),
                Designation.floor.is_not(None),
            )
            .distinct()
        )
    )


def settle_floors(session: StoreSession, item_ids: Iterable[int]) -> list[int]:
    """Hold rules "only shown while fewer than so many are left in the shops" against the present stock. Returns the items
    that changed. Run by a job after stock changed; at most AT_ONCE items."""
    ids = sorted(set(item_ids))
    ruled = (
        Designation.store_id == session.store,
        Designation.item_id.in_(ids),
        Designation.floor.is_not(None),
    )
    items = _lock(
        session, sorted(set(session.scalars(select(Designation.item_id).where(*ruled)))), missing_ok=True
    )
    if not items:
        return []
    left, changed = left_in_shops(session, items), []
    for row in session.scalars(select(Designation).where(*ruled).execution_options(populate_existing=True)):
        state = effective(row.chosen, row.floor, left.get(row.item_id, 0))
        if state != row.state:
            row.state, row.changed_at = state, clock.now()
            changed.append(row.item_id)
    session.flush()
    if changed:
        publish(session, sorted(set(changed)))
    return sorted(set(changed))
