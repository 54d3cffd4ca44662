"""Undo and redo: a person's own actions, without end; nobody's work is overwritten."""

from __future__ import annotations

import threading

import pytest

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Refused
from engine.themes import commands, queries
from engine.themes.models import SectionData, SectionEvent
from engine.themes.packs import Pack
from tests.engine.themes.versions.conftest import ANNA, BEN, Shop
from tests.factories.stores import make_store


def events(shop: Shop, at: int = 0) -> list[SectionEvent]:
    """Of a section of the home page, newest first."""
    section = shop.draft()[at]
    with shop.db.read(shop.id) as session:
        return queries.section_history(session, section.id)


def test_each_action_is_undone_and_redone(shop: Shop, clock: FixedClock) -> None:
    for word in ("A", "B", "C"):
        shop.edit(heading=word)
        clock.advance(minutes=1)
    seen = []
    for _ in range(3):
        shop.undo()
        seen.append(shop.headings()[0])
    assert seen == ["B", "A", "First"]
    with pytest.raises(Refused, match="nothing_to_undo"):
        shop.undo()
    for word in ("A", "B", "C"):
        shop.redo()
        assert shop.headings() == [word]
    with pytest.raises(Refused, match="nothing_to_redo"):
        shop.redo()
    shop.undo()
    shop.undo()
    assert shop.headings() == ["A"]
    shop.redo()
    assert shop.headings() == ["B"]


def test_a_new_edit_ends_what_can_be_redone(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="A")
    shop.undo()
    clock.advance(minutes=1)
    shop.edit(columns=4)
    with pytest.raises(Refused, match="nothing_to_redo"):
        shop.redo()
    shop.undo()
    with pytest.raises(Refused, match="nothing_to_undo"):
        shop.undo()
    assert shop.draft()[0].values["settings"] == {"heading": "First", "columns": 3}


def test_undoing_again_and_again_ends_where_it_began(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="A")
    before = shop.draft()[0].values
    for _ in range(5):
        clock.advance(minutes=1)
        shop.undo()
        shop.redo()
    assert shop.draft()[0].values == before
    shop.undo()
    assert shop.headings() == ["First"]
    revisions = [event.revision for event in events(shop)]
    assert revisions == sorted(revisions, reverse=True)


def test_adding_removing_hiding_and_moving_are_undone(shop: Shop, clock: FixedClock) -> None:
    added = shop.add()
    clock.advance(minutes=1)
    first = shop.draft()[0].id
    hidden = next(each.id for each in shop.draft(with_hidden=True) if each.hidden)
    shop.write(lambda s: commands.order_sections(s, "index", [added, hidden, first], actor=ANNA))
    assert [each.id for each in shop.draft()] == [added, first]
    clock.advance(minutes=1)
    shop.write(lambda s: commands.set_hidden(s, shop.pack, first, True, actor=ANNA))
    clock.advance(minutes=1)
    shop.write(lambda s: commands.remove_section(s, shop.pack, added, actor=ANNA))
    assert shop.draft() == ()
    states = []
    for _ in range(4):
        shop.undo()
        states.append([each.id for each in shop.draft()])
    assert states == [[added], [added, first], [first, added], [first]]
    for _ in range(4):
        shop.redo()
    assert shop.draft() == ()


def test_one_action_of_several_events_is_undone_as_one(shop: Shop) -> None:
    """An order of sections is an event for each of them."""
    added, other = shop.add(), shop.add()
    first = shop.draft()[0].id
    hidden = next(each.id for each in shop.draft(with_hidden=True) if each.hidden)
    shop.write(lambda s: commands.order_sections(s, "index", [other, added, first, hidden], actor=ANNA))
    with shop.db.read(shop.id) as session:
        batches = {
            event.batch
            for section in (other, added, first)
            for event in queries.section_history(session, section)
            if event.verb == "moved"
        }
    assert len(batches) == 1
    shop.undo()
    assert [each.id for each in shop.draft()] == [first, added, other]


def test_blocks_come_back_as_they_were(shop: Shop, clock: FixedClock) -> None:
    section = shop.draft()[0]
    before = section.values
    shop.write(
        lambda s: commands.add_block(s, shop.pack, section.id, "slide", settings={"title": "C"}, actor=ANNA)
    )
    clock.advance(minutes=1)
    shop.write(lambda s: commands.remove_block(s, shop.pack, section.id, "s1", actor=ANNA))
    shop.undo()
    assert [b["settings"]["title"] for b in shop.draft()[0].values["blocks"].values()] == ["A", "C"]
    shop.undo()
    assert shop.draft()[0].values == before


def test_typing_in_one_place_is_one_change(shop: Shop, clock: FixedClock) -> None:
    for length in range(1, 6):
        shop.edit(heading="Hello"[:length])
        clock.advance(seconds=1)
    assert [event.verb for event in events(shop)] == ["changed", "added"]
    assert shop.draft()[0].revision == 6
    shop.edit(columns=4)
    clock.advance(seconds=1)
    shop.edit(heading="Hello!")
    clock.advance(seconds=11)
    shop.edit(heading="Hello?")
    assert [event.verb for event in events(shop)] == ["changed"] * 4 + ["added"]
    shop.undo()
    shop.undo()
    shop.undo()
    assert shop.draft()[0].values["settings"] == {"heading": "Hello", "columns": 3}
    shop.undo()
    assert shop.headings() == ["First"]


