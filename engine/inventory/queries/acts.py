"""What was changed about designations, by whom; and channels as their settings show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.inventory.models import (
    Channel,
    ChannelKey,
    DesignationChange,
    DesignationDefault,
    DesignationEvent,
)

ACTS = 30


def acts(session: StoreSession, *, cursor: str | None = None, limit: int = ACTS) -> Page[DesignationChange]:
    """A stretch of the acts, newest first."""
    statement = select(DesignationChange)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(DesignationChange.at, DesignationChange.id) < tuple_(*after))
    rows = session.scalars(
        statement.order_by(DesignationChange.at.desc(), DesignationChange.id.desc()).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda row: (row.at, row.id))


def act(session: StoreSession, change_id: int) -> DesignationChange:
    """One act. Raises NotFound."""
    return session.need(DesignationChange, change_id)


@dataclass(frozen=True)
class Past:
    """What an act changed of one item in one channel, and who did it."""

    at: datetime
    channel_id: int
    before: str
    after: str
    floor_before: int | None
    floor_after: int | None
    words: str
    actor_name: str


def history(session: StoreSession, item_id: int, limit: int = 50) -> list[Past]:
    """What happened to an item's designations, newest first. One query."""
    rows: Any = session.execute(
        select(
            DesignationEvent.at,
            DesignationEvent.channel_id,
            DesignationEvent.before,
            DesignationEvent.after,
            DesignationEvent.floor_before,
            DesignationEvent.floor_after,
            DesignationChange.words,
            DesignationChange.actor_name,
        )
        .join(
            DesignationChange,
            and_(
                DesignationChange.store_id == DesignationEvent.store_id,
                DesignationChange.id == DesignationEvent.change_id,
            ),
        )
        .where(DesignationEvent.store_id == session.store, DesignationEvent.item_id == item_id)
        .order_by(DesignationEvent.at.desc(), DesignationEvent.id.desc())
        .limit(limit)
    )
    return [Past(*row) for row in rows]


@dataclass
class ChannelSettings:
    """A channel with the keys that read its list, and what items from each source are in it (those that say so)."""

    row: Channel
    keys: list[ChannelKey] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)


def channel_settings(session: StoreSession, channel_id: int | None = None) -> Sequence[ChannelSettings]:
    """Every channel, or one, in three queries: the online store, then the shops, then other places on the web."""
    statement = select(Channel).order_by(Channel.id)
    if channel_id is not None:
        statement = statement.where(Channel.id == channel_id)
    rank = {"online": 0, "pos": 1}
    found = {row.id: ChannelSettings(row) for row in session.scalars(statement)}
    for key in session.scalars(select(ChannelKey).order_by(ChannelKey.created_at.desc(), ChannelKey.id)):
        if key.channel_id in found:
            found[key.channel_id].keys.append(key)
    for default in session.scalars(select(DesignationDefault)):
        if default.channel_id in found:
            found[default.channel_id].defaults[default.source] = default.state
    return sorted(found.values(), key=lambda one: (rank.get(one.row.kind, 2), one.row.id))
