"""The back office of tills."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.base.db import Database
from engine.stores.commands import NewStore
from tests.admin.conftest import Desk
from tests.admin.till.counter import Counter, counter_at
from tests.engine.tills.shop import Shop, open_shop
from tests.support.serving import HostClient


@pytest.fixture
def shop(db: Database, app: object, store: NewStore) -> Shop:
    return open_shop(db, store.id, cup=1)


def test_a_till_is_added_paired_renamed_and_revoked(
    shop: Shop, desk: Desk, store: NewStore, client_at: Callable[[str], HostClient]
) -> None:
    desk.get("/tills/new")
    made = desk.post("/tills", {"name": "Window", "location_id": str(shop.location_id)})
    code = re.search(r'id="code">([A-Z2-9]{4}-[A-Z2-9]{4})<', made.text)
    assert code is not None
    counter = counter_at(client_at, store.host, shop)
    told = counter.send("/pairing", {"code": code.group(1)}).json
    assert told["device"]["name"] == "Window"
    path = f"/tills/{told['device']['id']}"
    assert desk.post(path, {"name": "Back door", "terminal": ""}).status_code == 303
    assert desk.post(path, {"name": "", "terminal": ""}).status_code == 422
    assert "Back door" in desk.get("/tills").text
    assert desk.post(f"{path}/revocation").status_code == 303
    assert counter.get("/items").status_code == 401
    assert "Revoked" in desk.get(path).text
    wrong = desk.post("/tills", {"name": "Attic", "location_id": "1"})
    assert wrong.status_code == 422 and "Attic" in wrong.text


def test_pins_are_given_and_taken_and_a_wrong_one_stays_at_its_field(shop: Shop, desk: Desk) -> None:
    desk.get("/tills")
    path = f"/tills/pins/{shop.staff_id}"
    wrong = desk.post(path, {"pin": "1111"})
    assert wrong.status_code == 422 and f'aria-describedby="pin-wrong-{shop.staff_id}"' in wrong.text
    assert "1111" not in wrong.text
    assert desk.post(path, {"pin": "8642"}).status_code == 303
    assert desk.post(f"{path}/removal").status_code == 303
    assert "Has a PIN" not in desk.get("/tills").text


def test_what_needs_a_person_is_told_and_looked_at(shop: Shop, desk: Desk) -> None:
    sale = shop.settle(shop.body(("cup", 3)), queued=True).sale
    front = desk.get("/tills").text
    assert "1 sale needs a person" in front and "1 oversell is open" in front
    assert sale.number in desk.get("/tills/sales?state=needs_person").text
    page = desk.get(f"/tills/sales/{sale.id}")
    assert "More was sold than was there" in page.text
    assert desk.post(f"/tills/sales/{sale.id}/inspection").status_code == 303
    assert "Looked at by Ada Marsh" in desk.get(f"/tills/sales/{sale.id}").text
    assert sale.number not in desk.get("/tills/sales?state=needs_person").text
    assert desk.get("/tills/sales/1").status_code == 404


def test_pages_ask_as_often_for_many_as_for_one(
    shop: Shop, desk: Desk, count_queries: Callable[[], Any]
) -> None:
    spent = []
    for more in (1, 49):
        for _ in range(more):
            shop.settle(shop.body(("cup", 1)), queued=True)
        with count_queries() as statements:
            for path in ("/tills", "/tills/sales", "/tills/days"):
                assert desk.get(path).status_code == 200
        spent.append(statements.count)
    assert spent[0] == spent[1]


def test_signing_out_at_a_till_keeps_its_sales(shop: Shop, desk: Desk) -> None:
    counter = Counter(desk.client, shop).pair()
    assert counter.send("/greeting").status_code == 200
    desk.get("/account")
    assert desk.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'
