"""Section data in the database: installing, editing, history, conflicts, on both databases."""

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
from engine.themes.queries import (
    ShownSection,
    draft_with_sections,
    main_theme,
    section_history,
    theme_with_sections,
)
from tests.support.counting import counted

ANNA = Actor("staff", "Anna", 7)


@pytest.fixture
def pack(tmp_path: Path, make_pack: Callable[..., Path]) -> Pack:
    return Pack(make_pack(tmp_path / "small"))


@pytest.fixture
def installed(db: Database, store_id: int, pack: Pack) -> int:
    with db.write(store_id) as session:
        commands.install_pack(session, pack)
    return store_id


def index_of(db: Database, store_id: int, **options: Any) -> tuple[ShownSection, ...]:
    with db.read(store_id) as session:
        found = draft_with_sections(session, ["index"], **options)
        assert found is not None
        return found.sections.get("index", ())


def test_installing_fills_the_store_once(db: Database, installed: int, pack: Pack) -> None:
    one, two = index_of(db, installed, with_hidden=True)
    assert (one.key, one.file, one.values["settings"]) == ("one", "hello", {"heading": "First", "columns": 3})
    assert one.values["blocks"]["s1"] == {"type": "slide", "settings": {"title": "A", "wide": True}}
    assert two.hidden
    assert [s.key for s in index_of(db, installed)] == ["one"]
    with db.write(installed) as session:
        commands.install_pack(session, pack)
    assert len(index_of(db, installed, with_hidden=True)) == 2
    with db.read(installed) as session:
        found = theme_with_sections(session, ["index"])
        assert found is not None and found.settings() == {"dark": True}
        theme = main_theme(session)
        assert theme is not None and theme.pack_version == pack.version


def test_a_page_reads_its_theme_and_sections_in_one_query(db: Database, installed: int) -> None:
    with db.read(installed) as session, counted(db) as statements:
        theme_with_sections(session, ["index", "product"])
    assert statements.count == 1, statements


def test_another_store_sees_nothing(db: Database, installed: int, other_store_id: int, pack: Pack) -> None:
    with db.read(other_store_id) as session:
        assert theme_with_sections(session, ["index"]) is None
    section = index_of(db, installed)[0]
    with pytest.raises(NotFound), db.write(other_store_id) as session:
        commands.update_section(session, pack, section.id, settings={"heading": "x"}, actor=ANNA)


def test_values_are_changed_with_history(db: Database, installed: int, pack: Pack) -> None:
    section = index_of(db, installed)[0]
    with db.write(installed) as session:
        commands.update_section(
            session,
            pack,
            section.id,
            settings={"heading": "Second", "columns": "4", "link": "/collections/all"},
            blocks={"s1": {"title": "B", "image": {"id": 5}, "wide": "false"}},
            revision=section.revision,
            actor=ANNA,
        )
    again = index_of(db, installed)[0]
    assert again.values["settings"] == {"heading": "Second", "columns": 4, "link": "/collections/all"}
    assert again.values["blocks"]["s1"]["settings"] == {"title": "B", "image": {"id": 5}, "wide": False}
    with db.read(installed) as session:
        newest, first = section_history(session, section.id)
    assert (newest.verb, newest.actor_name, newest.actor_id, newest.revision) == ("changed", "Anna", 7, 2)
    assert first.verb == "added" and first.actor_kind == "system"
    assert newest.before is not None and newest.after is not None
    assert "content" in newest.after and newest.before["content"] != newest.after["content"]


def test_saving_the_same_again_changes_nothing(db: Database, installed: int, pack: Pack) -> None:
    section = index_of(db, installed)[0]
    with db.write(installed) as session:
        commands.update_section(session, pack, section.id, settings={"heading": "First"}, actor=ANNA)
    assert index_of(db, installed)[0].revision == section.revision


