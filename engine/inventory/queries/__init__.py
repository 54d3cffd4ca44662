"""Reads about stock."""

from engine.inventory.offered import FOR_SALE, NOT_LISTED, ONLINE, OTHERS, STATES, VIEW_ONLY
from engine.inventory.queries.recount import Discrepancy, recount
from engine.inventory.queries.stock import (
    Availability,
    LevelView,
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

__all__ = [
    "FOR_SALE",
    "NOT_LISTED",
    "ONLINE",
    "OTHERS",
    "STATES",
    "VIEW_ONLY",
    "Availability",
    "Discrepancy",
    "LevelView",
    "availability",
    "commitments_of_lines",
    "costs",
    "levels",
    "locations",
    "movements",
    "pickup_locations",
    "recount",
    "select_sold",
    "select_stock",
]
