"""Looks by the clock: they start and end, late or twice or after a crash, and never overwrite what came between."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.base import clock as engine_clock
from engine.base.clock import FixedClock
from engine.base.errors import NotFound, Refused
from engine.jobs.schedule import TABLE, Schedule
from engine.stores.models import Activity
from engine.themes import commands, queries
from engine.themes.models import LookSchedule
from tests.engine.themes.versions.conftest import ANNA, Shop


def at(minutes: float) -> datetime:
    return engine_clock.now() + timedelta(minutes=minutes)


def plan(shop: Shop, starts: float, ends: float | None = None, label: str = "Sale") -> int:
    """Schedule what is being edited, in minutes from now; returns the schedule's id."""
    made = shop.write(
        lambda s: commands.schedule_publish(
            s,
            starts_at=at(starts),
            ends_at=at(ends) if ends is not None else None,
            label=label,
            actor=ANNA,
        )
    )
    return int(made.id)


def state(shop: Shop, schedule: int) -> tuple[str, str]:
    with shop.db.read(shop.id) as session:
        row = session.need(LookSchedule, schedule)
        return row.state, row.outcome


def flip(shop: Shop) -> int:
    return commands.flip_scheduled_looks(shop.db)


def test_a_look_starts_and_ends_by_the_clock(shop: Shop, clock: FixedClock) -> None:
    before = shop.shown()
    shop.edit(heading="Sale!")
    schedule = plan(shop, 10, 20)
    shop.edit(heading="After")
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (0, ["First"], ("waiting", ""))
    clock.advance(minutes=10)
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (1, ["Sale!"], ("running", ""))
    assert flip(shop) == 0
    clock.advance(minutes=10)
    assert flip(shop) == 1
    assert (shop.shown(), state(shop, schedule)) == (before, ("done", "put_back"))
    assert flip(shop) == 0
    assert shop.headings() == ["After"]


def test_a_look_without_an_end_stays(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="New")
    schedule = plan(shop, 10)
    clock.advance(days=3)
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (1, ["New"], ("done", "shown"))
    shop.write(lambda s: commands.rollback(s, actor=ANNA))
    assert (flip(shop), shop.seen()) == (0, ["First"])


def test_what_was_published_meanwhile_stays_and_is_told(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="Sale!")
    schedule = plan(shop, 10, 20)
    clock.advance(minutes=11)
    flip(shop)
    shop.edit(heading="Urgent")
    shop.publish()
    clock.advance(minutes=20)
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (1, ["Urgent"], ("done", "left"))
    with shop.db.read(shop.id) as session:
        verbs = list(session.scalars(select(Activity.verb).order_by(Activity.at, Activity.id)))
    assert "theme.schedule_left" in verbs and "theme.schedule_started" in verbs


def test_one_whose_time_has_passed_unseen_is_not_shown(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="Sale!")
    schedule = plan(shop, 10, 20)
    clock.advance(hours=5)
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (1, ["First"], ("done", "missed"))


def test_several_that_are_due_at_once_come_in_their_order(shop: Shop, clock: FixedClock) -> None:
    """The job was down: the first ends where the second starts, and what the first began from comes last."""
    shop.edit(heading="One")
    first = plan(shop, 10, 20, "one")
    shop.edit(heading="Two")
    second = plan(shop, 20, 300, "two")
    clock.advance(minutes=10)
    flip(shop)
    clock.advance(minutes=30)
    assert flip(shop) == 2
    assert (shop.seen(), state(shop, first)) == (["Two"], ("done", "put_back"))
    clock.advance(hours=10)
    assert flip(shop) == 1
    assert (shop.seen(), state(shop, second)) == (["First"], ("done", "put_back"))


