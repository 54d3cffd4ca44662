"""The cart: what can be put in, what is refused with everything kept, and what it says when the world changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import NotFound, Refused
from engine.catalogue.commands import delete_product, set_status
from engine.catalogue.models import Variant
from engine.ordering import commands, queries
from engine.ordering.commands import NewLine
from engine.ordering.rules import MAX_LINES
from tests.factories.orders import Shop, make_shop
from tests.factories.products import make_product


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    return make_shop(db, stock={"lamp": 3})


def _view(shop: Shop, token: str) -> queries.CartView:
    with shop.db.read(shop.id) as session:
        return queries.cart_view(session, token, "EUR")


def _change(shop: Shop, token: str, line: str, quantity: Any) -> commands.Changed:
    with shop.db.write(shop.id) as session:
        return commands.change(session, token, line, quantity)


def test_the_same_thing_twice_is_one_line_unless_it_is_engraved(shop: Shop) -> None:
    token = shop.cart(mug=1)
    with shop.db.write(shop.id) as session:
        mug = shop.variants["mug"]
        commands.add(
            session,
            token,
            [NewLine(mug, 2), NewLine(mug, "1", {"Engraving": "Ada"}), NewLine(mug, 1, {"Engraving": " "})],
        )
    view = _view(shop, token)
    assert [(line.quantity, line.properties) for line in view.lines] == [(4, {}), (1, {"Engraving": "Ada"})]
    assert view.item_count == 5 and view.subtotal_minor == 5 * 1450


@pytest.mark.parametrize("typed", ["-1", "1.5", "1e9", "NaN", "1000000000", "many", ""])
def test_a_quantity_that_is_none_is_refused_and_the_cart_kept(shop: Shop, typed: str) -> None:
    token = shop.cart(mug=2)
    with pytest.raises(Refused) as refusal:
        _change(shop, token, "#1", typed)
    assert refusal.value.field == "quantity"
    assert [line.quantity for line in _view(shop, token).lines] == [2]


def test_zero_takes_a_line_out(shop: Shop) -> None:
    token = shop.cart(mug=2, vase=1)
    assert _change(shop, token, str(shop.variants["mug"]), "0").count == 1
    assert [line.title for line in _view(shop, token).lines] == ["Vase"]


def test_no_more_than_there_is_and_it_says_how_many(shop: Shop) -> None:
    with pytest.raises(Refused) as refusal:
        shop.cart(lamp=4)
    assert (refusal.value.code, refusal.value.values["count"]) == ("cart.not_enough", 3)
    token = shop.cart(lamp=2)
    with pytest.raises(Refused) as refusal, shop.db.write(shop.id) as session:
        commands.add(session, token, [NewLine(shop.variants["lamp"], 2)])
    assert refusal.value.code == "cart.not_enough_with_cart"
    with pytest.raises(Refused) as refusal, shop.db.write(shop.id) as session:
        commands.add(
            session,
            token,
            [NewLine(shop.variants["lamp"], 1), NewLine(shop.variants["lamp"], 1, {"Gift": "yes"})],
        )
    assert refusal.value.values["held"] == 3
    assert [line.quantity for line in _view(shop, token).lines] == [2]


def test_several_lines_are_changed_all_or_nothing(shop: Shop) -> None:
    token = shop.cart(mug=1, lamp=1)
    with pytest.raises(Refused), shop.db.write(shop.id) as session:
        commands.update(session, token, {"#1": 5, "#2": 99})
    assert [line.quantity for line in _view(shop, token).lines] == [1, 1]
    with shop.db.write(shop.id) as session:
        commands.update(session, token, {"#1": 5, "#2": 0}, note="Ring twice")
    view = _view(shop, token)
    assert ([line.quantity for line in view.lines], view.note) == ([5], "Ring twice")


def test_a_cart_has_an_end(shop: Shop) -> None:
    with shop.db.write(shop.id) as session:
        beads = make_product(session, "Beads", stock=500).variant_ids[0]
        full = [NewLine(beads, 1, {"n": str(n)}) for n in range(MAX_LINES)]
        token = commands.add(session, None, full).token
    with pytest.raises(Refused) as refusal, shop.db.write(shop.id) as session:
        commands.add(session, token, [NewLine(beads, 1, {"n": "one more"})])
    assert refusal.value.code == "cart.too_many_lines"
    assert len(_view(shop, token).lines) == MAX_LINES


def test_another_stores_variant_is_not_found(shop: Shop, db: Database) -> None:
    other = make_shop(db)
    with pytest.raises(NotFound), shop.db.write(shop.id) as session:
        commands.add(session, None, [NewLine(other.variants["mug"])])


def test_a_changed_price_is_said_until_the_shopper_acts(shop: Shop) -> None:
    token = shop.cart(mug=1)
    shop.set_price("mug", 1500)
    line = _view(shop, token).lines[0]
    assert line.notice and line.notice.values["before_minor"] == 1450
    assert line.total_minor == 1500
    _change(shop, token, "#1", 2)
    assert _view(shop, token).lines[0].notice is None


def test_what_is_gone_or_no_longer_sold_is_named_and_the_rest_kept(shop: Shop) -> None:
    token = shop.cart(mug=1, vase=1, lamp=1)
    with shop.db.write(shop.id) as session:
        ids = {name: session.need(Variant, shop.variants[name]).product_id for name in ("vase", "lamp")}
        delete_product(session, ids["vase"], SYSTEM)
        set_status(session, [ids["lamp"]], "draft", SYSTEM)
    view = _view(shop, token)
    assert [line.problem.code if line.problem else None for line in view.lines] == [
        None,
        "cart.line_gone",
        "cart.line_not_sold",
    ]
    assert view.lines[1].title == "Vase · Sand"
    assert (view.item_count, view.subtotal_minor) == (1, 1450)
    with shop.db.write(shop.id) as session:
        assert commands.take_what_is_left(session, view.id or 0) == 1


def test_reading_a_cart_costs_the_same_however_full_it_is(
    shop: Shop, count_queries: Callable[[], Any]
) -> None:
    with shop.db.write(shop.id) as session:
        made = [make_product(session, f"Thing {n}") for n in range(50)]
    counts = []
    for size in (1, 50):
        with shop.db.write(shop.id) as session:
            token = commands.add(session, None, [NewLine(one.variant_ids[0]) for one in made[:size]]).token
        with count_queries() as statements:
            assert len(_view(shop, token).lines) == size
        counts.append(statements.count)
    assert counts[0] == counts[1] <= 3


def test_an_unknown_token_reads_as_an_empty_cart(shop: Shop) -> None:
    assert _view(shop, "nobody").lines == ()
    assert _view(shop, "x" * 5000).item_count == 0