def test_a_stale_save_is_refused(db: Database, installed: int, pack: Pack) -> None:
    section = index_of(db, installed)[0]
    with db.write(installed) as session:
        commands.update_section(
            session, pack, section.id, settings={"heading": "Hers"}, revision=1, actor=ANNA
        )
    with pytest.raises(Conflict), db.write(installed) as session:
        commands.update_section(
            session, pack, section.id, settings={"heading": "His"}, revision=1, actor=ANNA
        )
    assert index_of(db, installed)[0].values["settings"]["heading"] == "Hers"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"link": "javascript:alert(1)"}, "themes.address_refused"),
        ({"link": " java\tscript:alert(1)"}, "themes.address_refused"),
        ({"link": "data:text/html,x"}, "themes.address_refused"),
        ({"columns": 9}, "themes.number_out_of_range"),
        ({"columns": "NaN"}, "themes.not_a_number"),
        ({"side": "up"}, "themes.not_a_choice"),
        ({"heading": "x" * 5001}, "themes.text_too_long"),
        ({"heading": ["x"]}, "themes.value_of_wrong_type"),
        ({"nope": 1}, "themes.setting_unknown"),
    ],
)
def test_bad_values_are_refused_by_name(
    db: Database, installed: int, pack: Pack, settings: dict[str, Any], code: str
) -> None:
    section = index_of(db, installed)[0]
    with pytest.raises(Refused) as caught, db.write(installed) as session:
        commands.update_section(session, pack, section.id, settings=settings, actor=ANNA)
    assert caught.value.code == code
    assert caught.value.field == next(iter(settings))


def test_rich_text_is_cleaned(db: Database, installed: int, pack: Pack) -> None:
    section = index_of(db, installed)[0]
    dirty = '<p onclick="x()">Hi <script>evil()</script><a href="javascript:x">l</a><style>*{}</style></p>'
    with db.write(installed) as session:
        commands.update_section(session, pack, section.id, settings={"text": dirty}, actor=ANNA)
    text = index_of(db, installed)[0].values["settings"]["text"]
    assert text == '<p>Hi <a rel="noopener">l</a></p>'


def test_blocks_come_and_go(db: Database, installed: int, pack: Pack) -> None:
    section = index_of(db, installed)[0]
    with db.write(installed) as session:
        key = commands.add_block(session, pack, section.id, "slide", settings={"title": "C"}, actor=ANNA)
        third = commands.add_block(session, pack, section.id, "slide", actor=ANNA)
        with pytest.raises(Refused, match="no_more_blocks"):
            commands.add_block(session, pack, section.id, "slide", actor=ANNA)
        with pytest.raises(Refused, match="block_not_accepted"):
            commands.add_block(session, pack, section.id, "banner", actor=ANNA)
        commands.order_blocks(session, pack, section.id, [key, third, "s1"], actor=ANNA)
        commands.remove_block(session, pack, section.id, third, actor=ANNA)
    values = index_of(db, installed)[0].values
    assert values["block_order"] == [key, "s1"]
    assert values["blocks"][key]["settings"] == {"title": "C"}
    assert values["blocks"]["s1"]["settings"] == {"title": "A", "wide": True}


def test_sections_come_go_hide_and_move(db: Database, installed: int, pack: Pack) -> None:
    with db.write(installed) as session:
        added = commands.add_section(session, pack, "index", "hello", actor=ANNA)
        with pytest.raises(Refused, match="not_allowed_here"):
            commands.add_section(session, pack, "group:header", "hello", actor=ANNA)
        commands.move_section(session, added.id, -5, actor=ANNA)
    shown = index_of(db, installed)
    assert [s.key for s in shown] == ["hello", "one"]
    assert [b["settings"] for b in shown[0].values["blocks"].values()] == [{"title": "Preset"}]
    with db.write(installed) as session:
        commands.set_hidden(session, pack, shown[0].id, True, actor=ANNA)
        commands.remove_section(session, pack, shown[1].id, actor=ANNA)
    assert index_of(db, installed) == ()
    with db.write(installed) as session:
        commands.restore_section(session, shown[1].id, actor=ANNA)
    assert [s.key for s in index_of(db, installed)] == ["one"]
    with db.read(installed) as session:
        assert [e.verb for e in section_history(session, shown[1].id)][:2] == ["restored", "removed"]


def test_a_template_can_be_filled_in_the_public_format(db: Database, installed: int, pack: Pack) -> None:
    with db.write(installed) as session:
        commands.set_template(
            session, pack, "index", {"a": {"type": "hello", "settings": {"heading": "New"}}}, ["a"]
        )
        commands.set_theme_settings(session, pack, {"dark": False})
        commands.publish(session)
    with db.read(installed) as session:
        found = theme_with_sections(session, ["index"])
    assert found is not None
    assert [s.values["settings"] for s in found.sections["index"]] == [{"heading": "New"}]
    assert found.settings() == {"dark": False}
