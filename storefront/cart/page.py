"""Showing the cart: the theme's template ``cart``, and single sections of it."""

from __future__ import annotations

from typing import Any


def cart_page(token: str | None, *, error: str | None = None) -> Any:
    """The themed page of a cart; *error* says what was refused."""
    from storefront.pages import rendering

    return rendering.render_page("cart", cart_token=token, cart_error=error)


def cart_section(section_id: str, token: str | None, *, error: str | None = None) -> Any:
    """One section of the theme with that cart."""
    from storefront.pages import rendering

    return rendering.render_section(section_id, cart_token=token, cart_error=error)


def cart_fragment(token: str | None) -> Any | None:
    """What the address asks for instead of the page: some of its sections."""
    from storefront.pages import rendering

    return rendering.cart_fragment(cart_token=token)
