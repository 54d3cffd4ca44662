"""Order status pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from storefront.tracking.routes import room

    app.register_blueprint(room)
