"""The address of the list, read as filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from engine.base import clock
from engine.ordering.queries import OrderFilters

VIEWS: dict[str, dict[str, Any]] = {
    "": {},
    "open": {"fulfilment": "unfulfilled"},
    "part": {"fulfilment": "part_fulfilled"},
    "unpaid": {"payment": "pending"},
    "done": {"fulfilment": "fulfilled"},
    "cancelled": {"fulfilment": "cancelled"},
}
"""The tabs above the list."""

PERIODS = {"today": 0, "week": 6, "month": 29}


def read_filters(args: Mapping[str, str]) -> OrderFilters:
    """Filters of an address; what cannot be read filters nothing."""
    brand, days = args.get("brand", ""), PERIODS.get(args.get("period", ""))
    since = None
    if days is not None:
        local = clock.now().astimezone(ZoneInfo(g.store.timezone))
        since = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    return OrderFilters(
        search=args.get("q", "")[:100].replace("\x00", ""),
        partner_id=int(brand) if brand.isascii() and brand.isdigit() and len(brand) < 17 else None,
        placed_from=since,
        **VIEWS.get(args.get("view", ""), {}),
    )
