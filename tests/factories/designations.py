"""Designations of items that factories wrote themselves, past the commands that would have made them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.base.db import StoreSession
from engine.inventory.commands import ensure_online
from engine.inventory.commands.designating import designate_new, first_states
from engine.inventory.relisting import derive_items


def offer(session: StoreSession, item_ids: Sequence[int], source: str = "admin") -> None:
    """Offer new items in every channel as the defaults of *source* say, as ``create_items`` does."""
    if not item_ids:
        return
    ensure_online(session)
    session.flush()
    designate_new(session, item_ids, first_states(session, source))
    derive_items(session, item_ids)
