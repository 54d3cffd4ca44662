"""Writes about stock. Locks are taken in one order everywhere: reservations, then items by id, then their levels."""

from engine.inventory.commands.alerts import take_low_news
from engine.inventory.commands.allocation import (
    Wanted,
    commit,
    fulfil,
    release_commitment,
    rule_for,
    set_allocation_rule,
)
from engine.inventory.commands.bundles import set_bundle
from engine.inventory.commands.channels import (
    ensure_online,
    issue_key,
    open_channel,
    revoke_key,
    set_channel,
    set_default,
)
from engine.inventory.commands.counting import AT_ONCE as COUNT_AT_ONCE
from engine.inventory.commands.counting import Applied, apply_count, count_item, drop_count, open_count
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
from engine.inventory.commands.items import NewItem, create_items, sell_as, set_item, set_low_mark
from engine.inventory.commands.levels import set_safety
from engine.inventory.commands.levels_file import request_levels_import
from engine.inventory.commands.locations import (
    LocationInput,
    create_location,
    first_location,
    update_location,
)
from engine.inventory.commands.movements import adjust, receive, restock, set_on_hand, stock_new_items
from engine.inventory.commands.pickups import MOST_UNITS, Wish, hand_over_hold, hold_for_pickup, let_go_hold
from engine.inventory.commands.planning import cancel_plans, make_planned, plan_designation
from engine.inventory.commands.selling import WAYS, Short, sell_here, solve_oversell
from engine.inventory.commands.transfers import (
    cancel_transfer,
    draft_transfer,
    receive_transfer,
    send_transfer,
    set_lines,
)
from engine.inventory.rules import ALLOCATION, REASONS

__all__ = [
    "ALLOCATION",
    "COUNT_AT_ONCE",
    "KEEP",
    "MOST_UNITS",
    "REASONS",
    "WAYS",
    "Applied",
    "LocationInput",
    "NewItem",
    "Short",
    "Wanted",
    "Wish",
    "adjust",
    "apply_count",
    "cancel_plans",
    "cancel_transfer",
    "commit",
    "count_item",
    "create_items",
    "create_location",
    "designate",
    "designate_each",
    "draft_transfer",
    "drop_count",
    "ensure_online",
    "expire_due",
    "expire_everywhere",
    "fill_channel",
    "first_location",
    "fulfil",
    "hand_over_hold",
    "hold_for_pickup",
    "issue_key",
    "let_go_hold",
    "make_planned",
    "open_channel",
    "open_count",
    "plan_designation",
    "receive",
    "receive_transfer",
    "release",
    "release_commitment",
    "request_levels_import",
    "reserve",
    "restock",
    "revoke_key",
    "rule_for",
    "sell_as",
    "sell_here",
    "send_transfer",
    "set_allocation_rule",
    "set_bundle",
    "set_channel",
    "set_default",
    "set_item",
    "set_lines",
    "set_low_mark",
    "set_on_hand",
    "set_safety",
    "settle_floors",
    "solve_oversell",
    "stock_new_items",
    "take_low_news",
    "undo",
    "undoing",
    "update_location",
    "with_floors",
]
