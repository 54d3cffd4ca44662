"""Themed pages of the shop: the only place where pack code runs in a shopper's browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from engine.rendering.queries import Themes
    from storefront.pages import assets, catalogue, doors, posts, reading, search, sitemaps

    app.extensions["vitrine_themes"] = Themes(app.extensions["vitrine"].settings.theme_packs)
    for module in (assets, catalogue, doors, posts, reading, search, sitemaps):
        app.register_blueprint(module.room)
    doors.guard(app)
