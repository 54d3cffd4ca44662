"""A shopper over HTTP: a client at the shop and one at its checkout, as one browser would be."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.factories.orders import ADDRESS, CARD, Shop
from tests.support.serving import HostClient


class Shopper:
    """``shop`` and ``checkout`` are clients with cookies of their own, since the hosts differ."""

    def __init__(self, client_at: Callable[[str], HostClient], shop: Shop) -> None:
        self.made = shop
        self.shop = client_at(shop.store.host)
        self.checkout = client_at(f"checkout.{shop.store.host}")

    def put(self, **quantities: int) -> None:
        """Into the cart."""
        for name, count in quantities.items():
            answer = self.shop.post("/cart/add", data={"id": self.made.variants[name], "quantity": count})
            assert answer.status_code == 303, answer.text

    def enter(self) -> TestResponse:
        """From the cart to the checkout."""
        handed_over = self.shop.post("/cart", data={"checkout": "1"})
        assert handed_over.status_code == 307, handed_over.text
        return self.checkout.post(path_of(handed_over), headers={"Origin": self.shop.home})

    def fill(self, *, card: str | None = None, method: str = "ship") -> None:
        """Contact, delivery and payment."""
        assert path_of(self.checkout.post("/contact", data={"email": "ada@example.com"})) == "/delivery"
        kind = "pickup" if method == "pickup" else "ship"
        chosen = {f"{kind}_method": self.made.methods[method], "kind": kind, "collector": "Ada Lovelace"}
        assert path_of(self.checkout.post("/delivery", data=ADDRESS | chosen)) == "/payment"
        self.give_card(card)

    def give_card(self, card: str | None = None) -> None:
        """The payment step."""
        typed = CARD | ({"card_number": card} if card else {})
        answer = self.checkout.post("/payment", data=typed | {"payment": "test:card", "billing": "same"})
        assert path_of(answer) == "/review", answer.text

    def ready(self, *, card: str | None = None, **quantities: int) -> None:
        """A filled cart and checkout, in front of its review."""
        self.put(**quantities)
        self.enter()
        self.fill(card=card)

    def press(self, **more: str) -> TestResponse:
        """The button of the review."""
        review = self.checkout.get("/review")
        return self.checkout.post("/pay", data={"seen": hidden(review, "seen"), **more})


def path_of(answer: TestResponse) -> str:
    """Where an answer leads to, without the host."""
    parts = urlsplit(answer.headers.get("Location", ""))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def hidden(answer: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, answer.text
    return unescape(found[1])
