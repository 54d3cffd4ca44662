"""The preview: the shop's pages as they are being edited, behind a signed token, on a host of their own.

Pages, cart and accounts are those of the shop; what is different is the theme that they open (`PreviewThemes`), who may
come in (`entry`), and what may be sent (`entry` again: nothing that a shopper could come to see).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from engine.rendering.queries import Themes


def register(app: Flask, themes: Themes) -> None:
    """Add this room's routes to *app*. *themes* are those of the shop in this process."""
    from storefront import account, cart, scripts
    from storefront.pages import assets, catalogue, comments, doors, posts, reading, search
    from storefront.preview import entry, pages
    from storefront.preview.themes import RequestThemes

    app.extensions["vitrine_themes"] = RequestThemes(themes)
    entry.guard(app)
    for module in (assets, catalogue, comments, posts, reading, search, pages):
        app.register_blueprint(module.room)
    for room in (account, cart, scripts):
        room.register(app)
    app.view_functions["account_letters.link"] = pages.letter_link
    doors.guard(app, closes=False)
