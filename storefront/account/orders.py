"""The account's own page, and one order of it."""

from __future__ import annotations

from typing import Any

from engine.rendering.queries import accounts
from storefront.account.access import make_room, own_page
from storefront.pages.rendering import first

room = make_room("orders")


@room.get("/account")
def show() -> Any:
    """Orders and the default address."""
    return own_page(first(accounts.page, "account"), "account")


@room.get("/account/orders/<int:order_id>")
def order(order_id: int) -> Any:
    """One of the customer's own orders; any other is not there."""
    return own_page(first(accounts.order, order_id), "order")
