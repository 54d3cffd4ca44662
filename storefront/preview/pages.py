"""Addresses that the preview has of its own, or answers in its own way."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, g, request, send_file

from engine.rendering.attributing import held_by
from engine.rendering.queries import subjects
from storefront.account.access import open_page
from storefront.account.letters import FORMS
from storefront.pages.places import place_of
from storefront.pages.rendering import render_page, themes, visit
from storefront.scripts.answers import json_answer

room = Blueprint("preview_pages", __name__)

ASSETS = Path(__file__).parent / "assets"
TYPES = {".js": "text/javascript", ".css": "text/css"}
FILES = {path.name: TYPES[path.suffix] for path in ASSETS.iterdir()}


@room.get("/_preview/<name>")
def own_file(name: str) -> Response:
    """The modules that editors need, and the style of pages without a theme."""
    if name not in FILES:
        abort(404)
    return send_file(ASSETS / name, mimetype=FILES[name], conditional=True, max_age=0)


@room.get("/_preview/values")
def values() -> Response:
    """What the settings of a section (`section`) hold on the page at `path`, for editors: [{block, setting, text or media}]."""
    if g.preview.purpose != "edit":
        abort(404)
    place = place_of(request.args.get("path"), with_accounts=True)
    with g.services.db.read(g.store.id) as session:
        opened = themes().open(session, visit(place=place), (place.template, "404"))
        page = opened.page(place.find(opened.front) or subjects.not_found(opened.front))
        found = held_by(page, request.args.get("section", ""))
    return json_answer([held.told() for held in found])


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
