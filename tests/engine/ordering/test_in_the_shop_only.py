"""Things that are taken offline, or only shown there, while they lie in carts and checkouts."""

from __future__ import annotations

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Refused
from engine.inventory import commands as inventory
from engine.inventory.queries import ONLINE
from engine.ordering import commands, queries
from engine.ordering.commands import NewLine
from tests.factories.orders import Shop, make_shop

CARTS = 100


def offer(shop: Shop, name: str, state: str) -> None:
    with shop.db.write(shop.id) as session:
        inventory.designate(session, [shop.items[name]], {ONLINE: state}, SYSTEM)


def test_a_hundred_carts_say_so_and_lose_nothing(db: Database) -> None:
    shop = make_shop(db, stock={"mug": 200})
    tokens = [shop.cart(mug=1, vase=1) if turn < 20 else shop.cart(mug=1) for turn in range(CARTS)]
    for state, problem in (
        ("view_only", "cart.line_in_shop_only"),
        ("not_listed", "cart.line_not_sold"),
        ("for_sale", None),
    ):
        offer(shop, "mug", state)
        with db.read(shop.id) as session:
            views = [queries.cart_view(session, token, "EUR") for token in tokens]
        for view in views:
            mug = next(line for line in view.lines if line.variant_id == shop.variants["mug"])
            assert (mug.problem.code if mug.problem else None) == problem
            assert mug.quantity == 1, "nobody's cart is emptied"
            assert all(line.problem is None for line in view.lines if line is not mug)
        rest = sum(view.subtotal_minor for view in views)
        assert rest == 20 * 3890 + (CARTS * 1450 if problem is None else 0)


def test_more_of_it_is_refused_with_the_reason_and_the_cart_stays(db: Database) -> None:
    shop = make_shop(db)
    token = shop.cart(mug=1)
    offer(shop, "mug", "view_only")
    with db.write(shop.id) as session, pytest.raises(Refused) as refused:
        commands.add(session, token, [NewLine(shop.variants["mug"], 1)])
    assert refused.value.code == "cart.in_shop_only"
    with db.read(shop.id) as session:
        assert queries.cart_count(session, token) == 1
