"""Reads about stock."""

from engine.inventory.offered import FOR_SALE, NOT_LISTED, ONLINE, OTHERS, STATES, VIEW_ONLY
from engine.inventory.queries.history import daily_on_hand
from engine.inventory.queries.levels_file import export_levels
from engine.inventory.queries.names import Named, item_of_code, named
from engine.inventory.queries.pickups import PickupView, pickup_by_token, pickup_holds
from engine.inventory.queries.recount import Discrepancy, recount
from engine.inventory.queries.shops import from_selling_shops
from engine.inventory.queries.stock import (
    Availability,
    LevelView,
    allocation_rule,
    availability,
    commitments_of_lines,
    costs,
    levels,
    locations,
    movements,
    pickup_locations,
    select_sold,
    select_stock,
)
from engine.inventory.queries.valuation import (
    Low,
    Worth,
    count_low,
    is_low,
    low_stock,
    valuation,
    was_told,
)
from engine.inventory.queries.work import (
    CountView,
    TransferView,
    bundle_parts,
    count_lines,
    count_view,
    open_oversells,
    oversell_cases,
    stock_counts,
    transfer_lines,
    transfers,
)

__all__ = [
    "FOR_SALE",
    "NOT_LISTED",
    "ONLINE",
    "OTHERS",
    "STATES",
    "VIEW_ONLY",
    "Availability",
    "CountView",
    "Discrepancy",
    "LevelView",
    "Low",
    "Named",
    "PickupView",
    "TransferView",
    "Worth",
    "allocation_rule",
    "availability",
    "bundle_parts",
    "commitments_of_lines",
    "costs",
    "count_lines",
    "count_low",
    "count_view",
    "daily_on_hand",
    "export_levels",
    "from_selling_shops",
    "is_low",
    "item_of_code",
    "levels",
    "locations",
    "low_stock",
    "movements",
    "named",
    "open_oversells",
    "oversell_cases",
    "pickup_by_token",
    "pickup_holds",
    "pickup_locations",
    "recount",
    "select_sold",
    "select_stock",
    "stock_counts",
    "transfer_lines",
    "transfers",
    "valuation",
    "was_told",
]
