"""Bundles: sold as one, stocked as their parts."""

from __future__ import annotations

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Refused
from engine.inventory import commands, queries
from engine.inventory.commands import Wanted
from engine.inventory.models import InventoryItem
from engine.inventory.queries import ONLINE
from tests.engine.inventory.shop import LASTS, add_item, add_location, free


@pytest.fixture
def tea(db: Database, store_id: int) -> tuple[int, int, int, int]:
    """A location, a pot (3), a cup (7), and a set of one pot and two cups."""
    with db.write(store_id) as session:
        place = add_location(session)
        pot, cup = add_item(session, place, 3), add_item(session, place, 7)
        tea_set = add_item(session, place, 0)
        commands.set_bundle(session, tea_set, {pot: 1, cup: 2})
    return place, pot, cup, tea_set


def test_there_are_as_many_as_the_parts_make(
    db: Database, store_id: int, tea: tuple[int, int, int, int]
) -> None:
    place, pot, cup, tea_set = tea
    assert free(db, store_id, tea_set) == 3
    with db.write(store_id) as session:
        commands.sell_here(session, place, {cup: 4}, actor=SYSTEM, reference=("till_sale", 1))
    assert free(db, store_id, tea_set) == 1
    with db.write(store_id) as session:
        commands.sell_here(session, place, {tea_set: 1}, actor=SYSTEM, reference=("till_sale", 2))
    assert [free(db, store_id, each) for each in (pot, cup, tea_set)] == [2, 1, 0]
    with db.read(store_id) as session:
        assert queries.recount(session) == []


def test_a_set_and_its_part_in_one_cart_are_summed_first(
    db: Database, store_id: int, tea: tuple[int, int, int, int]
) -> None:
    _, _, cup, tea_set = tea
    with db.write(store_id) as session, pytest.raises(Refused) as refused:
        commands.reserve(session, "checkout", 1, {tea_set: 3, cup: 2}, LASTS)
    assert {short["item_id"] for short in refused.value.values["items"]} == {tea_set, cup}
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {tea_set: 3, cup: 1}, LASTS)
    assert (free(db, store_id, cup), free(db, store_id, tea_set)) == (0, 0)


def test_from_hold_to_shelf_and_back(db: Database, store_id: int, tea: tuple[int, int, int, int]) -> None:
    place, pot, cup, tea_set = tea
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {tea_set: 2}, LASTS)
        commands.commit(session, "checkout", 1, [Wanted(71, tea_set, 2)])
    with db.write(store_id) as session:
        commands.fulfil(session, {71: 1}, actor=SYSTEM)
    with db.write(store_id) as session:
        commands.release_commitment(session, {71: 1}, actor=SYSTEM)
        commands.restock(session, place, {tea_set: 1}, actor=SYSTEM)
    assert [free(db, store_id, each) for each in (pot, cup, tea_set)] == [3, 7, 3]
    with db.read(store_id) as session:
        assert queries.recount(session) == []


def test_a_set_is_offered_for_itself_whatever_its_parts_are(
    db: Database, store_id: int, tea: tuple[int, int, int, int]
) -> None:
    _, pot, cup, tea_set = tea
    with db.write(store_id) as session:
        commands.designate(session, [pot, cup], {ONLINE: "not_listed"}, SYSTEM)
        commands.reserve(session, "checkout", 1, {tea_set: 1}, LASTS)
    with db.write(store_id) as session, pytest.raises(Refused, match="sold_out"):
        commands.reserve(session, "checkout", 2, {cup: 1}, LASTS)
    with db.write(store_id) as session:
        commands.designate(session, [tea_set], {ONLINE: "view_only"}, SYSTEM)
    with db.write(store_id) as session, pytest.raises(Refused, match="sold_out"):
        commands.reserve(session, "checkout", 3, {tea_set: 1}, LASTS)


def test_what_cannot_be_a_bundle_says_why(
    db: Database, store_id: int, tea: tuple[int, int, int, int]
) -> None:
    place, pot, cup, tea_set = tea
    for bundle, parts, code in (
        (pot, {cup: 1}, "inventory.bundle_has_stock"),
        (tea_set, {tea_set: 1}, "inventory.bundle_of_bundles"),
        (tea_set, {cup: 0}, "inventory.quantity"),
    ):
        with db.write(store_id) as session, pytest.raises(Refused) as refused:
            commands.set_bundle(session, bundle, parts)
        assert refused.value.code == code
    with db.write(store_id) as session, pytest.raises(Refused) as refused:
        commands.receive(session, place, {tea_set: 1}, actor=SYSTEM)
    assert refused.value.code == "inventory.bundle_has_no_stock"
    with db.write(store_id) as session:
        commands.set_bundle(session, tea_set, {})
        assert session.need(InventoryItem, tea_set).is_bundle is False
