"""The filters that need no shop. Each takes `(context, value, *arguments, **named)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import arrays, colors, dates, encoding, numbers, strings

STANDARD_FILTERS: dict[str, Callable[..., Any]] = {
    **strings.FILTERS,
    **numbers.FILTERS,
    **arrays.FILTERS,
    **encoding.FILTERS,
    **dates.FILTERS,
    **colors.FILTERS,
}
