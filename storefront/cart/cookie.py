"""The cookie that names the cart: of the shop's host alone, unreadable for scripts."""

from __future__ import annotations

from flask import Response

from storefront.own_cookie import own_cookie, set_own_cookie

NAME = "cart"
LASTS = 60 * 24 * 3600
"""Seconds."""


def cart_token() -> str | None:
    """The token of this request's cart."""
    return own_cookie(NAME)


def keep_cart(response: Response, token: str) -> None:
    """Set the cookie, or make it last longer."""
    set_own_cookie(response, NAME, token, LASTS)
