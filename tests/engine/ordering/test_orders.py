"""What staff do to an order: hand it over, cancel, refund. Stock, money and states follow, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory.models import InventoryItem
from engine.mail.models import OutgoingMail
from engine.ordering import commands, queries
from engine.ordering.commands import RefundAsked, Tracking
from engine.ordering.queries import OrderDetail, OrderFilters
from tests.factories.orders import Shop, make_shop
from tests.support.invariants import broken

STAFF = Actor("staff", "Grace", 7)


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    made = make_shop(db)
    made.set_tax(1900)
    return made


def _detail(shop: Shop, order_id: int) -> OrderDetail:
    with shop.db.read(shop.id) as session:
        return queries.order_detail(session, order_id)


def _stock(shop: Shop, name: str) -> tuple[int, int, int]:
    with shop.db.read(shop.id) as session:
        item = session.need(InventoryItem, shop.items[name])
        return item.on_hand, item.reserved, item.committed


def _mails(shop: Shop) -> list[str]:
    with shop.db.read(shop.id) as session:
        return sorted(session.scalars(select(OutgoingMail.message_kind)))


def _fulfil(shop: Shop, brand_order_id: int, key: str = "f1", **more: Any) -> Any:
    with shop.db.write(shop.id) as session:
        return commands.mark_fulfilled(session, brand_order_id, key=key, actor=STAFF, **more).id


def test_parts_are_handed_over_one_by_one_and_the_order_follows(shop: Shop) -> None:
    order_id = shop.buy(mug=2, vase=1)
    house, ostara = _detail(shop, order_id).brand_orders
    mug = house.lines[0].line.id
    _fulfil(
        shop,
        house.brand_order.id,
        quantities={mug: 1},
        tracking=Tracking("DHL", "JD01", "https://t.example/JD01"),
    )
    assert _detail(shop, order_id).order.fulfilment_state == "part_fulfilled"
    assert _stock(shop, "mug") == (19, 0, 1)
    _fulfil(shop, house.brand_order.id, "f2")
    assert [part.brand_order.state for part in _detail(shop, order_id).brand_orders] == ["fulfilled", "new"]
    _fulfil(shop, ostara.brand_order.id, "f3")
    assert _detail(shop, order_id).order.fulfilment_state == "fulfilled"
    assert _stock(shop, "mug") == (18, 0, 0)
    assert _mails(shop) == ["confirmation", "shipped", "shipped", "shipped"]
    assert broken(shop.db, shop.id) == []


def test_handing_over_twice_with_one_key_takes_effect_once(shop: Shop) -> None:
    part = _detail(shop, shop.buy(mug=2)).brand_orders[0]
    assert _fulfil(shop, part.brand_order.id) == _fulfil(shop, part.brand_order.id)
    with pytest.raises(Conflict):
        _fulfil(shop, part.brand_order.id, "another")
    assert _stock(shop, "mug") == (18, 0, 0)


def test_more_than_is_left_cannot_be_handed_over(shop: Shop) -> None:
    order_id, other = shop.buy(mug=2), shop.buy(lamp=1)
    part = _detail(shop, order_id).brand_orders[0]
    line = part.lines[0].line.id
    for quantities in ({line: 3}, {line: -1}, {}, {_detail(shop, other).brand_orders[0].lines[0].line.id: 1}):
        with pytest.raises(Refused):
            _fulfil(shop, part.brand_order.id, "bad", quantities=quantities)
    assert _stock(shop, "mug") == (20, 0, 2)


def test_cancelling_gives_back_stock_and_money(shop: Shop) -> None:
    order_id = shop.buy(mug=1, vase=1)
    done = commands.cancel(shop.db, shop.id, order_id, key="c1", actor=STAFF, reason="Out of clay")
    again = commands.cancel(shop.db, shop.id, order_id, key="c1", actor=STAFF)
    detail = _detail(shop, order_id)
    assert done.refund and again.refund and again.refund.refund_id == done.refund.refund_id
    assert (done.units, done.refund.state, done.refund.amount_minor) == (2, "done", detail.order.total_minor)
    assert (detail.order.fulfilment_state, detail.order.payment_state) == ("cancelled", "refunded")
    assert _stock(shop, "vase") == (20, 0, 0)
    with shop.db.read(shop.id) as session:
        assert set(queries.balances(session).values()) == {0}
    assert broken(shop.db, shop.id) == []


def test_cancelling_one_brand_leaves_the_others(shop: Shop) -> None:
    order_id = shop.buy(mug=1, vase=1, lamp=1)
    house, ostara, _ = _detail(shop, order_id).brand_orders
    _fulfil(shop, house.brand_order.id)
    done = commands.cancel(
        shop.db, shop.id, order_id, brand_order_id=ostara.brand_order.id, key="c1", actor=STAFF
    )
    detail = _detail(shop, order_id)
    assert done.refund and done.refund.amount_minor == ostara.brand_order.total_minor
    assert [part.brand_order.state for part in detail.brand_orders] == ["fulfilled", "cancelled", "new"]
    assert (detail.order.fulfilment_state, detail.order.payment_state) == ("part_fulfilled", "part_refunded")
    with pytest.raises(Conflict):
        commands.cancel(
            shop.db, shop.id, order_id, brand_order_id=ostara.brand_order.id, key="c2", actor=STAFF
        )
    assert broken(shop.db, shop.id) == []


def test_goods_that_cannot_be_sold_again_are_written_off(shop: Shop) -> None:
    commands.cancel(shop.db, shop.id, shop.buy(mug=1), key="c1", actor=STAFF, restock=False)
    assert _stock(shop, "mug") == (19, 0, 0)
    assert broken(shop.db, shop.id) == []


def test_cancelling_before_the_transfer_came_asks_for_less(shop: Shop) -> None:
    order_id = shop.buy(mug=1, vase=1, pay_by="transfer")
    house = _detail(shop, order_id).brand_orders[0].brand_order
    commands.cancel(shop.db, shop.id, order_id, brand_order_id=house.id, key="c1", actor=STAFF)
    detail = _detail(shop, order_id)
    assert detail.due_minor == detail.order.total_minor - house.total_minor
    with shop.db.read(shop.id) as session:
        assert queries.balance(session, "customer", "EUR") == detail.due_minor
    commands.cancel(shop.db, shop.id, order_id, key="c2", actor=STAFF)
    detail = _detail(shop, order_id)
    assert (detail.order.payment_state, detail.due_minor) == ("voided", 0)
    with shop.db.read(shop.id) as session:
        assert set(queries.balances(session).values()) == {0}
    with pytest.raises(Conflict), shop.db.write(shop.id) as session:
        commands.mark_as_paid(session, order_id, STAFF)


def test_a_refund_puts_goods_back_and_reverses_the_sale(shop: Shop) -> None:
    order_id = shop.buy(vase=3)
    part = _detail(shop, order_id).brand_orders[0]
    _fulfil(shop, part.brand_order.id)
    line = part.lines[0].line.id
    asked = RefundAsked({line: 2}, delivery_minor=100, reason="Chipped", restock=True)
    done = commands.refund(shop.db, shop.id, order_id, asked, key="r1", actor=STAFF)
    assert (done.state, done.amount_minor) == ("done", 2 * 3890 + 100)
    assert commands.refund(shop.db, shop.id, order_id, asked, key="r1", actor=STAFF) == done
    detail = _detail(shop, order_id)
    assert detail.order.payment_state == "part_refunded"
    assert (detail.brand_orders[0].lines[0].to_refund, detail.refundable_minor) == (1, 3890 + 390)
    assert _stock(shop, "vase") == (19, 0, 0)
    assert "refunded" in _mails(shop)
    assert broken(shop.db, shop.id) == []


def test_no_more_goes_back_than_came(shop: Shop) -> None:
    order_id = shop.buy(mug=1)
    line = _detail(shop, order_id).brand_orders[0].lines[0].line.id
    for asked in (
        RefundAsked({line: 2}),
        RefundAsked({}),
        RefundAsked({}, delivery_minor=491),
        RefundAsked({}, amount_minor=1450 + 490 + 1),
        RefundAsked({line: -1}),
        RefundAsked({}, amount_minor=-5),
    ):
        with pytest.raises(Refused):
            commands.refund(shop.db, shop.id, order_id, asked, key=f"r{asked}", actor=STAFF)
    goodwill = commands.refund(
        shop.db, shop.id, order_id, RefundAsked({}, amount_minor=500), key="g", actor=STAFF
    )
    assert goodwill.state == "done"
    with pytest.raises(Refused, match="above_captured"):
        commands.refund(
            shop.db, shop.id, order_id, RefundAsked({line: 1}, delivery_minor=490), key="x", actor=STAFF
        )
    with shop.db.read(shop.id) as session:
        assert queries.balance(session, "adjustment", "EUR") == 500
    assert broken(shop.db, shop.id) == []


def test_a_refund_whose_answer_was_lost_is_done_once(shop: Shop, clock: FixedClock) -> None:
    order_id = shop.buy(mug=1)
    line = _detail(shop, order_id).brand_orders[0].lines[0].line.id
    shop.gateway.misbehave.queue = ["before_accepting"]
    pending = commands.refund(shop.db, shop.id, order_id, RefundAsked({line: 1}), key="r1", actor=STAFF)
    assert pending.state == "pending"
    with pytest.raises(Refused):
        commands.refund(shop.db, shop.id, order_id, RefundAsked({line: 1}), key="r2", actor=STAFF)
    clock.advance(minutes=2)
    commands.reconcile_payments(shop.db)
    detail = _detail(shop, order_id)
    assert [(refund.state, refund.amount_minor) for refund in detail.refunds] == [("done", 1450)]
    assert broken(shop.db, shop.id) == []


def test_notes_and_the_timeline_say_who_did_what(shop: Shop) -> None:
    order_id = shop.buy(mug=1)
    with shop.db.write(shop.id) as session:
        commands.add_note(session, order_id, "Call before noon", STAFF)
    with pytest.raises(Refused), shop.db.write(shop.id) as session:
        commands.add_note(session, order_id, "  ", STAFF)
    events = [(event.verb, event.actor_name, event.is_public) for event in _detail(shop, order_id).events]
    assert events[0] == ("note_added", "Grace", False)
    assert {verb for verb, _, _ in events} == {"note_added", "paid", "placed"}


def test_orders_are_listed_searched_and_filtered(shop: Shop, clock: FixedClock) -> None:
    ids = []
    for _ in range(3):
        ids.append(shop.buy(mug=1))
        clock.advance(minutes=1)
    ids.append(shop.buy(lamp=1, pay_by="transfer"))
    with shop.db.read(shop.id) as session:
        page = queries.orders_page(session, limit=3)
        rest = queries.orders_page(session, limit=3, cursor=page.next_cursor)
        assert [row.id for row in (*page.rows, *rest.rows)] == ids[::-1] and rest.next_cursor is None
        found = {
            text: [row.number for row in queries.find_orders(session, text)]
            for text in ("1002", "#1002", "1002-1", "LAMP-1", "lovelace", "zzz", "#99999", page.rows[0].email)
        }
        assert found["1002"] == found["#1002"] == found["1002-1"] == [1002]
        assert found["LAMP-1"] == found[page.rows[0].email] == [1004]
        assert len(found["lovelace"]) == 4 and found["zzz"] == found["#99999"] == []
        pending = queries.orders_page(session, OrderFilters(payment="pending")).rows
        assert [row.id for row in pending] == [ids[-1]]
        by_partner = OrderFilters(partner_id=shop.partners["Fjord Lighting"])
        assert queries.count_orders(session, by_partner) == 1
        assert queries.count_orders(session, OrderFilters(placed_to=clock.now())) == 3
        assert len(queries.orders_page(session, cursor="nonsense").rows) == 4


def test_lists_and_details_cost_the_same_however_much_there_is(
    shop: Shop, count_queries: Callable[[], Any]
) -> None:
    small = shop.buy(mug=1)
    costs = []
    for order_id in (small, None):
        if order_id is None:
            order_id = shop.buy(mug=1, vase=2, bowl=1, lamp=1)
            _fulfil(shop, _detail(shop, order_id).brand_orders[1].brand_order.id)
        with count_queries() as statements:
            _detail(shop, order_id)
        with count_queries() as listing, shop.db.read(shop.id) as session:
            queries.orders_page(session)
        costs.append((statements.count, listing.count))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 10 and costs[0][1] == 2


def test_the_figures_of_the_day(shop: Shop, clock: FixedClock) -> None:
    shop.buy(mug=1)
    clock.advance(days=1)
    shop.buy(vase=1)
    shop.buy(lamp=1, pay_by="transfer")
    with shop.db.read(shop.id) as session:
        figures = queries.figures(session, "Europe/Berlin")
    assert (figures.today.orders, figures.today.sales_minor) == (2, 3890 + 12900 + 2 * 490)
    assert figures.yesterday.orders == 1
    assert (figures.to_fulfil, figures.payments_pending, figures.ever) == (2, 1, 3)


def test_another_stores_order_is_not_found(shop: Shop, db: Database) -> None:
    order_id = make_shop(db).buy(mug=1)
    with shop.db.read(shop.id) as session, pytest.raises(NotFound):
        queries.order_detail(session, order_id)
    for act in (
        lambda: commands.cancel(shop.db, shop.id, order_id, key="k", actor=STAFF),
        lambda: commands.refund(
            shop.db, shop.id, order_id, RefundAsked({}, amount_minor=1), key="k", actor=STAFF
        ),
    ):
        with pytest.raises(NotFound):
            act()