def test_a_crash_within_a_flip_leaves_it_to_the_next_run(
    shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.edit(heading="Sale!")
    schedule = plan(shop, 10, 20)
    clock.advance(minutes=10)
    from engine.themes.commands import scheduling

    real = scheduling.show_version

    def die(session: Any, version: Any, look: Any) -> None:
        real(session, version, look)
        session.flush()
        raise ZeroDivisionError

    monkeypatch.setattr(scheduling, "show_version", die)
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (0, ["First"], ("waiting", ""))
    monkeypatch.undo()
    assert (flip(shop), shop.seen(), state(shop, schedule)) == (1, ["Sale!"], ("running", ""))


def test_the_clock_of_the_shop_runs_it(shop: Shop, clock: FixedClock) -> None:
    tasks = [task for task in TABLE if task.name == "flip_scheduled_looks"]
    shop.edit(heading="Sale!")
    plan(shop, 1)
    schedule = Schedule(shop.db, tasks)
    schedule.step()
    assert shop.seen() == ["First"]
    clock.advance(minutes=2)
    assert schedule.step() == ["flip_scheduled_looks"]
    assert shop.seen() == ["Sale!"]


@pytest.mark.parametrize(
    ("starts", "ends", "code", "field"),
    [
        (-1, None, "themes.schedule_in_the_past", "starts_at"),
        (0, None, "themes.schedule_in_the_past", "starts_at"),
        (10, 10, "themes.schedule_ends_before", "ends_at"),
        (10, 5, "themes.schedule_ends_before", "ends_at"),
        (50, 150, "themes.schedule_overlaps", "starts_at"),
        (120, 130, "themes.schedule_overlaps", "starts_at"),
        (150, 250, "themes.schedule_overlaps", "starts_at"),
        (50, 250, "themes.schedule_overlaps", "starts_at"),
        (150, None, "themes.schedule_overlaps", "starts_at"),
        (100, None, "themes.schedule_overlaps", "starts_at"),
        (300, None, "themes.schedule_overlaps", "starts_at"),
        (290, 310, "themes.schedule_overlaps", "starts_at"),
    ],
)
@pytest.mark.usefixtures("clock")
def test_times_that_cannot_be_are_refused(
    shop: Shop, starts: float, ends: float | None, code: str, field: str
) -> None:
    plan(shop, 100, 200)
    plan(shop, 300)
    with pytest.raises(Refused) as caught:
        plan(shop, starts, ends)
    assert (caught.value.code, caught.value.field) == (code, field)
    with shop.db.read(shop.id) as session:
        assert len(queries.schedules(session)) == 2


@pytest.mark.usefixtures("clock")
def test_times_that_touch_are_taken(shop: Shop) -> None:
    plan(shop, 100, 200)
    plan(shop, 200, 300)
    plan(shop, 50, 100)
    plan(shop, 300)
    with shop.db.read(shop.id) as session:
        assert len(queries.schedules(session)) == 4


def test_a_schedule_can_be_cancelled_until_it_begins(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="Sale!")
    schedule = plan(shop, 10, 20)
    shop.write(lambda s: commands.cancel_schedule(s, schedule, actor=ANNA))
    assert plan(shop, 10, 20) != schedule
    clock.advance(minutes=15)
    assert (flip(shop), state(shop, schedule)) == (1, ("cancelled", ""))
    with shop.db.read(shop.id) as session:
        [running] = queries.schedules(session)
    with pytest.raises(Refused, match="schedule_has_begun"):
        shop.write(lambda s: commands.cancel_schedule(s, running.id, actor=ANNA))
    with pytest.raises(NotFound):
        shop.write(lambda s: commands.cancel_schedule(s, 10**12, actor=ANNA))


def test_a_theme_that_is_scheduled_is_not_taken_away(shop: Shop, clock: FixedClock) -> None:
    from engine.themes.commands.pruning import forget_theme
    from engine.themes.models import Theme

    with shop.db.read(shop.id) as session:
        worn = queries.main_theme(session)
    assert worn is not None
    other = shop.write(_second_theme)
    shop.write(lambda s: commands.schedule_publish(s, theme_id=other, starts_at=at(10), label="", actor=ANNA))
    with pytest.raises(Refused, match="theme_is_scheduled"):
        shop.write(lambda s: forget_theme(s, s.need(Theme, other)))
    with pytest.raises(Refused, match="is_worn"):
        shop.write(lambda s: forget_theme(s, s.need(Theme, worn.id)))
    clock.advance(minutes=10)
    flip(shop)
    shop.write(lambda s: commands.rollback(s, actor=ANNA))
    shop.write(lambda s: forget_theme(s, s.need(Theme, other)))
    with shop.db.read(shop.id) as session:
        look = queries.look_of(session)
        assert look is not None and look.previous_version_id is None
        assert [version.theme_id for version in queries.versions(session).items] == [worn.id]


def _second_theme(session: Any) -> int:
    from engine.themes.models import Theme

    theme = Theme(pack="second", pack_version="1", name="Second", layouts={}, installed_at=engine_clock.now())
    session.add(theme)
    session.flush()
    return int(theme.id)
