"""Facts about stock."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.outbox import record
from engine.inventory.models import Channel

AT_ONCE = 500
"""Items named by one event at most."""


def stock_changed(session: StoreSession, item_ids: Iterable[int]) -> None:
    """What can be bought of these items may have changed."""
    ids = sorted(set(item_ids))
    for start in range(0, len(ids), AT_ONCE):
        record(session, "stock.changed", item_ids=ids[start : start + AT_ONCE])


def lists_changed(session: StoreSession, item_ids: Iterable[int]) -> None:
    """What lists show of these items may have changed; none: how lists are made, or the shops they name. Written only in
    a store where somebody is to be told of it. One event, however many items: it names the first AT_ONCE."""
    wanted = select(Channel.id).where(
        Channel.store_id == session.store, Channel.is_active, Channel.notice_address.is_not(None)
    )
    if session.execute(wanted.limit(1)).first() is None:
        return
    ids = sorted(set(item_ids))
    record(session, "list.changed", item_ids=ids[:AT_ONCE], more=max(0, len(ids) - AT_ONCE))
