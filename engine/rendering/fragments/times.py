"""How long a time that a template wrote stays true."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from engine.liquid.filters.dates import DIRECTIVE

_LONGEST = 500
"""Characters of a pattern that are looked at; longer ones are refused where they are written."""
_OF_YEARS = frozenset("YyC%")
_OF_DAYS = frozenset("aAbBdejmhuwDFGgUVWxv")


@lru_cache(maxsize=256)
def _directives(pattern: str) -> frozenset[str]:
    return frozenset(found["letter"] for found in DIRECTIVE.finditer(pattern))


def changes_at(now: dt.datetime, pattern: str) -> dt.datetime | None:
    """When *now*, written by a strftime *pattern*, will first read differently; None where that is within the day."""
    used = _directives(pattern) if len(pattern) <= _LONGEST else None
    if not used:
        return None
    if used <= _OF_YEARS:
        return now.replace(
            year=now.year + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
        ).astimezone(dt.UTC)
    if used <= _OF_YEARS | _OF_DAYS:
        tomorrow = now.date() + dt.timedelta(days=1)
        return dt.datetime.combine(tomorrow, dt.time(), now.tzinfo).astimezone(dt.UTC)
    return None
