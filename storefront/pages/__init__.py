"""Themed pages of the shop: the only place where pack code runs in a shopper's browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add this room's routes to *app*."""
    from engine.liquid import CodeStore
    from engine.rendering.fragments import FragmentStore
    from engine.rendering.queries import Themes
    from storefront.pages import assets, catalogue, comments, doors, posts, reading, search, sitemaps

    settings = app.extensions["vitrine"].settings
    app.extensions["vitrine_themes"] = Themes(
        settings.theme_packs,
        compiles=settings.liquid_mode == "compiled",
        store=CodeStore(settings.instance_dir / "compiled", settings.secret_key),
        fragments=FragmentStore(settings.fragment_bytes) if settings.fragment_bytes else None,
    )
    for module in (assets, catalogue, comments, doors, posts, reading, search, sitemaps):
        app.register_blueprint(module.room)
    doors.guard(app)
