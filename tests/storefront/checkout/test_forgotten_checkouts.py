"""A checkout that forgot who it was for, over HTTP: empty fields, never an error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.base import clock
from engine.ordering import commands
from engine.ordering.models import Checkout, CustomerOrder
from tests.factories.orders import ADDRESS, CARD, Shop
from tests.support.invariants import broken
from tests.support.shopping import Shopper, hidden, path_of


def age(shop: Shop, *, expires: bool) -> None:
    """The checkout was left forty days ago; with *expires*, so that its time is over too."""
    with shop.db.write(shop.id) as session:
        values = {"updated_at": clock.now() - timedelta(days=40)}
        values |= {"expires_at": clock.now() - timedelta(days=37)} if expires else {}
        session.execute(update(Checkout).where(Checkout.store_id == shop.id).values(values))
    commands.expire_checkouts_and_reservations(shop.db)
    assert commands.forget_old_checkouts(shop.db) == 1


def test_after_its_time_it_starts_again_with_empty_fields(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    seen = hidden(shopper.checkout.get("/review"), "seen")
    age(selling, expires=True)
    for answer in (
        shopper.checkout.get("/"),
        shopper.checkout.get("/review"),
        shopper.checkout.post("/pay", data={"seen": seen}),
    ):
        assert answer.status_code == 410 and "Start again" in answer.text
        assert "ada@example.com" not in answer.text
    assert path_of(shopper.checkout.post("/again")) == "/contact"
    page = shopper.checkout.get("/contact")
    assert page.status_code == 200 and "ada@example.com" not in page.text
    shopper.fill()
    assert path_of(shopper.press()).endswith("/thanks")
    assert broken(selling.db, selling.id) == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/pay", {}),
        ("/delivery", ADDRESS | {"kind": "ship"}),
        ("/payment", CARD | {"payment": "test:card", "billing": "same"}),
    ],
)
def test_under_the_hands_of_a_buyer_it_asks_anew(
    shopper: Shopper, selling: Shop, path: str, form: dict[str, str]
) -> None:
    shopper.ready(mug=1)
    seen = hidden(shopper.checkout.get("/review"), "seen")
    age(selling, expires=False)
    answer = shopper.checkout.post(path, data=form | {"seen": seen})
    assert (answer.status_code, path_of(answer)) == (303, "/contact"), answer.text
    for step in ("/", "/delivery", "/payment", "/review"):
        assert path_of(shopper.checkout.get(step)) == "/contact"
    assert 'value="ada@example.com"' not in shopper.checkout.get("/contact").text
    assert path_of(shopper.checkout.get(link_of(selling))) == "/"
    shopper.checkout.post("/contact", data={"email": "ada@example.com"})
    shopper.checkout.post("/delivery", data=ADDRESS | {"kind": "ship"})
    shopper.give_card()
    assert path_of(shopper.press()).endswith("/thanks")
    with selling.db.read(selling.id) as session:
        order = session.scalars(select(CustomerOrder)).one()
        assert (order.email, order.customer_name) == ("ada@example.com", "Ada Lovelace")
    assert broken(selling.db, selling.id) == []


def link_of(shop: Shop) -> str:
    """The checkout's own link, as it was sent before."""
    with shop.db.read(shop.id) as session:
        return f"/c/{session.scalars(select(Checkout)).one().token}"
