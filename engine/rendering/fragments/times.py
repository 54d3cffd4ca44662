"""How long a time that a template wrote stays true."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from engine.liquid.filters.dates import OF_DAYS, OF_YEARS, used

_LONGEST = 500
"""Characters of a pattern that are looked at; longer ones are refused where they are written."""


def changes_at(now: dt.datetime, pattern: str) -> dt.datetime | None:
    """When *now*, written by a strftime *pattern*, will first read differently; None where that is within the day."""
    letters = used(pattern) if len(pattern) <= _LONGEST else None
    if not letters or not letters <= OF_DAYS:
        return None
    return _midnight(now.date(), now.tzinfo, letters <= OF_YEARS)


@lru_cache(maxsize=64)
def _midnight(day: dt.date, zone: dt.tzinfo | None, of_year: bool) -> dt.datetime:
    """When the day or its year is over."""
    after = dt.date(day.year + 1, 1, 1) if of_year else day + dt.timedelta(days=1)
    return dt.datetime.combine(after, dt.time(), zone).astimezone(dt.UTC)
