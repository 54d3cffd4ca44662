"""Work with stock in the admin: every deed by its form, and what is wrong at its place."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.inventory import commands, queries
from engine.inventory.models import InventoryItem
from tests.admin.conftest import Desk
from tests.engine.inventory.shop import LASTS
from tests.factories.products import Made, make_product


@pytest.fixture
def shelf(db: Database, store: Any) -> tuple[int, int, Made]:
    """A store room with five bowls, a shop, the bowl."""
    with db.write(store.id) as session:
        room = commands.create_location(session, commands.LocationInput("Store room"), SYSTEM).id
        shop = commands.create_location(session, commands.LocationInput("Shop", kind="shop"), SYSTEM).id
        bowl = make_product(session, "Bowl", sku="BOWL", prices=(2500,))
        session.need(InventoryItem, bowl.item_ids[0]).on_hand = 0
        session.flush()
        commands.receive(session, room, {bowl.item_ids[0]: 5}, actor=SYSTEM)
        return room, shop, bowl


def on_hand(db: Database, store: Any, item: int) -> dict[str, int]:
    with db.read(store.id) as session:
        return {level.location_name: level.on_hand for level in queries.levels(session, [item])[item]}


def test_from_a_draft_to_the_shelf(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made]
) -> None:
    room, shop, bowl = shelf
    made = desk.post("/transfers", {"from_id": str(room), "to_id": str(shop)})
    path = made.headers["Location"]
    wrong = desk.post(f"{path}/lines", {"code": "NOBODY", "quantity": "2"})
    assert wrong.status_code == 422 and "Nothing has the SKU" in wrong.get_data(as_text=True)
    assert 'value="NOBODY"' in wrong.get_data(as_text=True), "what was typed stays"
    assert desk.post(f"{path}/lines", {"code": "BOWL", "quantity": "9"}).status_code == 303
    short = desk.post(f"{path}/send", {})
    assert short.status_code == 422 and "Only 5 of 9 are free" in short.get_data(as_text=True)
    desk.post(f"{path}/lines", {f"line-{bowl.item_ids[0]}": "3"})
    assert desk.post(f"{path}/send", {}).status_code == 303
    part = desk.post(f"{path}/receive", {f"line-{bowl.item_ids[0]}": "2", "then": "part", "key": "once"})
    assert part.status_code == 303
    desk.post(f"{path}/receive", {f"line-{bowl.item_ids[0]}": "2", "then": "part", "key": "once"})
    assert on_hand(db, store, bowl.item_ids[0]) == {"Store room": 2, "Shop": 2}, "a double click counts once"
    desk.post(f"{path}/receive", {"then": "close", "key": "rest"})
    page = desk.get(path).get_data(as_text=True)
    assert "Received" in page and "From Store room to Shop" in page


def test_a_count_by_scanner_and_one_that_waits(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made]
) -> None:
    room, _, bowl = shelf
    path = desk.post("/counts", {"location_id": str(room), "name": "Top shelf"}).headers["Location"]
    for _ in range(2):
        desk.post(f"{path}/items", {"code": "BOWL", "counted": ""})
    with db.write(store.id) as session:
        commands.reserve(session, "checkout", 1, {bowl.item_ids[0]: 4}, LASTS)
    waits = desk.post(f"{path}/apply", {})
    assert waits.status_code == 303
    page = desk.get(path).get_data(as_text=True)
    assert "only 1 are free" in page and "Top shelf" in page
    desk.post(f"{path}/items", {"code": "BOWL", "counted": "4"})
    desk.post(f"{path}/apply", {})
    assert on_hand(db, store, bowl.item_ids[0]) == {"Store room": 4}
    assert "Applied" in desk.get("/counts").get_data(as_text=True)


def test_an_oversell_is_settled_when_the_numbers_are_right(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made]
) -> None:
    room, _, bowl = shelf
    with db.write(store.id) as session:
        [short] = commands.sell_here(
            session, room, {bowl.item_ids[0]: 7}, actor=SYSTEM, reference=("till_sale", 1), forced=True
        )
    assert "2 sold at Store room" in desk.get("/oversells").get_data(as_text=True)
    refused = desk.post(f"/oversells/{short.case_id}", {"way": "found", "note": "looked twice"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "2 are still promised" in text and "looked twice" in text
    desk.post(
        f"/stock/items/{bowl.item_ids[0]}/adjustments",
        {"by": "2", "location_id": str(room), "reason": "found"},
    )
    assert desk.post(f"/oversells/{short.case_id}", {"way": "found"}).status_code == 303
    assert "They were there after all" in desk.get("/oversells?view=solved").get_data(as_text=True)


def test_an_item_is_adjusted_with_a_reason_and_warns(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made]
) -> None:
    room, _, bowl = shelf
    path = f"/stock/items/{bowl.item_ids[0]}"
    wrong = desk.post(
        f"{path}/adjustments", {"by": "many", "location_id": str(room), "reason": "whim", "note": "n"}
    )
    text = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "is no reason" in text and 'value="many"' in text
    too_many = desk.post(f"{path}/adjustments", {"by": "-9", "location_id": str(room), "reason": "lost"})
    assert too_many.status_code == 422 and "Only 5 are free" in too_many.get_data(as_text=True)
    desk.post(
        f"{path}/adjustments", {"by": "-2", "location_id": str(room), "reason": "damaged", "note": "fell"}
    )
    desk.post(f"{path}/marks", {"low_at": "4", f"safety-{room}": "1"})
    page = desk.get(path).get_data(as_text=True)
    assert "Damaged" in page and "fell" in page and "On hand over 60 days" in page
    overview = desk.get("/stock").get_data(as_text=True)
    assert re.search(r"Bowl.*?<td class=\"num\">3</td><td class=\"num\">4</td>", overview, re.S)


def test_levels_go_out_and_come_in_as_a_file(
    desk: Desk,
    db: Database,
    store: Any,
    shelf: tuple[int, int, Made],
    do_due_work: Callable[[], int],
) -> None:
    _, _, bowl = shelf
    text = desk.get("/stock/levels.csv").get_data(as_text=True)
    assert text.splitlines()[0] == "SKU,Barcode,Title,Store room,Shop"
    nothing = desk.post("/stock/levels", {})
    assert nothing.status_code == 422
    sent = desk.post("/stock/levels", {"file": (io.BytesIO(b"SKU,Shop\nBOWL,6\n"), "levels.csv")})
    do_due_work()
    assert on_hand(db, store, bowl.item_ids[0])["Shop"] == 6
    assert "levels.csv" in desk.get(sent.headers["Location"]).get_data(as_text=True)


def test_lists_cost_the_same_however_long(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made], count_queries: Callable[[], Any]
) -> None:
    room, shop, bowl = shelf
    with db.write(store.id) as session:
        commands.draft_transfer(
            session, from_id=room, to_id=shop, quantities={bowl.item_ids[0]: 1}, actor=SYSTEM
        )
        commands.open_count(session, room, actor=SYSTEM)
    counts = {}
    for turn in (1, 50):
        for path in ("/transfers", "/counts", "/stock", "/picking", "/oversells"):
            with count_queries() as statements:
                assert desk.get(path).status_code == 200
            counts.setdefault(path, []).append(statements.count)
        if turn == 1:
            with db.write(store.id) as session:
                for _ in range(49):
                    commands.draft_transfer(
                        session, from_id=room, to_id=shop, quantities={bowl.item_ids[0]: 1}, actor=SYSTEM
                    )
                    commands.open_count(session, room, actor=SYSTEM)
    assert all(first == last for first, last in counts.values()), counts


def test_a_bundle_is_put_together_and_a_second_listing_shares_a_stock(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made]
) -> None:
    _, _, bowl = shelf
    with db.write(store.id) as session:
        made = [
            make_product(session, title, sku=sku, prices=(5000,), stock=0)
            for title, sku in (("Set", "SET"), ("Old bowl", "OLD"))
        ]
    tea_set, old = made
    stocked = desk.post(f"/stock/items/{bowl.item_ids[0]}/parts", {"code": "SET", "units": "1"})
    assert stocked.status_code == 422 and "has stock or promises" in stocked.get_data(as_text=True)
    path = f"/stock/items/{tea_set.item_ids[0]}"
    assert desk.post(f"{path}/parts", {"code": "BOWL", "units": "2"}).status_code == 303
    assert "Units of Bowl" in desk.get(path).get_data(as_text=True)
    assert desk.post(f"/stock/items/{bowl.item_ids[0]}/variants", {"sku": "OLD"}).status_code == 303
    page = desk.get(f"/stock/items/{bowl.item_ids[0]}").get_data(as_text=True)
    assert "and 1 more ways to buy it" in page
    with db.read(store.id) as session:
        assert session.need(InventoryItem, tea_set.item_ids[0]).on_hand == 2
        assert session.find(InventoryItem, old.item_ids[0]) is None, "what it was sold from is gone"
        assert queries.recount(session) == []


def test_the_home_page_says_what_waits(
    desk: Desk, db: Database, store: Any, shelf: tuple[int, int, Made]
) -> None:
    room, _, bowl = shelf
    with db.write(store.id) as session:
        commands.set_low_mark(session, bowl.item_ids[0], 9)
        commands.sell_here(
            session, room, {bowl.item_ids[0]: 6}, actor=SYSTEM, reference=("till_sale", 1), forced=True
        )
    home = desk.get("/").get_data(as_text=True)
    assert "1 sale of what was not there" in home and "1 item runs low" in home
