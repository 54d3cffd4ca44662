"""Whatever is quoted, held, paid, sent again, sold on the web and given back, in whatever order: every sale is there once, every
paid order is placed once or owed, and stock and ledger are whole."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from engine.base import clock as engine_clock
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory import commands as inventory
from engine.inventory import queries as stock
from engine.inventory.models import InventoryItem
from engine.inventory.queries import ONLINE, STATES
from engine.ordering.models import CustomerOrder, LedgerEntry, Payment
from engine.tills import commands, queries
from engine.tills.commands import Quoted
from engine.tills.models import TillCard, TillOrder, TillSale
from tests.engine.tills.ordered import Taken, open_taken
from tests.factories.stores import make_store

titles = st.sampled_from(("cup", "bowl"))
few = st.integers(1, 3)


class Ordering(RuleBasedStateMachine):
    """A shop with cups and bowls, of which the web sells too."""

    db: Database

    @initialize(cups=st.integers(2, 6), bowls=st.integers(1, 5))
    def open(self, cups: int, bowls: int) -> None:
        self.clock = FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
        with engine_clock.using(self.clock):
            self.taken: Taken = open_taken(self.db, make_store(self.db).id, cup=cups, bowl=bowls)
        self.shop = self.taken.shop
        self.quoted: dict[str, Quoted] = {}
        self.sales: list[tuple[dict[str, Any], bool]] = []
        self.shoppers = 0

    @rule(wanted=st.dictionaries(titles, few, min_size=1), home=st.booleans(), again=st.booleans())
    def quote(self, wanted: dict[str, int], home: bool, again: bool) -> None:
        """A new order, or another word on the last one."""
        made_id = list(self.quoted)[-1] if again and self.quoted else str(uuid.uuid4())
        body = self.taken.body(*wanted.items(), to="home" if home else "shop")
        with engine_clock.using(self.clock):
            try:
                self.quoted[made_id] = self.taken.prepare(made_id, body)
            except Refused as refused:
                assert refused.code.startswith(("cart.", "tills.not_online", "tills.order_over")), refused

    @rule()
    def hold(self) -> None:
        if not self.quoted:
            return
        made_id = list(self.quoted)[-1]
        with engine_clock.using(self.clock):
            try:
                self.taken.hold(made_id, self.quoted[made_id])
            except Refused as refused:
                known = ("cart.", "checkout.", "tills.order_over", "tills.not_online")
                assert refused.code.startswith(known), refused

    @rule(along=st.dictionaries(titles, few), card=st.booleans())
    def pay(self, along: dict[str, int], card: bool) -> None:
        """The last order, with what is taken along: in cash, or with a card that was approved."""
        if not self.quoted:
            return
        made_id = list(self.quoted)[-1]
        quoted, paid_with = self.quoted[made_id], str(uuid.uuid4()) if card else None
        body = self.taken.sale(made_id, quoted, *along.items(), card=paid_with)
        with engine_clock.using(self.clock):
            if paid_with:
                self._approved(paid_with, body["total"])
            try:
                settled = self.shop.settle(body, queued=card)
            except (Refused, Conflict, NotFound):
                assert not card, "a card was approved: the sale stands"
                return
        assert settled.is_new
        self.sales.append((body, card))
        if any(note["code"] == "order_not_placed" for note in settled.sale.notes):
            assert card and settled.sale.state == "needs_person"

    def _approved(self, made_id: str, amount: int) -> None:
        with self.db.write(self.shop.store_id) as session:
            session.add(
                TillCard(
                    made_id=made_id,
                    device_id=self.shop.device_id,
                    kind="payment",
                    state="approved",
                    amount_minor=amount,
                    currency="EUR",
                    terminal="t",
                    reference=made_id,
                    staff_name="Ida",
                    created_at=engine_clock.now(),
                )
            )

    @rule(queued=st.booleans())
    def send_again(self, queued: bool) -> None:
        if self.sales:
            with engine_clock.using(self.clock):
                assert not self.shop.settle(self.sales[-1][0], queued=queued).is_new

    @rule(title=titles, count=few)
    def shop_on_the_web(self, title: str, count: int) -> None:
        self.shoppers += 1
        with engine_clock.using(self.clock), self.db.write(self.shop.store_id) as session:
            try:
                items = {self.shop.items[title]: count}
                inventory.reserve(session, "shopper", self.shoppers, items, timedelta(minutes=15))
            except Refused as refused:
                assert refused.code == "inventory.sold_out"

    @rule(
        wanted=st.dictionaries(titles, few, min_size=1),
        along=st.dictionaries(titles, st.just(1)),
        card=st.booleans(),
    )
    def order_and_pay(self, wanted: dict[str, int], along: dict[str, int], card: bool) -> None:
        """As it mostly goes; the goods of what a card pays are held before."""
        before = len(self.quoted)
        self.quote(wanted, home=card, again=False)
        if len(self.quoted) > before:
            if card:
                self.hold()
            self.pay(along, card)

    @rule(title=titles, count=few)
    def receive(self, title: str, count: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.shop.store_id) as session:
            inventory.receive(session, self.shop.location_id, {self.shop.items[title]: count}, actor=SYSTEM)

    @rule(title=titles, state=st.sampled_from(("for_sale", "for_sale", "for_sale", *STATES)))
    def designate(self, title: str, state: str) -> None:
        with engine_clock.using(self.clock), self.db.write(self.shop.store_id) as session:
            inventory.designate(session, [self.shop.items[title]], {ONLINE: state}, SYSTEM)

    @rule(minutes=st.integers(5, 20))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        with engine_clock.using(self.clock), self.db.write(self.shop.store_id) as session:
            inventory.expire_due(session)

    @rule(place=st.booleans())
    def see_to_what_is_owed(self, place: bool) -> None:
        with self.db.read(self.shop.store_id) as session:
            owed = session.scalars(select(TillOrder).where(TillOrder.state == "not_placed")).first()
        if owed is None or owed.sale_id is None:
            return
        with engine_clock.using(self.clock):
            try:
                if place:
                    with self.db.write(self.shop.store_id) as session:
                        commands.place_again(session, owed.sale_id, SYSTEM)
                else:
                    commands.give_back_owed(self.db, self.shop.store_id, owed.sale_id, "hand", SYSTEM)
            except Refused as refused:
                assert place, refused

    @invariant()
    def is_whole(self) -> None:
        if not hasattr(self, "shop"):
            return
        with self.db.read(self.shop.store_id) as session:
            sales = {sale.id: sale for sale in session.scalars(select(TillSale))}
            rows = session.scalars(select(TillOrder).where(TillOrder.sale_id.is_not(None))).all()
            orders = {order.id: order for order in session.scalars(select(CustomerOrder))}
            payments = session.scalars(select(Payment)).all()
            sums: dict[int, int] = {}
            balances: dict[str, int] = {}
            for entry in session.scalars(select(LedgerEntry)):
                sums[entry.transaction_id] = sums.get(entry.transaction_id, 0) + entry.amount_minor
                balances[entry.account] = balances.get(entry.account, 0) + entry.amount_minor
            drawer = queries.drawer_now(session, self.shop.device_id)
            items = session.scalars(select(InventoryItem)).all()
            assert stock.recount(session) == []
        assert len(sales) == len(self.sales)
        placed = [row.customer_order_id for row in rows if row.state == "placed"]
        assert sorted(placed) == sorted(orders) and len(set(placed)) == len(placed)
        assert sorted(p.amount_minor for p in payments) == sorted(o.total_minor for o in orders.values())
        assert all(one.state == "captured" and one.gateway == "till" for one in payments)
        assert set(sums.values()) <= {0}
        owed = sum(row.total_minor for row in rows if row.state == "not_placed")
        twice = sum(
            note["amount"]
            for sale in sales.values()
            for note in sale.notes
            if note["code"] == "order_not_placed" and sale.id not in {row.sale_id for row in rows}
        )
        assert balances.get("till_owed", 0) == -owed - twice
        assert balances.get("gateway:till", 0) == 0 and balances.get("customer", 0) == 0
        cash = sum(body["total"] for body, card in self.sales if not card)
        assert drawer.expected_minor == cash == balances.get(f"drawer:{self.shop.device_id}", 0)
        assert all(item.reserved >= 0 and item.committed >= 0 for item in items)


def test_any_walk_keeps_sales_orders_and_money_together(db: Database) -> None:
    machine = type("Walk", (Ordering,), {"db": db})
    examples = int(os.environ.get("TILL_WALKS", "8"))
    settings = hypothesis.settings(
        max_examples=examples, stateful_step_count=18, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=settings)
