"""The app itself: one page without anything of anybody in it, its worker, its manifest."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from flask import Response, g, jsonify, make_response
from flask import render_template as render

from admin.shell.assets import OWN, asset
from admin.shell.words import TEXTS
from admin.till.entry import room
from engine.base.money import exponent

MODULES = "js/till"
ICONS = (
    "archive", "arrow-right", "banknote", "check", "chevron-up", "cloud-check", "cloud-upload", "credit-card",
    "delete", "download", "eye-off", "globe", "image", "info", "lock", "mail", "minus", "package", "pause",
    "percent", "play", "plus", "printer", "refresh-cw", "scan-barcode", "search", "settings",
    "shopping-basket", "store", "trash-2", "triangle-alert", "truck", "undo-2", "unplug", "wifi", "wifi-off", "x",
)  # fmt: skip
"""Icons that the modules ask for by name."""


@room.get("/")
def app() -> Any:
    """The app's page: the same for every device of the store, so that its worker may keep it."""
    response = make_response(
        render("till/app.html", boot=_boot(), css=_css(), main=asset(f"{MODULES}/main.js"), icons=ICONS)
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@room.get("/worker.js")
def worker() -> Any:
    """The service worker, with the list of what the app is made of. It changes whenever any of that does."""
    files = ["/till/", "/till/manifest.webmanifest", *_css(), *(f"/assets/{name}" for name in _files())]
    version = hashlib.sha256(
        "".join([*(asset(name) for name in _files()), *_css(), json.dumps(_boot()), _source()]).encode()
    ).hexdigest()[:12]
    body = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n{_source()}"
    response = Response(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@room.get("/manifest.webmanifest")
def manifest() -> Any:
    """What an installed app is called and looks like."""
    answer = jsonify(
        name=f"{g.store.name} · {TEXTS.get('till.name', g.store.locale)}",
        short_name=TEXTS.get("till.name", g.store.locale),
        start_url="/till/",
        scope="/till/",
        display="standalone",
        background_color="#f5f3ee",
        theme_color="#0b5563",
        icons=[
            {"src": f"/assets/till/icon-{px}.png", "sizes": f"{px}x{px}", "type": "image/png", "purpose": why}
            for px in (192, 512)
            for why in ("any", "maskable")
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _boot() -> dict[str, Any]:
    """What the app knows before it has asked for anything: words, and how money is written."""
    return {
        "store": g.store.name,
        "locale": g.store.locale,
        "currency": g.store.currency,
        "decimals": exponent(g.store.currency),
        "words": TEXTS.below("till.app", g.store.locale),
    }


def _css() -> list[str]:
    return [asset("admin.css"), asset("till.css")]


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    modules = sorted(path.name for path in (OWN / MODULES).glob("*.js") if path.name != "worker.js")
    return (
        *(f"{MODULES}/{name}" for name in modules),
        "fonts/inter-latin.woff2",
        "fonts/inter-latin-ext.woff2",
        "till/icon-192.png",
        "favicon.svg",
    )


def _files() -> tuple[str, ...]:
    return _names()


def _source() -> str:
    return (OWN / MODULES / "worker.js").read_text(encoding="utf-8")