def test_a_value_typed_for_the_first_time_is_one_change(shop: Shop, clock: FixedClock) -> None:
    for text in ("<p>H</p>", "<p>Hi</p>", "<p>Hi!</p>"):
        shop.edit(text=text)
        clock.advance(seconds=1)
    assert [event.verb for event in events(shop)] == ["changed", "added"]
    shop.undo()
    assert "text" not in shop.draft()[0].values["settings"]


def test_typing_back_leaves_nothing_to_undo(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="Firstly")
    clock.advance(seconds=1)
    shop.edit(heading="First")
    with pytest.raises(Refused, match="nothing_to_undo"):
        shop.undo()


def test_typing_of_two_people_or_over_a_publish_stays_apart(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="A")
    shop.edit(BEN, heading="B")
    shop.edit(heading="C")
    shop.publish()
    shop.edit(heading="D")
    clock.advance(seconds=1)
    shop.edit(heading="E")
    assert [(e.actor_name, e.verb) for e in events(shop)[:-1]] == [
        ("Anna", "changed"),
        ("Anna", "changed"),
        ("Ben", "changed"),
        ("Anna", "changed"),
    ]
    shop.undo()
    assert shop.headings() == shop.seen() == ["C"]


def test_what_another_person_changed_elsewhere_in_the_section_stays(shop: Shop, clock: FixedClock) -> None:
    section = shop.draft()[0]
    shop.edit(heading="Anna's")
    clock.advance(minutes=1)
    shop.edit(BEN, columns=1, link="/collections/all")
    key = shop.write(
        lambda s: commands.add_block(s, shop.pack, section.id, "slide", settings={"title": "B"}, actor=BEN)
    )
    shop.undo()
    now = shop.draft()[0].values
    assert now["settings"] == {"heading": "First", "columns": 1, "link": "/collections/all"}
    assert now["block_order"] == ["s1", key]
    shop.redo()
    assert shop.headings() == ["Anna's"]
    shop.undo(BEN)
    assert shop.draft()[0].values["block_order"] == ["s1"]
    assert shop.headings() == ["Anna's"]


def test_what_another_person_changed_in_the_same_place_is_not_overwritten(
    shop: Shop, clock: FixedClock
) -> None:
    shop.edit(heading="Anna's")
    clock.advance(minutes=1)
    shop.edit(BEN, heading="Ben's")
    with pytest.raises(Conflict, match="undo_meets_changes") as caught:
        shop.undo()
    assert (caught.value.values["section"], caught.value.values["by"]) == ("one", "Ben")
    assert shop.headings() == ["Ben's"]
    shop.undo(BEN)
    shop.undo()
    assert shop.headings() == ["First"]


def test_a_section_that_another_person_filled_is_not_undone_away(shop: Shop) -> None:
    shop.add()
    shop.edit(BEN, at=1, heading="Ben's")
    with pytest.raises(Conflict, match="undo_meets_changes"):
        shop.undo()
    assert shop.headings() == ["First", "Ben's"]


def test_undo_stays_on_its_page_and_reaches_settings_and_groups(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="Home")
    clock.advance(minutes=1)
    shop.write(lambda s: commands.add_section(s, shop.pack, "page", "hello", actor=ANNA))
    clock.advance(minutes=1)
    with shop.db.read(shop.id) as session:
        found = queries.draft_with_sections(session, [])
    assert found is not None
    settings = found.sections["settings"][0]
    shop.write(
        lambda s: commands.update_section(s, shop.pack, settings.id, settings={"dark": False}, actor=ANNA)
    )
    assert [data.template for data in shop.undo(template="index")] == ["settings"]
    assert [data.template for data in shop.undo(template="index")] == ["index"]
    with pytest.raises(Refused, match="nothing_to_undo"):
        shop.undo(template="index")
    assert len(shop.draft("page")) == 1
    assert shop.headings() == ["First"]


def test_publishing_is_no_end_of_undoing(shop: Shop, clock: FixedClock) -> None:
    shop.edit(heading="A")
    shop.publish()
    shop.undo()
    assert (shop.headings(), shop.seen()) == (["First"], ["A"])


def test_an_undo_with_nothing_to_change_is_still_taken_back_once(shop: Shop, clock: FixedClock) -> None:
    """Somebody else has put the value back already."""
    shop.edit(heading="A")
    clock.advance(minutes=1)
    shop.edit(BEN, heading="First")
    shop.undo()
    assert shop.headings() == ["First"]
    with pytest.raises(Refused, match="nothing_to_undo"):
        shop.undo()


def test_of_two_who_save_at_the_same_moment_one_is_told(postgres_db: Database, pack: Pack) -> None:
    """Neither has seen the other's save; SQLite takes one after the other."""
    shop = Shop(postgres_db, make_store(postgres_db).id, pack)
    shop.write(lambda s: commands.install_pack(s, pack))
    section = shop.draft()[0]
    both = threading.Barrier(2, timeout=20)
    told: list[str] = []

    def save(actor: Actor, word: str) -> None:
        try:
            with shop.db.write(shop.id) as session:
                data = session.need(SectionData, section.id)
                both.wait()
                commands.update_section(
                    session,
                    pack,
                    data.id,
                    settings={"heading": word},
                    revision=section.revision,
                    actor=actor,
                )
        except Conflict as refusal:
            told.append(refusal.code)

    threads = [
        threading.Thread(target=save, args=(ANNA, "A")),
        threading.Thread(target=save, args=(BEN, "B")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["themes.section_changed_meanwhile"]
    assert shop.headings()[0] in ("A", "B")
    assert shop.draft()[0].revision == section.revision + 1
