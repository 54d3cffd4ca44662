"""Whose checkout it is: a cookie of the checkout's own host, set on entering or by the resume link."""

from __future__ import annotations

from typing import Any

from flask import Response, g

from engine.base.db import StoreSession
from engine.ordering import queries
from engine.ordering.models import Checkout
from storefront.own_cookie import own_cookie, set_own_cookie
from storefront.wording import supported

NAME = "checkout"
"""Over https with ``__Host-`` before it: a script on the shop's host could otherwise plant one for this host."""
LASTS = 7 * 24 * 3600
"""Seconds."""


def checkout_token() -> str | None:
    """The token of this request's checkout."""
    return own_cookie(NAME)


def current_checkout(session: StoreSession) -> Checkout | None:
    """The checkout of the cookie; also settles the language of the page."""
    checkout = queries.find_checkout(session, checkout_token())
    if checkout is not None:
        g.locale = supported(checkout.locale)
    return checkout


def keep_checkout(response: Any, checkout: Checkout) -> Response:
    """Set the cookie."""
    kept: Response = response
    set_own_cookie(kept, NAME, checkout.token, LASTS)
    return kept
