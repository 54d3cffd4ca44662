"""Delivery: who is served, when it is free, where one collects."""

from __future__ import annotations

import pytest

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Invalid
from engine.ordering.ports import RateRequest
from engine.shipping.commands import MethodInput, create_method, update_method
from engine.shipping.queries import Rates, methods
from tests.factories.orders import Shop, make_shop


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    return make_shop(db)


def _quote(
    shop: Shop, country: str | None, subtotal: int = 1000, *, needs_shipping: bool = True
) -> list[tuple[str, int]]:
    with shop.db.read(shop.id) as session:
        found = Rates().quote(session, RateRequest(country, subtotal, "EUR", needs_shipping))
        return [(option.name, option.price_minor) for option in found]


def test_countries_free_delivery_and_pickup(shop: Shop) -> None:
    with shop.db.write(shop.id) as session:
        near = MethodInput("Near", price_minor=300, free_from_minor=5000, countries=["de", "AT"])
        create_method(session, near, SYSTEM)
        update_method(
            session, shop.methods["ship"], MethodInput("Standard", price_minor=490, is_active=False), SYSTEM
        )
        assert Rates().countries(session) == ("AT", "DE")
    assert _quote(shop, "DE") == [("Collect in the shop", 0), ("Near", 300)]
    assert _quote(shop, "DE", 5000) == [("Collect in the shop", 0), ("Near", 0)]
    assert _quote(shop, "FR") == [("Collect in the shop", 0)]
    assert _quote(shop, None, needs_shipping=False) == [("", 0)]


def test_a_store_that_never_said_how_it_delivers_can_still_sell(db: Database, store_id: int) -> None:
    for _ in range(2):
        with db.write(store_id) as session:
            Rates().prepare(session)
    with db.read(store_id) as session:
        assert [method.name for method in methods(session)] == ["Standard delivery"]
        assert Rates().countries(session) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (MethodInput(" "), "name"),
        (MethodInput("x", kind="drone"), "kind"),
        (MethodInput("x", price_minor=-1), "price"),
        (MethodInput("x", countries=["Germany"]), "countries"),
        (MethodInput("x", kind="pickup"), "location_id"),
    ],
)
def test_what_cannot_be_a_method_is_refused(shop: Shop, given: MethodInput, field: str) -> None:
    with pytest.raises(Invalid) as invalid, shop.db.write(shop.id) as session:
        create_method(session, given, SYSTEM)
    assert set(invalid.value.errors) == {field}
