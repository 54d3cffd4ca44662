"""The lists of channels as programs read them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.catalogue.models import Product
from engine.inventory import commands
from engine.inventory.models import Channel, ChannelKey
from tests.factories.catalogue import make_product
from tests.support.serving import HostClient

ONLINE = 1
LIST = "/api/channels/online/items"


@pytest.fixture
def key(db: Database, store_id: int, client: HostClient) -> str:
    """A key of the online store's list, in a closed shop: whoever shows it needs no password."""
    with db.write(store_id) as session:
        commands.ensure_online(session)
        return commands.issue_key(session, ONLINE, "a reader", SYSTEM)


@pytest.fixture
def ask(client: HostClient, key: str) -> Callable[..., Any]:
    """``ask(path, **headers)`` with the key."""

    def asked(path: str = LIST, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(path, headers={"Authorization": f"Bearer {key}", **named})

    return asked


def _valid(client: Any, name: str, answer: Any) -> None:
    described = client.get("/api/openapi.json").json
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(answer)]
    assert faults == []


def test_the_description_is_openapi(client: Any) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    validate(answer.json)
    assert answer.json["openapi"].startswith("3.1")


def test_every_route_is_described(client: Any, app: Any) -> None:
    shop = app.extensions["vitrine_origins"]["shop"]
    rules = {rule.rule for rule in shop.url_map.iter_rules() if rule.rule.startswith("/api/channels")}
    described = set(client.get("/api/openapi.json").json["paths"])
    assert {rule.replace("<int:", "{").replace(">", "}") for rule in rules} == described


def test_lists_and_changes_are_as_they_are_described(
    db: Database, store_id: int, client: HostClient, ask: Callable[..., Any]
) -> None:
    with db.write(store_id) as session:
        given = commands.LocationInput(
            "Quay Street",
            kind="shop",
            address={"line1": "1 Quay Street", "city": "Galway", "country": "IE"},
            hours=[{"days": [1, 2], "opens": "09:00", "closes": "18:00"}],
        )
        commands.create_location(session, given, SYSTEM)
    made = [make_product(db, store_id, f"Bowl {number}", on_hand=3) for number in range(3)]
    first = ask(f"{LIST}?limit=2").json
    _valid(client, "FullList", first)
    assert len(first["items"]) == 2 and first["cursor"] is None
    last = ask(f"{LIST}?limit=2&after={first['after']}").json
    _valid(client, "FullList", last)
    assert len(last["items"]) == 1 and last["after"] is None
    with db.write(store_id) as session:
        session.need(Product, made[0]).status = "draft"
    items = [item["item_id"] for item in first["items"] + last["items"]]
    with db.write(store_id) as session:
        commands.designate(session, items[1:2], {ONLINE: "view_only"}, SYSTEM)
    told = ask(f"{LIST}?since={last['cursor']}").json
    _valid(client, "Changes", told)
    assert told["gone"] == [{"item_id": items[0], "gone": True, "why": "draft"}]
    shown = next(item for item in told["items"] if item["item_id"] == items[1])
    assert shown["indicator"] == "buy_in_shop" and not shown["for_sale"]
    place = told["locations"][0]
    assert shown["shops"] == [{"location_id": place["id"], "available": 3}]
    assert place["name"] == "Quay Street" and place["hours"][0]["opens"] == "09:00"
    product = shown["variants"][0]["product"]
    assert client.get(product["address"]).status_code in (200, 302)


def test_shops_and_other_channels_have_lists_of_their_own(db: Database, store_id: int, client: Any) -> None:
    with db.write(store_id) as session:
        given = commands.LocationInput("Quay Street", kind="shop")
        place = commands.create_location(session, given, SYSTEM).id
        till = session.scalars(select(Channel.id).where(Channel.location_id == place)).one()
        other = commands.open_channel(session, kind="api", name="A magazine", default_state="for_sale").id
        keys = {channel: commands.issue_key(session, channel, "k", SYSTEM) for channel in (till, other)}
    make_product(db, store_id, on_hand=2)
    for path, channel in ((f"pos/{place}", till), (str(other), other)):
        address, headers = f"/api/channels/{path}/items", {"Authorization": f"Bearer {keys[channel]}"}
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200 and len(answer.json["items"]) == 1
        assert answer.json["channel"]["id"] == channel
    crossed = client.get(f"/api/channels/{other}/items", headers={"Authorization": f"Bearer {keys[till]}"})
    assert crossed.status_code == 403
    by_id = client.get(f"/api/channels/{till}/items", headers={"Authorization": f"Bearer {keys[till]}"})
    assert by_id.status_code == 404, "a shop's list is asked for by its place"


