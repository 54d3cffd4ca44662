"""What each channel lists, and what readers of changes are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import NotFound, Refused
from engine.catalogue.models import Product, Variant
from engine.inventory import commands
from engine.inventory.commands import LocationInput
from engine.inventory.models import Channel
from engine.listing.channels import queries
from engine.listing.channels.queries import ReadAgain, Unreadable
from tests.engine.listing.channels.reader import Reader
from tests.factories.catalogue import make_product

ONLINE = 1


def open_shop(db: Database, store_id: int, name: str = "Quay Street") -> tuple[int, int]:
    """A shop and its channel: their ids."""
    with db.write(store_id) as session:
        place = commands.create_location(session, LocationInput(name, kind="shop"), SYSTEM)
        channel = session.scalars(select(Channel.id).where(Channel.location_id == place.id)).one()
        return place.id, channel


def item_of(db: Database, store_id: int, product_id: int) -> int:
    with db.read(store_id) as session:
        return session.scalars(
            select(Variant.inventory_item_id).where(Variant.product_id == product_id)
        ).one()


def put(db: Database, store_id: int, item: int, **states: str) -> None:
    """``online="view_only"``, ``c12="for_sale"`` (a channel by its id)."""
    wanted = {ONLINE if name == "online" else int(name[1:]): state for name, state in states.items()}
    with db.write(store_id) as session:
        commands.designate(session, [item], wanted, SYSTEM)


def listed(db: Database, store_id: int, channel: int = ONLINE) -> dict[int, Any]:
    return Reader(db, store_id, channel).now()


def test_entries_say_what_there_is_and_how_it_is_sold(db: Database, store_id: int) -> None:
    _, till = open_shop(db, store_id)
    product = make_product(db, store_id, "Bowl", price=2_500, sku="BOWL", on_hand=7)
    item = item_of(db, store_id, product)
    (entry,) = listed(db, store_id).values()
    assert (entry.item_id, entry.state, entry.indicator, entry.available) == (item, "for_sale", None, 7)
    (variant,) = entry.variants
    assert (variant.sku, variant.price_minor, variant.product.title) == ("BOWL", 2_500, "Bowl")
    assert variant.product.id == product and entry.shops == ()
    (there,) = listed(db, store_id, till).values()
    assert there.available == 7, "the store's first place is the shop"


def test_an_item_that_is_only_shown_is_listed_with_its_shops(db: Database, store_id: int) -> None:
    near, till = open_shop(db, store_id)
    far, _ = open_shop(db, store_id, "Market Square")
    item = item_of(db, store_id, make_product(db, store_id, on_hand=3))
    put(db, store_id, item, online="view_only")
    for others in ("exclude", "include"):
        with db.write(store_id) as session:
            commands.set_channel(session, ONLINE, others=others, actor=SYSTEM)
        (entry,) = listed(db, store_id).values()
        assert not entry.for_sale and entry.indicator == "buy_in_shop" and entry.available == 0
        assert [(shop.location_id, shop.available) for shop in entry.shops] == [(near, 3), (far, 0)]
    put(db, store_id, item, **{f"c{till}": "not_listed"})
    (entry,) = listed(db, store_id).values()
    assert [shop.location_id for shop in entry.shops] == [far], "a shop that does not sell it is not named"


def test_what_is_not_designated_is_left_out_or_marked(db: Database, store_id: int) -> None:
    _, till = open_shop(db, store_id)
    item = item_of(db, store_id, make_product(db, store_id))
    put(db, store_id, item, online="not_listed", **{f"c{till}": "not_listed"})
    for channel in (ONLINE, till):
        assert listed(db, store_id, channel) == {}
        with db.write(store_id) as session:
            assert queries.about_how_many(session, channel) == 0
            commands.set_channel(session, channel, others="include", actor=SYSTEM)
            assert queries.about_how_many(session, channel) == 1
        (entry,) = listed(db, store_id, channel).values()
        assert (entry.state, entry.for_sale, entry.indicator) == ("not_listed", False, "not_for_sale_here")


def test_no_list_has_drafts_or_what_is_not_published_yet(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    make_product(db, store_id, status="draft")
    soon = make_product(db, store_id, "Soon")
    with db.write(store_id) as session:
        session.need(Product, soon).published_at = clock.at + timedelta(hours=1)
        commands.set_channel(session, ONLINE, others="include", actor=SYSTEM)
    reader = Reader(db, store_id, ONLINE)
    reader.read_all()
    assert reader.copy == {}
    clock.advance(hours=2)
    reader.catch_up()
    assert len(reader.copy) == 1 and reader.whole_reads == 1, "its date came, and nothing was written"


def test_changes_are_told_whole_and_what_went_is_told_with_its_reason(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    kept, hidden, drafted, deleted = (make_product(db, store_id, on_hand=5) for _ in range(4))
    reader = Reader(db, store_id, ONLINE)
    reader.read_all()
    clock.advance(hours=1)
    put(db, store_id, item_of(db, store_id, hidden), online="not_listed")
    items = [item_of(db, store_id, each) for each in (kept, hidden, drafted, deleted)]
    with db.write(store_id) as session:
        session.need(Product, kept).title = "Renamed"
        session.need(Product, drafted).status = "draft"
        session.delete(session.scalars(select(Variant).where(Variant.product_id == deleted)).one())
    with db.read(store_id) as session:
        told = queries.changes(session, ONLINE, reader.cursor or "")
    assert [entry.variants[0].product.title for entry in told.entries] == ["Renamed"]
    assert {gone.item_id: gone.why for gone in told.gone} == dict(
        zip(items[1:], ("not_designated", "draft", "deleted"), strict=True)
    )
    reader.catch_up()
    assert reader.copy == reader.now() and list(reader.copy) == items[:1]


def test_stock_that_moves_is_told(db: Database, store_id: int, clock: FixedClock) -> None:
    _, till = open_shop(db, store_id)
    item = item_of(db, store_id, make_product(db, store_id, on_hand=5))
    readers = [Reader(db, store_id, channel) for channel in (ONLINE, till)]
    for reader in readers:
        reader.read_all()
    clock.advance(hours=1)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 2}, timedelta(minutes=15))
    for reader in readers:
        reader.catch_up()
        assert reader.copy[item].available == 3
        assert reader.whole_reads == 1


def test_lists_are_read_in_pages_and_changes_too(db: Database, store_id: int, clock: FixedClock) -> None:
    products = [make_product(db, store_id) for _ in range(7)]
    reader = Reader(db, store_id, ONLINE, limit=2)
    reader.read_all()
    assert len(reader.copy) == 7
    with db.write(store_id) as session:
        for product in products:
            session.need(Product, product).title = "Other"
    assert reader.step() is True, "their date is within the margin, and two were asked for"
    reader.catch_up()
    assert reader.copy == reader.now()
    assert {entry.variants[0].product.title for entry in reader.copy.values()} == {"Other"}


def test_what_changes_while_the_whole_list_is_read_is_told_after_it(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    first, second = (make_product(db, store_id) for _ in range(2))
    clock.advance(hours=1)
    with db.read(store_id) as session:
        page = queries.full_list(session, ONLINE, None, 1)
    copy = {entry.item_id: entry for entry in page.entries}
    with db.write(store_id) as session:
        session.need(Product, first).status = "draft"
    with db.read(store_id) as session:
        page = queries.full_list(session, ONLINE, page.after, 1)
    copy |= {entry.item_id: entry for entry in page.entries}
    with db.read(store_id) as session:
        told = queries.changes(session, ONLINE, page.cursor or "")
    assert [gone.item_id for gone in told.gone] == [item_of(db, store_id, first)]
    assert set(copy) == {item_of(db, store_id, each) for each in (first, second)}


def test_a_list_made_otherwise_is_read_again(db: Database, store_id: int) -> None:
    make_product(db, store_id)
    reader = Reader(db, store_id, ONLINE)
    reader.read_all()
    with db.write(store_id) as session:
        commands.set_channel(session, ONLINE, others="include", actor=SYSTEM)
    with pytest.raises(ReadAgain):
        reader.step()
    reader.catch_up()
    open_shop(db, store_id)
    with pytest.raises(ReadAgain):
        reader.step()


def test_cursors_that_were_never_given_are_refused(db: Database, store_id: int) -> None:
    _, till = open_shop(db, store_id)
    reader = Reader(db, store_id, till)
    reader.read_all()
    with db.read(store_id) as session:
        for wrong in ("", "x", "W10", "e30", "A" * 3_000, "W251bGwsMV0"):
            with pytest.raises(Unreadable):
                queries.changes(session, ONLINE, wrong)
            with pytest.raises(Unreadable):
                queries.full_list(session, ONLINE, wrong)
        with pytest.raises(Unreadable, match="foreign"):
            queries.changes(session, ONLINE, reader.cursor or "")
        with pytest.raises(NotFound):
            queries.full_list(session, 99)
        for limit in (0, 1_001):
            with pytest.raises(Refused, match="limit"):
                queries.full_list(session, ONLINE, None, limit)


def test_a_list_costs_the_same_number_of_queries_for_one_item_and_for_fifty(
    db: Database, store_id: int, count_queries: Callable[[], Any], clock: FixedClock
) -> None:
    open_shop(db, store_id)

    def cost() -> tuple[int, int]:
        reader = Reader(db, store_id, ONLINE)
        with count_queries() as whole:
            reader.read_all()
        with db.write(store_id) as session:
            for product in session.scalars(select(Product)):
                product.title += "!"
        with count_queries() as told:
            reader.step()
        return whole.count, told.count

    put(db, store_id, item_of(db, store_id, make_product(db, store_id)), online="view_only")
    one = cost()
    for _ in range(49):
        make_product(db, store_id)
    assert cost() == one


def test_another_store_has_a_list_of_its_own(db: Database, store_id: int, other_store_id: int) -> None:
    make_product(db, store_id)
    assert listed(db, other_store_id) == {}
    assert len(listed(db, store_id)) == 1
