"""Tables of tills."""

from engine.tills.models.devices import TillDevice, TillPin, TillShift
from engine.tills.models.sales import TillCard, TillDay, TillLine, TillPayment, TillSale

__all__ = [
    "TillCard",
    "TillDay",
    "TillDevice",
    "TillLine",
    "TillPayment",
    "TillPin",
    "TillSale",
    "TillShift",
]
