"""So many tries in a time and no more, by the rows that the tries left behind."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.stores.rules import wait_after


class TooManyTries(Refused):
    """Whoever tries must wait: ``count`` minutes, rounded up."""

    status = 429


def check_tries(
    session: StoreSession,
    tried_at: InstrumentedAttribute[datetime],
    *criteria: ColumnElement[bool],
    tries: int,
    window: timedelta,
    code: str,
) -> None:
    """Look at the latest rows that meet *criteria*, made at *tried_at*. Raises TooManyTries *code* when *tries* of them lie in
    the *window* before now."""
    now = clock.now()
    latest = session.scalars(
        select(tried_at).where(*criteria, tried_at > now - window).order_by(tried_at.desc()).limit(tries)
    ).all()
    wait = wait_after(latest, tries, now, window)
    if wait is not None:
        raise TooManyTries(code, count=max(1, -(-int(wait.total_seconds()) // 60)))
