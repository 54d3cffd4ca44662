"""Tables of tills."""

from engine.tills.models.devices import TillDevice, TillPin, TillShift
from engine.tills.models.orders import TillOrder
from engine.tills.models.sales import TillCard, TillDay, TillLine, TillPayment, TillSale

__all__ = [
    "TillCard",
    "TillDay",
    "TillDevice",
    "TillLine",
    "TillOrder",
    "TillPayment",
    "TillPin",
    "TillSale",
    "TillShift",
]
