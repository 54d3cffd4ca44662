"""Two stores with everything in them: no route of one shows or changes anything of the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from engine.ordering import queries
from engine.ordering.models import Checkout
from engine.providers.models import TestGatewayPayment
from engine.rendering.preview_tokens import PARAMETER, PreviewView, preview_token
from engine.stores.queries import load_store
from engine.wiring.services import Services
from storefront.checkout.handover import PURPOSE
from tests.factories.full_store import FullStore, make_full_store
from tests.isolation.routes import ROUTES, Visit
from tests.isolation.walk import Walker, names_in, rows_of, rules_of
from tests.support.serving import HostClient

Clients = Callable[[str], HostClient]

CONSTANT = {"step", "matter", "kind", "number", "name", "version", "pack_version", "template", "key"}
"""Variables of rules that name no record of a store."""


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions["vitrine"]
    return found


@pytest.fixture
def own(services: Services) -> FullStore:
    return make_full_store(services, "Alderney")


@pytest.fixture
def other(services: Services, own: FullStore) -> FullStore:
    return make_full_store(services, "Zephyrine")


@pytest.fixture
def walker(services: Services, own: FullStore, other: FullStore, client_at: Clients) -> Walker:
    clients = {
        "shop": client_at(own.host),
        "checkout": client_at(f"checkout.{own.host}"),
        "admin": client_at(f"admin.{own.host}"),
        "preview": client_at(f"preview.{own.host}"),
    }
    clients["admin"].set_cookie("vitrine_staff", own["owner_session"], domain=f"admin.{own.host}")
    for name in ("till_key", "till_shift"):
        cookie = "vitrine_till" if name == "till_key" else "vitrine_till_shift"
        clients["admin"].set_cookie(cookie, own[name], domain=f"admin.{own.host}", path="/till")
    clients["shop"].set_cookie("customer", own["customer_session"], domain=own.host)
    return Walker(services, own, other, clients, [])


def test_every_route_is_in_the_walk(app: Flask) -> None:
    """A route that nobody walks is a route that nobody checked."""
    walked = {(origin, visit.method, visit.rule) for origin, visits in ROUTES.items() for visit in visits}
    there = set(rules_of(app))
    assert sorted(there - walked) == [], "add a line to tests/isolation/routes.py"
    assert sorted(walked - there) == [], "these routes are gone"


def test_every_name_of_a_record_in_a_route_is_tried(app: Flask) -> None:
    """A rule with a variable must be walked with a thing of the store in its place."""
    for origin, visits in ROUTES.items():
        tried: dict[str, int] = {}
        for visit in visits:
            tried[visit.rule] = max(tried.get(visit.rule, 0), len(names_in(visit)))
        for rule, names in tried.items():
            variables = set(re.findall(r"<(?:\w+:)?(\w+)>", rule)) - CONSTANT
            assert names >= len(variables), f"{origin} {rule}"


def test_no_route_of_the_shop_or_the_admin_reaches_the_other_store(walker: Walker) -> None:
    _look_up_assets(walker)
    before = rows_of(walker.services.db, walker.other.id)
    for origin in ("shop", "admin"):
        for visit in ROUTES[origin]:
            walker.walk(origin, visit)
    assert not walker.faults, "\n" + "\n".join(walker.faults)
    assert rows_of(walker.services.db, walker.other.id) == before


def test_no_route_of_the_checkout_reaches_the_other_store(walker: Walker) -> None:
    for store in (walker.own, walker.other):
        _hand_over(walker.services, store)
    _look_up_assets(walker)
    before = rows_of(walker.services.db, walker.other.id)
    for visit in ROUTES["checkout"]:
        _bring_up_to_date(walker, visit)
        walker.walk("checkout", visit)
    assert not walker.faults, "\n" + "\n".join(walker.faults)
    assert rows_of(walker.services.db, walker.other.id) == before


def test_no_route_of_the_preview_reaches_the_other_store(walker: Walker) -> None:
    _look_up_assets(walker)
    with walker.services.db.read(walker.own.id) as session:
        store = load_store(session, walker.own.id)
    view = PreviewView("edit", None, int(walker.own["owner_id"]))
    token = preview_token(walker.services.signer, store, view)
    walker.clients["preview"].get("/", query_string={PARAMETER: token})
    before = rows_of(walker.services.db, walker.other.id)
    for visit in ROUTES["preview"]:
        walker.walk("preview", visit)
    assert not walker.faults, "\n" + "\n".join(walker.faults)
    assert rows_of(walker.services.db, walker.other.id) == before


def test_cookies_of_the_other_store_open_nothing(
    walker: Walker, client_at: Clients, own: FullStore, other: FullStore
) -> None:
    admin = client_at(f"admin.{own.host}")
    admin.set_cookie("vitrine_staff", other["owner_session"], domain=f"admin.{own.host}")
    admin.set_cookie("vitrine_till", other["till_key"], domain=f"admin.{own.host}", path="/till")
    for path in ("items", "drawer", "sales?number=1-0001"):
        assert admin.get(f"/till/{path}").status_code == 401, path
    for visit in ROUTES["admin"]:
        if visit.method != "GET" or visit.rule.startswith(
            ("/assets", "/favicon", "/fonts", "/join", "/set-up/<", "/sign-in", "/media", "/till/")
        ):
            continue
        answer = admin.get(visit.path.format_map(own.things))
        assert answer.status_code == 303, visit.path
        assert "/sign-in" in answer.headers["Location"], visit.path
    shop = client_at(own.host)
    shop.set_cookie("cart", other["cart_token"], domain=own.host)
    assert other.word not in shop.get("/cart").text
    shop.set_cookie("customer", other["customer_session"], domain=own.host)
    for path in ("/account", "/account/addresses", f"/account/orders/{other['order_id']}"):
        answer = shop.get(path)
        assert answer.status_code == 302 and "/account/login" in answer.headers["Location"], path
    checkout = client_at(f"checkout.{own.host}")
    checkout.set_cookie("checkout", other["checkout_token"], domain=f"checkout.{own.host}")
    for step in ("/contact", "/delivery", "/payment", "/review", "/processing", "/"):
        answer = checkout.get(step)
        assert other.word not in answer.text, step
        assert not answer.headers.get("Location", "").endswith(("/review", "/payment")), step
    assert checkout.post("/pay", data={"seen": "x"}).status_code == 404


def test_what_a_cross_store_hand_over_signs_is_refused(walker: Walker, other: FullStore) -> None:
    """A token signed for the other store, and one for this store that names the other's checkout."""
    with walker.services.db.read(other.id) as session:
        foreign = session.scalars(select(Checkout.id)).first()
    for value in ([other.id, foreign, "a"], [walker.own.id, foreign, "b"]):
        token = walker.services.signer.sign(PURPOSE, value)
        answer = walker.clients["checkout"].post(
            f"/enter?token={token}", headers={"Origin": f"http://{walker.own.host}"}
        )
        assert answer.status_code == 410


