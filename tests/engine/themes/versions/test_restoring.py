"""Earlier states come back into what is being edited, as events that can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engine.base.clock import FixedClock
from engine.base.errors import Conflict, NotFound
from engine.themes import commands, queries
from engine.themes.models import SectionData
from tests.engine.themes.versions.conftest import ANNA, BEN, Shop


def whole(shop: Shop) -> list[tuple[Any, ...]]:
    return [
        (each.id, each.key, each.position, each.hidden, each.values) for each in shop.draft(with_hidden=True)
    ]


def test_a_version_comes_back_whole(shop: Shop, clock: FixedClock) -> None:
    second = shop.add()
    version = shop.publish()
    before, pages = whole(shop), shop.shown()
    first = shop.draft()[0].id
    hidden = next(each.id for each in shop.draft(with_hidden=True) if each.hidden)
    clock.advance(minutes=1)
    shop.edit(heading="Changed")
    shop.write(lambda s: commands.set_hidden(s, shop.pack, hidden, False, actor=BEN))
    added = shop.add(BEN)
    shop.write(lambda s: commands.order_sections(s, "index", [added, hidden, second, first], actor=BEN))
    shop.write(lambda s: commands.remove_section(s, shop.pack, second, actor=BEN))
    after = whole(shop)
    shop.publish()
    shop.write(lambda s: commands.restore_version(s, version, actor=ANNA))
    assert whole(shop) == before
    assert shop.shown() != pages
    shop.publish()
    assert shop.shown() == pages
    with shop.db.read(shop.id) as session:
        shown = queries.current_version(session)
        assert shown is not None and shown.kind == "restored"
        gone = session.find(SectionData, added)
        assert gone is not None and gone.removed_at is not None
    shop.undo()
    assert whole(shop) == after


def test_restoring_what_is_there_changes_nothing(shop: Shop) -> None:
    version = shop.publish()
    assert shop.write(lambda s: commands.restore_version(s, version, actor=ANNA)) == []
    with pytest.raises(NotFound):
        shop.write(lambda s: commands.restore_version(s, 10**12, actor=ANNA))


def test_sections_that_were_deleted_for_good_come_back(shop: Shop) -> None:
    """`set_template` and a change of pack on an untouched shop delete rows; a version keeps what they said."""
    version = shop.publish()
    pages = shop.shown()
    shop.write(lambda s: commands.set_template(s, shop.pack, "index", {"new": {"type": "hello"}}))
    shop.publish()
    shop.write(lambda s: commands.restore_version(s, version, actor=ANNA))
    assert [each.key for each in shop.draft(with_hidden=True)] == ["one", "two"]
    shop.publish()
    assert shop.shown() == pages


def test_a_section_goes_back_to_any_revision(shop: Shop, clock: FixedClock) -> None:
    section = shop.draft()[0]
    states = {1: section.values}
    for word, columns in (("A", 1), ("B", 2), ("C", 4)):
        shop.edit(heading=word, columns=columns)
        now = shop.draft()[0]
        states[now.revision] = now.values
        clock.advance(minutes=1)
    shop.write(lambda s: commands.remove_block(s, shop.pack, section.id, "s1", actor=BEN))
    for revision in (2, 1, 4, 3):
        shop.write(lambda s, to=revision: commands.restore_revision(s, shop.pack, section.id, to, actor=ANNA))
        assert shop.draft()[0].values == states[revision], revision
    shop.undo()
    assert shop.draft()[0].values == states[4]
    for missing in (0, 99):
        with pytest.raises(NotFound):
            shop.write(
                lambda s, to=missing: commands.restore_revision(s, shop.pack, section.id, to, actor=ANNA)
            )
    with pytest.raises(Conflict):
        shop.write(lambda s: commands.restore_revision(s, shop.pack, section.id, 1, revision=1, actor=ANNA))


def test_where_it_stands_is_left_as_it_is(shop: Shop, clock: FixedClock) -> None:
    first = shop.draft()[0]
    added = shop.add()
    shop.edit(heading="A")
    hidden = next(each.id for each in shop.draft(with_hidden=True) if each.hidden)
    shop.write(lambda s: commands.order_sections(s, "index", [added, hidden, first.id], actor=ANNA))
    shop.write(lambda s: commands.restore_revision(s, shop.pack, first.id, 1, actor=ANNA))
    assert [each.id for each in shop.draft()] == [added, first.id]
    assert shop.headings()[1] == "First"


def test_nothing_that_was_said_is_ever_gone(shop: Shop) -> None:
    """What restoring covers up stands in the history."""
    version = shop.publish()
    shop.edit(BEN, heading="Ben's words")
    shop.write(lambda s: commands.restore_version(s, version, actor=ANNA))
    section = shop.draft()[0]
    with shop.db.read(shop.id) as session:
        newest = queries.section_history(session, section.id)[0]
        assert "Ben's words" in str(newest.before)
        assert session.scalars(select(SectionData.id).where(SectionData.id == section.id)).one()
