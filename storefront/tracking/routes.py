"""The order as the shopper sees it, behind a link that cannot be guessed. On the checkout's origin: no theme code runs here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.ordering import queries
from engine.ordering.queries import OrderDetail
from storefront.checkout.pictures import logo_of, pictures_of
from storefront.platform import page
from storefront.tracking.story import story_of
from storefront.wording import supported

room = Blueprint("tracking", __name__)


@room.get("/orders/<token>")
def status(token: str) -> Any:
    """Each brand order with its state, what happened, what happens next."""
    return _show("orders/status.html", token)


@room.get("/orders/<token>/thanks")
def thanks(token: str) -> Any:
    """The confirmation; loading it again is harmless."""
    return _show("orders/thanks.html", token)


def _show(template: str, token: str) -> Any:
    try:
        with g.services.db.read(g.store.id) as session:
            detail = queries.order_detail_by_token(session, token)
            g.locale = supported(detail.order.locale)
            return page(template, **_values(session, detail))
    except NotFound:
        return page("gone.html", 404, reason="no_order")


def _values(session: StoreSession, detail: OrderDetail) -> dict[str, Any]:
    lines = [line.line for part in detail.brand_orders for line in part.lines]
    return {
        "detail": detail,
        "order": detail.order,
        "story": story_of(detail),
        "logo": logo_of(session),
        "pictures": pictures_of(session, (line.media_id for line in lines)),
        "status_url": g.addresses.url(f"/orders/{detail.order.status_token}", "checkout"),
        "transfer_details": (g.store.row.transfer_details or "").splitlines(),
        "contact_mail": g.store.row.email,
    }