def _hand_over(services: Services, store: FullStore) -> None:
    with services.db.read(store.id) as session:
        checkout = queries.find_checkout(session, store["checkout_token"])
        assert checkout is not None
    store.things["hand_over"] = services.signer.sign(PURPOSE, [store.id, checkout.id, "walk"])


def _bring_up_to_date(walker: Walker, visit: Visit) -> None:
    """What the checkout's later steps need is known only once the earlier ones were walked."""
    db = walker.services.db
    if "{seen}" in str(visit.form):
        for store in (walker.own, walker.other):
            with db.read(store.id) as session:
                checkout = queries.find_checkout(session, store["checkout_token"])
                assert checkout is not None
                store.things["seen"] = queries.checkout_view(session, checkout).seen
    if "{own_reference}" in visit.path:
        for store in (walker.own, walker.other):
            with db.read(store.id) as session:
                waiting = select(TestGatewayPayment.reference).order_by(TestGatewayPayment.id.desc())
                store.things["own_reference"] = session.scalars(waiting).first() or ""
        walker.other.things["own_reference"] = walker.other["reference"]


def _look_up_assets(walker: Walker) -> None:
    """Addresses of pack files and fonts, as the pages name them."""
    page = walker.clients["shop"].get("/").text
    asset = re.search(r"/assets/([^/\"]+)/folio\.css", page) or re.search(
        r"/assets/([^/\"]+)/[\w.-]+\.css", page
    )
    font = re.search(r"/fonts/[^\"')\s]+", page)
    platform = walker.clients["checkout"].get("/assets/checkout.css").text
    script = re.search(r"/_assets/[\w.-]+", page)
    own_font = re.search(r"/fonts/[\w.-]+", platform)
    for store in (walker.own, walker.other):
        store.things |= {
            "pack_version": asset.group(1) if asset else "none",
            "platform_asset": script.group(0) if script else "/_assets/none",
            "font_path": font.group(0) if font else "/fonts/none/none",
            "checkout_font": own_font.group(0) if own_font else "/fonts/none",
        }


def test_the_walk_can_fail(walker: Walker, own: FullStore, other: FullStore) -> None:
    """A wrong status, and a page that shows the other store's word, are both noticed."""
    walker.walk(
        "shop", Visit("GET", "/products/<handle>", "/products/{product_handle}", foreign=(200,), why="a test")
    )
    assert len(walker.faults) == 1
    shown = Walker(walker.services, other, own, {}, [])
    answer: Any = walker.clients["shop"].get(f"/products/{own['product_handle']}")
    shown._judge("shop", Visit("GET", "/", "/"), "own", answer, (200,))
    assert len(shown.faults) == 1
    assert own.word in shown.faults[0]
