"""What new items are in every channel, and all items in a new one: nobody's act, and nothing to undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from engine.base import clock
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch_all
from engine.inventory.commands.designating.acts import AT_ONCE
from engine.inventory.commands.designating.writing import write_designations
from engine.inventory.models import Channel, Designation, DesignationDefault, InventoryItem
from engine.inventory.offered import default_state, most
from engine.inventory.relisting import derive_items


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
    write_designations(
        session,
        [row | {"item_id": item, "channel_id": channel_id, "changed_at": clock.now()} for item in ids],
        [],
    )
    derive_items(session, ids)
    touch_all(session, "item", ids)
    return ids[-1]