def _is_problem(answer: Any, status: int) -> str:
    assert answer.status_code == status and answer.content_type == "application/problem+json", answer.text
    assert answer.json["status"] == status and answer.json["title"]
    return str(answer.json["detail"])


def test_without_a_key_that_fits_nothing_is_told(
    db: Database, store_id: int, other_store_id: int, client: HostClient, key: str
) -> None:
    assert "Channels" in _is_problem(client.get(LIST), 401)
    for wrong in ("Basic x", "Bearer", "Bearer vck_wrong", f"Bearer {'vck_' * 900}", "Bearer \u00fc"):
        answer = client.get(LIST, headers={"Authorization": wrong})
        assert _is_problem(answer, 401) and answer.headers["WWW-Authenticate"].startswith("Bearer")
    with db.write(other_store_id) as session:
        commands.ensure_online(session)
        foreign = commands.issue_key(session, ONLINE, "another shop's", SYSTEM)
    assert _is_problem(client.get(LIST, headers={"Authorization": f"Bearer {foreign}"}), 401)
    with db.write(store_id) as session:
        commands.revoke_key(session, session.scalars(select(ChannelKey.id)).one(), SYSTEM)
    assert "revoked" in _is_problem(client.get(LIST, headers={"Authorization": f"Bearer {key}"}), 401)


def test_what_cannot_be_read_is_refused_with_its_cure(
    db: Database, store_id: int, ask: Callable[..., Any]
) -> None:
    for query in ("limit=0", "limit=1001", "limit=ten", "limit=-1", f"limit={'9' * 400}"):
        assert "1 to 1000" in _is_problem(
            ask(f"{LIST}?{query}"), 422 if "=0" in query or "1001" in query else 400
        )
    for query in ("since=x", "after=x", "since=", "after=", "since=%F0%9F%8F%BA"):
        assert "beginning" in _is_problem(ask(f"{LIST}?{query}"), 400)
    assert _is_problem(ask(f"{LIST}?since=x&after=y"), 400)
    assert _is_problem(ask("/api/channels/7/items"), 404)
    assert _is_problem(ask("/api/channels/pos/7/items"), 404)
    cursor = ask().json["cursor"]
    with db.write(store_id) as session:
        commands.set_channel(session, ONLINE, others="include", actor=SYSTEM)
    assert "full list again" in _is_problem(ask(f"{LIST}?since={cursor}"), 410)


def test_the_same_again_is_not_sent_again(
    db: Database, store_id: int, ask: Callable[..., Any], clock: FixedClock
) -> None:
    product = make_product(db, store_id, on_hand=3)
    first = ask()
    assert first.headers["Cache-Control"].startswith("private")
    tag = first.headers["ETag"]
    clock.advance(minutes=5)
    again = ask(If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"") and again.headers["ETag"] == tag
    with db.write(store_id) as session:
        session.need(Product, product).title = "Another"
    assert ask(If_None_Match=tag).status_code == 200


def test_long_answers_are_packed_for_those_who_take_it(
    db: Database, store_id: int, ask: Callable[..., Any]
) -> None:
    for number in range(6):
        make_product(db, store_id, f"Bowl {number}")
    plain = ask()
    assert "Content-Encoding" not in plain.headers
    packed = ask(Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data))["items"] == plain.json["items"]
    assert "Content-Encoding" not in ask(Accept_Encoding="gzip;q=0").headers


def test_the_use_of_a_key_is_noted_after_the_answer_and_once_a_minute(
    db: Database, store_id: int, ask: Callable[..., Any], clock: FixedClock
) -> None:
    def used() -> Any:
        with db.read(store_id) as session:
            return session.scalars(select(ChannelKey.last_used_at)).one()

    assert used() is None
    ask().close()
    first = used()
    assert first == clock.at
    clock.advance(seconds=30)
    ask().close()
    assert used() == first
    clock.advance(seconds=31)
    ask().close()
    assert used() - first == timedelta(seconds=61)
