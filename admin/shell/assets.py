"""Style, scripts and fonts of the admin, served from its own origin with their content's hash in the address."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, send_file

from admin.shell.access import anyone

OWN = Path(__file__).resolve().parents[1] / "assets"
MODULES = Path(__file__).resolve().parents[2] / "node_modules"
INTER = MODULES / "@fontsource-variable/inter/files"

BORROWED = {
    "htmx.min.js": MODULES / "htmx.org/dist/htmx.min.js",
    "fonts/inter-latin.woff2": INTER / "inter-latin-wght-normal.woff2",
    "fonts/inter-latin-ext.woff2": INTER / "inter-latin-ext-wght-normal.woff2",
}
"""Files of packages, by the name under which they are served."""

assets = Blueprint("assets", __name__)


def asset(name: str) -> str:
    """The address of a file, with the hash of its content."""
    return f"/assets/{name}?v={_digest(name)}"


@lru_cache(maxsize=1)
def scripts() -> tuple[str, ...]:
    """Every module of ``assets/js``; each is small and minds its own business."""
    return tuple(f"js/{path.name}" for path in sorted((OWN / "js").glob("*.js")))


@assets.get("/assets/<path:name>")
@anyone
def serve(name: str) -> Response:
    """A file, for a year when its hash is in the address."""
    path = _path(name)
    if path is None:
        abort(404)
    response = send_file(path, conditional=True, max_age=31_536_000 if "v" in request.args else 0)
    if "v" in request.args:
        response.cache_control.public, response.cache_control.immutable = True, True
    return response


@assets.get("/favicon.ico")
@anyone
def favicon() -> Response:
    """Browsers ask for it unasked."""
    return send_file(OWN / "favicon.svg", max_age=86_400)


def register(app: Flask) -> None:
    """Serve the assets."""
    app.register_blueprint(assets)


def _path(name: str) -> Path | None:
    if name in BORROWED:
        return BORROWED[name]
    path = (OWN / name).resolve()
    return path if path.is_relative_to(OWN) and path.is_file() else None


def _digest(name: str) -> str:
    path = _path(name)
    if path is None:
        raise FileNotFoundError(name)
    return _digest_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=128)
def _digest_of(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
