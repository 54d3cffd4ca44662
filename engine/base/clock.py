"""The one clock. Everything that needs the time asks here, so that tests can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **timedelta_parts: float) -> None:
        """Move the clock, as in ``clock.advance(minutes=16)``."""
        self.at += timedelta(**timedelta_parts)


_clock: Clock = SystemClock()


def now() -> datetime:
    """The current time, aware, in UTC."""
    return _clock.now()


@contextmanager
def using(clock: Clock) -> Iterator[Clock]:
    """Tell the time by *clock* inside the block (process wide)."""
    global _clock  # noqa: PLW0603 - one clock per process is the point
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before
