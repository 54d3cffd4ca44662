"""Customers' accounts on the shop's host: pages of the theme, forms of the public format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from storefront.account import address_book, letters, orders, sign_in

    for module in (sign_in, letters, address_book, orders):
        app.register_blueprint(module.room)
