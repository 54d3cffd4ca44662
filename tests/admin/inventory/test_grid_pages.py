"""The grid's pages: one click changes a row in place, filters stay in the address, a rule is asked about, acts are undone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.base import clock as engine_clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.catalogue.models import CatalogueImport
from engine.inventory.models import Designation
from engine.inventory.queries.acts import acts
from engine.listing.channels import notices
from tests.admin.conftest import Desk
from tests.admin.inventory.conftest import BARCODE, Room
from tests.factories.catalogue import add_product
from tests.support.counting import counted


def state(db: Database, room: Room, name: str, channel: int = 1) -> str:
    with db.read(room.store_id) as session:
        return (
            session.query(Designation)
            .filter(Designation.item_id == room.items[name], Designation.channel_id == channel)
            .one()
            .state
        )


def shown(html: str) -> list[str]:
    return re.findall(r'class="item-link" href="[^"]+">([^<]+)</a>', html)


def click(desk: Desk, room: Room, name: str, wanted: str, **headers: str) -> Any:
    data: dict[str, object] = {"set": wanted, "back": "/inventory?q=bowl"}
    return desk.post(f"/inventory/items/{room.items[name]}/designation", data, **headers)


def test_a_click_changes_the_row_in_place_and_the_sentence_above(
    desk: Desk, db: Database, room: Room
) -> None:
    page = desk.get("/inventory").text
    assert shown(page) == ["Jug", "Bowl", "Lamp", "Vase"]
    assert re.sub(r"<[^>]+>", "", page[page.index('id="inventory-head"') :])[:200].count("2 items are online")
    for wanted, pressed in (
        ("1:for_sale", "Sell online: Bowl"),
        ("1:view_only", "Show online, buy in the shop: Bowl"),
    ):
        target = f"item-{room.items['Bowl']}"
        answer = click(desk, room, "Bowl", wanted, **{"HX-Request": "true", "HX-Target": target})
        assert answer.status_code == 200
        assert f'id="{target}"' in answer.text and "<html" not in answer.text
        assert re.search(f'aria-pressed="true" aria-label="{pressed}"', answer.text)
        assert 'id="inventory-head" class="inventory-head" hx-swap-oob="true"' in answer.text
        assert "<b>3</b>" in answer.text and "/undoing" in answer.text
        assert state(db, room, "Bowl") == wanted[2:]
    assert state(db, room, "Bowl", room.shops[0]) == "for_sale", "the shop's list is as it was"


def test_a_control_that_cannot_be_obeyed_says_so_in_place_of_the_page(
    desk: Desk, db: Database, room: Room
) -> None:
    desk.get("/inventory")
    target = {"HX-Request": "true", "HX-Target": f"item-{room.items['Bowl']}"}
    for wanted, status in (("1:sold", 422), ("987:for_sale", 404), ("x", 422)):
        answer = click(desk, room, "Bowl", wanted, **target)
        assert (answer.status_code, answer.headers["HX-Retarget"]) == (status, "#main"), wanted
        assert 'role="alert"' in answer.text
        assert click(desk, room, "Bowl", wanted).status_code == status
    assert state(db, room, "Bowl") == "not_listed"


def test_without_a_script_the_form_comes_back_to_the_same_page(desk: Desk, db: Database, room: Room) -> None:
    desk.get("/inventory")
    answer = click(desk, room, "Bowl", "1:for_sale")
    assert answer.status_code == 303 and answer.location.endswith("/inventory?q=bowl")
    page = desk.get("/inventory?q=bowl").text
    assert "1 item changed." in page
    undo = re.search(r'action="(/inventory/acts/\d+/undoing)"', page)
    assert undo
    assert desk.post(undo[1], {"back": "/inventory"}).status_code == 303
    assert state(db, room, "Bowl") == "not_listed"
    desk.post(undo[1], {"back": "/inventory"})
    assert state(db, room, "Bowl") == "not_listed", "done twice it changes nothing"


def test_filters_narrow_and_say_why(desk: Desk, room: Room) -> None:
    for query, names in {
        "view=shop_only": ["Bowl"],
        "view=neither": ["Jug"],
        "view=both": ["Lamp", "Vase"],
        "q=lam": ["Lamp"],
        "q=sku-v": ["Vase"],
        "view=neither&stock=out": [],
        "q=lamp&view=both&stock=uncounted": ["Lamp"],
        "brand=x&stock=zzz&after=nonsense": ["Jug", "Bowl", "Lamp", "Vase"],
    }.items():
        assert shown(desk.get(f"/inventory?{query}").text) == names, query
    assert "Online store: not designated" in desk.get("/inventory?view=shop_only").text
    assert "Nothing is called “zebra”" in desk.get("/inventory?q=zebra").text


def test_a_barcode_known_twice_shows_both_and_says_so(desk: Desk, room: Room) -> None:
    page = desk.get(f"/inventory?q={BARCODE}").text
    assert shown(page) == ["Lamp", "Vase"] and "2 items bear the code" in page
    assert "items bear the code" not in desk.get("/inventory?q=SKU-LAMP").text


def test_a_selection_is_changed_and_bad_input_keeps_it(desk: Desk, db: Database, room: Room) -> None:
    desk.get("/inventory")
    picked = [str(room.items["Bowl"]), str(room.items["Jug"])]
    answer = desk.post(
        "/inventory/designations", {"item": picked, "do": "online:view_only", "back": "/inventory"}
    )
    assert answer.status_code == 303
    assert "2 items changed." in desk.get("/inventory").text
    assert [state(db, room, name) for name in ("Bowl", "Jug")] == ["view_only", "view_only"]
    desk.post("/inventory/designations", {"item": picked, "do": "shop:for_sale", "shop": str(room.shops[1])})
    assert [state(db, room, "Jug", shop) for shop in room.shops] == ["not_listed", "for_sale"]
    for wrong, said in (
        ({"do": "floor", "floor": "few"}, "not a whole number"),
        (
            {"do": "plan", "channel": "1", "to": "for_sale", "due_at": "2001-01-01T10:00"},
            "That moment is past",
        ),
        ({"do": "plan", "channel": "1", "to": "for_sale", "due_at": ""}, "This is needed"),
    ):
        refused = desk.post("/inventory/designations", {"item": picked, **wrong})
        assert refused.status_code == 422 and said in refused.text, wrong
        assert len(re.findall(r'name="item" value="\d+"[^>]* checked', refused.text)) == 2, "nothing is lost"
    assert desk.post("/inventory/designations", {"do": "online:for_sale"}).status_code == 422


def test_a_rule_is_asked_about_then_done_once(desk: Desk, db: Database, room: Room) -> None:
    desk.get("/inventory")
    asked = desk.post(
        "/inventory/designations",
        {"all": "1", "do": "online:for_sale", "back": "/inventory?view=shop_only"},
    )
    assert (
        asked.status_code == 200 and "1 item matches" in asked.text and "In a shop, not online" in asked.text
    )
    assert state(db, room, "Bowl") == "not_listed", "asking changes nothing"
    key = re.search(r'name="key" value="([^"]+)"', asked.text)
    assert key
    sure = {
        "all": "1",
        "sure": "1",
        "do": "online:for_sale",
        "back": "/inventory?view=shop_only",
        "key": key[1],
    }
    assert desk.post("/inventory/designations", sure).status_code == 303
    assert desk.post("/inventory/designations", sure).status_code == 303
    assert state(db, room, "Bowl") == "for_sale" and state(db, room, "Jug") == "not_listed"
    with db.read(room.store_id) as session:
        assert [one.words for one in acts(session).items].count("rule") == 1
    assert "Designated by rule" in desk.get("/inventory/acts").text


def test_one_item_is_planned_limited_and_its_past_told(desk: Desk, db: Database, room: Room) -> None:
    path = f"/inventory/items/{room.items['Vase']}"
    page = desk.get(path)
    assert page.status_code == 200 and "SKU SKU-VASE" in page.text
    assert desk.post(f"{path}/floor", {"floor": "9"}).status_code == 303
    page = desk.get(path)
    assert "only shown: 5 left in the shops, sold from 9" in page.text and "limit – → 9" in page.text
    refused = desk.post(f"{path}/floor", {"floor": "0"})
    assert refused.status_code == 422 and 'value="0"' in refused.text
    assert desk.post(f"{path}/floor", {"floor": ""}).status_code == 303
    assert state(db, room, "Vase") == "for_sale"
    when = {"channel": "1", "to": "not_listed", "due_at": "2099-03-01T08:00"}
    assert desk.post(f"{path}/plans", when).status_code == 303
    page = desk.get(path).text
    cancel = re.search(r'action="([^"]+/cancellation)"', page)
    assert cancel and "1 Mar 2099, 08:00" in page
    assert "1 Mar 2099, 08:00" in desk.get("/inventory").text
    assert desk.post(cancel[1]).status_code == 303
    assert "2099" not in desk.get(path).text
    assert desk.get("/inventory/items/123456").status_code == 404


def test_channels_take_defaults_and_give_keys_once(desk: Desk, db: Database, room: Room) -> None:
    page = desk.get("/inventory/channels")
    assert page.status_code == 200 and "Harbour" in page.text
    form = {
        "default_state": "not_listed",
        "others": "include",
        "source.shopify": "for_sale",
        "source.admin": "",
    }
    assert desk.post("/inventory/channels/1", form).status_code == 303
    page = desk.get("/inventory/channels/1").text
    assert re.search(r'value="for_sale" selected', page[page.index('name="source.shopify"') :])
    with db.write(room.store_id) as session:
        add_product(session, "Later")
    assert "Later" in desk.get("/inventory?view=shop_only").text, (
        "what is made from now on begins as was said"
    )
    issued = desk.post("/inventory/channels/1/keys", {"key_name": "Screen"})
    key = re.search(r'value="(vck_[^"]+)"', issued.text)
    assert issued.status_code == 200 and key
    page = desk.get("/inventory/channels/1").text
    assert key[1] not in page and key[1][:12] in page
    end = re.search(r'action="([^"]+/revocation)"', page)
    assert end and desk.post(end[1]).status_code == 303
    assert "/revocation" not in desk.get("/inventory/channels/1").text
    assert desk.post("/inventory/channels/1/keys", {"key_name": ""}).status_code == 422
    assert desk.post("/inventory/channels", {"kind": "api", "name": "Partner shop"}).status_code == 303
    assert desk.post("/inventory/channels", {"kind": "pos", "name": "x"}).status_code == 422


def test_a_page_asks_as_often_for_one_row_as_for_fifty(
    desk: Desk, db: Database, room: Room, app: Any
) -> None:
    engine = app.extensions["vitrine"].db.engine

    def count(path: str) -> tuple[int, str]:
        with counted(engine) as statements:
            assert desk.get(path).status_code == 200
        return statements.count, str(statements)

    paths = ("/inventory?q=vase", "/inventory?q=thing", "/inventory", "/inventory/acts")
    few = {path: count(path)[0] for path in paths}
    with db.write(room.store_id) as session:
        for number in range(50):
            add_product(session, f"Vase thing {number}", on_hand=2)
    for path in paths:
        many, seen = count(path)
        assert many == few[path], f"{path}: {few[path]} then {seen}"
        assert many <= 16, seen
    assert few["/inventory"] == few["/inventory?q=vase"] - 1, "a search may be a code"


def test_an_import_says_where_its_items_are_offered(desk: Desk, db: Database, room: Room) -> None:
    with db.write(room.store_id) as session:
        done = CatalogueImport(
            file_name="brand.csv",
            source_format="shopify",
            state="finished",
            problems=[],
            started_at=engine_clock.now(),
        )
        done.offered = {"for_sale/for_sale": 100, "not_listed/not_listed": 20}
        session.add(done)
    assert "120 items: 100 sold online and in the shop, 20 not listed" in desk.get(f"/imports/{done.id}").text


@pytest.mark.parametrize("name", ["/inventory", "/inventory/acts", "/inventory/channels"])
def test_an_empty_store_is_told_what_to_do(desk: Desk, name: str) -> None:
    page = desk.get(name)
    assert page.status_code == 200
    assert ('class="empty' in page.text) != name.endswith("channels"), "the online store is always there"


def test_a_channel_on_the_web_is_told_of_changes(
    desk: Desk, db: Database, room: Room, clock: FixedClock
) -> None:
    desk.get("/inventory/channels/1")
    wrong = desk.post("/inventory/channels/1/notice", {"notice_address": "http://0x7f000001/list"})
    assert wrong.status_code == 422 and 'value="http://0x7f000001/list"' in wrong.text
    saved = desk.post("/inventory/channels/1/notice", {"notice_address": "https://lists.example.com/new"})
    assert saved.status_code == 200 and "vcs_" in saved.text
    page = desk.get("/inventory/channels/1").text
    assert "lists.example.com/new" in page and "vcs_" not in page, "the secret is shown once"
    assert "do not arrive" not in page
    event = OutboxEvent(name="list.changed", payload={"item_ids": [1], "more": 0})
    notices.want_notices(db, room.store_id, [event])
    assert "do not arrive" not in desk.get("/inventory/channels/1").text, "it has its minute to arrive"
    clock.advance(minutes=2)
    assert "Notices do not arrive there since" in desk.get("/inventory/channels/1").text
    assert desk.post("/inventory/channels/1/notice", {"notice_address": ""}).status_code == 303
    assert "lists.example.com" not in desk.get("/inventory/channels/1").text
    shop = f"/inventory/channels/{room.shops[0]}"
    assert "Notices" not in desk.get(shop).text
    assert desk.post(f"{shop}/notice", {"notice_address": "https://a.example.com/"}).status_code == 404
