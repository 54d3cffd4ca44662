"""The till over HTTP: who comes in, what is told, and what is refused with words."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from admin.shell.words import TEXTS
from admin.till.page import ICONS
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.inventory import commands as inventory
from engine.inventory.queries import ONLINE
from engine.mail.models import OutgoingMail
from engine.stores.commands import NewStore
from engine.tills import commands
from engine.tills.models import TillSale
from tests.admin.conftest import Desk
from tests.admin.till.counter import Counter, counter_at
from tests.engine.tills.shop import PIN, open_shop
from tests.support.serving import HostClient

MODULES = Path(__file__).resolve().parents[3] / "admin/assets/js/till"


@pytest.fixture
def counter(db: Database, app: object, store: NewStore, client_at: Callable[[str], HostClient]) -> Counter:
    """Paired; nobody has entered a PIN."""
    return counter_at(client_at, store.host, open_shop(db, store.id, cup=5, bowl=2)).pair()


def test_a_device_is_let_in_by_its_own_cookie_and_by_nothing_else(counter: Counter, desk: Desk) -> None:
    told = counter.send("/greeting").json
    assert (told["device"]["name"], told["location"]["name"]) == ("Counter", "Harbour Street")
    assert told["people"] == [{"id": counter.shop.staff_id, "name": "Ida Quinn"}] and told["shift"] is None
    cookie = counter.client.get_cookie("vitrine_till", counter.client.home[7:], "/till")
    assert cookie is not None and cookie.path == "/till" and cookie.http_only
    assert counter.client.get("/").status_code == 303, "the device's key opens nothing of the admin"
    assert desk.client.get("/till/items").status_code == 401, "who is signed in at the admin is nobody here"
    assert desk.client.get("/till/").status_code == 200


def test_posts_come_from_the_app(counter: Counter) -> None:
    assert counter.client.post("/till/greeting", json={}).status_code == 422
    headers = {"X-Till": "1", "Origin": "http://elsewhere.example"}
    assert counter.client.post("/till/greeting", json={}, headers=headers).status_code == 403


def test_a_wrong_pin_has_words_and_limits(counter: Counter, clock: FixedClock) -> None:
    for _ in range(5):
        answer = counter.enter("9753")
        assert (answer.status_code, answer.json["code"]) == (422, "tills.pin_wrong")
    assert counter.enter().status_code == 429
    clock.advance(minutes=16)
    told = counter.enter()
    assert told.json["shift"]["name"] == "Ida Quinn" and PIN not in told.text
    assert counter.send("/shift/ending").json["shift"] is None
    assert counter.get("/drawer").status_code == 403


def test_codes_cannot_be_guessed(counter: Counter, clock: FixedClock) -> None:
    statuses = [counter.send("/pairing", {"code": f"AAAA-AA{n:02d}"}).status_code for n in range(31)]
    assert set(statuses[:30]) == {422} and statuses[30] == 429


def test_a_revoked_key_ends_at_once_and_the_queue_is_taken_after_pairing_anew(counter: Counter) -> None:
    counter.enter()
    shop, waiting = counter.shop, counter.shop.body(("cup", 1))
    with shop.db.write(shop.store_id) as session:
        commands.revoke(session, shop.device_id, SYSTEM)
    refused = counter.sell(waiting, queued=True)
    assert refused.status_code == 401 and "pair it anew" in refused.json["message"]
    assert shop.count(TillSale) == 0
    counter.pair()
    for _ in range(2):
        assert counter.sell(waiting, queued=True).json["number"] == "1-0001"
    assert shop.count(TillSale) == 1 and shop.here("cup") == 4


def test_a_sale_that_loses_says_what_is_left_and_why(counter: Counter) -> None:
    from datetime import timedelta

    counter.enter()
    shop = counter.shop
    with shop.db.write(shop.store_id) as session:
        inventory.reserve(session, "checkout", 5, {shop.items["bowl"]: 2}, timedelta(minutes=15))
    answer = counter.sell(shop.body(("cup", 1), ("bowl", 1)))
    assert (answer.status_code, answer.json["code"]) == (409, "inventory.sold_out")
    assert answer.json["values"]["items"] == [
        {
            "item_id": shop.items["bowl"],
            "title": "bowl",
            "here": 2,
            "promised": 0,
            "held": 2,
            "left": 0,
            "wanted": 1,
        }
    ]
    assert shop.here("cup") == 5
    told = counter.sell(shop.body(("bowl", 1)), queued=True).json
    assert told["state"] == "needs_person" and told["notes"][0]["code"] == "oversold"


def test_a_broken_sale_is_refused_with_its_place(counter: Counter) -> None:
    counter.enter()
    for body in (None, {}, counter.shop.body(("cup", 1)) | {"at": "soon"}):
        answer = counter.send("/sales", {"sale": body, "queued": True})
        assert answer.status_code == 422 and answer.json["values"]["place"]
    assert counter.client.post("/till/sales", data="{", headers={"X-Till": "1"}).status_code == 422


def test_selling_needs_a_pin_and_sending_a_queue_does_not(counter: Counter) -> None:
    assert counter.sell(counter.shop.body(("cup", 1))).status_code == 403
    assert counter.sell(counter.shop.body(("cup", 1)), queued=True).status_code == 200


def test_the_list_is_that_of_the_shop_and_follows_changes(counter: Counter) -> None:
    shop = counter.shop
    whole = counter.get("/items").json
    assert {entry["variants"][0]["product"]["title"] for entry in whole["entries"]} == {"cup", "bowl"}
    assert (whole["after"], whole["total"]) == (None, 2)
    packed = counter.client.get("/till/items", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data))["entries"] == whole["entries"]
    counter.enter()
    counter.sell(shop.body(("cup", 2)))
    with shop.db.write(shop.store_id) as session:
        inventory.designate(session, [shop.items["bowl"]], {shop.channel_id: "not_listed"}, SYSTEM)
    told = counter.get(f"/items?since={whole['cursor']}").json
    assert [(entry["item_id"], entry["available"]) for entry in told["entries"]] == [(shop.items["cup"], 3)]
    assert told["gone"] == [shop.items["bowl"]]
    assert counter.get("/items?since=nonsense").status_code == 400


def test_the_two_controls_change_what_is_online(counter: Counter) -> None:
    shop = counter.shop
    body = {"item": shop.items["cup"], "to": "view_only"}
    assert counter.send("/designations", body).status_code == 403
    counter.enter()
    assert counter.send("/designations", body).json["entry"]["online"] == "view_only"
    assert counter.send("/designations", body | {"to": "for_sale"}).json["entry"]["online"] == "for_sale"
    assert counter.send("/designations", body | {"to": "gone"}).status_code == 422
    assert counter.send("/designations", body | {"item": 1}).status_code == 404
    with shop.db.write(shop.store_id) as session:
        inventory.designate(session, [shop.items["bowl"]], {ONLINE: "not_listed"}, SYSTEM)
    assert counter.get(f"/codes/{shop.variants['cup']}.svg").mimetype == "image/svg+xml"
    assert counter.get(f"/codes/{shop.variants['bowl']}.svg").status_code == 404


def test_what_is_kept_here_is_listed_and_sold(counter: Counter) -> None:
    shop = counter.shop
    with shop.db.write(shop.store_id) as session:
        wish = inventory.Wish(shop.variants["bowl"], shop.location_id, 2, "Kim", "kim@example.com")
        inventory.hold_for_pickup(session, wish)
    assert counter.get("/pickups").status_code == 403
    counter.enter()
    hold = counter.get("/pickups").json["holds"][0]
    assert (hold["name"], hold["quantity"], hold["variant"]) == ("Kim", 2, shop.variants["bowl"])
    assert counter.sell(shop.body(("bowl", 2), holds=[hold["id"]])).status_code == 200
    assert counter.get("/pickups").json["holds"] == [] and shop.here("bowl") == 0


def test_receipts_and_links_go_by_mail(counter: Counter) -> None:
    counter.enter()
    shop, body = counter.shop, counter.shop.body(("cup", 2))
    counter.sell(body)
    for _ in range(2):
        assert counter.send("/letters", {"sale": body["id"], "email": "kim@example.com"}).status_code == 200
    assert (
        counter.send("/links", {"variant": shop.variants["bowl"], "email": "kim@example.com"}).status_code
        == 200
    )
    wrong = counter.send("/letters", {"sale": body["id"], "email": "kim"})
    assert (wrong.status_code, wrong.json["code"]) == (422, "tills.email")
    with shop.db.read(shop.store_id) as session:
        mails = session.query(OutgoingMail).order_by(OutgoingMail.id).all()
    assert [mail.message_kind for mail in mails] == ["till_receipt", "till_link"]
    assert "1-0001" in mails[0].subject and "2 × cup" in mails[0].body_text
    assert f"/products/bowl?variant={shop.variants['bowl']}" in mails[1].body_text


def test_a_receipt_is_found_and_given_back_from(counter: Counter) -> None:
    counter.enter()
    shop = counter.shop
    counter.sell(shop.body(("cup", 2)))
    found = counter.get("/sales?number=1-0001").json
    assert found["lines"][0]["back"] == [1200, 2400]
    line = {"of": found["lines"][0]["id"], "title": "cup", "quantity": 1, "unit": 1200}
    back = shop.body(("cup", 1), kind="return", of=found["sale"]) | {"lines": [line]}
    assert counter.sell(back).json["total"] == -1200
    assert counter.get("/sales?number=1-0001").json["lines"][0]["back"] == [1200]
    assert counter.get("/sales?number=9-9999").status_code == 404


def test_a_drawer_is_counted(counter: Counter) -> None:
    import uuid

    counter.enter()
    counter.sell(counter.shop.body(("cup", 1)))
    assert counter.get("/drawer").json["expected"] == 1200
    body = {"id": str(uuid.uuid4()), "counted": 1150, "left": 500, "note": ""}
    for _ in range(2):
        assert counter.send("/days", body).json["difference"] == -50
    assert counter.get("/drawer").json["expected"] == 500
    assert counter.send("/days", body | {"id": str(uuid.uuid4()), "counted": "x"}).status_code == 422


def test_a_card_without_a_terminal_is_refused_with_words(counter: Counter) -> None:
    import uuid

    counter.enter()
    answer = counter.send("/cards", {"id": str(uuid.uuid4()), "amount": 100})
    assert (answer.status_code, answer.json["code"]) == (422, "tills.no_terminal")


def test_the_app_is_whole_and_holds_nothing_of_anybody(counter: Counter) -> None:
    page = counter.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert "Ida" not in page.text and "camera=(self)" in page.headers["Permissions-Policy"]
    files = re.search(r"const FILES = (\[.*?\]);", counter.get("/worker.js").text)
    assert files is not None
    for path in re.findall(r'"([^"]+)"', files.group(1)):
        assert counter.client.get(path).status_code == 200, path
    for name in MODULES.glob("*.js"):
        if name.name != "worker.js":
            assert f"/assets/js/till/{name.name}" in files.group(1)
    told = counter.get("/manifest.webmanifest").get_json(force=True)
    assert (told["scope"], told["start_url"]) == ("/till/", "/till/")


def test_every_word_of_the_app_is_there_and_used() -> None:
    source = "".join(path.read_text() for path in MODULES.glob("*.js"))
    known = {re.sub(r"\.(one|other)$", "", key) for key in TEXTS.below("till.app")}
    asked = set(re.findall(r'\bt\(\s*"([a-z0-9_.]+)"', source))
    chosen = set(re.findall(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)*)"', source))
    starts = tuple(re.findall(r"\bt\(`([a-z_.]+)\$", source))
    assert asked <= known, sorted(asked - known)
    unused = {key for key in known - chosen if not key.startswith(starts)} - {"close"}
    assert not unused, sorted(unused)
    icons = set(re.findall(r'(?:icon\(|picture: |note\()"([a-z0-9-]+)"', source))
    assert icons <= set(ICONS), icons - set(ICONS)
