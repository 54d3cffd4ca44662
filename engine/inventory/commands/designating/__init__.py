"""What is for sale where. A designation is changed, and everything derived from it, in one transaction (figure: the second
flag, and the updated second list).

Locks: items by id, then products by id. A large selection is worked off by a job in small transactions.
"""

from engine.inventory.commands.designating.acts import (
    AT_ONCE,
    KEEP,
    Done,
    Floors,
    Wanted,
    designate,
    designate_each,
)
from engine.inventory.commands.designating.first import designate_new, fill_channel, first_states, summary
from engine.inventory.commands.designating.floors import left_in_shops, settle_floors, with_floors
from engine.inventory.commands.designating.taking_back import items_of_act, undo, undoing
from engine.inventory.commands.designating.writing import publish

__all__ = [
    "AT_ONCE",
    "KEEP",
    "Done",
    "Floors",
    "Wanted",
    "designate",
    "designate_each",
    "designate_new",
    "fill_channel",
    "first_states",
    "items_of_act",
    "left_in_shops",
    "publish",
    "settle_floors",
    "summary",
    "undo",
    "undoing",
    "with_floors",
]
