"""Whatever is done, in any order: shoppers' pages change by publishing and going back alone, and no word is ever gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine.base import clock as engine_clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.themes import commands, queries
from engine.themes.models import SectionData, SectionEvent
from engine.themes.packs import Pack
from tests.engine.themes.versions.conftest import ANNA, BEN, Shop
from tests.factories.stores import make_store

EDITS = ("text", "columns", "add", "remove", "hide", "order", "add block", "remove block", "setting")
OTHERS = ("undo", "redo", "publish", "rollback", "restore version", "restore revision")
STEPS = st.lists(st.tuples(st.sampled_from(EDITS + OTHERS + EDITS), st.integers(0, 999)), max_size=14)
RUNS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Walk:
    """A store, what was written into it, and what its pages were like."""

    def __init__(self, db: Database, pack: Pack, fixed: FixedClock) -> None:
        self.shop = Shop(db, make_store(db).id, pack)
        self.clock = fixed
        self.shop.write(lambda s: commands.install_pack(s, pack))
        self.words: set[str] = {"First"}
        self.pages = {self.version(): self.seen()}
        self.actor = ANNA

    def version(self) -> int:
        with self.shop.db.read(self.shop.id) as session:
            found = queries.current_version(session)
        assert found is not None
        return found.id

    def seen(self) -> Any:
        """Everything that shoppers see."""
        with self.shop.db.read(self.shop.id) as session:
            found = queries.theme_with_sections(session, ["index"])
        assert found is not None
        return {
            name: [(each.id, each.key, each.position, each.file, each.values) for each in sections]
            for name, sections in found.sections.items()
        }

    def draft(self) -> Any:
        """Everything that is being edited."""
        with self.shop.db.read(self.shop.id) as session:
            found = queries.draft_with_sections(session, ["index"], with_hidden=True)
        assert found is not None
        return {
            name: [
                (each.id, each.key, each.position, each.hidden, each.file, each.values) for each in sections
            ]
            for name, sections in found.sections.items()
        }

    def step(self, name: str, number: int) -> bool:
        """Do it; whether it could be done."""
        self.clock.advance(seconds=11)
        try:
            with self.shop.db.write(self.shop.id) as session:
                getattr(self, f"do_{name.replace(' ', '_')}")(session, number)
        except Refused:
            return False
        return True

    def _section(self, session: Any, number: int) -> SectionData:
        alive = session.scalars(
            select(SectionData)
            .where(SectionData.template == "index", SectionData.removed_at.is_(None))
            .order_by(SectionData.id)
        ).all()
        if not alive:
            raise Refused("record.not_found")
        found: SectionData = alive[number % len(alive)]
        return found

    def do_text(self, session: Any, number: int) -> None:
        word = f"word-{number}-{len(self.words)}"
        data = self._section(session, number)
        commands.update_section(
            session, self.shop.pack, data.id, settings={"heading": word}, actor=self.actor
        )
        self.words.add(word)

    def do_columns(self, session: Any, number: int) -> None:
        data = self._section(session, number)
        commands.update_section(
            session, self.shop.pack, data.id, settings={"columns": 1 + number % 4}, actor=self.actor
        )

    def do_setting(self, session: Any, number: int) -> None:
        found = queries.draft_with_sections(session, [])
        assert found is not None
        settings_id = found.sections["settings"][0].id
        commands.update_section(
            session, self.shop.pack, settings_id, settings={"dark": bool(number % 2)}, actor=self.actor
        )

    def do_add(self, session: Any, number: int) -> None:
        commands.add_section(session, self.shop.pack, "index", "hello", actor=self.actor)

    def do_remove(self, session: Any, number: int) -> None:
        data = self._section(session, number)
        commands.remove_section(session, self.shop.pack, data.id, actor=self.actor)

    def do_hide(self, session: Any, number: int) -> None:
        data = self._section(session, number // 2)
        commands.set_hidden(session, self.shop.pack, data.id, bool(number % 2), actor=self.actor)

    def do_order(self, session: Any, number: int) -> None:
        data = self._section(session, number)
        commands.move_section(session, data.id, number % 3 - 1, actor=self.actor)

    def do_add_block(self, session: Any, number: int) -> None:
        data = self._section(session, number)
        word = f"block-{number}-{len(self.words)}"
        commands.add_block(
            session, self.shop.pack, data.id, "slide", settings={"title": word}, actor=self.actor
        )
        self.words.add(word)

    def do_remove_block(self, session: Any, number: int) -> None:
        data = self._section(session, number)
        match = queries.current_match(session, data.id, self.shop.pack.name)
        if match is None or not match.binding["blocks"]:
            raise Refused("record.not_found")
        key = match.binding["blocks"][-1]["key"]
        commands.remove_block(session, self.shop.pack, data.id, key, actor=self.actor)

    def do_undo(self, session: Any, number: int) -> None:
        commands.undo(session, actor=self.actor)

    def do_redo(self, session: Any, number: int) -> None:
        commands.redo(session, actor=self.actor)

    def do_publish(self, session: Any, number: int) -> None:
        commands.publish(session, actor=self.actor)

    def do_rollback(self, session: Any, number: int) -> None:
        known = sorted(self.pages)
        commands.rollback(session, to=known[number % len(known)], actor=self.actor)

    def do_restore_version(self, session: Any, number: int) -> None:
        known = sorted(self.pages)
        commands.restore_version(session, known[number % len(known)], actor=self.actor)

    def do_restore_revision(self, session: Any, number: int) -> None:
        data = self._section(session, number)
        commands.restore_revision(
            session, self.shop.pack, data.id, 1 + number % data.revision, actor=self.actor
        )

    def stored(self) -> str:
        """Every text that the store holds of its sections and their history."""
        with self.shop.db.read(self.shop.id) as session:
            rows = session.scalars(select(SectionData)).all()
            events = session.scalars(select(SectionEvent)).all()
        return repr([r.content for r in rows]) + repr([(e.before, e.after) for e in events])


@pytest.fixture
def walk(db: Database, pack: Pack) -> Callable[[FixedClock], Walk]:
    return lambda fixed: Walk(db, pack, fixed)


@RUNS
@given(steps=STEPS, whose=st.lists(st.booleans(), min_size=14, max_size=14))
def test_shoppers_see_what_was_published_and_no_word_is_gone(
    walk: Callable[[FixedClock], Walk], steps: list[tuple[str, int]], whose: list[bool]
) -> None:
    """Two people at once."""
    with engine_clock.using(FixedClock(engine_clock.now())) as fixed:
        made = walk(fixed)
        for (name, number), of_ben in zip(steps, whose, strict=False):
            made.actor = BEN if of_ben else ANNA
            shown, draft = made.seen(), made.draft()
            made.step(name, number)
            now = made.seen()
            if name == "publish":
                made.pages[made.version()] = now
                assert now == _visible(made.draft())
            elif name == "rollback":
                assert now == made.pages[made.version()]
            else:
                assert now == shown, name
            if name in ("publish", "rollback"):
                assert made.draft() == draft
            stored = made.stored()
            assert all(word in stored for word in made.words)


def _visible(draft: Any) -> Any:
    shown = {
        name: [
            (section, key, at, file, values)
            for section, key, at, hidden, file, values in sections
            if not hidden
        ]
        for name, sections in draft.items()
    }
    return {name: sections for name, sections in shown.items() if sections}


@RUNS
@given(steps=STEPS)
def test_undo_and_redo_walk_through_the_same_states(
    walk: Callable[[FixedClock], Walk], steps: list[tuple[str, int]]
) -> None:
    """One person: what undo shows is what was there before, and redo what was there after, whatever came between."""
    with engine_clock.using(FixedClock(engine_clock.now())) as fixed:
        made = walk(fixed)
        back: list[Any] = []
        forth: list[Any] = []
        for name, number in steps:
            before = made.draft()
            done = made.step(name, number)
            now = made.draft()
            if name == "undo":
                assert done == bool(back)
                if done:
                    assert now == back.pop()
                    forth.append(before)
            elif name == "redo":
                assert done == bool(forth)
                if done:
                    assert now == forth.pop()
                    back.append(before)
            elif name == "publish":
                made.pages[made.version()] = made.seen()
            if name not in ("undo", "redo") and now != before:
                back.append(before)
                forth.clear()
            elif not done:
                assert now == before
