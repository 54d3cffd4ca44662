"""Whatever is done to the stock in whatever order, its sums hold, and a plain model agrees."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from engine.base import clock as engine_clock
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.inventory import commands, queries
from engine.inventory.commands import Wanted
from tests.engine.inventory.shop import add_item, add_location
from tests.factories.stores import make_store

STRICT, LOOSE, UNCOUNTED = 0, 1, 2
items = st.integers(0, 2)
few = st.integers(1, 6)
checkouts = st.integers(1, 3)


class StockRoom(RuleBasedStateMachine):
    """Three items (strict, may be oversold, not counted) at two locations, three checkouts."""

    db: Database

    @initialize(first=st.integers(0, 8), second=st.integers(0, 8))
    def open_shop(self, first: int, second: int) -> None:
        self.clock = FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
        self.store = make_store(self.db).id
        self.on_hand: Counter[tuple[int, int]] = Counter()
        self.held: dict[int, tuple[datetime, Counter[int]]] = {}
        self.promised: dict[int, tuple[int, int]] = {}
        self.lines = 0
        with self.db.write(self.store) as session:
            self.places = [add_location(session, name) for name in ("Near", "Far")]
            kinds: list[dict[str, object]] = [{}, {"policy": "continue"}, {"tracked": False}]
            self.items = [add_item(session, self.places[0], 0, **kind) for kind in kinds]
            for place, count in zip(self.places, (first, second), strict=True):
                for item in self.items if count else []:
                    commands.receive(session, place, {item: count}, actor=SYSTEM)
        for place, count in enumerate((first, second)):
            for item in (STRICT, LOOSE, UNCOUNTED):
                self.on_hand[item, place] += count

    def free(self, item: int) -> int:
        there = sum(self.on_hand[item, place] for place in (0, 1))
        held = sum(quantities[item] for _, quantities in self.held.values())
        return there - held - sum(count for of, count in self.promised.values() if of == item)

    @rule(checkout=checkouts, wanted=st.dictionaries(items, few, min_size=1))
    def reserve(self, checkout: int, wanted: dict[int, int]) -> None:
        own = self.held.get(checkout, (None, Counter()))[1]
        fits = all(item != STRICT or self.free(item) + own[item] >= count for item, count in wanted.items())
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            try:
                quantities = {self.items[item]: count for item, count in wanted.items()}
                commands.reserve(session, "checkout", checkout, quantities, timedelta(minutes=15))
                assert fits
            except Refused as refused:
                assert refused.code == "inventory.sold_out" and not fits
                return
        self.held[checkout] = (self.clock.at + timedelta(minutes=15), Counter(wanted))

    @rule(checkout=checkouts)
    def release(self, checkout: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.release(session, "checkout", checkout)
        self.held.pop(checkout, None)

    @rule(minutes=st.integers(1, 10))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            commands.expire_due(session)
        self.held = {key: hold for key, hold in self.held.items() if hold[0] > self.clock.at}

    @rule(checkout=checkouts, split=st.booleans())
    def commit(self, checkout: int, split: bool) -> None:
        if checkout not in self.held:
            return
        wanted = []
        for item, count in self.held.pop(checkout)[1].items():
            parts = [1, count - 1] if split and count > 1 else [count]
            for part in parts:
                self.lines += 1
                wanted.append(Wanted(self.lines, self.items[item], part))
                self.promised[self.lines] = (item, part)
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            made = commands.commit(session, "checkout", checkout, wanted)
            assert sum(c.quantity for c in made) == sum(want.quantity for want in wanted)

    @rule(data=st.data(), cancel=st.booleans())
    def settle(self, data: st.DataObject, cancel: bool) -> None:
        if not self.promised:
            return
        line = data.draw(st.sampled_from(sorted(self.promised)))
        item, count = self.promised.pop(line)
        part = data.draw(st.integers(1, count))
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            before = {
                view.location_id: view.on_hand
                for view in queries.levels(session, [self.items[item]])[self.items[item]]
            }
            step = commands.release_commitment if cancel else commands.fulfil
            step(session, {line: part}, actor=SYSTEM)
            after = {
                view.location_id: view.on_hand
                for view in queries.levels(session, [self.items[item]])[self.items[item]]
            }
        moved = sum(before.values()) - sum(after.values())
        assert moved == (0 if cancel or item == UNCOUNTED else part)
        for place, location in enumerate(self.places):
            self.on_hand[item, place] -= before.get(location, 0) - after.get(location, 0)
        if part < count:
            self.promised[line] = (item, count - part)

    @rule(item=items, place=st.integers(0, 1), count=st.integers(0, 9))
    def count_shelf(self, item: int, place: int, count: int) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            try:
                commands.set_on_hand(session, self.items[item], self.places[place], count, actor=SYSTEM)
            except Refused:
                assert item == STRICT
                return
        self.on_hand[item, place] = count

    @invariant()
    def sums_hold(self) -> None:
        if not hasattr(self, "items"):
            return
        with self.db.read(self.store) as session:
            assert queries.recount(session) == []
            now = queries.availability(session, self.items)
        for item, item_id in enumerate(self.items):
            assert now[item_id].quantity == self.free(item)
        assert now[self.items[STRICT]].quantity >= 0


def test_any_walk_keeps_the_sums(db: Database) -> None:
    machine = type("Machine", (StockRoom,), {"db": db})
    run_state_machine_as_test(
        machine,
        settings=hypothesis.settings(
            max_examples=max(10, hypothesis.settings().max_examples // 6),
            stateful_step_count=22,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
