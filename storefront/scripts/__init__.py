"""What the scripts of packs ask for and are told, in the public format: cart, products, suggestions, recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from storefront.scripts import cart, products, suggestions

    for module in (cart, products, suggestions):
        app.register_blueprint(module.room)
