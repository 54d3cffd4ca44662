"""Pure decisions about tills."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

CODE_LASTS = timedelta(minutes=10)
SHIFT_LASTS = timedelta(hours=14)
DRIFT_NOTED = timedelta(minutes=5)
MOST_LINES = 200
MOST_UNITS = 9_999
MOST_MINOR = 10**12
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of codes: none that is taken for another."""

NEED_A_PERSON = frozenset(
    {
        "oversold",
        "price_differs",
        "sum_differs",
        "item_gone",
        "nobody",
        "number_twice",
        "card_unclear",
        "returned_before",
        "order_not_placed",
    }
)
"""Notes on a sale that somebody has to look at. Others are only told: clock, no_receipt, not_for_sale."""

_PIN = re.compile(r"[0-9]{4,8}")
_MADE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_code() -> str:
    """A code that a person reads from one screen and types into another: eight letters and digits, 39 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def plain_code(typed: str) -> str:
    """A code as it was made, however it was typed."""
    return re.sub(r"[\s-]", "", typed).upper()


def is_pin(text: str) -> bool:
    """Whether *text* can be a PIN: 4 to 8 digits, not all the same, not one run up or down."""
    if not _PIN.fullmatch(text):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(text)}
    return steps not in ({0}, {1}, {-1})


def is_made_id(value: object) -> bool:
    """Whether *value* is an id as devices make them: a UUID in small letters."""
    return isinstance(value, str) and _MADE_ID.fullmatch(value) is not None


def number_of(device: int, turn: int) -> str:
    """A receipt's number: ``2-0041``."""
    return f"{device}-{turn:04d}"


def body_hash(body: Mapping[str, Any]) -> str:
    """What tells two bodies apart, whatever the order of their fields."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def drift_of(device_now: datetime | None, now: datetime) -> int:
    """Seconds that a device's clock is ahead of ours; 0 where it did not say, or within what a request may take."""
    if device_now is None:
        return 0
    seconds = round((device_now - now).total_seconds())
    return 0 if abs(seconds) <= 5 else max(-(10**9), min(10**9, seconds))


def set_right(device_at: datetime, drift_seconds: int, now: datetime) -> datetime:
    """When something happened by our clock: never later than now."""
    try:
        return min(now, device_at - timedelta(seconds=drift_seconds))
    except OverflowError:
        return now


def state_of(notes: list[dict[str, Any]]) -> str:
    """What a sale with these notes is."""
    return "needs_person" if any(note["code"] in NEED_A_PERSON for note in notes) else "settled"
