"""A sale is settled exactly once, whatever is sent how often and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.catalogue import commands as catalogue
from engine.inventory import commands as inventory
from engine.inventory.commands.holds import reserve
from engine.inventory.models import Movement, OversellCase
from engine.tills import commands
from engine.tills.commands import read_sale
from engine.tills.models import TillLine, TillSale
from tests.engine.tills.shop import open_shop
from tests.support.invariants import broken


def test_a_sale_moves_stock_and_money_once(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5, bowl=5)
    body = shop.body(("cup", 2), ("bowl", 1))
    first, again = shop.settle(body), shop.settle(dict(reversed(body.items())), queued=True)
    assert (first.is_new, again.is_new, again.sale.id) == (True, False, first.sale.id)
    assert (first.sale.number, first.sale.staff_name, first.sale.state) == ("1-0001", "Ida Quinn", "settled")
    assert (shop.here("cup"), shop.here("bowl")) == (3, 4)
    assert shop.count(TillSale) == 1 and shop.count(TillLine) == 2
    ledger = shop.ledger()
    assert ledger.pop(f"drawer:{shop.device_id}") == 2400 + 1550
    assert sum(ledger.values()) == -3950
    assert broken(db, store_id) == []


def test_the_same_id_with_other_contents_changes_nothing(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    body = shop.body(("cup", 1))
    shop.settle(body)
    other = shop.body(("cup", 3)) | {"id": body["id"]}
    for queued in (False, True):
        with pytest.raises(Conflict) as refused:
            shop.settle(other, queued=queued)
        assert (refused.value.code, refused.value.values) == ("tills.sale_differs", {"number": "1-0001"})
    assert shop.here("cup") == 4 and shop.count(TillSale) == 1


def test_a_queue_replayed_twice_and_out_of_order_doubles_nothing(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=9)
    queue = [shop.body(("cup", n)) for n in (1, 2, 3)]
    for body in (queue[2], queue[0], queue[1], *queue, *reversed(queue)):
        assert shop.settle(body, queued=True).sale.was_queued
    assert shop.here("cup") == 3 and shop.count(TillSale) == 3
    with db.read(store_id) as session:
        turns = {sale.number for sale in session.query(TillSale)}
    assert turns == {"1-0001", "1-0002", "1-0003"}
    assert shop.ledger()[f"drawer:{shop.device_id}"] == 6 * 1200
    assert broken(db, store_id) == []


def test_on_line_the_till_loses_cleanly_to_a_checkout(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=1)
    with db.write(store_id) as session:
        reserve(session, "checkout", 7, {shop.items["cup"]: 1}, timedelta(minutes=15))
    with pytest.raises(Refused) as refused:
        shop.settle(shop.body(("cup", 1)))
    assert refused.value.code == "inventory.sold_out"
    assert refused.value.values["items"][0] | {"here": 1} == {
        "item_id": shop.items["cup"],
        "wanted": 1,
        "left": 0,
        "here": 1,
    }
    assert shop.count(TillSale) == 0 and shop.here("cup") == 1 and not shop.ledger()


def test_a_queued_sale_has_happened_and_opens_a_case(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=1)
    sale = shop.settle(shop.body(("cup", 3)), queued=True).sale
    assert sale.state == "needs_person"
    assert sale.notes == [{"code": "oversold", "item": shop.items["cup"], "quantity": 2}]
    assert shop.count(OversellCase) == 1 and shop.here("cup") == -2
    with db.write(store_id) as session:
        commands.mark_seen(session, sale.id, SYSTEM)
        assert commands.mark_seen(session, sale.id, SYSTEM).seen_by == SYSTEM.name
    assert shop.detail(sale.id).sale.state == "settled"


def test_a_price_that_changed_is_refused_on_line_and_noted_of_a_queued_sale(
    db: Database, store_id: int
) -> None:
    shop = open_shop(db, store_id, cup=5)
    shop.prices["cup"] = 1000  # what the device still believes
    with pytest.raises(Conflict) as refused:
        shop.settle(shop.body(("cup", 1)))
    assert refused.value.code == "tills.price_changed"
    assert refused.value.values["items"][0]["server"] == 1200
    sale = shop.settle(shop.body(("cup", 2)), queued=True).sale
    assert (sale.total_minor, sale.paid_minor, sale.state) == (2000, 2000, "needs_person")
    assert sale.notes[0]["code"] == "price_differs"


def test_what_is_not_for_sale_here(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    with db.write(store_id) as session:
        inventory.designate(session, [shop.items["cup"]], {shop.channel_id: "not_listed"}, SYSTEM)
    with pytest.raises(Refused) as refused:
        shop.settle(shop.body(("cup", 1)))
    assert refused.value.code == "tills.not_for_sale_here"
    sale = shop.settle(shop.body(("cup", 1)), queued=True).sale
    assert [note["code"] for note in sale.notes] == ["not_for_sale"] and sale.state == "settled"
    assert shop.here("cup") == 4


def test_a_queued_sale_of_something_deleted_since_is_booked_and_told(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=0, bowl=2)
    body = shop.body(("cup", 1), ("bowl", 1))
    with db.write(store_id) as session:
        from engine.catalogue.models import Variant

        product = session.need(Variant, shop.variants["cup"]).product_id
        catalogue.delete_product(session, product, SYSTEM)
    sale = shop.settle(body, queued=True).sale
    assert {note["code"] for note in sale.notes} == {"item_gone"}
    assert sale.total_minor == 2750 and shop.here("bowl") == 1
    assert sum(shop.ledger().values()) == 0


def test_a_sum_that_is_not_ours_is_noted_and_the_ledger_balances(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    body = shop.body(("cup", 1)) | {"payments": [{"kind": "cash", "amount": 1000, "given": 1000}]}
    with pytest.raises(Refused) as refused:
        shop.settle(body)
    assert refused.value.values == {"ours": 1200, "theirs": 1000}
    sale = shop.settle(body, queued=True).sale
    assert {"code": "sum_differs", "device": 1000, "server": 1200} in sale.notes
    ledger = shop.ledger()
    assert ledger[f"drawer:{shop.device_id}"] == 1000 and ledger["adjustment"] == 200
    assert sum(ledger.values()) == 0


def test_a_discount_is_shared_over_the_lines(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5, bowl=5)
    sale = shop.settle(shop.body(("cup", 1), ("bowl", 1), discount=275, discount_reason="a scratch")).sale
    lines = shop.detail(sale.id).lines
    assert (sale.total_minor, sale.discount_minor, sale.discount_reason) == (2475, 275, "a scratch")
    assert [line.discount_minor for line in lines] == [120, 155]
    with pytest.raises(Refused):
        shop.settle(shop.body(("cup", 1)) | {"discount": 5000})


def test_a_clock_two_days_off_is_set_right_and_told(db: Database, store_id: int, clock: FixedClock) -> None:
    shop = open_shop(db, store_id, cup=5)
    off = timedelta(days=2)
    body = shop.body(("cup", 1)) | {"at": (clock.now() + off - timedelta(hours=1)).isoformat()}
    sale = shop.settle(body, queued=True, device_now=clock.now() + off).sale
    assert sale.settled_at == clock.now() and sale.sold_at == clock.now() - timedelta(hours=1)
    assert sale.device_at == clock.now() + off - timedelta(hours=1)
    assert sale.notes == [{"code": "clock", "seconds": 2 * 86_400}] and sale.state == "settled"
    slow = shop.body(("cup", 1)) | {"at": datetime(1970, 1, 1, tzinfo=UTC).isoformat()}
    assert shop.settle(slow, queued=True, device_now=clock.now()).sale.sold_at.year == 1970
    ahead = shop.body(("cup", 1)) | {"at": (clock.now() + off).isoformat()}
    assert shop.settle(ahead, queued=True, device_now=None).sale.sold_at == clock.now()


def test_two_sales_with_one_number_are_both_kept_and_told(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    shop.settle(shop.body(("cup", 1)))
    second = shop.settle(shop.body(("cup", 1)) | {"turn": 1, "shift": None}, queued=True).sale
    assert {note["code"] for note in second.notes} == {"number_twice", "nobody"}
    assert second.staff_name == "Counter" and shop.here("cup") == 3


def test_a_sale_that_cannot_be_read_names_its_place(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    good = shop.body(("cup", 1))
    line = good["lines"][0]
    for place, body in (
        ("sale", []),
        ("id", good | {"id": "7"}),
        ("kind", good | {"kind": "gift"}),
        ("at", good | {"at": "yesterday"}),
        ("at", good | {"at": "2026-01-01T10:00:00"}),
        ("lines", good | {"lines": []}),
        ("lines[1].quantity", good | {"lines": [line | {"quantity": 0}]}),
        ("lines[1].quantity", good | {"lines": [line | {"quantity": True}]}),
        ("lines[1].unit", good | {"lines": [line | {"unit": 12.5}]}),
        ("lines[1].title", good | {"lines": [line | {"title": " "}]}),
        ("lines[1].variant", good | {"lines": [line | {"variant": 2**60}]}),
        ("payments[1].kind", good | {"payments": [{"kind": "card", "amount": 5}]}),
        ("payments[1].amount", good | {"payments": [{"kind": "cash", "amount": -5}]}),
        ("turn", good | {"turn": 0}),
        ("currency", good | {"currency": None}),
    ):
        with pytest.raises(Refused) as refused:
            read_sale(body)
        assert (refused.value.code, refused.value.values["place"]) == ("tills.sale_field", place), place
    assert read_sale(good).total_minor == 1200


def test_a_return_gives_back_what_was_paid_and_never_more_than_was_sold(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5, bowl=2)
    sale = shop.settle(shop.body(("cup", 3), ("bowl", 1), discount=100)).sale
    cup = shop.detail(sale.id).lines[0]

    def back(units: int, amount: int) -> dict[str, object]:
        return shop.body(
            ("cup", units), kind="return", of=sale.id, payments=[{"kind": "cash", "amount": amount}]
        ) | {"lines": [{"of": cup.id, "title": "cup", "quantity": units, "unit": 0}]}

    with db.read(store_id) as session:
        worth = commands_worth(session, cup.id)
    with pytest.raises(Refused):
        shop.settle(back(2, 2400))
    first = shop.settle(back(2, worth[1])).sale
    assert (first.total_minor, first.kind, first.of_sale_id) == (-worth[1], "return", sale.id)
    assert shop.here("cup") == 4
    with pytest.raises(Conflict) as refused:
        shop.settle(back(2, 1))
    assert refused.value.values == {"left": 1, "title": "cup"}
    shop.settle(back(1, cup.total_minor - worth[1]))
    lines = shop.detail(sale.id).lines
    assert [line.returned for line in lines] == [3, 0] and shop.here("cup") == 5
    assert shop.ledger()[f"drawer:{shop.device_id}"] == lines[1].total_minor
    assert broken(db, store_id) == []


def commands_worth(session: StoreSession, line_id: int) -> list[int]:
    from engine.tills.queries import worth_back

    return worth_back(session.need(TillLine, line_id))


def test_a_queued_return_of_what_was_given_back_before_is_told(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    sale = shop.settle(shop.body(("cup", 1))).sale
    line = {"of": shop.detail(sale.id).lines[0].id, "title": "cup", "quantity": 1, "unit": 1200}
    for expected in ([], ["returned_before"]):
        body = shop.body(("cup", 1), kind="return", of=sale.id) | {"lines": [line]}
        made = shop.settle(body, queued=True).sale
        assert [note["code"] for note in made.notes] == expected
    assert shop.here("cup") == 6 and sum(shop.ledger().values()) == 0


def test_a_return_without_a_receipt_is_marked(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    sale = shop.settle(shop.body(("cup", 1), kind="return")).sale
    assert sale.notes == [{"code": "no_receipt"}] and sale.state == "settled"
    assert (sale.total_minor, shop.here("cup")) == (-1200, 6)
    assert shop.ledger()[f"drawer:{shop.device_id}"] == -1200


def test_a_return_of_another_sales_line_is_refused(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    one, two = shop.settle(shop.body(("cup", 1))).sale, shop.settle(shop.body(("cup", 1))).sale
    line = {"of": shop.detail(two.id).lines[0].id, "title": "cup", "quantity": 1, "unit": 1200}
    with pytest.raises(Refused):
        shop.settle(shop.body(("cup", 1), kind="return", of=one.id) | {"lines": [line]})
    with pytest.raises(NotFound):
        shop.settle(shop.body(("cup", 1), kind="return", of=99) | {"lines": [line]})
    assert shop.count(Movement) == 3  # what came in, and two sales


def test_another_stores_till_and_sale_are_not_there(db: Database, store_id: int, other_store_id: int) -> None:
    shop = open_shop(db, store_id, cup=5)
    sale = shop.settle(shop.body(("cup", 1))).sale
    other = open_shop(db, other_store_id, cup=5)
    line = {"of": shop.detail(sale.id).lines[0].id, "title": "cup", "quantity": 1, "unit": 1200}
    with pytest.raises(NotFound):
        other.settle(other.body(("cup", 1), kind="return", of=sale.id) | {"lines": [line]})
    foreign = other.body(("cup", 1)) | {"shift": shop.shift_id}
    foreign["lines"][0]["variant"] = shop.variants["cup"]
    made = other.settle(foreign, queued=True).sale
    assert {note["code"] for note in made.notes} == {"item_gone", "nobody"}
    assert shop.here("cup") == 4


def test_what_is_kept_for_a_customer_is_sold_to_them_and_to_nobody_else(db: Database, store_id: int) -> None:
    from engine.inventory.commands import Wish, hold_for_pickup
    from engine.inventory.queries import pickup_holds

    shop = open_shop(db, store_id, cup=1)
    with db.write(store_id) as session:
        wish = Wish(shop.variants["cup"], shop.location_id, 1, "Kim", "kim@example.com")
        hold = hold_for_pickup(session, wish).id
    with pytest.raises(Refused):
        shop.settle(shop.body(("cup", 1)))
    body = shop.body(("cup", 1), holds=[hold])
    sale = shop.settle(body).sale
    assert not shop.settle(body).is_new and sale.notes == [] and shop.here("cup") == 0
    with db.read(store_id) as session:
        assert pickup_holds(session, shop.location_id) == []
    with pytest.raises(NotFound):
        shop.settle(shop.body(("cup", 1), holds=[77]))
    assert broken(db, store_id) == []
