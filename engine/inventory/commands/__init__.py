"""Writes about stock. Locks are taken in one order everywhere: reservations, then items by id, then their levels."""

from engine.inventory.commands.allocation import Wanted, commit, fulfil, release_commitment
from engine.inventory.commands.bundles import set_bundle
from engine.inventory.commands.channels import (
    ensure_online,
    issue_key,
    open_channel,
    revoke_key,
    set_channel,
    set_default,
)
from engine.inventory.commands.designating import (
    KEEP,
    designate,
    designate_each,
    fill_channel,
    settle_floors,
    undo,
    undoing,
    with_floors,
)
from engine.inventory.commands.holds import expire_due, expire_everywhere, release, reserve
from engine.inventory.commands.items import NewItem, create_items, set_item
from engine.inventory.commands.levels import set_safety
from engine.inventory.commands.locations import (
    LocationInput,
    create_location,
    first_location,
    update_location,
)
from engine.inventory.commands.movements import adjust, receive, restock, set_on_hand, stock_new_items
from engine.inventory.commands.planning import cancel_plans, make_planned, plan_designation
from engine.inventory.commands.selling import WAYS, Short, sell_here, solve_oversell

__all__ = [
    "KEEP",
    "WAYS",
    "LocationInput",
    "NewItem",
    "Short",
    "Wanted",
    "adjust",
    "cancel_plans",
    "commit",
    "create_items",
    "create_location",
    "designate",
    "designate_each",
    "ensure_online",
    "expire_due",
    "expire_everywhere",
    "fill_channel",
    "first_location",
    "fulfil",
    "issue_key",
    "make_planned",
    "open_channel",
    "plan_designation",
    "receive",
    "release",
    "release_commitment",
    "reserve",
    "restock",
    "revoke_key",
    "sell_here",
    "set_bundle",
    "set_channel",
    "set_default",
    "set_item",
    "set_on_hand",
    "set_safety",
    "settle_floors",
    "solve_oversell",
    "stock_new_items",
    "undo",
    "undoing",
    "update_location",
    "with_floors",
]
