"""Reactions of themes to what happens to their work."""

from __future__ import annotations

from engine.base.db import StoreSession
from engine.base.outbox import OutboxEvent
from engine.themes.commands import give_up_check


def on_check_given_up(session: StoreSession, event: OutboxEvent) -> None:
    """The check of ``theme.uploaded`` died every time."""
    give_up_check(session, int(event.payload["upload_id"]))
