"""The author's desk: a shop that wears the pack its author works on, and shows each save at once.

It is added to an application that `themes dev` makes, never to the one that serves shoppers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from engine.rendering.authoring.watching import PackAtWork


def register(app: Flask, work: PackAtWork) -> None:
    """Let the shop *app* wear the pack of *work*, whatever its store has installed."""
    from engine.liquid import CodeStore
    from engine.rendering.authoring.themes import AuthorsThemes
    from storefront.desk import news, pages

    settings = app.extensions["vitrine"].settings
    app.extensions["vitrine_themes"] = AuthorsThemes(
        work.read,
        watch=pages.look_on,
        compiles=settings.liquid_mode == "compiled",
        store=CodeStore(settings.instance_dir / "compiled", settings.secret_key),
    )
    app.extensions["vitrine_desk"] = pages.Desk(work)
    pages.guard(app)
    app.register_blueprint(news.room)
