"""Addresses that the preview has of its own, or answers in its own way."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, send_file

from storefront.account.access import open_page
from storefront.account.letters import FORMS
from storefront.pages.rendering import render_page

room = Blueprint("preview_pages", __name__)

ASSETS = Path(__file__).parent / "assets"
FILES = {"preview.js": "text/javascript", "closed.css": "text/css"}


@room.get("/_preview/<name>")
def own_file(name: str) -> Response:
    """The module that editors need, and the style of pages without a theme."""
    if name not in FILES:
        abort(404)
    return send_file(ASSETS / name, mimetype=FILES[name], conditional=True, max_age=0)


@room.get("/password")
def password() -> Response:
    """The page before a closed shop, which the preview itself has no need of."""
    return render_page("password")


def letter_link(kind: str, customer_id: int, token: str) -> Response:
    """The page that a link in a letter leads to, whatever the link: nobody was sent one."""
    return open_page(FORMS[kind][0])


@room.get("/robots.txt")
def robots() -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
