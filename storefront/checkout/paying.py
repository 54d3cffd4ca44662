"""Pressing the button, and the page that waits for the answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request

from engine.base.errors import Conflict, Refused
from engine.ordering import commands, queries
from engine.ordering.commands import Paid
from engine.ordering.commands.paying import standing
from storefront.checkout.doors import elsewhere
from storefront.checkout.steps import show
from storefront.checkout.visit import current_checkout
from storefront.platform import page
from storefront.same_origin import check_same_origin

room = Blueprint("checkout_paying", __name__)


@room.post("/pay")
def pay() -> Any:
    """Pay what the review showed. A price in the form would be ignored: there is none to read."""
    check_same_origin(request, strict=True)
    with g.services.db.read(g.store.id) as session:
        checkout = current_checkout(session)
        if checkout is None:
            return page("gone.html", 404, reason="nothing")
        if checkout.state in ("expired", "completed"):
            return elsewhere(session, checkout) or page("gone.html", 404, reason="nothing")
        checkout_id = checkout.id
    try:
        paid = commands.pay(
            g.services.db,
            g.store.id,
            checkout_id,
            seen=request.form.get("seen", ""),
            return_url=g.addresses.url("/processing", "checkout"),
        )
    except Conflict as conflict:
        if conflict.code == "checkout.expired":
            return page("expired.html", 410)
        return show("review", status=409, refusal=conflict)
    except Refused as refusal:
        return show("review", status=refusal.status, refusal=refusal)
    return _after(paid)


@room.get("/processing")
def processing() -> Any:
    """Waits for the end of a payment: reloads itself, and leads on when it is known."""
    with g.services.db.read(g.store.id) as session:
        checkout = current_checkout(session)
        if checkout is None:
            return page("gone.html", reason="nothing")
        payment = queries.last_payment(session, checkout.id)
        if payment is None:
            return redirect("/", 303)
        paid = standing(session, payment)
    return _after(paid) if paid.status != "running" else page("checkout/processing.html")


@room.post("/processing")
def look_again() -> Any:
    """Ask the gateway now."""
    check_same_origin(request, strict=True)
    with g.services.db.read(g.store.id) as session:
        checkout = current_checkout(session)
        payment = queries.last_payment(session, checkout.id) if checkout else None
    if payment is None:
        return redirect("/", 303)
    return _after(commands.resolve(g.services.db, g.store.id, payment.id))


def _after(paid: Paid) -> Any:
    if paid.status == "placed":
        return redirect(f"/orders/{paid.status_token}/thanks", 303)
    if paid.status == "second_step" and paid.url:
        return redirect(paid.url, 303)
    if paid.status == "running":
        return redirect("/processing", 303)
    # Declined, undone or let go: the payment step says why, from the attempt itself.
    return redirect("/payment", 303)
