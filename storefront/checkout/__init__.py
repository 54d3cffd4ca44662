"""The checkout on its own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from storefront.checkout import bank, doors, paying, steps
    from storefront.platform import prepare

    prepare(app)
    for room in (doors.room, steps.room, paying.room, bank.room):
        app.register_blueprint(room)
