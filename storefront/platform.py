"""What the platform's own pages share: templates, words, money, assets, and a policy that lets nothing foreign in."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, render_template, request, send_file
from jinja2 import FileSystemLoader, StrictUndefined

from engine.base.errors import Refused
from engine.base.money import format_money
from engine.ordering.rules.contact import address_lines
from storefront.wording import TEXTS, supported, words

HERE = Path(__file__).parent
OWN = HERE / "assets"
MODULES = HERE.parent / "node_modules"
INTER = MODULES / "@fontsource-variable/inter/files"
FRAUNCES = MODULES / "@fontsource-variable/fraunces/files"
FILES = {
    "checkout.css": OWN / "checkout.css",
    "checkout.js": OWN / "checkout.js",
    "htmx.min.js": MODULES / "htmx.org/dist/htmx.min.js",
}
FONTS = {
    "inter-latin.woff2": INTER / "inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": INTER / "inter-latin-ext-wght-normal.woff2",
    "fraunces-latin.woff2": FRAUNCES / "fraunces-latin-wght-normal.woff2",
    "fraunces-latin-ext.woff2": FRAUNCES / "fraunces-latin-ext-wght-normal.woff2",
}
YEAR = 31_536_000

assets = Blueprint("platform_assets", __name__)


def prepare(app: Flask) -> None:
    """Give an app the platform's templates, words and policy."""
    app.jinja_loader = FileSystemLoader(HERE / "templates")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_words)
    app.register_blueprint(assets)
    app.after_request(_guard)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(404, lambda _error: page("gone.html", 404, reason="not_found"))
    app.register_error_handler(405, lambda _error: page("gone.html", 405, reason="not_found"))
    app.register_error_handler(500, lambda _error: page("gone.html", 500, reason="fault"))


def page(template: str, status: int = 200, /, **values: Any) -> Response:
    """A page of the platform: never cached, since every one is somebody's own."""
    response = Response(render_template(template, **values), status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def locale() -> str:
    """The locale of this request's page."""
    chosen: str = g.get("locale") or supported(g.store.locale)
    return chosen


def say(key: str, /, **values: Any) -> str:
    """A text of the platform's pages."""
    return TEXTS.get(key, locale(), **values)


def asset(name: str) -> str:
    """The address of a style or script, with the hash of its content."""
    path = FILES[name]
    return f"/assets/{name}?v={_digest(path, path.stat().st_mtime_ns)}"


@assets.get("/assets/<name>")
def serve_asset(name: str) -> Response:
    """A style or script, for a year when its hash is in the address."""
    return _file(FILES.get(name), YEAR if "v" in request.args else 0)


@assets.get("/fonts/<name>")
def serve_font(name: str) -> Response:
    """A font, for a year: its file never changes under one version of the program."""
    return _file(FONTS.get(name), YEAR)


@assets.get("/robots.txt")
def robots() -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", content_type="text/plain")


@assets.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for it unasked; the shop's own mark stands on the page."""
    return Response("", 204, headers={"Cache-Control": "public, max-age=86400"})


def _file(path: Path | None, seconds: int) -> Response:
    if path is None or not path.is_file():
        abort(404)
    response: Response = send_file(path, conditional=True, max_age=seconds)
    if seconds:
        response.cache_control.public, response.cache_control.immutable = True, True
    return response


@lru_cache(maxsize=16)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _words() -> dict[str, Any]:
    def money(minor: int, currency: str | None = None) -> str:
        return format_money(minor, currency or g.store.currency, locale())

    def in_words(refusal: Refused) -> str:
        return words(refusal, locale(), g.store.currency)

    return {
        "t": say,
        "money": money,
        "in_words": in_words,
        "asset": asset,
        "locale": locale(),
        "store": g.store,
        "shop_url": g.addresses.base(),
        "address_lines": lambda address: address_lines(address, locale()),
    }


def _guard(response: Response) -> Response:
    """No inline script or style, nothing from elsewhere but the shop's own pictures; forms go to us or back to the shop."""
    if response.mimetype == "text/html":
        shop = g.addresses.base()
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; "
            f"img-src 'self' {shop} data:; form-action 'self' {shop}; base-uri 'none'; frame-ancestors 'none'",
        )
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _refused(refusal: Refused) -> Response:
    return page("gone.html", refusal.status, reason="refused", refusal=refusal)
