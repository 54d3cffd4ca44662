"""Opening hours of a shop, as pure decisions: [{days, opens, closes}], days 1 (Monday) to 7, times of its own clock."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.base.errors import Invalid, Refused

DAYS = (1, 2, 3, 4, 5, 6, 7)
_NAMES = {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
MOST_PER_DAY = 4
PICKUP_DAYS = 1
"""Opening days, after the one on which it is asked for, until whose end goods are kept for a shopper."""
_PART = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to|bis)\s*(\d{1,2})(?:[:.h](\d{2}))?", re.I)


@dataclass(frozen=True)
class Opening:
    """Whether a shop is open, and when that ends: it closes or opens *at*. None: no hours are known."""

    is_open: bool
    at: datetime | None


def read_hours(typed: Mapping[int, str]) -> list[Any]:
    """From what was typed per day ("9:00-12:30, 14-18"; empty: closed) to hours; days alike share a row. Raises Invalid."""
    faults: dict[str, Refused] = {}
    days: dict[int, list[tuple[str, str]]] = {}
    for day in DAYS:
        try:
            days[day] = _spans(typed.get(day, ""), day)
        except Refused as fault:
            faults[f"hours.{day}"] = fault
    if faults:
        raise Invalid(faults)
    rows: dict[tuple[str, str], list[int]] = {}
    for day, spans in days.items():
        for span in spans:
            rows.setdefault(span, []).append(day)
    return [{"days": of, "opens": opens, "closes": closes} for (opens, closes), of in rows.items()]


def _spans(text: str, day: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", text[:200]))):
        match = _PART.fullmatch(part)
        span = _span(match) if match else None
        if span is None or (found and span[0] < found[-1][1]) or len(found) == MOST_PER_DAY:
            raise Refused("inventory.hours", field=f"hours.{day}", value=part[:40])
        found.append(span)
    return found


def _span(match: re.Match[str]) -> tuple[str, str] | None:
    hours = [int(match[1]), int(match[2] or 0), int(match[3]), int(match[4] or 0)]
    if hours[2:] == [24, 0]:
        hours[2:] = [23, 59]
    if hours[0] > 23 or hours[2] > 23 or hours[1] > 59 or hours[3] > 59 or hours[:2] >= hours[2:]:
        return None
    return f"{hours[0]:02}:{hours[1]:02}", f"{hours[2]:02}:{hours[3]:02}"


def by_day(hours: Sequence[Any]) -> dict[int, list[tuple[str, str]]]:
    """{day: [(opens, closes)]} in order; rows that are not of this form are passed over."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in hours:
        if isinstance(row, dict) and row.get("opens") and row.get("closes"):
            for day in filter(None, map(_number, row.get("days") or ())):
                found.setdefault(day, []).append((row["opens"], row["closes"]))
    return {day: sorted(spans) for day, spans in sorted(found.items())}


def _number(day: Any) -> int | None:
    """1 to 7, also for days by their English names, as stores that were set up by a file have them."""
    if isinstance(day, str):
        return _NAMES.get(day[:3].lower())
    return day if day in DAYS else None


def typed(hours: Sequence[Any]) -> dict[int, str]:
    """What ``read_hours`` reads, to be changed in a form."""
    return {
        day: ", ".join(f"{opens}–{closes}" for opens, closes in spans) for day, spans in by_day(hours).items()
    }


def opening(hours: Sequence[Any], now: datetime) -> Opening:
    """Whether it is open at *now*, a time of the shop's own zone."""
    days = by_day(hours)
    if not days:
        return Opening(False, None)
    for ahead in range(8):
        day = now.date() + timedelta(days=ahead)
        for opens, closes in days.get(day.isoweekday(), ()):
            begins, ends = _at(day, opens, now), _at(day, closes, now)
            if begins <= now < ends:
                return Opening(True, ends)
            if now < begins:
                return Opening(False, begins)
    return Opening(False, None)


def kept_until(hours: Sequence[Any], now: datetime, opening_days: int = PICKUP_DAYS) -> datetime:
    """The end of the next opening day after today's, at closing time; without hours, the end of tomorrow."""
    days, left = by_day(hours), opening_days
    for ahead in range(1, 7 * opening_days + 1):
        day = now.date() + timedelta(days=ahead)
        spans = days.get(day.isoweekday())
        if days and not spans:
            continue
        left -= 1
        if not left:
            return _at(day, spans[-1][1] if spans else "23:59", now)
    return _at(now.date() + timedelta(days=7), "23:59", now)


def _at(day: date, clock_time: str, now: datetime) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), now.tzinfo)
