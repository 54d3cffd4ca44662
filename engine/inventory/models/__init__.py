"""Tables of stock, and of where it is for sale (design: one inventory, in the shop and online)."""

from engine.inventory.models.channels import (
    Channel,
    ChannelKey,
    Designation,
    DesignationChange,
    DesignationDefault,
    DesignationEvent,
    DesignationPlan,
    ItemChange,
)
from engine.inventory.models.pickups import PickupHold
from engine.inventory.models.stock import (
    BundlePart,
    Commitment,
    InventoryItem,
    Level,
    Location,
    Movement,
    Reservation,
)
from engine.inventory.models.work import (
    LowNotice,
    OversellCase,
    StockCount,
    StockCountLine,
    Transfer,
    TransferLine,
)

__all__ = [
    "BundlePart",
    "Channel",
    "ChannelKey",
    "Commitment",
    "Designation",
    "DesignationChange",
    "DesignationDefault",
    "DesignationEvent",
    "DesignationPlan",
    "InventoryItem",
    "ItemChange",
    "Level",
    "Location",
    "LowNotice",
    "Movement",
    "OversellCase",
    "PickupHold",
    "Reservation",
    "StockCount",
    "StockCountLine",
    "Transfer",
    "TransferLine",
]
