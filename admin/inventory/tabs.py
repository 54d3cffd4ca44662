"""The pages of this room: one line each."""

from __future__ import annotations

from typing import NamedTuple


class Tab(NamedTuple):
    """``key`` is its text below ``inventory.tabs.``."""

    key: str
    path: str
    right: str = "catalogue"


TABS = (
    Tab("items", "/inventory"),
    Tab("acts", "/inventory/acts"),
    Tab("channels", "/inventory/channels", "delivery"),
)
