"""Having something kept at a shop, to be bought there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from storefront.pickup import routes

    app.register_blueprint(routes.room)
