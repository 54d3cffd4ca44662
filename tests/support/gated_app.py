"""The application behind a turnstile, for gunicorn: ``tests.support.gated_app:create_app()``."""

from __future__ import annotations

import os

from flask import Flask

from tests.support.turnstile import gate


def create_app() -> Flask:
    """The program's application; TURNSTILE names the socket, TURNSTILE_PATH the address that is gated."""
    from app import create_app as make

    app = make()
    app.wsgi_app = gate(app.wsgi_app, os.environ["TURNSTILE"], os.environ["TURNSTILE_PATH"])  # type: ignore[method-assign]
    return app
