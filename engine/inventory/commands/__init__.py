"""Writes about stock. Locks are taken in one order everywhere: reservations, then items by id, then their levels."""

from engine.inventory.commands.allocation import Wanted, commit, fulfil, release_commitment
from engine.inventory.commands.holds import expire_due, expire_everywhere, release, reserve
from engine.inventory.commands.items import NewItem, create_items, set_item
from engine.inventory.commands.locations import (
    LocationInput,
    create_location,
    first_location,
    update_location,
)
from engine.inventory.commands.movements import adjust, receive, restock, set_on_hand, stock_new_items

__all__ = [
    "LocationInput",
    "NewItem",
    "Wanted",
    "adjust",
    "commit",
    "create_items",
    "create_location",
    "expire_due",
    "expire_everywhere",
    "first_location",
    "fulfil",
    "receive",
    "release",
    "release_commitment",
    "reserve",
    "restock",
    "set_item",
    "set_on_hand",
    "stock_new_items",
    "update_location",
]
