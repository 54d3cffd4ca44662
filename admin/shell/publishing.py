"""When something is shown: now, later, or not."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import g

from admin.shell.forms import Reader
from engine.base import clock
from engine.base.errors import Invalid, Refused


def state_of(published_at: datetime | None) -> str:
    """``published``, ``scheduled`` or ``draft``."""
    if published_at is None:
        return "draft"
    return "scheduled" if published_at > clock.now() else "published"


def as_field(at: datetime | None) -> str:
    """A moment as a ``datetime-local`` field shows it, in the store's zone."""
    return f"{at.astimezone(ZoneInfo(g.store.timezone)):%Y-%m-%dT%H:%M}" if at else ""


def read_moment(read: Reader, name: str) -> datetime | None:
    """A ``datetime-local`` field as UTC; None when empty. What cannot be read is noted."""
    text = read.text(name)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(g.store.timezone)).astimezone(UTC)
    except ValueError:
        read.refuse(name, "form.not_a_moment", value=text[:30])
        return None


def needed_moment(read: Reader, name: str) -> datetime:
    """The same for a field that may not stay empty. Raises Invalid with all that was wrong so far."""
    moment = read_moment(read, name)
    if moment is None:
        raise Invalid({name: Refused("form.needed")} | read.wrong)
    return moment
