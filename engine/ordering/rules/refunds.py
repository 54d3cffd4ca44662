"""What giving back some units of a line comes to."""

from __future__ import annotations


def share_of_units(total_minor: int, quantity: int, before: int, units: int) -> int:
    """The amount for *units* of a line of *quantity* costing *total_minor*, when *before* units were given back already.

    Cumulative, so that giving back all units one by one comes to *total_minor* exactly. Raises ValueError beyond the line.
    """
    if units < 0 or before < 0 or before + units > quantity:
        raise ValueError("more units than the line has")
    return total_minor * (before + units) // quantity - total_minor * before // quantity
