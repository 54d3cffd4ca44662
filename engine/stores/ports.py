"""What the package needs from rooms further right."""

from __future__ import annotations

from collections.abc import Callable

from engine.base.db import StoreSession
from engine.base.ports import Port

has_sales = Port[Callable[[StoreSession], bool]]("stores.has_sales")
"""Whether the store has an order: its currency is fixed from then on."""

gateway_names = Port[Callable[[], list[str]]]("stores.gateway_names")
"""Names of the payment gateways that this installation knows."""
