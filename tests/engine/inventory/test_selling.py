"""Sales over the counter, on line and after the fact, and the cases they open."""

from __future__ import annotations

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Refused
from engine.inventory import commands, queries
from engine.inventory.models import InventoryItem, OversellCase
from tests.engine.inventory.shop import LASTS, add_item, add_location, free, stocked


def test_a_sale_takes_what_is_here_and_refuses_what_is_not(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        shop, store_room = add_location(session, "Shop"), add_location(session, "Store room")
        cup = add_item(session, shop, 2)
        commands.receive(session, store_room, {cup: 5}, actor=SYSTEM)
    with db.write(store_id) as session:
        assert commands.sell_here(session, shop, {cup: 2}, actor=SYSTEM, reference=("till_sale", 1)) == []
    with db.write(store_id) as session, pytest.raises(Refused) as refused:
        commands.sell_here(session, shop, {cup: 1}, actor=SYSTEM, reference=("till_sale", 2))
    assert refused.value.values["items"] == [{"item_id": cup, "wanted": 1, "left": 5, "here": 0}]
    with db.read(store_id) as session:
        assert queries.levels(session, [cup])[cup][0].on_hand == 0
        assert queries.recount(session) == []


def test_what_a_shopper_is_paying_for_is_not_sold_over_the_counter(db: Database, store_id: int) -> None:
    shop, (cup,) = stocked(db, store_id, 1)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {cup: 1}, LASTS)
    with db.write(store_id) as session, pytest.raises(Refused, match="sold_out"):
        commands.sell_here(session, shop, {cup: 1}, actor=SYSTEM, reference=("till_sale", 1))
    assert free(db, store_id, cup) == 0


def test_a_sale_that_has_happened_is_booked_and_becomes_a_case(db: Database, store_id: int) -> None:
    shop, (cup,) = stocked(db, store_id, 1)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {cup: 1}, LASTS)
    with db.write(store_id) as session:
        [short] = commands.sell_here(
            session, shop, {cup: 2}, actor=SYSTEM, reference=("till_sale", 1), forced=True
        )
        assert (short.item_id, short.quantity) == (cup, 2)
    with db.read(store_id) as session:
        item = session.need(InventoryItem, cup)
        assert (item.on_hand, item.reserved, item.oversold) == (-1, 1, 2)
        assert [case.promised for case in queries.oversell_cases(session).items] == [2]
        assert queries.recount(session) == []
    with db.write(store_id) as session, pytest.raises(Refused) as refused:
        commands.solve_oversell(session, short.case_id, "found", actor=SYSTEM)
    assert refused.value.values["missing"] == 2
    with db.write(store_id) as session:
        commands.receive(session, shop, {cup: 2}, actor=SYSTEM)
    for _ in range(2):
        with db.write(store_id) as session:
            assert commands.solve_oversell(session, short.case_id, "received", actor=SYSTEM).state == "solved"
    with db.read(store_id) as session:
        assert session.need(InventoryItem, cup).oversold == 0
        assert session.need(OversellCase, short.case_id).way == "received"
        assert queries.oversell_cases(session).items == []


def test_items_that_may_be_oversold_or_are_not_counted_open_no_case(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        shop = add_location(session)
        loose = add_item(session, shop, 0, policy="continue")
        uncounted = add_item(session, shop, 0, tracked=False)
        wanted = {loose: 3, uncounted: 3}
        assert commands.sell_here(session, shop, wanted, actor=SYSTEM, reference=("till_sale", 1)) == []
    with db.read(store_id) as session:
        assert session.need(InventoryItem, loose).on_hand == -3
        assert session.need(InventoryItem, uncounted).on_hand == 0
        assert queries.recount(session) == []


def test_safety_stock_is_kept_from_the_web_and_not_from_the_counter(db: Database, store_id: int) -> None:
    shop, (cup,) = stocked(db, store_id, 3)
    with db.write(store_id) as session:
        commands.set_safety(session, [cup], shop, 2)
    with db.write(store_id) as session, pytest.raises(Refused) as refused:
        commands.reserve(session, "checkout", 1, {cup: 2}, LASTS)
    assert refused.value.values["items"] == [{"item_id": cup, "wanted": 2, "left": 1}]
    with db.write(store_id) as session:
        commands.sell_here(session, shop, {cup: 2}, actor=SYSTEM, reference=("till_sale", 1))
        assert session.need(InventoryItem, cup).on_hand == 1
    with db.read(store_id) as session:
        assert session.need(InventoryItem, cup).withheld == 1, "never more than there is"
    with db.write(store_id) as session:
        commands.receive(session, shop, {cup: 9}, actor=SYSTEM)
    with db.read(store_id) as session:
        assert session.need(InventoryItem, cup).withheld == 2
        assert queries.recount(session) == []
