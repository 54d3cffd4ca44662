"""From a cart to an order: what is paid for, who sends it, and what happens when card, stock or clock say no."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Refused
from engine.inventory.models import InventoryItem
from engine.mail.models import OutgoingMail
from engine.ordering import commands, queries
from engine.ordering.models import Cart, Checkout, CustomerOrder, Payment
from tests.factories.orders import DECLINED, SECOND_STEP, Shop, make_shop
from tests.support.invariants import broken


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    return make_shop(db)


def _item(shop: Shop, name: str) -> tuple[int, int, int]:
    with shop.db.read(shop.id) as session:
        item = session.need(InventoryItem, shop.items[name])
        return item.on_hand, item.reserved, item.committed


def _count(shop: Shop, model: type) -> int:
    with shop.db.read(shop.id) as session:
        return len(session.scalars(select(model)).all())


def test_three_brands_in_one_cart_become_one_order_of_three_parts(shop: Shop) -> None:
    shop.set_tax(1900)
    order_id = shop.buy(mug=1, vase=2, lamp=1)
    with shop.db.read(shop.id) as session:
        detail = queries.order_detail(session, order_id)
    assert [part.partner.name for part in detail.brand_orders][1:] == ["Ostara Ceramics", "Fjord Lighting"]
    assert detail.order.number == 1001
    assert [part.brand_order.number for part in detail.brand_orders] == ["1001-1", "1001-2", "1001-3"]
    assert detail.order.total_minor == 1450 + 2 * 3890 + 12900 + 490
    assert detail.order.tax_minor == 3533 + 78  # 19 % within 221.30 and within 4.90
    assert detail.order.payment_state == "paid"
    assert detail.captured_minor == detail.order.total_minor
    assert _item(shop, "vase") == (20, 0, 2)
    assert broken(shop.db, shop.id) == []


def test_the_confirmation_is_written_with_the_order(shop: Shop) -> None:
    shop.buy(mug=1, vase=1)
    with shop.db.read(shop.id) as session:
        mail = session.scalars(select(OutgoingMail)).one()
        order = session.scalars(select(CustomerOrder)).one()
    assert mail.recipient == order.email
    assert "1001" in mail.subject
    assert f"/orders/{order.status_token}" in mail.body_text
    assert "Ostara Ceramics" in mail.body_text
    assert "€58.30" in mail.body_text  # 14.50 + 38.90 + 4.90


def test_a_declined_card_keeps_everything_and_lets_another_be_tried(shop: Shop) -> None:
    checkout_id = shop.checkout(shop.cart(vase=3), card=DECLINED)
    declined = shop.pay(checkout_id)
    assert (declined.status, declined.code) == ("declined", "generic")
    assert _item(shop, "vase") == (20, 0, 0)
    with shop.db.read(shop.id) as session:
        checkout = session.need(Checkout, checkout_id)
        assert checkout.state == "open"
        assert checkout.email and checkout.shipping_address
        assert len(queries.cart_view_by_id(session, checkout.cart_id, "EUR").lines) == 1
    shop.choose_payment(checkout_id)
    assert shop.pay(checkout_id).status == "placed"
    assert broken(shop.db, shop.id) == []


def test_pressing_the_button_again_gives_the_same_order(shop: Shop) -> None:
    checkout_id = shop.checkout(shop.cart(mug=1))
    seen = shop.seen(checkout_id)
    first = commands.pay(shop.db, shop.id, checkout_id, seen=seen, return_url="/")
    again = commands.pay(shop.db, shop.id, checkout_id, seen=seen, return_url="/")
    assert again.order_id == first.order_id
    assert _count(shop, Payment) == _count(shop, CustomerOrder) == 1


def test_the_second_step_holds_the_stock_until_it_is_taken(shop: Shop) -> None:
    checkout_id = shop.checkout(shop.cart(lamp=1), card=SECOND_STEP)
    paid = shop.pay(checkout_id)
    assert paid.status == "second_step" and paid.url
    assert _item(shop, "lamp") == (20, 1, 0)
    shop.gateway.answer_second_step(shop.id, paid.url.rsplit("/", 1)[1], approve=True)
    assert commands.resolve(shop.db, shop.id, paid.payment_id).status == "placed"
    assert _item(shop, "lamp") == (20, 0, 1)
    assert broken(shop.db, shop.id) == []


def test_a_second_step_that_fails_is_a_decline(shop: Shop) -> None:
    paid = shop.pay(shop.checkout(shop.cart(lamp=1), card=SECOND_STEP))
    assert paid.url
    shop.gateway.answer_second_step(shop.id, paid.url.rsplit("/", 1)[1], approve=False)
    assert commands.resolve(shop.db, shop.id, paid.payment_id).code == "second_step_failed"
    assert _item(shop, "lamp") == (20, 0, 0)


def test_an_answer_that_is_lost_is_looked_up_before_anything_else(shop: Shop) -> None:
    checkout_id = shop.checkout(shop.cart(mug=2))
    shop.gateway.misbehave.queue = ["after_accepting"]
    assert shop.pay(checkout_id).status == "placed"
    assert shop.gateway.misbehave.calls == 1
    assert broken(shop.db, shop.id) == []


def test_a_gateway_that_cannot_be_reached_leaves_an_open_question_that_the_clock_settles(
    shop: Shop, clock: FixedClock
) -> None:
    checkout_id = shop.checkout(shop.cart(mug=2))
    shop.gateway.misbehave.queue = ["before_accepting"]
    assert shop.pay(checkout_id).status == "running"
    assert _item(shop, "mug") == (20, 2, 0)
    clock.advance(minutes=3)
    assert commands.reconcile_payments(shop.db) == 1
    assert _item(shop, "mug") == (20, 0, 0)
    with shop.db.read(shop.id) as session:
        assert session.need(Checkout, checkout_id).state == "open"
    shop.choose_payment(checkout_id)
    assert shop.pay(checkout_id).status == "placed"


def test_a_payment_after_its_hold_expired_reserves_again(shop: Shop, clock: FixedClock) -> None:
    paid = shop.pay(shop.checkout(shop.cart(lamp=1), card=SECOND_STEP))
    clock.advance(minutes=16)
    commands.expire_checkouts_and_reservations(shop.db)
    assert _item(shop, "lamp") == (20, 0, 0)
    assert paid.url
    shop.gateway.answer_second_step(shop.id, paid.url.rsplit("/", 1)[1], approve=True)
    assert commands.resolve(shop.db, shop.id, paid.payment_id).status == "placed"
    assert _item(shop, "lamp") == (20, 0, 1)


def test_a_payment_that_comes_too_late_is_undone_and_the_shopper_told(
    db: Database, clock: FixedClock
) -> None:
    shop = make_shop(db, stock={"lamp": 1})
    slow = shop.checkout(shop.cart(lamp=1), card=SECOND_STEP)
    paid = shop.pay(slow)
    clock.advance(minutes=16)
    commands.expire_checkouts_and_reservations(shop.db)
    shop.buy(lamp=1)
    assert paid.url
    shop.gateway.answer_second_step(shop.id, paid.url.rsplit("/", 1)[1], approve=True)
    late = commands.resolve(shop.db, shop.id, paid.payment_id)
    assert (late.status, late.code) == ("too_late", "cart.sold_out")
    with shop.db.read(shop.id) as session:
        payment = session.need(Payment, paid.payment_id)
        assert payment.state == "voided"
        assert session.need(Checkout, slow).state == "open"
    twin = shop.gateway.waiting_payment(shop.id, payment.gateway_reference or "")
    assert twin is not None and twin.state == "voided"
    assert broken(shop.db, shop.id) == []


def test_a_second_step_nobody_takes_is_let_go(shop: Shop, clock: FixedClock) -> None:
    checkout_id = shop.checkout(shop.cart(lamp=1), card=SECOND_STEP)
    shop.pay(checkout_id)
    clock.advance(minutes=16)
    commands.reconcile_payments(shop.db)
    with shop.db.read(shop.id) as session:
        assert session.scalars(select(Payment)).one().state == "voided"
        assert session.need(Checkout, checkout_id).state == "open"
    assert _item(shop, "lamp") == (20, 0, 0)


def test_a_sold_out_line_is_named_and_nothing_is_charged(db: Database, clock: FixedClock) -> None:
    shop = make_shop(db, stock={"vase": 2})
    checkout_id = shop.checkout(shop.cart(vase=2, mug=1))
    seen = shop.seen(checkout_id)
    shop.buy(vase=1)
    with pytest.raises(Refused) as refusal:
        commands.pay(shop.db, shop.id, checkout_id, seen=seen, return_url="/")
    assert refusal.value.code == "cart.not_enough"
    assert refusal.value.values["title"].startswith("Vase") and refusal.value.values["count"] == 1
    assert shop.gateway.misbehave.calls == 1  # the other buyer's
    with shop.db.read(shop.id) as session:
        checkout = session.need(Checkout, checkout_id)
        assert checkout.state == "open" and checkout.payment_method
        assert [
            line.quantity for line in queries.cart_view_by_id(session, checkout.cart_id, "EUR").lines
        ] == [2, 1]


def test_a_price_that_changed_must_be_seen_before_it_is_paid(shop: Shop) -> None:
    checkout_id = shop.checkout(shop.cart(mug=1))
    seen = shop.seen(checkout_id)
    shop.set_price("mug", 1600)
    with pytest.raises(Conflict) as refusal:
        commands.pay(shop.db, shop.id, checkout_id, seen=seen, return_url="/")
    assert refusal.value.code == "checkout.changed"
    with shop.db.read(shop.id) as session:
        view = queries.checkout_view(session, session.need(Checkout, checkout_id))
        assert [notice.code for notice in view.notices] == ["cart.price_changed"]
        assert view.priced.total_minor == 1600 + 490
    assert shop.pay(checkout_id).status == "placed"


def test_an_expired_checkout_starts_again_with_everything_kept(shop: Shop, clock: FixedClock) -> None:
    checkout_id = shop.checkout(shop.cart(mug=1))
    seen = shop.seen(checkout_id)
    clock.advance(days=4)
    with pytest.raises(Conflict, match="expired"):
        commands.pay(shop.db, shop.id, checkout_id, seen=seen, return_url="/")
    assert commands.expire_checkouts_and_reservations(shop.db) == 1
    with shop.db.write(shop.id) as session:
        fresh = commands.begin_again(session, checkout_id)
        before = session.need(Checkout, checkout_id)
        assert before.state == "expired"
        assert (fresh.email, fresh.shipping_address) == (before.email, before.shipping_address)
    shop.choose_payment(fresh.id)
    assert shop.pay(fresh.id).status == "placed"


def test_a_transfer_is_awaited_and_marked_as_paid(shop: Shop) -> None:
    order_id = shop.buy(mug=1, pay_by="transfer")
    with shop.db.read(shop.id) as session:
        detail = queries.order_detail(session, order_id)
        assert detail.order.payment_state == "pending" and detail.awaits_payment
        assert detail.due_minor == detail.order.total_minor
    from engine.base.actor import Actor

    staff = Actor("staff", "Grace", 1)
    for _ in range(2):
        with shop.db.write(shop.id) as session:
            commands.mark_as_paid(session, order_id, staff)
    with shop.db.read(shop.id) as session:
        assert session.need(CustomerOrder, order_id).payment_state == "paid"
        assert queries.balance(session, "customer", "EUR") == 0
        assert queries.balance(session, "gateway:manual", "EUR") == 1450 + 490
    assert broken(shop.db, shop.id) == []


def test_what_was_put_into_the_cart_while_paying_stays_in_it(shop: Shop) -> None:
    token = shop.cart(lamp=1)
    paid = shop.pay(shop.checkout(token, card=SECOND_STEP))
    with shop.db.write(shop.id) as session:
        commands.add(
            session,
            token,
            [commands.NewLine(shop.variants["mug"], 2), commands.NewLine(shop.variants["lamp"])],
        )
    assert paid.url
    shop.gateway.answer_second_step(shop.id, paid.url.rsplit("/", 1)[1], approve=True)
    order = commands.resolve(shop.db, shop.id, paid.payment_id)
    with shop.db.read(shop.id) as session:
        left = queries.cart_view(session, token, "EUR")
        assert {line.title: line.quantity for line in left.lines} == {"Mug": 2, "Lamp": 1}
        assert session.need(CustomerOrder, order.order_id).item_count == 1


def test_a_paid_cart_is_done_with(shop: Shop) -> None:
    token = shop.cart(mug=1)
    shop.pay(shop.checkout(token))
    with shop.db.write(shop.id) as session:
        assert session.scalars(select(Cart)).one().completed_at
        changed = commands.add(session, token, [commands.NewLine(shop.variants["mug"])])
    assert changed.token != token and changed.count == 1
