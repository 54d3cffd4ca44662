"""Promise 4: what is edited, added, moved or deleted in one theme is so in the other; what one alone knows stays there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.themes import commands, queries
from engine.themes.queries import ShownSection
from engine.themes.switching import commands as switching

from .conftest import ANNA, Wardrobe


def shown(store: Wardrobe, pack: str, key: str) -> ShownSection:
    with store.db.read(store.shop.store_id) as session:
        found = queries.draft_with_sections(session, ["index"], theme_id=store.themes[pack], with_hidden=True)
        assert found is not None
        return next(s for s in found.sections["index"] if s.key == key)


def file_key(store: Wardrobe, pack: str, file: str) -> str:
    with store.db.read(store.shop.store_id) as session:
        found = queries.draft_with_sections(session, ["index"], theme_id=store.themes[pack])
        assert found is not None
        return next(s.key for s in found.sections["index"] if s.file == file)


def texts(values: Any) -> list[str]:
    """Every text of a section's JSON, in order of its blocks."""
    found = [v for v in values["settings"].values() if isinstance(v, str)]
    for key in values.get("block_order") or values.get("blocks") or {}:
        found += texts(values["blocks"][key])
    return found


def change(store: Wardrobe, pack: str, section_id: int, **values: Any) -> None:
    with store.db.write(store.shop.store_id) as session:
        commands.update_section(session, store.packs[pack], section_id, actor=ANNA, **values)


@pytest.fixture
def store(wardrobe: Callable[[str], Wardrobe]) -> Wardrobe:
    made = wardrobe("folio")
    made.prepare("trestle")
    return made


def both(store: Wardrobe, file: str) -> tuple[str, ShownSection, ShownSection]:
    """A section's key, as Folio's file shows it and as Trestle does."""
    key = file_key(store, "folio", file)
    return key, shown(store, "folio", key), shown(store, "trestle", key)


def setting_of(values: Any, text: str, path: str = "") -> tuple[str, str]:
    """Block key (empty for the section) and setting that hold a text."""
    for setting, value in values["settings"].items():
        if isinstance(value, str) and text in value:
            return path, setting
    for key, block in (values.get("blocks") or {}).items():
        found = setting_of(block, text, key)
        if found[1]:
            return found
    return "", ""


def test_a_letter_typed_there_is_read_here(store: Wardrobe) -> None:
    key, here, there = both(store, "contents")
    heading = here.values["settings"]["heading"]
    block, setting = setting_of(there.values, re.sub("<[^>]*>", "", heading))
    assert setting and not block
    change(store, "trestle", there.id, settings={setting: "Written in the other theme"})
    store.prepare("folio")
    again = shown(store, "folio", key)
    assert "Written in the other theme" in again.values["settings"]["heading"]
    assert {k: v for k, v in again.values["settings"].items() if k != "heading"} == {
        k: v for k, v in here.values["settings"].items() if k != "heading"
    }
    assert again.values["blocks"] == here.values["blocks"]


@pytest.mark.parametrize("file", ["contents", "makers", "questions", "plates", "cover"])
def test_entries_that_are_moved_deleted_or_added_there_are_so_here(store: Wardrobe, file: str) -> None:
    key, here, there = both(store, file)
    order = there.values["block_order"]
    assert len(order) > 2
    pack = store.packs["trestle"]
    first, second, *_, last = order
    kind = there.values["blocks"][first]["type"]
    assert there.values["blocks"][last]["type"] == kind
    marks = {
        k: texts({"settings": {}, "blocks": {k: there.values["blocks"][k]}, "block_order": [k]})
        for k in order
    }
    with store.db.write(store.shop.store_id) as session:
        commands.remove_block(session, pack, there.id, second, actor=ANNA)
        rest = [k for k in order if k != second]
        commands.order_blocks(session, pack, there.id, [rest[-1], *rest[:-1]], actor=ANNA)
        schema = pack.block_type(pack.sections[there.file].blocks, kind)
        assert schema is not None
        text = next(s.id for s in schema.settings if s.type in ("text", "inline_richtext"))
        commands.add_block(session, pack, there.id, kind, settings={text: "Added there"}, actor=ANNA)
    store.prepare("folio")
    again = texts(shown(store, "folio", key).values)
    joined = " ".join(again)
    assert "Added there" in joined
    shared = [t for t in texts(here.values) if any(t in marks[k] for k in order)]
    gone = [t for t in shared if t in marks[second]]
    assert gone and not [t for t in gone if t in again]
    moved = [t for t in again if t in marks[last] or t in marks[first]]
    assert moved and moved[0] in marks[last]


