"""The checkout over HTTP: every step kept, nothing lost, nothing believed that a form says about prices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.catalogue.commands import delete_product
from engine.catalogue.models import Variant
from engine.ordering import commands
from engine.ordering.models import Checkout, CustomerOrder, Payment
from tests.factories.orders import ADDRESS, CARD, DECLINED, SECOND_STEP, Shop, make_shop
from tests.support.invariants import broken
from tests.support.serving import HostClient
from tests.support.shopping import Shopper, hidden, path_of


def _orders(shop: Shop) -> list[CustomerOrder]:
    with shop.db.read(shop.id) as session:
        return list(session.scalars(select(CustomerOrder)))


def _checkout(shop: Shop) -> Checkout:
    with shop.db.read(shop.id) as session:
        return session.scalars(select(Checkout).order_by(Checkout.id.desc())).first()  # type: ignore[return-value]


def test_three_brands_are_bought_in_four_steps(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=1, vase=2, lamp=1)
    assert path_of(shopper.enter()) == "/contact"
    assert "3 parcels from 3 brands" in shopper.checkout.get("/contact").text
    shopper.fill()
    review = shopper.checkout.get("/review").text
    assert "€226.20" in review and "Visa ·· 4242" in review and "Torstraße 1" in review
    thanks = shopper.press()
    assert path_of(thanks).endswith("/thanks")
    page = shopper.checkout.get(path_of(thanks))
    assert "Thank you, Ada." in page.text and "Order 1001" in page.text
    (order,) = _orders(selling)
    status = shopper.checkout.get(f"/orders/{order.status_token}").text
    assert status.count("Being packed") == 3 and "Ostara Ceramics" in status
    assert shopper.shop.get("/cart").text.count("Vase") == 0
    assert broken(selling.db, selling.id) == []


def test_steps_cannot_be_skipped_and_can_be_gone_back_to(shopper: Shopper) -> None:
    shopper.put(mug=1)
    shopper.enter()
    for step in ("/delivery", "/payment", "/review"):
        assert path_of(shopper.checkout.get(step)) == "/contact"
    shopper.fill()
    assert 'value="ada@example.com"' in shopper.checkout.get("/contact").text
    assert 'value="Torstraße 1"' in shopper.checkout.get("/delivery").text
    # someone who changes the address comes straight back to what is still open
    answer = shopper.checkout.post("/delivery", data=ADDRESS | {"line1": "Ackerstraße 2", "kind": "ship"})
    assert path_of(answer) == "/review"
    assert "Ackerstraße 2" in shopper.checkout.get("/review").text


def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(shopper: Shopper) -> None:
    shopper.put(mug=1)
    shopper.enter()
    answer = shopper.checkout.post("/contact", data={"email": "ada@", "phone": "+49 30 12345"})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text and 'aria-invalid="true"' in answer.text
    assert 'value="ada@"' in answer.text and 'value="+49 30 12345"' in answer.text
    shopper.checkout.post("/contact", data={"email": "ada@example.com"})
    answer = shopper.checkout.post(
        "/delivery", data=ADDRESS | {"postcode": "123", "company": "<b>ACM</b>", "kind": "ship"}
    )
    assert answer.status_code == 422
    assert "reads like 10115" in answer.text and "&lt;b&gt;ACM&lt;/b&gt;" in answer.text
    shopper.checkout.post("/delivery", data=ADDRESS | {"kind": "ship"})
    answer = shopper.checkout.post(
        "/payment", data=CARD | {"card_number": "4242 4242 4242 4241", "payment": "test:card"}
    )
    assert answer.status_code == 422
    assert "4242 4242" not in answer.text.split("test-cards")[0] and 'value="A Lovelace"' in answer.text


def test_the_hand_over_works_once_and_only_from_the_shop(
    shopper: Shopper, client_at: Callable[[str], HostClient], selling: Shop
) -> None:
    shopper.put(mug=1)
    way_in = path_of(shopper.shop.post("/cart", data={"checkout": "1"}))
    thief = client_at(f"checkout.{selling.store.host}")
    assert thief.post(way_in, headers={"Origin": "https://evil.example"}).status_code == 403
    assert thief.get(way_in).status_code == 405
    assert thief.post(way_in + "x").status_code == 410
    entered = shopper.checkout.post(way_in, headers={"Origin": "null", "Sec-Fetch-Site": "same-site"})
    assert path_of(entered) == "/contact"
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie
    assert thief.post(way_in).status_code == 410
    assert "cart is kept" in thief.post(way_in).text


def test_a_hand_over_of_another_store_does_not_work(
    shopper: Shopper, client_at: Callable[[str], HostClient], selling: Shop
) -> None:
    other = make_shop(selling.db)
    shopper.put(mug=1)
    way_in = path_of(shopper.shop.post("/cart", data={"checkout": "1"}))
    assert client_at(f"checkout.{other.store.host}").post(way_in).status_code == 410
    token = _checkout(selling).token
    assert client_at(f"checkout.{other.store.host}").get(f"/c/{token}").status_code == 404


def test_the_link_goes_on_where_it_was_left_on_another_device(
    shopper: Shopper, client_at: Callable[[str], HostClient], selling: Shop
) -> None:
    shopper.ready(mug=1)
    phone = client_at(f"checkout.{selling.store.host}")
    assert path_of(phone.get("/")) == ""
    assert path_of(phone.get(f"/c/{_checkout(selling).token}")) == "/"
    assert path_of(phone.get("/")) == "/review"
    assert phone.get("/c/guessed").status_code == 404


def test_posts_from_elsewhere_are_refused(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    seen = hidden(shopper.checkout.get("/review"), "seen")
    for origin in (f"http://{selling.store.host}", "https://evil.example", "null"):
        answer = shopper.checkout.post("/pay", data={"seen": seen}, headers={"Origin": origin})
        assert answer.status_code == 403
    assert _orders(selling) == []


def test_a_price_in_the_form_is_ignored(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    shopper.press(total="1", total_minor="1", price="0.01")
    assert [order.total_minor for order in _orders(selling)] == [1940]


def test_a_price_that_changed_is_shown_before_it_is_paid(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    seen = hidden(shopper.checkout.get("/review"), "seen")
    selling.set_price("mug", 1600)
    answer = shopper.checkout.post("/pay", data={"seen": seen})
    assert answer.status_code == 409
    assert "now costs €16.00; it was €14.50" in answer.text and "€20.90" in answer.text
    assert _orders(selling) == []
    assert path_of(shopper.checkout.post("/pay", data={"seen": hidden(answer, "seen")})).endswith("/thanks")
    assert [order.total_minor for order in _orders(selling)] == [2090]


def test_a_sold_out_variant_is_named_and_what_is_left_can_be_taken(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(vase=20, mug=1)
    selling.buy(vase=15)
    answer = shopper.press()
    assert answer.status_code == 422 and "Only 5 left of Vase" in answer.text
    with selling.db.read(selling.id) as session:
        assert (
            len(session.scalars(select(Payment).where(Payment.checkout_id == _checkout(selling).id)).all())
            <= 1
        )
    assert path_of(shopper.checkout.post("/adjustments")) == "/review"
    assert "5 items" in shopper.checkout.get("/review").text
    assert path_of(shopper.press()).endswith("/thanks")
    assert broken(selling.db, selling.id) == []


def test_a_product_that_vanished_is_left_out_and_said(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(vase=1, mug=1)
    with selling.db.write(selling.id) as session:
        delete_product(session, session.need(Variant, selling.variants["vase"]).product_id, SYSTEM)
    page = shopper.checkout.get("/review")
    assert page.status_code == 200 and "Vase · Sand is no longer sold" in page.text
    assert shopper.press().status_code == 422
    shopper.checkout.post("/adjustments")
    assert path_of(shopper.press()).endswith("/thanks")
    assert [order.total_minor for order in _orders(selling)] == [1940]


def test_a_declined_card_says_why_and_another_can_be_tried(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1, card="4000 0000 0000 9995")
    assert path_of(shopper.press()) == "/payment"
    page = shopper.checkout.get("/payment").text
    assert "not enough money on this card" in page and "Nothing was charged" in page
    assert "ada@example.com" in page and "Torstraße 1" in page
    shopper.give_card(DECLINED)
    shopper.press()
    shopper.give_card()
    assert path_of(shopper.press()).endswith("/thanks")
    with selling.db.read(selling.id) as session:
        assert sorted(session.scalars(select(Payment.state))) == ["captured", "declined", "declined"]
    assert broken(selling.db, selling.id) == []


@pytest.mark.parametrize(("answer", "ends"), [("approve", "/thanks"), ("fail", "/payment")])
def test_the_bank_asks_again(shopper: Shopper, selling: Shop, answer: str, ends: str) -> None:
    shopper.ready(mug=1, card=SECOND_STEP)
    bank = path_of(shopper.press())
    assert bank.startswith("/test-bank/")
    assert "ending in 3155" in shopper.checkout.get(bank).text
    assert path_of(shopper.checkout.get("/review")) == "/processing"
    assert path_of(shopper.checkout.get("/processing")) == bank
    back = path_of(shopper.checkout.post(bank, data={"answer": answer}))
    assert path_of(shopper.checkout.get(back)).endswith(ends)
    assert path_of(shopper.checkout.post(bank, data={"answer": "approve"})) == "/processing"
    assert len(_orders(selling)) == (answer == "approve")
    assert broken(selling.db, selling.id) == []


def test_a_payment_without_an_answer_waits_and_can_be_asked_about(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    selling.gateway.misbehave.queue = ["before_accepting"]
    assert path_of(shopper.press()) == "/processing"
    page = shopper.checkout.get("/processing")
    assert 'http-equiv="refresh"' in page.text and "Nothing is charged twice" in page.text
    assert path_of(shopper.checkout.post("/processing")) == "/processing"
    assert shopper.checkout.post("/contact", data={"email": "b@example.com"}).status_code == 303
    assert _checkout(selling).email == "ada@example.com"


def test_an_expired_checkout_offers_to_start_again(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    seen = hidden(shopper.checkout.get("/review"), "seen")
    with selling.db.write(selling.id) as session:
        session.execute(
            update(Checkout).where(Checkout.store_id == selling.id).values(expires_at=clock.now())
        )
    for answer in (
        shopper.checkout.get("/review"),
        shopper.checkout.post("/pay", data={"seen": seen}),
        shopper.checkout.post("/contact", data={"email": "x@example.com"}),
    ):
        assert answer.status_code == 410 and "Start again" in answer.text
    commands.expire_checkouts_and_reservations(selling.db)
    assert path_of(shopper.checkout.post("/again")) == "/payment"
    shopper.give_card()
    assert path_of(shopper.press()).endswith("/thanks")


def test_collecting_and_paying_at_the_counter(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=1)
    shopper.enter()
    shopper.checkout.post("/contact", data={"email": "ada@example.com"})
    shopper.checkout.post(
        "/delivery", data={"kind": "pickup", "pickup_method": selling.methods["pickup"], "collector": "Ada L"}
    )
    page = shopper.checkout.get("/payment").text
    assert "Pay when you collect" in page and "Auguststraße 10" in page
    assert (
        path_of(shopper.checkout.post("/payment", data={"payment": "manual:at_pickup", "billing": "none"}))
        == "/review"
    )
    thanks = shopper.checkout.get(path_of(shopper.press())).text
    assert "You pay €14.50 when you collect" in thanks
    # the order can be shipped after all, but then it is paid for first
    assert [order.payment_state for order in _orders(selling)] == ["pending"]


def test_paying_at_the_counter_is_forgotten_when_the_parcel_is_shipped(
    shopper: Shopper, selling: Shop
) -> None:
    shopper.put(mug=1)
    shopper.enter()
    shopper.checkout.post("/contact", data={"email": "ada@example.com"})
    shopper.checkout.post(
        "/delivery", data={"kind": "pickup", "pickup_method": selling.methods["pickup"], "collector": "Ada L"}
    )
    shopper.checkout.post("/payment", data={"payment": "manual:at_pickup", "billing": "none"})
    shopper.checkout.post(
        "/delivery", data=ADDRESS | {"kind": "ship", "ship_method": selling.methods["ship"]}
    )
    assert path_of(shopper.checkout.get("/review")) == "/payment"


def test_delivery_to_another_country_is_looked_up_without_writing(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=1)
    shopper.enter()
    shopper.checkout.post("/contact", data={"email": "ada@example.com"})
    fragment = shopper.checkout.get("/delivery/methods?country=FR")
    assert fragment.status_code == 200 and "Standard" in fragment.text and "<html" not in fragment.text


def test_a_second_visit_with_the_same_cart_finds_the_same_checkout(shopper: Shopper, selling: Shop) -> None:
    shopper.ready(mug=1)
    shopper.put(vase=1)
    assert path_of(shopper.enter()) == "/review"
    assert "€58.30" in shopper.checkout.get("/review").text
    with selling.db.read(selling.id) as session:
        assert len(session.scalars(select(Checkout)).all()) == 1


def test_no_checkout_is_a_page_with_a_way_on(client_at: Callable[[str], HostClient], selling: Shop) -> None:
    nobody = client_at(f"checkout.{selling.store.host}")
    for path in ("/", "/contact", "/delivery", "/payment", "/review", "/processing"):
        answer = nobody.get(path)
        assert answer.status_code == 200 and "Go to the cart" in answer.text
    for path in ("/contact", "/delivery", "/payment", "/pay", "/adjustments", "/again"):
        assert nobody.post(path).status_code == 404
    assert nobody.get("/nowhere").status_code == 404
    assert nobody.get("/test-bank/unknown").status_code == 404
    assert nobody.get("/orders/" + "x" * 32).status_code == 404
    assert nobody.get("/orders/short").status_code == 404


def test_the_pages_let_nothing_foreign_in(shopper: Shopper) -> None:
    shopper.ready(mug=1)
    for path in ("/contact", "/delivery", "/payment", "/review"):
        answer = shopper.checkout.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert (
            "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        assert "<style" not in answer.text and " style=" not in answer.text and "onclick" not in answer.text
        assert answer.text.count("<script ") == 2
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_order_costs_the_same_queries_however_long_it_is(
    shopper: Shopper, selling: Shop, count_queries: Callable[[], Any], app: Any
) -> None:
    from tests.support.counting import counted

    costs = []
    for quantities in ({"mug": 1}, {"mug": 1, "vase": 1, "bowl": 1, "lamp": 1}):
        order_id = selling.buy(**quantities)
        with selling.db.read(selling.id) as session:
            token = session.need(CustomerOrder, order_id).status_token
        with counted(app.extensions["vitrine"].db) as statements:
            assert shopper.checkout.get(f"/orders/{token}").status_code == 200
        costs.append(statements.count)
    assert costs[0] == costs[1] <= 12, costs
