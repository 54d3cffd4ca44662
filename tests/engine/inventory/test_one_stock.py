"""One stock for the shop and the web: whatever tills, shoppers, staff and time do to it, in whatever order, the promises of
stock and of what is offered where hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from engine.base import clock as engine_clock
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.catalogue.models import Variant
from engine.inventory import commands, queries
from engine.inventory.commands import Wanted
from engine.inventory.models import (
    Channel,
    Designation,
    InventoryItem,
    Level,
    Movement,
    OversellCase,
    Reservation,
)
from engine.inventory.queries import ONLINE, STATES
from engine.listing.channels import queries as lists
from tests.factories.products import make_product
from tests.factories.stores import make_store

CUP, POT, SET = 0, 1, 2
things, singles, places = st.integers(0, 2), st.integers(0, 1), st.integers(0, 1)
few, checkouts, states = st.integers(1, 4), st.integers(1, 2), st.sampled_from(STATES)


class OneStock(RuleBasedStateMachine):
    """Cups, pots and a set of one pot and two cups, in a store room and in a shop with a till."""

    db: Database

    @initialize(cups=st.integers(2, 9), pots=st.integers(1, 4))
    def open_shop(self, cups: int, pots: int) -> None:
        self.clock = FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
        self.store = make_store(self.db).id
        self.sales = self.lines = 0
        self.held: dict[int, dict[int, int]] = {}
        self.promised: list[int] = []
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            room = commands.create_location(session, commands.LocationInput("Room"), SYSTEM)
            given = commands.LocationInput("Shop", kind="shop", offers_pickup=True)
            shop = commands.create_location(session, given, SYSTEM)
            self.places = [room.id, shop.id]
            made = [make_product(session, name, prices=(900,), stock=0) for name in ("Cup", "Pot", "Set")]
            self.items = [one.item_ids[0] for one in made]
            self.variants = [one.variant_ids[0] for one in made]
            self.kept: list[tuple[int, int, int]] = []
            for item, count in ((CUP, cups), (POT, pots)):
                commands.receive(session, self.places[0], {self.items[item]: count}, actor=SYSTEM)
            commands.set_bundle(session, self.items[SET], {self.items[POT]: 1, self.items[CUP]: 2})
            self.till = session.scalars(select(Channel.id).where(Channel.kind == "pos")).one()
            commands.fill_channel(session, self.till)
            self.transfer: int | None = None

    def item(self, which: int) -> InventoryItem:
        with self.db.read(self.store) as session:
            return session.need(InventoryItem, self.items[which])

    @rule(checkout=checkouts, wanted=st.dictionaries(things, few, min_size=1))
    def begin_to_pay(self, checkout: int, wanted: dict[int, int]) -> None:
        """A shopper gets what is for sale online and free, with lines of one item summed first."""
        cups = wanted.get(CUP, 0) + 2 * wanted.get(SET, 0)
        pots = wanted.get(POT, 0) + wanted.get(SET, 0)
        own = self.held.get(checkout, {})
        own_cups = own.get(CUP, 0) + 2 * own.get(SET, 0)
        own_pots = own.get(POT, 0) + own.get(SET, 0)
        rows = [self.item(which) for which in (CUP, POT, SET)]
        free = [row.on_hand - row.reserved - row.committed - row.withheld for row in rows]
        grows = {CUP: cups > own_cups, POT: pots > own_pots}
        fits = (not grows[CUP] or cups - own_cups <= free[CUP]) and (
            not grows[POT] or pots - own_pots <= free[POT]
        )
        closed = [which for which in wanted if rows[which].online != "for_sale"]
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            try:
                asked = {self.items[which]: count for which, count in wanted.items()}
                commands.reserve(session, "checkout", checkout, asked, timedelta(minutes=15))
            except Refused as refused:
                assert refused.code == "inventory.sold_out" and (closed or not fits)
                return
        assert fits and SET not in closed
        assert not [which for which in closed if which in (CUP, POT) and grows[which]]
        self.held[checkout] = wanted

    @rule(checkout=checkouts)
    def pay(self, checkout: int) -> None:
        if checkout not in self.held:
            return
        wanted = []
        for which, count in self.held.pop(checkout).items():
            self.lines += 1
            wanted.append(Wanted(self.lines, self.items[which], count))
            self.promised.append(self.lines)
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.commit(session, "checkout", checkout, wanted, commands.rule_for(session))

    @rule(cancel=st.booleans())
    def send_or_cancel(self, cancel: bool) -> None:
        if not self.promised:
            return
        line = self.promised.pop(0)
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            step = commands.release_commitment if cancel else commands.fulfil
            step(session, {line: 1}, actor=SYSTEM)

    @rule(minutes=st.integers(5, 20))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.expire_due(session)
            live = select(Reservation.reference_id).where(
                Reservation.state == "held", Reservation.reference_kind == "checkout"
            )
            alive = set(session.scalars(live))
        self.held = {checkout: held for checkout, held in self.held.items() if checkout in alive}

    @rule(which=things, count=few)
    def keep_for_pickup(self, which: int, count: int) -> None:
        """The shop keeps what it sells and has there, of a set its parts; all of them or none."""
        units = {CUP: 2 * count, POT: count} if which == SET else {which: count}
        with self.db.read(self.store) as session:
            here = {
                level.item_id: level.on_hand - level.committed - level.held
                for level in session.scalars(select(Level).where(Level.location_id == self.places[1]))
            }
        rows = {each: self.item(each) for each in (CUP, POT, SET)}
        fits = all(
            min(here.get(row.id, 0), row.on_hand - row.reserved - row.committed) >= units[each]
            for each, row in rows.items()
            if each in units
        )
        offered = rows[which].online != "not_listed" and rows[which].in_shop == "for_sale"
        self.sales += 1
        wish = commands.Wish(self.variants[which], self.places[1], count, "Ada", f"a{self.sales}@example.com")
        try:
            with engine_clock.using(self.clock), self.db.write(self.store) as session:
                hold = commands.hold_for_pickup(session, wish).id
        except (Refused, NotFound):
            assert not (fits and offered)
            return
        assert fits and offered
        self.kept.append((hold, which, count))

    @rule(comes=st.booleans())
    def come_or_not(self, comes: bool) -> None:
        """Who comes buys it at the till, in the transaction that gives it free; else the shop lets it go."""
        if not self.kept:
            return
        hold, which, count = self.kept.pop(0)
        self.sales += 1
        try:
            with engine_clock.using(self.clock), self.db.write(self.store) as session:
                if not comes:
                    commands.let_go_hold(session, hold, SYSTEM)
                    return
                commands.hand_over_hold(session, hold, SYSTEM)
                sold, sale = {self.items[which]: count}, ("till_sale", self.sales)
                commands.sell_here(session, self.places[1], sold, actor=SYSTEM, reference=sale)
        except Conflict:
            return  # its time was over
        except Refused as refused:
            assert refused.values["items"], "sold off line to somebody else meanwhile"

    @rule(which=things, count=few, off_line=st.booleans())
    def ring_up(self, which: int, count: int, off_line: bool) -> None:
        """On line a till sells what is free here; what it sold off line is booked, and is a case if it was not there."""
        self.sales += 1
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            try:
                cases = commands.sell_here(
                    session,
                    self.places[1],
                    {self.items[which]: count},
                    actor=SYSTEM,
                    reference=("till_sale", self.sales),
                    forced=off_line,
                )
            except Refused as refused:
                assert not off_line and refused.values["items"]
                return
        assert off_line or not cases

    @rule(which=singles, count=few, place=places)
    def receive(self, which: int, count: int, place: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.receive(session, self.places[place], {self.items[which]: count}, actor=SYSTEM)

    @rule(which=singles, count=st.integers(0, 6), place=places)
    def count_shelf(self, which: int, count: int, place: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            opened = commands.open_count(session, self.places[place], actor=SYSTEM)
            commands.count_item(session, opened.id, self.items[which], count, actor=SYSTEM)
            commands.apply_count(session, opened.id, actor=SYSTEM)

    @rule(which=singles, count=few, back=st.booleans())
    def carry(self, which: int, count: int, back: bool) -> None:
        """To the shop, or back; one transfer at a time, received in part or cancelled."""
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            if self.transfer is not None:
                lines = queries.transfer_lines(session, self.transfer)
                if back:
                    commands.cancel_transfer(session, self.transfer, actor=SYSTEM)
                else:
                    part = {line.item_id: min(1, line.quantity - line.received) for line in lines}
                    commands.receive_transfer(
                        session, self.transfer, part, key=f"t{self.transfer}", actor=SYSTEM, close=True
                    )
                self.transfer = None
                return
            way = self.places[::-1] if back else self.places
            made = commands.draft_transfer(
                session, from_id=way[0], to_id=way[1], quantities={self.items[which]: count}, actor=SYSTEM
            )
            try:
                with session.begin_nested():
                    commands.send_transfer(session, made.id, actor=SYSTEM)
                self.transfer = made.id
            except Refused as refused:
                assert refused.status == 422

    @rule(which=singles, units=st.integers(0, 3), place=places)
    def keep_some(self, which: int, units: int, place: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.set_safety(session, [self.items[which]], self.places[place], units)

    @rule(which=things, online=states, in_shop=states, floor=st.sampled_from([None, 2]))
    def designate(self, which: int, online: str, in_shop: str, floor: int | None) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.designate(session, [self.items[which]], {ONLINE: online}, SYSTEM, floor=floor)
            commands.designate(session, [self.items[which]], {self.till: in_shop}, SYSTEM)

    @rule(which=things, online=states, minutes=st.integers(1, 30))
    def plan(self, which: int, online: str, minutes: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            due = self.clock.at + timedelta(minutes=minutes)
            commands.plan_designation(session, [self.items[which]], ONLINE, online, due, SYSTEM)

    @rule()
    def work(self) -> None:
        """What jobs do: plans whose time has come, and rules about what is left."""
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.make_planned(session)
            commands.settle_floors(session, self.items)

    @rule()
    def settle_a_case(self) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            case = session.scalars(select(OversellCase).where(OversellCase.state == "open").limit(1)).first()
            if case is not None:
                try:
                    commands.solve_oversell(session, case.id, "received", actor=SYSTEM)
                except Refused as refused:
                    assert refused.values["missing"] > 0

    @invariant()
    def promises_hold(self) -> None:
        if not hasattr(self, "transfer"):
            return
        with engine_clock.using(self.clock), self.db.read(self.store) as session:
            assert queries.recount(session) == []
            for item in session.scalars(select(InventoryItem)):
                free = item.on_hand - item.reserved - item.committed
                assert free + item.oversold >= 0 and item.reserved >= 0
            self._levels_are_sums_of_movements(session)
            self._shelf_of_the_set_is_what_its_parts_make(session)
            for channel in (ONLINE, self.till):
                assert self._listed(session, channel) == self._offered(session, channel)

    def _shelf_of_the_set_is_what_its_parts_make(self, session: StoreSession) -> None:
        made = []
        for which, each in ((POT, 1), (CUP, 2)):
            item = session.need(InventoryItem, self.items[which])
            level = session.scalars(
                select(Level).where(Level.item_id == item.id, Level.location_id == self.places[1])
            ).first()
            here = level.on_hand - level.committed - level.held if level else 0
            made.append(max(0, min(here, item.on_hand - item.reserved - item.committed)) // each)
        for entry in lists.full_list(session, self.till).entries:
            if entry.item_id == self.items[SET]:
                assert entry.available == min(made)

    def _levels_are_sums_of_movements(self, session: StoreSession) -> None:
        moved = {
            (item, place): int(units)
            for item, place, units in session.execute(
                select(Movement.item_id, Movement.location_id, func.sum(Movement.quantity))
                .where(Movement.store_id == self.store)
                .group_by(Movement.item_id, Movement.location_id)
            )
        }
        cases = {(case.item_id, case.location_id) for case in session.scalars(select(OversellCase))}
        for level in session.scalars(select(Level)):
            place = level.item_id, level.location_id
            assert level.on_hand == moved.get(place, 0) and level.incoming >= 0
            assert level.on_hand >= 0 or place in cases, "below nothing only where a till sold off line"

    def _listed(self, session: StoreSession, channel: int) -> dict[int, str]:
        page = lists.full_list(session, channel)
        return {entry.item_id: entry.state for entry in page.entries}

    def _offered(self, session: StoreSession, channel: int) -> dict[int, str]:
        rows = session.execute(
            select(Designation.item_id, Designation.state)
            .join(
                Variant,
                (Variant.store_id == Designation.store_id)
                & (Variant.inventory_item_id == Designation.item_id),
            )
            .where(
                Designation.store_id == self.store,
                Designation.channel_id == channel,
                Designation.state != "not_listed",
            )
        )
        return {item_id: str(state) for item_id, state in rows}


def test_any_walk_keeps_every_promise(db: Database) -> None:
    machine = type("Machine", (OneStock,), {"db": db})
    run_state_machine_as_test(
        machine,
        settings=hypothesis.settings(
            max_examples=max(10, hypothesis.settings().max_examples // 6),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
