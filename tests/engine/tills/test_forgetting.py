"""Orders of a till that nobody paid forget who they were for; while money is owed, or may be, they do not."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.ordering import commands as ordering
from engine.ordering.models import Checkout
from engine.tills import commands
from engine.tills.models import TillCard
from engine.tills.queries import checkouts_needed
from tests.engine.tills.ordered import Taken, open_taken
from tests.engine.tills.test_orders import by_card, made, owed
from tests.support.counting import counted


@pytest.fixture
def taken(db: Database, store_id: int, clock: FixedClock) -> Taken:
    """Cups at 12.00, bowls at 15.50."""
    return open_taken(db, store_id, cup=5, bowl=3)


def email(taken: Taken) -> str | None:
    """What the only checkout knows."""
    with taken.shop.db.read(taken.shop.store_id) as session:
        return session.scalars(select(Checkout)).one().email


def card_is(taken: Taken, made_id: str, state: str) -> None:
    with taken.shop.db.write(taken.shop.store_id) as session:
        chosen = (TillCard.store_id == taken.shop.store_id, TillCard.made_id == made_id)
        session.execute(update(TillCard).where(*chosen).values(state=state))


def test_an_order_that_nobody_paid_is_forgotten_and_can_be_taken_anew(
    taken: Taken, clock: FixedClock
) -> None:
    made_id = made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 1)))
    clock.advance(days=31)
    assert ordering.forget_old_checkouts(taken.shop.db) == 1 and email(taken) is None
    with pytest.raises(Refused):
        taken.shop.settle(taken.sale(made_id, quoted))
    again = taken.prepare(made_id, taken.body(("bowl", 1)))
    taken.shop.settle(taken.sale(made_id, again))
    (order,) = taken.orders()
    assert (order.email, order.customer_name) == ("ada@example.com", "Ada Lovelace")
    clock.advance(days=99)
    assert ordering.forget_old_checkouts(taken.shop.db) == 0


def test_who_is_owed_money_is_known_until_a_person_saw_to_it(taken: Taken, clock: FixedClock) -> None:
    _, sale = owed(taken, clock)
    clock.advance(days=99)
    ordering.expire_checkouts_and_reservations(taken.shop.db)
    assert ordering.forget_old_checkouts(taken.shop.db) == 0 and email(taken) == "ada@example.com"
    assert commands.give_back_owed(taken.shop.db, taken.shop.store_id, sale.id, "hand", SYSTEM) == "settled"
    assert email(taken) is None


def test_an_order_waits_for_the_sale_of_a_card_that_was_asked_for_since(
    taken: Taken, clock: FixedClock
) -> None:
    """A till that was away comes with the sale late: then somebody must know whose order was paid."""
    db, made_id = taken.shop.db, made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 1)))
    clock.advance(minutes=1)
    card = by_card(taken, quoted.priced.total_minor)
    clock.advance(days=31)
    for state in ("started", "unknown", "approved"):
        card_is(taken, card, state)
        assert ordering.forget_old_checkouts(db) == 0 and email(taken) == "ada@example.com"
    sale = taken.shop.settle(taken.sale(made_id, quoted, card=card), queued=True).sale
    assert sale.state == "needs_person" and taken.row(made_id).state == "not_placed"  # its time is over
    assert ordering.forget_old_checkouts(db) == 0 and email(taken) == "ada@example.com"


@pytest.mark.parametrize("end", ["declined", "cancelled", "used", "earlier"])
def test_a_card_that_paid_nothing_of_it_keeps_nobody(taken: Taken, clock: FixedClock, end: str) -> None:
    if end == "earlier":
        by_card(taken, 1200)
        clock.advance(minutes=1)
    taken.prepare(made(), taken.body(("bowl", 1)))
    clock.advance(minutes=1)
    if end == "used":
        total = 1200
        body = taken.shop.body(("cup", 1))
        body["payments"] = [{"kind": "card", "amount": total, "card": by_card(taken, total)}]
        taken.shop.settle(body)
    elif end != "earlier":
        card_is(taken, by_card(taken, 1200), end)
    clock.advance(days=31)
    assert ordering.forget_old_checkouts(taken.shop.db) == 1 and email(taken) is None


def test_holding_for_a_card_is_a_touch(taken: Taken, clock: FixedClock) -> None:
    made_id = made()
    quoted = taken.prepare(made_id, taken.body(("bowl", 1)))
    clock.advance(days=2)
    taken.hold(made_id, quoted)
    with taken.shop.db.read(taken.shop.store_id) as session:
        assert session.scalars(select(Checkout)).one().updated_at == clock.now()


def test_one_look_for_any_number_of_checkouts(taken: Taken, clock: FixedClock) -> None:
    for _ in range(3):
        taken.prepare(made(), taken.body(("bowl", 1)))
    with taken.shop.db.read(taken.shop.store_id) as session:
        ids = session.scalars(select(Checkout.id)).all()
        with counted(taken.shop.db) as statements:
            assert checkouts_needed(session, ids) == set()
            assert checkouts_needed(session, []) == set()
        assert statements.count == 1
