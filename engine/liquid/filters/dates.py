"""The `date` filter: reads what themes hand in, writes with strftime's directives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from engine.liquid.errors import RenderError
from engine.liquid.values import to_text

from .strings import plain_start

DIRECTIVE = re.compile(r"%(?P<flags>[-_0^#]*)(?P<width>\d{0,3})(?P<colons>:{0,2})(?P<letter>[A-Za-z%+])")
_MAX_FORMAT = 500
OF_YEARS = frozenset("YyC%")
OF_DAYS = OF_YEARS | frozenset("aAbBdejmhuwDFGgUVWxv")
"""Directives that say the same all year, and all day."""
_MAX_WIDTH = 64


def date(context: Any, value: object, format: object = None) -> object:
    moment = to_moment(value, context.host.now())
    if moment is None:
        return value
    wanted = to_text(format)
    tell_time(context, value, str.__str__(wanted))
    return strftime(moment, str.__str__(wanted)) if wanted else value


_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d+\Z", re.ASCII)


def tell_time(context: Any, value: object, pattern: str) -> None:
    """Tell the host that what is written depends on the time at which it is: `now`, or words such as a weekday alone."""
    if isinstance(value, str):
        text = plain_start(value).strip().lower()
        if text in ("now", "today"):
            context.host.time_shown(pattern)
        elif not _WHOLE_DATE.match(text):
            context.host.time_shown("%d")


def to_moment(value: object, now: dt.datetime) -> dt.datetime | None:
    """Read a moment in the zone of `now`; None for what is no date."""
    if isinstance(value, dt.datetime):
        return value.astimezone(now.tzinfo) if value.tzinfo else value.replace(tzinfo=now.tzinfo)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=now.tzinfo)
    if isinstance(value, int) and not isinstance(value, bool):
        return _from_timestamp(value, now)
    if isinstance(value, str):
        return _from_text(plain_start(value).strip(), now)
    return None


def _from_timestamp(seconds: int, now: dt.datetime) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(seconds, tz=now.tzinfo)
    except (OverflowError, OSError, ValueError) as error:
        raise RenderError("a date that is out of range") from error


def _from_text(text: str, now: dt.datetime) -> dt.datetime | None:
    if text.lower() in ("now", "today"):
        return now
    if not text or len(text) > 80:
        return None
    if text.isascii() and text.isdigit():
        return _from_timestamp(int(text), now)
    parsed: dt.datetime | None
    try:
        parsed = dt.datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        parsed = _from_words(text, now)
    if parsed is None:
        return None
    try:
        return parsed.astimezone(now.tzinfo) if parsed.tzinfo else parsed.replace(tzinfo=now.tzinfo)
    except (OverflowError, ValueError) as error:
        raise RenderError("a date that is out of range") from error


def _from_words(text: str, now: dt.datetime) -> dt.datetime | None:
    if not any(c.isdigit() for c in text):
        return None
    from dateutil import parser

    try:
        found = parser.parse(
            text, default=now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        )
    except (ValueError, OverflowError, TypeError):
        return None
    return found if isinstance(found, dt.datetime) else None


def _number(value: int, width: int, pad: str = "0") -> tuple[str, int, str]:
    return str(value), width, pad


def _hour12(moment: dt.datetime) -> int:
    return moment.hour % 12 or 12


def _week(moment: dt.datetime, first_weekday: int) -> int:
    days = (moment.weekday() - first_weekday) % 7
    return (moment.timetuple().tm_yday - 1 - days + 7) // 7


def _zone(moment: dt.datetime, colons: int) -> str:
    seconds = int((moment.utcoffset() or dt.timedelta()).total_seconds())
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    if colons == 1:
        return f"{sign}{hours:02d}:{minutes:02d}"
    if colons == 2:
        return f"{sign}{hours:02d}:{minutes:02d}:{left:02d}"
    return f"{sign}{hours:02d}{minutes:02d}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_NUMBERS: dict[str, Callable[[dt.datetime], tuple[str, int, str]]] = {
    "Y": lambda m: _number(m.year, 1),
    "C": lambda m: _number(m.year // 100, 2),
    "y": lambda m: _number(m.year % 100, 2),
    "m": lambda m: _number(m.month, 2),
    "d": lambda m: _number(m.day, 2),
    "e": lambda m: _number(m.day, 2, " "),
    "j": lambda m: _number(m.timetuple().tm_yday, 3),
    "H": lambda m: _number(m.hour, 2),
    "k": lambda m: _number(m.hour, 2, " "),
    "I": lambda m: _number(_hour12(m), 2),
    "l": lambda m: _number(_hour12(m), 2, " "),
    "M": lambda m: _number(m.minute, 2),
    "S": lambda m: _number(m.second, 2),
    "L": lambda m: _number(m.microsecond // 1000, 3),
    "N": lambda m: _number(m.microsecond * 1000, 9),
    "u": lambda m: _number(m.isoweekday(), 1),
    "w": lambda m: _number(m.isoweekday() % 7, 1),
    "U": lambda m: _number(_week(m, 6), 2),
    "W": lambda m: _number(_week(m, 0), 2),
    "V": lambda m: _number(m.isocalendar().week, 2),
    "G": lambda m: _number(m.isocalendar().year, 4),
    "g": lambda m: _number(m.isocalendar().year % 100, 2),
    "s": lambda m: _number(int(m.timestamp()), 1),
}

_WORDS: dict[str, Callable[[dt.datetime], str]] = {
    "A": lambda m: _DAYS[m.weekday()],
    "a": lambda m: _DAYS[m.weekday()][:3],
    "B": lambda m: _MONTHS[m.month - 1],
    "b": lambda m: _MONTHS[m.month - 1][:3],
    "h": lambda m: _MONTHS[m.month - 1][:3],
    "p": lambda m: "AM" if m.hour < 12 else "PM",
    "P": lambda m: "am" if m.hour < 12 else "pm",
    "Z": lambda m: m.tzname() or "",
    "n": lambda m: "\n",
    "t": lambda m: "\t",
    "%": lambda m: "%",
}

_COMPOUND = {
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "R": "%H:%M",
    "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y",
    "v": "%e-%^b-%Y",
    "+": "%a %b %e %H:%M:%S %Z %Y",
}


def strftime(moment: dt.datetime, pattern: str) -> str:
    """Write a moment; knows the flags `-`, `_`, `0`, `^` and widths, as the public format does."""
    if len(pattern) > _MAX_FORMAT:
        raise RenderError("a date format that is too long")
    if used(pattern) <= OF_DAYS:
        return _of_day(moment.date(), pattern)
    return _written(moment, pattern)


def _written(moment: dt.datetime, pattern: str) -> str:
    return DIRECTIVE.sub(lambda match: _directive(moment, match), pattern)


@lru_cache(maxsize=1024)
def _of_day(day: dt.date, pattern: str) -> str:
    """What reads the same the whole day."""
    return _written(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC), pattern)


@lru_cache(maxsize=256)
def used(pattern: str) -> frozenset[str]:
    """The letters of a pattern's directives."""
    return frozenset(found["letter"] for found in DIRECTIVE.finditer(pattern))


def _directive(moment: dt.datetime, match: re.Match[str]) -> str:
    letter, flags = match.group("letter"), match.group("flags")
    width = min(int(match.group("width") or 0), _MAX_WIDTH)
    if letter in _COMPOUND:
        return strftime(moment, _COMPOUND[letter]).rjust(width)
    if letter == "z":
        return _zone(moment, len(match.group("colons"))).rjust(width)
    if letter in _NUMBERS:
        text, least, pad = _NUMBERS[letter](moment)
        if letter == "N" and width:
            return text.rjust(9, "0")[:width]
        if "-" in flags:
            return text
        pad = " " if "_" in flags else "0" if "0" in flags else pad
        return text.rjust(max(width, least), pad)
    if letter in _WORDS:
        text = _WORDS[letter](moment)
        if "^" in flags:
            text = text.upper()
        elif "#" in flags:
            text = text.swapcase()
        return text.rjust(width, "0" if "0" in flags else " ")
    return match.group()


FILTERS: dict[str, Callable[..., object]] = {"date": date}
