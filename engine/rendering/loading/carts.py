"""The visitor's cart, read once for all parts of a page that show it."""

from __future__ import annotations

from engine.base.db import StoreSession
from engine.ordering.queries import cart


class Carts:
    """The cart of one page. Whoever asks has the token from the visit, which notes that the part is a visitor's own."""

    def __init__(self, session: StoreSession) -> None:
        self.session = session
        self._views: dict[str | None, cart.CartView] = {}
        self._counts: dict[str | None, int] = {}

    def view(self, token: str | None, currency: str) -> cart.CartView:
        """The cart with its lines as they stand now."""
        if token not in self._views:
            self._views[token] = cart.cart_view(self.session, token, currency)
        return self._views[token]

    def count(self, token: str | None) -> int:
        """How many units are in it."""
        if token in self._views:
            return self._views[token].item_count
        if token not in self._counts:
            self._counts[token] = cart.cart_count(self.session, token)
        return self._counts[token]
