"""Quantities as people and programs type them."""

from __future__ import annotations

import re
from typing import Any

from engine.base.errors import Refused

MAX_LINES = 100
"""Lines of one cart."""
MAX_QUANTITY = 9_999
"""Units of one line, whatever the stock."""

_WHOLE = re.compile(r"\+?\d{1,12}")


def quantity_of(value: Any, *, field: str = "quantity", least: int = 0) -> int:
    """A whole number from *least* up. Raises Refused for signs, fractions, words, NaN and anything above MAX_QUANTITY."""
    text = str(value if value is not None else "").strip()
    if isinstance(value, bool) or not _WHOLE.fullmatch(text):
        raise Refused("cart.quantity_not_whole", field=field, value=text[:20])
    number = int(text)
    if number < least:
        raise Refused("cart.quantity_too_low", field=field, least=least)
    if number > MAX_QUANTITY:
        raise Refused("cart.quantity_too_high", field=field, most=MAX_QUANTITY)
    return number
