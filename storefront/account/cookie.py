"""The cookie of a signed-in customer: of the shop's host alone, unreadable for scripts, new at every sign-in."""

from __future__ import annotations

from werkzeug.wrappers import Response

from engine.stores.commands.customers import SESSION_LASTS
from storefront.own_cookie import drop_own_cookie, own_cookie, set_own_cookie

NAME = "customer"


def customer_token() -> str | None:
    """The token of this request's customer."""
    return own_cookie(NAME)


def sign_browser_in(response: Response, token: str) -> Response:
    """Set the cookie."""
    set_own_cookie(response, NAME, token, int(SESSION_LASTS.total_seconds()))
    return response


def sign_browser_out(response: Response) -> Response:
    """Take the cookie away."""
    drop_own_cookie(response, NAME)
    return response
