"""Orders taken at a till: placed with the sale that pays them, once, or not at all."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.catalogue.models import Variant
from engine.inventory import commands as inventory
from engine.inventory import queries as stock
from engine.inventory.commands.holds import reserve
from engine.inventory.models import Commitment, InventoryItem
from engine.inventory.queries import ONLINE
from engine.mail.models import OutgoingMail
from engine.ordering.models import BrandOrder, Checkout, CustomerOrder, LedgerEntry, OrderEvent, Payment
from engine.tills import commands, ports, queries
from engine.tills.models import TillDevice, TillOrder, TillSale
from engine.tills.terminal import HttpTerminal, NoTerminal
from tests.engine.tills.ordered import SHIP, Taken, open_taken
from tests.engine.tills.terminals import running


def made() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def taken(db: Database, store_id: int, clock: FixedClock) -> Taken:
    """Cups at 12.00, bowls at 15.50; bowls are not for sale in the shop."""
    found = open_taken(db, store_id, cup=5, bowl=3)
    with db.write(store_id) as session:
        inventory.designate(
            session, [found.shop.items["bowl"]], {found.shop.channel_id: "not_listed"}, SYSTEM
        )
    return found


def free(taken: Taken, title: str) -> int:
    """Units that nobody has a claim on."""
    with taken.shop.db.read(taken.shop.store_id) as session:
        item = session.need(InventoryItem, taken.shop.items[title])
        return item.on_hand - item.reserved - item.committed


def whole(taken: Taken) -> None:
    """Every transaction of the ledger sums to zero, and the stock is what its movements say."""
    with taken.shop.db.read(taken.shop.store_id) as session:
        sums: dict[int, int] = {}
        for entry in session.scalars(select(LedgerEntry)):
            sums[entry.transaction_id] = sums.get(entry.transaction_id, 0) + entry.amount_minor
        assert set(sums.values()) <= {0}
        assert stock.recount(session) == []


def test_what_is_not_sold_here_is_ordered_to_a_home_beside_what_is_taken_along(taken: Taken) -> None:
    sale = taken.take(("bowl", 2), along=(("cup", 1),)).sale
    shop = taken.shop
    assert (sale.total_minor, sale.paid_minor, sale.state) == (1200, 1200 + 3100 + SHIP, "settled")
    (order,) = taken.orders()
    assert (order.total_minor, order.payment_state, order.delivery_kind) == (3100 + SHIP, "paid", "ship")
    assert (order.email, order.phone, order.customer_name) == (
        "ada@example.com",
        "+49 30 1234",
        "Ada Lovelace",
    )
    assert order.shipping_address is not None and order.shipping_address["city"] == "Berlin"
    assert order.at_till == {
        "till": "1 · Counter", "staff": "Ida Quinn", "receipt": sale.number, "sale_id": sale.id
    }  # fmt: skip
    assert free(taken, "bowl") == 1 and shop.here("cup") == 4 and shop.here("bowl") == 3
    assert shop.count(BrandOrder) == 1
    with shop.db.read(shop.store_id) as session:
        payment = session.scalars(select(Payment)).one()
        assert (payment.gateway, payment.state, payment.amount_minor) == ("till", "captured", 3100 + SHIP)
        assert {e.verb for e in session.scalars(select(OrderEvent))} >= {"placed", "paid", "taken_at_till"}
        assert [mail.recipient for mail in session.scalars(select(OutgoingMail))] == ["ada@example.com"]
    detail = shop.detail(sale.id)
    assert detail.order is not None and detail.order.number == order.number
    ledger = shop.ledger()
    assert "gateway:till" not in ledger and "customer" not in ledger and "till_owed" not in ledger
    assert ledger[f"drawer:{shop.device_id}"] == sale.paid_minor
    with shop.db.read(shop.store_id) as session:
        assert queries.drawer_now(session, shop.device_id).expected_minor == sale.paid_minor
    whole(taken)


def test_to_this_shop_it_is_collected_here(taken: Taken) -> None:
    sale = taken.take(("bowl", 1), to="shop").sale
    (order,) = taken.orders()
    assert (order.delivery_kind, order.total_minor, sale.total_minor) == ("pickup", 1550, 0)
    assert order.delivery_detail is not None
    assert order.delivery_detail["location"]["id"] == taken.shop.location_id
    assert order.customer_name == "Ada Lovelace" and order.shipping_address is None
    with taken.shop.db.read(taken.shop.store_id) as session:
        commitment = session.scalars(select(Commitment)).one()
        assert (commitment.location_id, commitment.quantity) == (taken.shop.location_id, 1)
    whole(taken)


def test_a_shop_where_nothing_is_collected_says_so(taken: Taken) -> None:
    from engine.shipping.commands import MethodInput, update_method

    with taken.shop.db.write(taken.shop.store_id) as session:
        given = MethodInput("Collect", kind="pickup", location_id=taken.shop.location_id, is_active=False)
        update_method(session, taken.pickup, given, SYSTEM)
    with pytest.raises(Refused) as refused:
        taken.prepare(made(), taken.body(("bowl", 1), to="shop"))
    assert (refused.value.code, refused.value.field) == ("tills.no_pickup_here", "to")


def test_a_quote_tells_ways_and_prices_and_keeps_nobody(taken: Taken) -> None:
    made_id = made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 1), quote=True))
    assert [one.id for one in quoted.options] == [taken.ship] and quoted.seen is None
    assert quoted.priced.total_minor == 1550 + SHIP
    assert taken.prepare(made_id, taken.body(("bowl", 1), quote=True, country="US")).options == ()
    with taken.shop.db.read(taken.shop.store_id) as session:
        checkout = session.scalars(select(Checkout)).one()
        assert (checkout.email, checkout.shipping_address) == (None, None)


def test_an_order_is_changed_in_place_until_it_is_paid(taken: Taken) -> None:
    made_id = made()
    taken.prepare(made_id, taken.body(("bowl", 3)))
    quoted = taken.prepare(made_id, taken.body(("bowl", 1), ("cup", 1), to="shop"))
    assert quoted.priced.total_minor == 2750 and taken.shop.count(Checkout) == 1
    assert taken.shop.count(TillOrder) == 1
    taken.shop.settle(taken.sale(made_id, quoted))
    (order,) = taken.orders()
    assert (order.item_count, order.delivery_kind) == (2, "pickup")
    with pytest.raises(Conflict) as refused:
        taken.prepare(made_id, taken.body(("bowl", 1)))
    assert refused.value.code == "tills.order_over"


def test_a_sale_sent_again_is_one_order_and_another_sale_cannot_pay_it(taken: Taken) -> None:
    made_id = made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 1)))
    body = taken.sale(made_id, quoted, ("cup", 1))
    first = taken.shop.settle(body)
    assert not taken.shop.settle(body).is_new and not taken.shop.settle(body, queued=True).is_new
    assert first.is_new and len(taken.orders()) == 1
    with pytest.raises(Conflict) as refused:
        taken.shop.settle(body | {"total": 1})
    assert refused.value.code == "tills.sale_differs"
    with pytest.raises(Conflict) as refused:
        taken.shop.settle(taken.sale(made_id, quoted))
    assert refused.value.code == "tills.order_over"
    assert taken.shop.count(TillSale) == 1
    whole(taken)


def test_sent_at_the_same_moment_it_is_one_sale_and_one_order(taken: Taken) -> None:
    made_id = made()
    with ThreadPoolExecutor(4) as pool:
        body = taken.body(("bowl", 1))
        quotes = list(pool.map(lambda _: taken.prepare(made_id, body), range(4)))
    assert {one.seen for one in quotes} == {quotes[0].seen} and taken.shop.count(TillOrder) == 1
    sale = taken.sale(made_id, quotes[0], ("cup", 1))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: taken.shop.settle(sale), range(4)))
    assert sum(one.is_new for one in done) == 1 and len({one.sale.id for one in done}) == 1
    assert len(taken.orders()) == 1 and free(taken, "bowl") == 2 and taken.shop.here("cup") == 4
    whole(taken)


def test_tills_and_shoppers_at_once_never_wait_for_each_other_in_a_circle(
    db: Database, store_id: int
) -> None:
    """One takes along what another orders, and the web buys both: items are locked in one order everywhere."""
    taken = open_taken(db, store_id, cup=60, bowl=60, jug=60)
    titles = ("cup", "bowl", "jug")

    def at_the_till(turn: int) -> str:
        along, ordered = titles[turn % 3], titles[(turn + 1) % 3]
        made_id = made()
        quoted = taken.prepare(made_id, taken.body((ordered, 1), (along, 1), to="shop"))
        if turn % 2:
            taken.hold(made_id, quoted)
        taken.shop.settle(taken.sale(made_id, quoted, (along, 1), ("cup", 1)))
        return "till"

    def on_the_web(turn: int) -> str:
        items = {taken.shop.items[title]: 1 for title in (titles[turn % 3], titles[(turn + 2) % 3])}
        with db.write(store_id) as session:
            reserve(session, "shopper", turn + 1, items, timedelta(minutes=15))
        with db.write(store_id) as session:
            inventory.release(session, "shopper", turn + 1)
        return "web"

    with ThreadPoolExecutor(6) as pool:
        works = [pool.submit(on_the_web if turn % 3 == 2 else at_the_till, turn) for turn in range(36)]
        assert {one.result() for one in works} == {"till", "web"}
    assert len(taken.orders()) == 24 and free(taken, "cup") + free(taken, "bowl") + free(taken, "jug") == 84
    whole(taken)


def test_till_and_web_race_for_the_last_one_and_one_loses(db: Database, store_id: int) -> None:
    taken = open_taken(db, store_id, bowl=1, cup=1)
    made_id = made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 1)))
    with db.write(store_id) as session:
        reserve(session, "checkout", 7, {taken.shop.items["bowl"]: 1}, timedelta(minutes=15))
    with pytest.raises(Refused) as refused:
        taken.shop.settle(taken.sale(made_id, quoted, ("cup", 1)))
    assert refused.value.code == "cart.sold_out"
    assert not taken.orders() and taken.shop.count(TillSale) == 0 and taken.shop.here("cup") == 1
    assert not taken.shop.ledger()
    with pytest.raises(Refused) as refused:
        taken.prepare(made_id, taken.body(("bowl", 1)))
    assert refused.value.code == "cart.sold_out"


def test_what_stands_against_it_changes_nothing(taken: Taken) -> None:
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("bowl", 1)))
    wrong = taken.sale(made_id, quoted)
    wrong["payments"][0]["amount"] -= 1
    with pytest.raises(Refused) as refused:
        shop.settle(wrong)
    assert refused.value.code == "tills.sum"
    cheaper = taken.sale(made_id, quoted)
    cheaper["order"] |= {"total": 1}
    cheaper["payments"] = [{"kind": "cash", "amount": 1, "given": 1}]
    with pytest.raises(Conflict) as changed:
        shop.settle(cheaper)
    assert changed.value.code == "checkout.changed"
    with shop.db.write(shop.store_id) as session:
        session.execute(
            update(Variant)
            .where(Variant.store_id == shop.store_id, Variant.id == shop.variants["bowl"])
            .values(price_minor=1)
        )
    with pytest.raises(Conflict) as changed:
        shop.settle(taken.sale(made_id, quoted))
    assert changed.value.code == "checkout.changed"
    with pytest.raises(NotFound):
        shop.settle(taken.sale(made(), quoted))
    with pytest.raises(Refused) as refused:
        shop.settle(taken.sale(made_id, quoted), queued=True)
    assert refused.value.code == "tills.order_needs_network"
    assert shop.count(TillSale) == 0 and not taken.orders() and not shop.ledger()


@pytest.mark.parametrize("state", ["view_only", "not_listed"])
def test_what_is_not_for_sale_online_is_not_ordered(taken: Taken, state: str) -> None:
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("cup", 1), ("bowl", 1)))
    with shop.db.write(shop.store_id) as session:
        inventory.designate(session, [shop.items["bowl"]], {ONLINE: state}, SYSTEM)
    with pytest.raises(Refused) as refused:
        shop.settle(taken.sale(made_id, quoted))
    assert refused.value.code in ("cart.line_in_shop_only", "cart.line_not_sold", "checkout.changed")
    with pytest.raises(Refused) as refused:
        taken.prepare(made_id, taken.body(("cup", 1), ("bowl", 1)))
    assert (refused.value.code, refused.value.field) == ("tills.not_online", "lines[2]")
    assert not taken.orders()


def test_faults_in_what_was_typed_are_told_at_once(taken: Taken) -> None:
    made_id = made()
    with pytest.raises(Invalid) as invalid:
        taken.prepare(made_id, taken.body(("bowl", 1), email="ada", phone="x", postcode="1", city=""))
    assert set(invalid.value.errors) == {"email", "phone", "postcode", "city"}
    with pytest.raises(Invalid) as invalid:
        taken.prepare(made_id, taken.body(("bowl", 1), country="US", postcode="10001"))
    assert {name: one.code for name, one in invalid.value.errors.items()} == {
        "country": "checkout.not_delivered_there"
    }
    with pytest.raises(Invalid) as invalid:
        taken.prepare(made_id, taken.body(("bowl", 1), to="shop", name="", email=""))
    assert set(invalid.value.errors) == {"email", "name"}
    for change in (
        {"to": "moon"},
        {"lines": []},
        {"lines": [{"variant": "1", "quantity": 1}]},
        {"lines": [{"variant": 1, "quantity": 0}]},
        {"method": -1},
    ):
        with pytest.raises(Refused) as refused:
            taken.prepare(made_id, taken.body(("bowl", 1), **change))
        assert refused.value.field is not None, change
    assert taken.shop.count(TillOrder) == 0


def test_another_device_and_another_store_do_not_know_it(
    taken: Taken, db: Database, other_store_id: int
) -> None:
    made_id, shop = made(), taken.shop
    taken.prepare(made_id, taken.body(("bowl", 1)))
    with db.write(shop.store_id) as session:
        second, _ = commands.add_device(session, shop.location_id, "Window", SYSTEM)
    with pytest.raises(NotFound):
        taken.prepare(made_id, taken.body(("bowl", 1)), device_id=second.id)
    other = open_taken(db, other_store_id, bowl=1)
    with pytest.raises(NotFound):
        other.prepare(made(), taken.body(("bowl", 1)))
    assert other.prepare(made_id, other.body(("bowl", 1))).order.id != taken.row(made_id).id


def by_card(taken: Taken, amount: int) -> str:
    """An approved payment at the terminal."""
    made_id = made()
    with running() as service:
        ports.terminal.bind(HttpTerminal(service.url, seconds=5))
        try:
            with taken.shop.db.write(taken.shop.store_id) as session:
                commands.change_device(
                    session, taken.shop.device_id, name="Counter", terminal="t", actor=SYSTEM
                )
            card = commands.take_card(
                taken.shop.db, taken.shop.store_id, taken.shop.device_id, made_id, amount, "Ida"
            )
            assert card.state == "approved"
        finally:
            ports.terminal.bind(NoTerminal())
    return made_id


def test_the_goods_are_held_before_a_card_is_asked_for(taken: Taken) -> None:
    made_id = made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 3)))
    for _ in range(2):
        taken.hold(made_id, quoted)
    assert free(taken, "bowl") == 0
    card = by_card(taken, 1200 + quoted.priced.total_minor)
    sale = taken.shop.settle(taken.sale(made_id, quoted, ("cup", 1), card=card), queued=True).sale
    (order,) = taken.orders()
    assert sale.state == "settled" and sale.notes == [] and order.payment_state == "paid"
    with taken.shop.db.read(taken.shop.store_id) as session:
        payment = session.scalars(select(Payment)).one()
        assert (payment.summary, payment.gateway_reference) == ("Visa ·· 4242", f"card:{card}")
    ledger = taken.shop.ledger()
    assert ledger["gateway:terminal"] == sale.paid_minor and "gateway:till" not in ledger
    whole(taken)


def test_what_is_held_is_let_go_when_nobody_pays(taken: Taken) -> None:
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("bowl", 3)))
    taken.hold(made_id, quoted)
    with shop.db.write(shop.store_id) as session:
        device = session.need(TillDevice, shop.device_id)
        commands.drop_order(session, device, made_id, forget=False)
        commands.drop_order(session, device, made(), forget=True)
    assert free(taken, "bowl") == 3
    with shop.db.write(shop.store_id) as session:
        commands.drop_order(session, session.need(TillDevice, shop.device_id), made_id, forget=True)
        checkout = session.scalars(select(Checkout)).one()
        assert (checkout.email, checkout.phone, checkout.shipping_address) == (None, None, None)
    with pytest.raises(Refused):
        taken.shop.settle(taken.sale(made_id, quoted))


def test_a_card_was_approved_and_the_goods_are_gone(taken: Taken, clock: FixedClock) -> None:
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("bowl", 3)))
    taken.hold(made_id, quoted)
    total = quoted.priced.total_minor
    card = by_card(taken, 1200 + total)
    clock.advance(minutes=16)
    with shop.db.write(shop.store_id) as session:
        inventory.expire_due(session)
        reserve(session, "checkout", 7, {shop.items["bowl"]: 1}, timedelta(minutes=15))
    body = taken.sale(made_id, quoted, ("cup", 1), card=card)
    sale = shop.settle(body, queued=True).sale
    assert sale.state == "needs_person" and sale.paid_minor == 1200 + total
    assert sale.notes == [{"code": "order_not_placed", "why": "cart.not_enough", "amount": total}]
    assert not taken.orders() and shop.here("cup") == 4 and free(taken, "bowl") == 2
    ledger = shop.ledger()
    assert ledger["till_owed"] == -total and ledger["gateway:terminal"] == 1200 + total
    assert (taken.row(made_id).state, taken.row(made_id).sale_id) == ("not_placed", sale.id)
    assert not shop.settle(body, queued=True).is_new
    whole(taken)


def owed(taken: Taken, clock: FixedClock) -> tuple[str, TillSale]:
    """A card paid 46.50 and delivery for three bowls, one of which was promised to somebody else meanwhile."""
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("bowl", 3)))
    card = by_card(taken, 1200 + quoted.priced.total_minor)
    with shop.db.write(shop.store_id) as session:
        reserve(session, "checkout", 7, {shop.items["bowl"]: 1}, timedelta(minutes=15))
    sale = shop.settle(taken.sale(made_id, quoted, ("cup", 1), card=card), queued=True).sale
    assert sale.state == "needs_person" and "till_owed" in shop.ledger()
    return made_id, sale


def test_an_order_that_is_owed_is_made_once_the_goods_are_there(taken: Taken, clock: FixedClock) -> None:
    made_id, sale = owed(taken, clock)
    shop = taken.shop

    def again() -> TillOrder:
        with shop.db.write(shop.store_id) as session:
            return commands.place_again(session, sale.id, SYSTEM)

    with pytest.raises(Refused) as refused:
        again()
    assert refused.value.code == "cart.not_enough" and taken.row(made_id).state == "not_placed"
    with shop.db.write(shop.store_id) as session:
        inventory.release(session, "checkout", 7)
    assert again().state == "placed" and again().state == "placed"
    (order,) = taken.orders()
    assert (order.payment_state, order.at_till["receipt"] if order.at_till else "") == ("paid", sale.number)
    ledger = shop.ledger()
    assert "till_owed" not in ledger and "gateway:till" not in ledger
    assert shop.detail(sale.id).sale.state == "settled"
    with pytest.raises(Conflict) as over:
        commands.give_back_owed(shop.db, shop.store_id, sale.id, "hand", SYSTEM)
    assert over.value.code == "tills.nothing_owed"
    whole(taken)


def test_what_is_owed_goes_back_by_hand_or_to_the_card_once(taken: Taken, clock: FixedClock) -> None:
    made_id, sale = owed(taken, clock)
    shop, total = taken.shop, 4650 + SHIP
    with pytest.raises(Refused) as refused:
        commands.give_back_owed(shop.db, shop.store_id, sale.id, "pigeon", SYSTEM)
    assert refused.value.field == "way"
    with pytest.raises(Refused) as refused:
        commands.give_back_owed(shop.db, shop.store_id, sale.id, "card", SYSTEM)
    assert refused.value.code == "tills.no_terminal"
    with running() as service:
        ports.terminal.bind(HttpTerminal(service.url, seconds=5))
        service.trouble = ["before"]
        ask = (shop.db, shop.store_id, sale.id)
        assert commands.give_back_owed(*ask, "card", SYSTEM) == "not_placed"
        with pytest.raises(Conflict) as waits:
            commands.give_back_owed(*ask, "hand", SYSTEM)
        assert waits.value.code == "tills.owed_going_back"
        for way in ("card", "card", "hand"):
            assert commands.give_back_owed(*ask, way, SYSTEM) == "settled"
        assert service.started == 1
        ports.terminal.bind(NoTerminal())
    ledger = shop.ledger()
    assert ledger["gateway:terminal"] == 1200 and "till_owed" not in ledger
    assert (taken.row(made_id).state, taken.row(made_id).total_minor) == ("settled", total)
    with pytest.raises(Conflict), shop.db.write(shop.store_id) as session:
        commands.place_again(session, sale.id, SYSTEM)
    with shop.db.read(shop.store_id) as session:
        assert session.scalars(select(Checkout)).one().email is None
    whole(taken)


def test_money_of_an_order_goes_back_to_the_card_that_paid_it(taken: Taken, db: Database) -> None:
    from engine.ordering import ports as ordering_ports
    from engine.ordering.commands import RefundAsked, refund
    from engine.providers.payments import Registry
    from engine.providers.payments.till import TillGateway

    ordering_ports.gateways.bind(Registry([TillGateway(db)]))
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("bowl", 2)))
    with running() as service:
        ports.terminal.bind(HttpTerminal(service.url, seconds=5))
        with db.write(shop.store_id) as session:
            commands.change_device(session, shop.device_id, name="Counter", terminal="t", actor=SYSTEM)
        card = made()
        commands.take_card(db, shop.store_id, shop.device_id, card, 3100 + SHIP, "Ida")
        shop.settle(taken.sale(made_id, quoted, card=card), queued=True)
        (order,) = taken.orders()
        asked = RefundAsked({}, amount_minor=1000)
        service.trouble = ["after", "before"]
        pending = refund(db, shop.store_id, order.id, asked, key="r1", actor=SYSTEM)
        assert pending.state == "pending"
        for _ in range(2):
            assert refund(db, shop.store_id, order.id, asked, key="r1", actor=SYSTEM).state == "done"
        assert service.started == 2
        ledger = shop.ledger()
        assert ledger["gateway:terminal"] == 3100 + SHIP - 1000 and "gateway:till" not in ledger
        service.outcome = "declined"
        failed = refund(db, shop.store_id, order.id, asked, key="r2", actor=SYSTEM)
        assert failed.state == "failed"
        ports.terminal.bind(NoTerminal())
        failed = refund(db, shop.store_id, order.id, asked, key="r3", actor=SYSTEM)
        assert failed.state == "failed"
    whole(taken)


def test_money_that_came_in_cash_is_noted_for_whoever_hands_it_out(taken: Taken, db: Database) -> None:
    from engine.ordering import ports as ordering_ports
    from engine.ordering.commands import RefundAsked, refund
    from engine.providers.payments import Registry
    from engine.providers.payments.till import TillGateway

    ordering_ports.gateways.bind(Registry([TillGateway(db)]))
    taken.take(("bowl", 1))
    (order,) = taken.orders()
    done = refund(db, taken.shop.store_id, order.id, RefundAsked({}, amount_minor=500), key="r", actor=SYSTEM)
    ledger = taken.shop.ledger()
    assert done.state == "done" and ledger["cash_taken_out"] == -500 and "gateway:till" not in ledger
    assert ledger[f"drawer:{taken.shop.device_id}"] == 1550 + SHIP
    (order,) = taken.orders()
    assert (order.payment_state, order.refunded_minor) == ("part_refunded", 500)
    whole(taken)


def test_no_shopper_is_offered_the_till(taken: Taken, db: Database) -> None:
    from engine.providers.payments.till import TillGateway

    gateway = TillGateway(db)
    assert gateway.options("ship") == [] and gateway.options("pickup") == []

    assert taken.shop.count(CustomerOrder) == 0
