"""`/cart.js` and what changes it: read the request, call one command, answer with the cart as it is then."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, request

from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.liquid import BudgetExceeded
from engine.ordering import commands
from engine.ordering.commands import Changed
from engine.rendering.queries import NoTheme, OpenTheme
from engine.rendering.scripts import cart_data, lines_data
from storefront.cart.cookie import cart_token, keep_cart
from storefront.same_origin import check_same_origin
from storefront.scripts import wishes
from storefront.scripts.answers import json_answer, json_fault, json_refusal
from storefront.scripts.asked import asked

room = Blueprint("cart_scripts", __name__)
log = logging.getLogger("vitrine.themes")

Asked = dict[str, Any]
Told = Callable[[OpenTheme, Changed | None], Asked]
"""What an answer says beside its sections."""

TITLE = "script.cart_refused"


@room.get("/cart.<any(js, json):form>")
def show(form: str = "js") -> Response:
    """The cart."""
    return _told(cart_token(), None, _whole_cart, request.args)


@room.post("/cart/add.<any(js, json):form>")
def add(form: str = "js") -> Response:
    """Put something in; answers with the lines that it went to."""

    def change(session: StoreSession, token: str | None, said: Asked) -> Changed:
        return commands.add(session, token, wishes.new_lines(said))

    return _changed(change, _added)


@room.post("/cart/change.<any(js, json):form>")
def change(form: str = "js") -> Response:
    """Another quantity of one line, or other details."""

    def change(session: StoreSession, token: str | None, said: Asked) -> Changed:
        line, quantity, properties = wishes.change(said)
        return commands.change(session, token, line, quantity, properties=properties)

    return _changed(change, _whole_cart)


@room.post("/cart/update.<any(js, json):form>")
def update(form: str = "js") -> Response:
    """Quantities, note and attributes."""

    def change(session: StoreSession, token: str | None, said: Asked) -> Changed:
        note, attributes = wishes.note(said), wishes.details(said.get("attributes"), "attributes")
        quantities = wishes.updates(said)
        return commands.update(session, token, quantities, note=note, attributes=attributes, adds=True)

    return _changed(change, _whole_cart)


@room.post("/cart/clear.<any(js, json):form>")
def clear(form: str = "js") -> Response:
    """Take everything out."""
    return _changed(lambda session, token, said: commands.clear(session, token), _whole_cart)


def _whole_cart(opened: OpenTheme, changed: Changed | None) -> Asked:
    return cart_data(opened.front)


def _added(opened: OpenTheme, changed: Changed | None) -> Asked:
    """One thing is answered with its line, several with a list."""
    lines = lines_data(opened.front, changed.keys if changed else ())
    several = "items" in g.said
    return {"items": lines} if several or len(lines) != 1 else lines[0]


def _changed(change: Callable[[StoreSession, str | None, Asked], Changed], told: Told) -> Response:
    try:
        check_same_origin(request)
        g.said = asked()
        wishes.sections(g.said)  # refused before anything is changed
        with g.services.db.write(g.store.id) as session:
            changed = change(session, cart_token(), g.said)
    except Refused as refusal:
        return json_refusal(refusal, title=TITLE)
    response = _told(changed.token, changed, told, g.said)
    keep_cart(response, changed.token)
    return response


def _told(token: str | None, changed: Changed | None, told: Told, said: Any) -> Response:
    """The answer, with the sections that were asked for. The change stands even if they cannot be shown."""
    from storefront.pages import rendering

    try:
        names = wishes.sections(said)
    except Refused as refusal:
        return json_refusal(refusal, title=TITLE)
    place = wishes.place(said)
    try:
        with g.services.db.read(g.store.id) as session:
            seen = rendering.visit(cart_token=token, place=place)
            opened = rendering.themes().open(session, seen, (place.template, "cart") if names else ())
            data = told(opened, changed)
            if names:
                data["sections"] = _sections(opened, place, names)
    except (BudgetExceeded, NoTheme) as end:
        log.error("store %s: %s: %s", g.store.id, request.path, end)
        return json_fault("script.not_shown", 503)
    return json_answer(data)


def _sections(opened: OpenTheme, place: Any, names: list[str]) -> dict[str, str | None]:
    from storefront.pages import rendering

    try:
        return rendering.sections_of(opened, place, names)
    except (BudgetExceeded, NoTheme) as end:
        log.error("store %s: sections for a script: %s", g.store.id, end)
        return dict.fromkeys(names)
