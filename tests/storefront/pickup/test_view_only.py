"""What is only shown online: where it is bought is said in every pack, no door of the shop sells it, carts say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.inventory import commands, queries
from engine.inventory.commands import LocationInput
from engine.inventory.hours import read_hours
from engine.mail.models import OutgoingMail
from engine.ordering.models import CustomerOrder
from tests.factories.orders import SECOND_STEP, Shop, make_shop
from tests.factories.shopfront import install_theme
from tests.support.paths import ROOT
from tests.support.serving import HostClient
from tests.support.shopping import Shopper, path_of

PACKS = sorted(folder for folder in (ROOT / "theme_packs").iterdir() if (folder / "layout").is_dir())
SAID = "Vase · Sand can be bought in the shop only now"
HOURS = read_hours(dict.fromkeys((1, 2, 3, 4, 5), "9-18"))


def set_online(shop: Shop, name: str, state: str) -> None:
    with shop.db.write(shop.id) as session:
        commands.designate(session, [shop.items[name]], {1: state}, SYSTEM)


def as_counter(shop: Shop) -> Shop:
    """Its place becomes a shop with hours that keeps things, and the vase is only shown online."""
    given = LocationInput(
        "Quay Street",
        kind="shop",
        address={"line1": "1 Quay Street", "city": "Galway", "country": "IE"},
        hours=HOURS,
        offers_pickup=True,
    )
    with shop.db.write(shop.id) as session:
        commands.update_location(session, shop.location_id, given, SYSTEM)
    set_online(shop, "vase", "view_only")
    return shop


@pytest.fixture
def counter(clock: FixedClock, selling: Shop) -> Shop:
    """A shop where a vase is bought on the spot."""
    return as_counter(selling)


@pytest.fixture
def visitor(counter: Shop, client_at: Callable[[str], HostClient]) -> HostClient:
    """Somebody at the shop."""
    return client_at(counter.store.host)


@pytest.mark.parametrize("pack", PACKS, ids=lambda folder: folder.name)
def test_every_pack_says_where_it_is_bought(
    db: Database, client_at: Callable[[str], HostClient], pack: Path, clock: FixedClock
) -> None:
    shop = make_shop(db)
    install_theme(db, shop.id, pack)
    as_counter(shop)
    visitor = client_at(shop.store.host)
    page = visitor.get("/products/vase").text
    assert "Buy it in the shop" in page and "Quay Street" in page and "1 Quay Street, Galway" in page
    assert "20 here" in page and "Open now, until 18:00" in page and "Mon 09:00–18:00" in page
    assert 'action="/pickup"' in page and f'value="{shop.variants["vase"]}"' in page
    assert f'action="/cart/add"><input type="hidden" name="id" value="{shop.variants["vase"]}"' not in page
    assert "In the shop" in visitor.get("/collections/all").text
    assert 'action="/pickup"' not in visitor.get("/products/mug").text
    set_online(shop, "vase", "for_sale")
    assert visitor.post("/cart/add", data={"id": shop.variants["vase"], "quantity": 1}).status_code == 303
    set_online(shop, "vase", "view_only")
    assert SAID in visitor.get("/cart").text


def test_search_engines_are_told_that_it_is_sold_in_the_shop(counter: Shop, visitor: HostClient) -> None:
    page = visitor.get("/products/vase").text
    assert "https://schema.org/InStoreOnly" in page and "https://schema.org/InStock" not in page
    assert visitor.get("/products/vase.js").json["available"] is False  # type: ignore[index]


def test_what_lies_there_and_when_it_is_open_is_new_on_the_next_request(
    counter: Shop, visitor: HostClient, clock: FixedClock
) -> None:
    place, vase = counter.location_id, counter.items["vase"]
    assert "20 here" in visitor.get("/products/vase").text
    for count, words in ((1, "last one"), (0, "none here at the moment"), (3, "3 here")):
        with counter.db.write(counter.id) as session:
            commands.set_on_hand(session, vase, place, count, actor=SYSTEM)
        assert words in visitor.get("/products/vase").text
    clock.advance(hours=10)
    assert "Closed, opens Fri 09:00" in visitor.get("/products/vase").text
    with counter.db.write(counter.id) as session:
        given = LocationInput("Market Square", kind="shop", offers_pickup=True)
        commands.update_location(session, place, given, SYSTEM)
    page = visitor.get("/products/vase").text
    assert "Market Square" in page and "Closed, opens" not in page


def test_no_door_of_the_shop_sells_it(counter: Shop, visitor: HostClient) -> None:
    vase, mug = counter.variants["vase"], counter.variants["mug"]
    doors: list[tuple[str, dict[str, Any]]] = [
        ("/cart/add", {"data": {"id": vase, "quantity": 1}}),
        ("/cart/add", {"data": {"id": vase, "quantity": 1, "checkout": "1"}}),
        ("/cart/add.js", {"data": {"id": vase, "quantity": 1}}),
        ("/cart/add.js", {"json": {"items": [{"id": mug, "quantity": 1}, {"id": vase, "quantity": 1}]}}),
        ("/cart/add.json", {"json": {"id": str(vase), "quantity": 1}}),
        ("/cart/update.js", {"json": {"updates": {str(vase): 1}}}),
        ("/cart/update", {"data": {f"updates[{vase}]": 1}}),
        ("/cart/change.js", {"json": {"id": str(vase), "quantity": 1}}),
        ("/cart/change", {"data": {"id": vase, "quantity": 1}}),
        ("/cart", {"data": {f"updates[{vase}]": 1, "checkout": "1"}}),
    ]
    for path, sent in doors:
        answer = visitor.post(path, **sent)
        assert answer.status_code < 500, path
        held = visitor.get("/cart.js").json
        assert held is not None and held["item_count"] == 0, path
    for path in (f"/cart/{vase}:1", f"/cart/add?id={vase}&quantity=1", "/checkout"):
        visitor.get(path)
        held = visitor.get("/cart.js").json
        assert held is not None and held["item_count"] == 0, path


def test_a_designation_changed_while_in_carts_is_said_at_every_step(
    counter: Shop, client_at: Callable[[str], HostClient], do_due_work: Callable[[], int]
) -> None:
    set_online(counter, "vase", "for_sale")
    steps = ("cart", "contact", "review", "bank")
    shoppers = {step: Shopper(client_at, counter) for step in steps}
    for step, shopper in shoppers.items():
        shopper.put(vase=1, mug=1)
        if step != "cart":
            shopper.enter()
        if step in ("review", "bank"):
            shopper.fill(card=SECOND_STEP if step == "bank" else None)
    paying = path_of(shoppers["bank"].press())
    assert paying.startswith("/test-bank/")
    set_online(counter, "vase", "view_only")
    do_due_work()

    page = shoppers["cart"].shop.get("/cart")
    assert page.status_code == 200 and "Vase" in page.text
    for path in ("/cart", "/cart?section_id=cart-drawer"):
        assert SAID in shoppers["cart"].shop.get(path).text, "the cart says so"
    for step in ("contact", "review"):
        answer = shoppers[step].checkout.get("/review", follow_redirects=True)
        assert answer.status_code in (200, 409) and SAID in answer.text, step
    refused = shoppers["review"].checkout.post("/pay", data={"seen": "x"}, follow_redirects=True)
    assert refused.status_code in (200, 409, 422), "nothing breaks"
    with counter.db.read(counter.id) as session:
        assert session.scalars(select(CustomerOrder.id)).all() == [], "and nothing is sold"
    # who was paying already has the unit reserved: that sale ends as it began
    shoppers["bank"].checkout.post(paying, data={"answer": "approve"})
    shoppers["bank"].checkout.get("/processing")
    with counter.db.read(counter.id) as session:
        assert len(session.scalars(select(CustomerOrder.id)).all()) == 1
        assert queries.recount(session) == []


WISH = {"quantity": "2", "name": "Ada", "email": "ada@example.com"}


def _wish(shop: Shop, **other: str) -> dict[str, str]:
    return {"id": str(shop.variants["vase"]), "location_id": str(shop.location_id), **WISH, **other}


def test_it_is_kept_and_the_shopper_gets_a_number_and_a_letter(
    counter: Shop, visitor: HostClient, do_due_work: Callable[[], int]
) -> None:
    answers = [visitor.post("/pickup", data=_wish(counter)) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({path_of(answer) for answer in answers}) == 1, "sent twice, it is kept once"
    with counter.db.read(counter.id) as session:
        (hold,) = queries.pickup_holds(session, counter.location_id)
    page = visitor.get(path_of(answers[0]))
    assert page.status_code == 200 and hold.number in page.text and "Quay Street" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex" and "private" in page.headers["Cache-Control"]
    assert "18 here" in visitor.get("/products/vase").text
    do_due_work()
    with counter.db.read(counter.id) as session:
        mail = session.scalars(select(OutgoingMail).where(OutgoingMail.message_kind == "pickup_held")).one()
    assert mail.recipient == "ada@example.com" and hold.number in mail.subject
    assert hold.number in mail.body_text and f"/pickup/{hold.token}" in mail.body_text
    with counter.db.write(counter.id) as session:
        commands.let_go_hold(session, hold.id, SYSTEM)
    assert "not kept any more" in visitor.get(path_of(answers[0])).text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    counter: Shop, visitor: HostClient
) -> None:
    answer = visitor.post("/pickup", data=_wish(counter, email="ada@", name="Ada <b>"))
    assert answer.status_code == 422
    assert "name@example.com" in answer.text and 'value="ada@"' in answer.text
    assert "Ada &lt;b&gt;" in answer.text and "<b>" not in answer.text.partition("<main")[2][:4_000].replace(
        "<b></b>", ""
    )
    for other, status in (
        ({"quantity": "21"}, 422),
        ({"quantity": "-1"}, 422),
        ({"quantity": "9" * 400}, 422),
        ({"location_id": "7"}, 422),
        ({"id": "7"}, 404),
        ({"id": "\0"}, 404),
        ({"id": ""}, 404),
    ):
        answer = visitor.post("/pickup", data=_wish(counter, **other))
        assert answer.status_code == status and 'value="ada@example.com"' in answer.text, other
    assert (
        visitor.post("/pickup", data=_wish(counter), headers={"Origin": "https://evil.example"}).status_code
        == 403
    )
    assert visitor.get("/pickup/nothing").status_code == 404
    assert visitor.get(f"/pickup?id={counter.variants['vase']}").status_code == 200
    with counter.db.read(counter.id) as session:
        assert queries.pickup_holds(session) == []


def test_search_and_lists_follow(counter: Shop, visitor: HostClient, do_due_work: Callable[[], int]) -> None:
    def found() -> bool:
        return "/products/vase" in visitor.get("/search?q=vase").text

    do_due_work()
    assert found(), "what is only shown is found"
    for state, expected in (("not_listed", False), ("view_only", True), ("for_sale", True)):
        set_online(counter, "vase", state)
        do_due_work()
        assert found() is expected
        assert (visitor.get("/products/vase").status_code == 200) is expected
        assert ("/products/vase" in visitor.get("/sitemap_products_1.xml").text) is expected
