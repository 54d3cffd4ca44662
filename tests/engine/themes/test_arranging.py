"""Copies of sections and blocks, blocks inside blocks, hidden blocks: nothing of what was there changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.actor import Actor
from engine.base.db import Database
from engine.base.errors import Conflict, NotFound, Refused
from engine.themes import commands
from engine.themes.packs import Pack
from engine.themes.queries import ShownSection, draft_with_sections, section_history

ANNA = Actor("staff", "Anna", 7)
GROUP = """{% content_for 'blocks' %}{% schema %}{"name": "Group", "settings": [{"type": "text", "id": "title"},
 {"type": "range", "id": "gap", "min": 0, "max": 9}], "blocks": [{"type": "@theme"}, {"type": "word", "limit": 3}]}
{% endschema %}"""
WORD = '{% schema %}{"name": "Word", "settings": [{"type": "text", "id": "text"}, {"type": "color", "id": "ink"}]}{% endschema %}'
SHELF = """{% content_for 'blocks' %}{% schema %}{"name": "Shelf", "limit": 2, "max_blocks": 3,
 "settings": [{"type": "text", "id": "heading"}], "blocks": [{"type": "@theme"}],
 "presets": [{"name": "Shelf", "blocks": [{"type": "group", "settings": {"title": "One", "gap": 2},
   "blocks": [{"type": "word", "settings": {"text": "Inner", "ink": "#112233"}}]}]}]}{% endschema %}"""


@pytest.fixture
def pack(tmp_path: Path, make_pack: Callable[..., Path]) -> Pack:
    folder = make_pack(tmp_path / "nested")
    (folder / "blocks").mkdir()
    (folder / "blocks" / "group.liquid").write_text(GROUP)
    (folder / "blocks" / "word.liquid").write_text(WORD)
    (folder / "sections" / "shelf.liquid").write_text(SHELF)
    return Pack(folder)


@pytest.fixture
def shelf(db: Database, store_id: int, pack: Pack) -> int:
    """A section whose group holds a word."""
    with db.write(store_id) as session:
        commands.install_pack(session, pack)
        return commands.add_section(session, pack, "index", "shelf", actor=ANNA).id


def shown(db: Database, store_id: int) -> dict[int, ShownSection]:
    with db.read(store_id) as session:
        found = draft_with_sections(session, ["index"], with_hidden=True)
        assert found is not None
        return {one.id: one for one in found.sections["index"]}


def last(path: str) -> str:
    return path.rpartition("/")[2]


def values(db: Database, store_id: int, section_id: int) -> dict[str, Any]:
    return shown(db, store_id)[section_id].values


def test_a_copied_block_holds_the_same_and_shares_nothing(
    db: Database, store_id: int, pack: Pack, shelf: int
) -> None:
    before = values(db, store_id, shelf)
    [first] = before["block_order"]
    with db.write(store_id) as session:
        key = commands.duplicate_block(session, pack, shelf, first, actor=ANNA)
    after = values(db, store_id, shelf)
    assert after["block_order"] == [first, key] and after["blocks"][first] == before["blocks"][first]
    made = after["blocks"][key]
    [inner] = made["block_order"]
    assert made["settings"] == {"title": "One", "gap": 2}
    assert made["blocks"][inner]["settings"] == {"text": "Inner", "ink": "#112233"}
    assert inner not in before["blocks"][first]["blocks"]
    with db.write(store_id) as session:
        commands.update_section(session, pack, shelf, blocks={f"{key}/{inner}": {"text": "Mine"}}, actor=ANNA)
    again = values(db, store_id, shelf)
    assert again["blocks"][key]["blocks"][inner]["settings"]["text"] == "Mine"
    assert again["blocks"][first] == before["blocks"][first]


def test_a_copied_part_is_a_part_of_its_own(db: Database, store_id: int, pack: Pack, shelf: int) -> None:
    [group] = values(db, store_id, shelf)["block_order"]
    [word] = values(db, store_id, shelf)["blocks"][group]["block_order"]
    with db.write(store_id) as session:
        path = commands.duplicate_block(session, pack, shelf, f"{group}/{word}", actor=ANNA)
        commands.update_section(
            session, pack, shelf, blocks={path: {"text": "Copy", "ink": "#445566"}}, actor=ANNA
        )
    key = last(path)
    inside = values(db, store_id, shelf)["blocks"][group]
    assert inside["block_order"] == [word, key]
    assert inside["blocks"][word]["settings"] == {"text": "Inner", "ink": "#112233"}
    assert inside["blocks"][key]["settings"] == {"text": "Copy", "ink": "#445566"}


def test_blocks_inside_blocks_are_added_moved_hidden_and_removed(
    db: Database, store_id: int, pack: Pack, shelf: int
) -> None:
    [group] = values(db, store_id, shelf)["block_order"]
    [word] = values(db, store_id, shelf)["blocks"][group]["block_order"]
    with db.write(store_id) as session:
        second = commands.add_block_inside(
            session, pack, shelf, group, "word", settings={"text": "Second"}, actor=ANNA
        )
        inner = commands.add_block_inside(session, pack, shelf, group, "group", actor=ANNA)
        deep = commands.add_block_inside(
            session, pack, shelf, inner, "word", settings={"text": "Deep"}, actor=ANNA
        )
        commands.order_blocks_inside(session, pack, shelf, group, [inner, second, word], actor=ANNA)
        commands.set_block_hidden(session, pack, shelf, second, True, actor=ANNA)
    paths, (inner, second, deep) = (inner, second), map(last, (inner, second, deep))
    found = values(db, store_id, shelf)["blocks"][group]
    assert found["block_order"] == [inner, second, word]
    assert found["blocks"][second]["disabled"] is True
    assert found["blocks"][inner]["blocks"][deep]["settings"] == {"text": "Deep"}
    with db.write(store_id) as session:
        commands.set_block_hidden(session, pack, shelf, paths[1], False, actor=ANNA)
        commands.remove_block(session, pack, shelf, paths[0], actor=ANNA)
        commands.remove_block(session, pack, shelf, f"{group}/{word}", actor=ANNA)
    left = values(db, store_id, shelf)["blocks"][group]
    assert left["block_order"] == [second] and left["blocks"][second] == {
        "type": "word",
        "settings": {"text": "Second"},
    }
    with db.read(store_id) as session:
        verbs = [event.verb for event in section_history(session, shelf)][::-1]
    assert verbs == [
        "added",
        *["block_added"] * 3,
        "blocks_moved",
        "block_hidden",
        "block_shown",
        *["block_removed"] * 2,
    ]


def test_what_a_schema_does_not_take_is_refused(db: Database, store_id: int, pack: Pack, shelf: int) -> None:
    [group] = values(db, store_id, shelf)["block_order"]
    before = values(db, store_id, shelf)
    for code, action in (
        (
            "themes.block_not_accepted",
            lambda s: commands.add_block_inside(s, pack, shelf, group, "nothing", actor=ANNA),
        ),
        (
            "themes.order_incomplete",
            lambda s: commands.order_blocks_inside(s, pack, shelf, group, ["x"], actor=ANNA),
        ),
        (
            "themes.section_changed_meanwhile",
            lambda s: commands.duplicate_block(s, pack, shelf, group, revision=99, actor=ANNA),
        ),
        ("record.not_found", lambda s: commands.duplicate_block(s, pack, shelf, "nobody", actor=ANNA)),
        (
            "record.not_found",
            lambda s: commands.set_block_hidden(s, pack, shelf, "nobody", True, actor=ANNA),
        ),
    ):
        with pytest.raises((Refused, NotFound, Conflict)) as refused, db.write(store_id) as session:
            action(session)
        assert refused.value.code == code
    assert values(db, store_id, shelf) == before
    with pytest.raises(Refused, match="no_more_blocks"), db.write(store_id) as session:
        for _ in range(3):
            commands.duplicate_block(session, pack, shelf, group, actor=ANNA)


def test_a_copied_section_stands_below_and_the_limit_of_its_file_holds(
    db: Database, store_id: int, pack: Pack, shelf: int
) -> None:
    with db.write(store_id) as session:
        first = next(iter(shown(db, store_id)))
        commands.move_section(session, shelf, -1, actor=ANNA)
    order = list(shown(db, store_id))
    at = order.index(shelf)
    with db.write(store_id) as session:
        made = commands.duplicate_section(session, pack, shelf, actor=ANNA).id
    found = shown(db, store_id)
    assert list(found) == [*order[: at + 1], made, *order[at + 1 :]] and first in found
    assert found[made].values == found[shelf].values and found[made].key != found[shelf].key
    with db.write(store_id) as session:
        commands.update_section(session, pack, made, settings={"heading": "Copy"}, actor=ANNA)
    assert "heading" not in values(db, store_id, shelf)["settings"]
    with pytest.raises(Refused, match="no_more_of_this_section"), db.write(store_id) as session:
        commands.duplicate_section(session, pack, shelf, actor=ANNA)


def test_a_block_is_found_by_its_path_whatever_lies_deeper(
    db: Database, store_id: int, pack: Pack, shelf: int
) -> None:
    [group] = values(db, store_id, shelf)["block_order"]
    with db.write(store_id) as session:
        key = commands.add_block(session, pack, shelf, "word", settings={"text": "Outer"}, actor=ANNA)
        commands.update_section(session, pack, shelf, blocks={key: {"text": "Outer now"}}, actor=ANNA)
        commands.update_section(
            session, pack, shelf, blocks={f"{group}/word": {"text": "Inner now"}}, actor=ANNA
        )
    blocks = values(db, store_id, shelf)["blocks"]
    assert key == "word" and blocks["word"]["settings"]["text"] == "Outer now"
    assert blocks[group]["blocks"]["word"]["settings"]["text"] == "Inner now"
