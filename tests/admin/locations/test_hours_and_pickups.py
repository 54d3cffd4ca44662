"""Opening hours of a shop, and what it keeps for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.models import Variant
from engine.inventory import commands, queries
from engine.inventory.commands import Wish
from tests.admin.conftest import Desk
from tests.factories.catalogue import make_product
from tests.support.counting import counted

SHOP = {"name": "Quay Street", "kind": "shop", "offers_pickup": "1"}


def _hours(db: Database, store: Any) -> list[Any]:
    with db.read(store.id) as session:
        return [place.hours for place in queries.locations(session)]


def test_hours_are_typed_per_day_and_what_is_wrong_is_said_at_its_day(
    desk: Desk, db: Database, store: Any
) -> None:
    page = desk.get("/locations/new").text
    assert "Opening hours" in page and 'name="hours.7"' in page
    wrong = desk.post("/locations", {**SHOP, "hours.1": "9-18", "hours.2": "18-9", "hours.6": "from ten"})
    assert wrong.status_code == 422 and wrong.text.count("is not read as opening hours") >= 2
    assert 'value="18-9"' in wrong.text and 'value="9-18"' in wrong.text, "what was typed stays"
    made = desk.post("/locations", {**SHOP, "hours.1": "9-12.30, 14-18", "hours.2": "9-12:30, 14-18"})
    assert made.status_code == 303
    (hours,) = _hours(db, store)
    assert hours == [
        {"days": [1, 2], "opens": "09:00", "closes": "12:30"},
        {"days": [1, 2], "opens": "14:00", "closes": "18:00"},
    ]
    with db.read(store.id) as session:
        place = queries.locations(session)[0].id
    page = desk.get(f"/locations/{place}").text
    assert 'value="09:00–12:30, 14:00–18:00"' in page
    saved = desk.post(f"/locations/{place}", {**SHOP, "hours.1": "", "hours.5": "10-24"})
    assert saved.status_code == 303
    assert _hours(db, store) == [[{"days": [5], "opens": "10:00", "closes": "23:59"}]]


def _hold(db: Database, store: Any, count: int) -> list[int]:
    with db.write(store.id) as session:
        given = commands.LocationInput("Quay Street", kind="shop", offers_pickup=True)
        known = queries.locations(session)
        place = known[0].id if known else commands.create_location(session, given, SYSTEM).id
    product = make_product(db, store.id, "Bowl", on_hand=60)
    with db.write(store.id) as session:
        variant = session.scalars(select(Variant.id).where(Variant.product_id == product)).one()
        return [
            commands.hold_for_pickup(session, Wish(variant, place, 1, "Ada", f"a{number}@example.com")).id
            for number in range(count)
        ]


def test_what_is_kept_is_listed_and_ended_by_its_buttons(desk: Desk, db: Database, store: Any) -> None:
    first, second = _hold(db, store, 2)
    page = desk.get("/pickups").text
    assert page.count("Bowl") == 2 and "a1@example.com" in page and "Quay Street" in page
    assert desk.post(f"/pickups/{first}/handover").status_code == 303
    assert desk.post(f"/pickups/{first}/handover").status_code == 303, "a double click does no harm"
    assert desk.post(f"/pickups/{first}/release").status_code == 303
    assert "let go already" in desk.get("/pickups").text
    assert desk.post(f"/pickups/{second}/release").status_code == 303
    assert "Nothing is kept" in desk.get("/pickups").text
    assert desk.post("/pickups/7/release").status_code == 404
    assert desk.post(f"/pickups/{second}/burn").status_code == 404
    with db.read(store.id) as session:
        assert queries.recount(session) == []


def test_the_list_costs_the_same_for_one_and_for_fifty(
    desk: Desk, db: Database, store: Any, client_at: Callable[..., Any]
) -> None:
    def cost() -> int:
        desk.get("/pickups")
        with counted(desk.client.application.extensions["vitrine"].db) as statements:
            assert desk.get("/pickups").status_code == 200
        return statements.count

    _hold(db, store, 1)
    one = cost()
    _hold(db, store, 49)
    assert cost() == one
