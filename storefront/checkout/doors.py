"""Ways in: the hand-over from the shop, the resume link, and starting again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.ordering import commands, queries
from engine.ordering.models import Checkout
from storefront.checkout.handover import take_over
from storefront.checkout.visit import current_checkout, keep_checkout
from storefront.platform import page
from storefront.same_origin import check_same_origin, check_sent_on_by_shop

room = Blueprint("checkout_doors", __name__)


@room.post("/enter")
def enter() -> Any:
    """Arrive from the cart with a token that works once."""
    check_sent_on_by_shop(request)
    with g.services.db.write(g.store.id) as session:
        checkout = take_over(session, request.args.get("token", ""))
        if checkout is None:
            return page("gone.html", 410, reason="used")
        return keep_checkout(redirect(f"/{_step(session, checkout)}", 303), checkout)


@room.get("/c/<token>")
def resume(token: str) -> Any:
    """The checkout's own link: goes on where it was left, on this or another device."""
    with g.services.db.read(g.store.id) as session:
        checkout = queries.find_checkout(session, token)
        if checkout is None:
            return page("gone.html", 404, reason="not_found")
        return keep_checkout(redirect("/", 303), checkout)


@room.get("/")
def home() -> Any:
    """Where the shopper left off."""
    with g.services.db.read(g.store.id) as session:
        checkout = current_checkout(session)
        if checkout is None:
            return page("gone.html", reason="nothing")
        return elsewhere(session, checkout) or redirect(f"/{_step(session, checkout)}", 303)


@room.post("/again")
def again() -> Any:
    """A new checkout for the cart of an expired one, with everything typed before."""
    check_same_origin(request, strict=True)
    try:
        with g.services.db.write(g.store.id) as session:
            before = current_checkout(session)
            if before is None:
                return page("gone.html", 404, reason="nothing")
            checkout = commands.begin_again(session, before.id)
            return keep_checkout(redirect(f"/{_step(session, checkout)}", 303), checkout)
    except Refused:
        return page("gone.html", 410, reason="empty")


def elsewhere(session: StoreSession, checkout: Checkout) -> Response | None:
    """Where a checkout that is not open is looked at: its order, its running payment, or the page that starts again."""
    order = queries.order_of_checkout(session, checkout.id)
    if order is not None:
        return redirect(f"/orders/{order.status_token}/thanks", 303)
    if checkout.state == "paying":
        return redirect("/processing", 303)
    if checkout.state == "expired" or checkout.expires_at <= clock.now():
        return page("expired.html", 410)
    return None


def _step(session: StoreSession, checkout: Checkout) -> str:
    return queries.checkout_view(session, checkout).open_step
