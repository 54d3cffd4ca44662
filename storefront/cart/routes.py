"""The cart's addresses. Every post works without JavaScript (back to the cart) and with htmx (one section, anew)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, request

from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.ordering import commands
from engine.ordering.commands import Changed
from storefront.cart import forms, page
from storefront.cart.cookie import cart_token, keep_cart
from storefront.checkout.handover import lead_to_checkout
from storefront.same_origin import check_same_origin
from storefront.scripts import cart as scripts
from storefront.scripts.asked import wants_data
from storefront.wording import words

room = Blueprint("cart", __name__)

Change = Callable[[StoreSession, str | None], Changed]


@room.get("/cart")
def show() -> Any:
    """The cart's page, or one section of it."""
    if wants_data():
        return scripts.show()
    fragment = page.cart_fragment(cart_token())
    return _private(fragment if fragment is not None else page.cart_page(cart_token()))


@room.get("/checkout")
def checkout() -> Any:
    """Themes link here; entering the checkout is a post, so the way leads over the cart."""
    return redirect("/cart", 302)


@room.post("/cart/add")
def add() -> Any:
    """Put something in."""
    if wants_data():
        return scripts.add()
    return _answer(lambda session, token: commands.add(session, token, forms.new_lines(request.form)))


@room.post("/cart/change")
def change() -> Any:
    """Another quantity of one line; 0 takes it out."""
    if wants_data():
        return scripts.change()
    return _answer(
        lambda session, token: commands.change(
            session, token, forms.line_named(request.form), request.form.get("quantity")
        )
    )


@room.post("/cart/update")
def update() -> Any:
    """Quantities, note and attributes."""
    if wants_data():
        return scripts.update()
    return _answer(_update)


@room.post("/cart/clear")
def clear() -> Any:
    """Take everything out."""
    if wants_data():
        return scripts.clear()
    return _answer(commands.clear)


@room.post("/cart")
def submit() -> Any:
    """The cart's own form: keep what it says, then lead to the checkout if that button was pressed."""
    if "checkout" not in request.form:
        return _answer(_update)
    check_same_origin(request)
    token = cart_token()
    try:
        with g.services.db.write(g.store.id) as session:
            if forms.updates(request.form) or "note" in request.form:
                token = _update(session, token).token
            return lead_to_checkout(session, token)
    except Refused as refusal:
        return _refused(refusal, token)


def _update(session: StoreSession, token: str | None) -> Changed:
    return commands.update(
        session,
        token,
        forms.updates(request.form),
        note=request.form.get("note"),
        attributes=forms.named(request.form, "attributes") or None,
    )


def _answer(change: Change) -> Any:
    token = cart_token()
    try:
        check_same_origin(request)
        with g.services.db.write(g.store.id) as session:
            changed = change(session, token)
    except Refused as refusal:
        return _refused(refusal, token)
    section = request.form.get("section_id")
    if request.headers.get("HX-Request") and section:
        response = _private(page.cart_section(section, changed.token))
        response.headers["HX-Trigger"] = json.dumps({"cart:changed": {"count": changed.count}})
    else:
        response = _private(redirect(_next_page(), 303))
    keep_cart(response, changed.token)
    return response


def _refused(refusal: Refused, token: str | None) -> Any:
    said = words(refusal, g.store.locale, g.store.currency)
    section = request.form.get("section_id")
    if request.headers.get("HX-Request") and section:
        return _private(page.cart_section(section, token, error=said), 422)
    return _private(page.cart_page(token, error=said), refusal.status)


def _next_page() -> str:
    """Back to where the form says, if that is a page of this shop."""
    wanted = request.form.get("return_to", "")
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\n" not in wanted
    return wanted if inside and wanted.isprintable() else "/cart"


def _private(body: Any, status: int | None = None) -> Response:
    from flask import make_response

    response: Response = make_response(body)
    if status:
        response.status_code = status
    response.headers["Cache-Control"] = "private, no-store"
    response.headers.add("Vary", "HX-Request")
    return response
