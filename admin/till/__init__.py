"""The till: an app on the shop's own device, and what it asks of us. ``entry`` says who comes in."""

from admin.till import cards, drawer, orders, page, people, selling, stock  # noqa: F401 - they add their routes
from admin.till.entry import room

__all__ = ["room"]
