"""All that faces merchants: HTMX pages, one package per noun. ``shell`` holds what every page shares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from engine.wiring.services import Services

HERE = Path(__file__).resolve().parent


def register(app: Flask, services: Services) -> None:
    """Routes of ``admin.``."""
    from htmx_flask import Htmx
    from jinja2 import FileSystemLoader, StrictUndefined

    from admin.rooms import ROOMS
    from admin.shell import access, assets, errors, rendering

    Htmx(app)
    app.jinja_loader = FileSystemLoader(HERE / "templates")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SESSION_COOKIE_NAME=access.cookie_name("notice", services),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    assets.register(app)
    access.register(app)
    errors.register(app)
    rendering.register(app)
    for room in ROOMS:
        app.register_blueprint(room)
