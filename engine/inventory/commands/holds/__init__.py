"""Short holds of stock while a payment runs."""

from engine.inventory.commands.holds.ending import expire_due, expire_everywhere, held, let_go, release
from engine.inventory.commands.holds.holding import reserve

__all__ = ["expire_due", "expire_everywhere", "held", "let_go", "release", "reserve"]
