"""Acts are taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict
from engine.inventory.commands.designating.acts import AT_ONCE, Done, designate_each
from engine.inventory.models import Designation, DesignationChange, DesignationEvent


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
