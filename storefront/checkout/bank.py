"""The second step of the test gateway: stands for the page of a bank, and says that it is none."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request

from engine.ordering import commands, ports, queries
from storefront.platform import page
from storefront.same_origin import check_same_origin

room = Blueprint("checkout_bank", __name__)


@room.get("/test-bank/<reference>")
def ask(reference: str) -> Any:
    """Approve or refuse a payment."""
    gateway: Any = ports.gateways().get("test")
    waiting = gateway.waiting_payment(g.store.id, reference) if gateway else None
    if waiting is None:
        return page("gone.html", 404, reason="not_found")
    if waiting.state != "requires_action":
        return redirect("/processing", 303)
    return page("checkout/bank.html", payment=waiting)


@room.post("/test-bank/<reference>")
def answer(reference: str) -> Any:
    """The shopper's answer. The bank tells us, as a gateway's callback would, before the shopper comes back."""
    check_same_origin(request, strict=True)
    gateway: Any = ports.gateways().get("test")
    approve = request.form.get("answer") == "approve"
    key = gateway.answer_second_step(g.store.id, reference, approve=approve) if gateway else None
    if key is None:
        return page("gone.html", 404, reason="not_found")
    with g.services.db.read(g.store.id) as session:
        payment = queries.payment_by_key(session, key)
    if payment is not None:
        commands.resolve(g.services.db, g.store.id, payment.id)
    return redirect("/processing", 303)
