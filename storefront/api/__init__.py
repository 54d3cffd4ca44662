"""What programs read of a shop with a key: the lists of its channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from storefront.api import lists

    app.register_blueprint(lists.room)