def test_what_only_the_other_theme_knows_changes_nothing_here(store: Wardrobe) -> None:
    key, here, there = both(store, "contents")
    pack = store.packs["trestle"]
    known = {s.id for s in store.packs["folio"].sections["contents"].settings}
    own = next(
        s
        for s in pack.sections[there.file].settings
        if s.type in ("select", "range", "checkbox") and s.id not in known
    )
    value: Any = {"checkbox": not there.values["settings"].get(own.id, own.default)}.get(own.type)
    if value is None:
        value = own.options[-1][0] if own.options else own.max
    before = store.pages("home")["home"]
    change(store, "trestle", there.id, settings={own.id: value})
    store.wear("trestle")
    assert shown(store, "trestle", key).values["settings"][own.id] == value
    store.wear("folio")
    assert store.pages("home")["home"] == before
    assert shown(store, "folio", key).values == here.values


def test_a_section_that_is_added_hidden_or_removed_there_is_so_here(store: Wardrobe) -> None:
    key, _, there = both(store, "contents")
    pack = store.packs["trestle"]
    file = next(f for f, s in pack.sections.items() if s.presets and s.allows("index") and f == there.file)
    with store.db.write(store.shop.store_id) as session:
        commands.set_hidden(session, pack, there.id, True, actor=ANNA)
        made = commands.add_section(session, pack, "index", file, actor=ANNA)
        commands.update_section(
            session,
            pack,
            made.id,
            actor=ANNA,
            settings={setting_of(there.values, "Words")[1]: "A new section"},
        )
        made_key = made.section_key
    store.wear("trestle")
    assert "A new section" in store.pages("home")["home"]
    store.wear("folio")
    html = store.pages("home")["home"]
    assert "A new section" in html and f'id="shopify-section-{key}"' not in html
    assert f'id="shopify-section-{made_key}"' in html
    assert shown(store, "folio", made_key).file in store.packs["folio"].sections


def test_withheld_content_is_read_changed_and_moved_by_hand(store: Wardrobe) -> None:
    from engine.themes.switching import queries as reports

    key = file_key(store, "folio", "letter")
    pack, others = store.packs["trestle"], list(store.packs.values())
    there = shown(store, "trestle", key)
    with store.db.read(store.shop.store_id) as session:
        pieces = [p for p in reports.withheld(session, pack, there.id) if p.type == "text"]
    assert pieces
    piece = pieces[0]
    with store.db.write(store.shop.store_id) as session:
        switching.edit_withheld(session, pack, there.id, piece.target, "Kept & changed", actor=ANNA)
    with store.db.read(store.shop.store_id) as session:
        assert (
            "Kept"
            in next(p for p in reports.withheld(session, pack, there.id) if p.target == piece.target).excerpt
        )
    block, setting = setting_of(there.values, "Words")
    assert not block
    replaced = there.values["settings"][setting]
    with store.db.write(store.shop.store_id) as session:
        match = switching.move_content(session, pack, others, there.id, setting, piece.target, actor=ANNA)
        assert match.pinned
    moved = shown(store, "trestle", key)
    assert "Kept" in moved.values["settings"][setting]
    with store.db.read(store.shop.store_id) as session:
        assert any(p.excerpt in replaced for p in reports.withheld(session, pack, there.id))
    store.wear("trestle")
    store.wear("folio")
    again = " ".join(texts(shown(store, "folio", key).values))
    assert "Kept" in again and replaced in again
