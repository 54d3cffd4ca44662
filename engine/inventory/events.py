"""Facts about stock."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.db import StoreSession
from engine.base.outbox import record

AT_ONCE = 500
"""Items named by one event at most."""


def stock_changed(session: StoreSession, item_ids: Iterable[int]) -> None:
    """What can be bought of these items may have changed."""
    ids = sorted(set(item_ids))
    for start in range(0, len(ids), AT_ONCE):
        record(session, "stock.changed", item_ids=ids[start : start + AT_ONCE])


def designations_changed(session: StoreSession, item_ids: Iterable[int]) -> None:
    """Where these items are offered has changed; told to channels that asked for notices."""
    ids = sorted(set(item_ids))
    for start in range(0, len(ids), AT_ONCE):
        record(session, "designation.changed", item_ids=ids[start : start + AT_ONCE])
