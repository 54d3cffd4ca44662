"""The order as its shopper sees it: one story, whatever happens behind it."""

from __future__ import annotations

from engine.base.actor import Actor
from engine.ordering import commands, queries
from engine.ordering.commands import RefundAsked, Tracking
from engine.ordering.models import CustomerOrder
from tests.factories.orders import Shop
from tests.support.shopping import Shopper

STAFF = Actor("staff", "Grace", 7)


def _page(shopper: Shopper, order_id: int) -> str:
    with shopper.made.db.read(shopper.made.id) as session:
        token = session.need(CustomerOrder, order_id).status_token
    answer = shopper.checkout.get(f"/orders/{token}")
    assert answer.status_code == 200
    return answer.text


def test_each_part_tells_where_it_is(shopper: Shopper, selling: Shop) -> None:
    order_id = selling.buy(mug=2, vase=1, lamp=1)
    with selling.db.read(selling.id) as session:
        house, ostara, fjord = queries.order_detail(session, order_id).brand_orders
    with selling.db.write(selling.id) as session:
        tracking = Tracking("DHL", "JD0123", "https://track.example/JD0123")
        commands.mark_fulfilled(session, ostara.brand_order.id, key="f", actor=STAFF, tracking=tracking)
        commands.add_note(session, order_id, "Customer seems grumpy", STAFF)
    commands.cancel(
        selling.db, selling.id, order_id, brand_order_id=fjord.brand_order.id, key="c", actor=STAFF
    )
    refund = RefundAsked({house.lines[0].line.id: 1}, reason="Late")
    commands.refund(selling.db, selling.id, order_id, refund, key="r", actor=STAFF)
    text = _page(shopper, order_id)
    assert "Part of it is on its way." in text
    assert "On its way" in text and "Cancelled" in text and "Being packed" in text
    assert 'href="https://track.example/JD0123"' in text and "JD0123" in text
    assert "Ostara Ceramics sent a parcel." in text and "€14.50 was given back." in text
    assert "1 refunded" in text and "grumpy" not in text and "Grace" not in text


def test_a_transfer_says_where_the_money_goes(shopper: Shopper, selling: Shop) -> None:
    from engine.stores.models import Store

    with selling.db.write(None, cross_store="the store's own row") as session:
        row = session.get(Store, selling.id)
        assert row is not None
        row.transfer_details = "Vitrine GmbH\nDE02 1203 0000 0000 2020 51"
    text = _page(shopper, selling.buy(mug=1, pay_by="transfer"))
    assert "Please transfer €19.40 and write 1001 as the reference" in text
    assert "DE02 1203 0000 0000 2020 51" in text and "Waiting for your payment" in text
