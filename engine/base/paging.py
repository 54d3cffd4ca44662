"""Lists by keyset: a cursor holds the sort values of the last row seen, so that a page costs the same at any depth."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A stretch of a list. ``next_cursor`` leads on; None at the end."""

    items: Sequence[T]
    next_cursor: str | None = None


def encode(values: Sequence[Any]) -> str:
    """Sort values (numbers, texts, times) as a URL-safe cursor."""
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> tuple[Any, ...] | None:
    """The sort values of a cursor; None when there is none or it is not one of ours (the list then starts again)."""
    if not cursor or len(cursor) > 2_000:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = tuple(datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in plain)
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError):
        return None
    plain_kinds = all(isinstance(value, (str, int, float, datetime)) for value in values)
    aware = all(value.tzinfo is not None for value in values if isinstance(value, datetime))
    return values if len(values) == length and plain_kinds and aware else None


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], Sequence[Any]]) -> Page[T]:
    """The page from *rows*, which were read with one more than *limit*."""
    kept = rows[:limit]
    return Page(kept, encode(key(kept[-1])) if len(rows) > limit and kept else None)
