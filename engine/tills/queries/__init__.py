"""Reads about tills."""

from engine.tills.queries.days import DayRow, Drawer, days, drawer_now
from engine.tills.queries.devices import (
    DeviceRow,
    device_by_id,
    device_by_key,
    devices,
    last_turn,
    pin_hash_of,
    sellers,
    shift_of,
)
from engine.tills.queries.orders import checkouts_needed
from engine.tills.queries.sales import (
    SaleDetail,
    SaleRow,
    Shelf,
    find_sale,
    need_a_person,
    sale_by_id,
    sale_by_made_id,
    sales,
    shelves,
    untaxed,
    worth_back,
)

__all__ = [
    "DayRow",
    "DeviceRow",
    "Drawer",
    "SaleDetail",
    "SaleRow",
    "Shelf",
    "checkouts_needed",
    "days",
    "device_by_id",
    "device_by_key",
    "devices",
    "drawer_now",
    "find_sale",
    "last_turn",
    "need_a_person",
    "pin_hash_of",
    "sale_by_id",
    "sale_by_made_id",
    "sales",
    "sellers",
    "shelves",
    "shift_of",
    "untaxed",
    "worth_back",
]
