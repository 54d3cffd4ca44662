"""Stock levels as a file, valuation, low stock and history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.catalogue import commands as catalogue
from engine.catalogue.importing.requested import on_import_given_up
from engine.catalogue.models import CatalogueImport
from engine.inventory import commands, queries
from engine.inventory.models import InventoryItem
from tests.engine.inventory.shop import LASTS, add_location
from tests.factories.products import Made, make_product


@pytest.fixture
def shelf(db: Database, store_id: int) -> tuple[int, int, Made, Made]:
    """Two locations; bowls (3 in the first) and an item whose title a spreadsheet would compute."""
    with db.write(store_id) as session:
        room, shop = add_location(session, "Store room"), add_location(session, "Shop")
        bowl = make_product(session, "Bowl", sku="BOWL", prices=(2500,))
        risky = make_product(session, "=1+1", sku="RISKY", prices=(1000,))
        for made in (bowl, risky):
            session.need(InventoryItem, made.item_ids[0]).on_hand = 0
        session.flush()
        commands.receive(session, room, {bowl.item_ids[0]: 3}, actor=SYSTEM)
    return room, shop, bowl, risky


def read_in(db: Database, store_id: int, text: str, work: Callable[[], object]) -> CatalogueImport:
    """What the report says after a job read *text*."""
    key = catalogue.keep_import_file(store_id, text.encode())
    with db.write(store_id) as session:
        row_id = commands.request_levels_import(session, key, "levels.csv", actor=SYSTEM).id
    work()
    with db.read(store_id) as session:
        return session.scalars(select(CatalogueImport).where(CatalogueImport.id == row_id)).one()


def test_what_is_written_out_is_read_in_again(
    db: Database,
    store_id: int,
    shelf: tuple[int, int, Made, Made],
    app: object,
    do_due_work: Callable[[], object],
) -> None:
    _, _, bowl, _ = shelf
    with db.read(store_id) as session:
        rows = list(queries.export_levels(session))
    assert rows[0] == ["SKU", "Barcode", "Title", "Store room", "Shop"]
    assert ["BOWL", "", "Bowl", "3", ""] in [[*row[:2], row[2].split(" · ")[0], *row[3:]] for row in rows]
    assert any(row[2].startswith("'=1+1") for row in rows), "no cell is a formula"
    same = read_in(db, store_id, "\n".join(",".join(row) for row in rows), do_due_work)
    assert (same.state, same.changed, same.skipped) == ("finished", 0, 0)
    changed = read_in(db, store_id, "SKU,Shop,Store room\nBOWL,4,\n", do_due_work)
    assert (changed.changed, changed.unchanged) == (1, 0)
    with db.read(store_id) as session:
        levels = queries.levels(session, bowl.item_ids)[bowl.item_ids[0]]
        assert {level.location_name: level.on_hand for level in levels} == {"Store room": 3, "Shop": 4}


def test_one_that_was_given_up_is_read_when_a_person_asks(
    db: Database,
    store_id: int,
    shelf: tuple[int, int, Made, Made],
    app: object,
    do_due_work: Callable[[], object],
) -> None:
    def give_up_then_work() -> None:
        with db.write(store_id) as session:
            wanted = select(OutboxEvent).where(OutboxEvent.name == "levels.import_requested")
            on_import_given_up(session, session.scalars(wanted).one())
            assert session.scalars(select(CatalogueImport.state)).one() == "failed"
        do_due_work()

    read = read_in(db, store_id, "SKU,Shop\nBOWL,4\n", give_up_then_work)
    assert (read.state, read.changed, read.problems) == ("finished", 1, [])


def test_wrong_lines_are_named_and_the_others_are_counted(
    db: Database,
    store_id: int,
    shelf: tuple[int, int, Made, Made],
    app: object,
    do_due_work: Callable[[], object],
) -> None:
    _, _, bowl, risky = shelf
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {bowl.item_ids[0]: 2}, LASTS)
    text = "SKU,Store room\nBOWL,1\nNOBODY,2\n,4\nRISKY,7\nRISKY,8\n"
    report = read_in(db, store_id, text, do_due_work)
    assert report.state == "finished" and (report.changed, report.skipped) == (1, 4)
    reasons = {problem["line"]: problem["reason"] for problem in report.problems}
    assert "only 1 are free" in reasons[2] and "No product" in reasons[3]
    assert "no SKU" in reasons[4] and "line 5" in reasons[6]
    words = read_in(db, store_id, "SKU,Store room\nRISKY,seven\n", do_due_work)
    assert words.problems[0]["reason"] == "“seven” is not a whole number."
    with db.read(store_id) as session:
        assert queries.availability(session, risky.item_ids)[risky.item_ids[0]].on_hand == 7


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Name,Shop\nBowl,1\n", "no column SKU"),
        ("SKU,Moon\nBOWL,1\n", "There is no location “Moon”. Locations are: Shop, Store room."),
        ("SKU,Title\nBOWL,Bowl\n", "nothing to count"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    db: Database,
    store_id: int,
    shelf: tuple[int, int, Made, Made],
    app: object,
    do_due_work: Callable[[], object],
    text: str,
    says: str,
) -> None:
    report = read_in(db, store_id, text, do_due_work)
    assert report.state == "failed" and says in report.problems[0]["reason"]


def test_worth_low_stock_and_history(
    clock: FixedClock, db: Database, store_id: int, shelf: tuple[int, int, Made, Made]
) -> None:
    room, shop, bowl, risky = shelf
    with db.write(store_id) as session:
        item = session.need(InventoryItem, bowl.item_ids[0])
        item.cost_minor, item.low_at = 900, 3
        commands.receive(session, shop, {risky.item_ids[0]: 2}, actor=SYSTEM)
    with db.read(store_id) as session:
        worth = {one.location_id: one for one in queries.valuation(session)}
        assert (worth[room].units, worth[room].cost_minor, worth[room].price_minor) == (3, 2700, 7500)
        assert (worth[shop].cost_minor, worth[shop].without_cost) == (0, 2)
        assert queries.low_stock(session) == [] and queries.count_low(session) == 0
    clock.advance(days=2)
    with db.write(store_id) as session:
        commands.sell_here(session, room, {bowl.item_ids[0]: 1}, actor=SYSTEM, reference=("till_sale", 1))
    with db.read(store_id) as session:
        [low] = queries.low_stock(session)
        assert (low.item_id, low.free, low.low_at, low.title) == (bowl.item_ids[0], 2, 3, "Bowl")
        assert queries.daily_on_hand(session, bowl.item_ids[0], days=4) == [0, 3, 3, 2]
