"""Whatever a merchant can put into a setting is held or withheld in the other theme, and what is withheld can be read, changed
and moved by hand there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.db import Database
from engine.base.errors import Refused
from engine.themes import commands
from engine.themes.matching.fill import sample
from engine.themes.models import SectionData
from engine.themes.packs import Pack
from engine.themes.queries import draft_with_sections
from engine.themes.schema import CONTENT, Setting
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports
from engine.themes.switching.places import openings

ANNA = Actor("staff", "Anna", 7)
TYPES = sorted(CONTENT)
CHANGED: dict[str, Any] = {
    "richtext": "<p>Changed there</p>",
    "video_url": "https://vimeo.com/123",
    "url": "/pages/changed",
    "liquid": "{{ 1 }}",
    "html": "<b>Changed</b>",
}


def pack_at(folder: Path, settings: list[dict[str, Any]], **more: Any) -> Pack:
    """A pack with one section file that shows all its settings."""
    shown = "".join(f"<p>{{{{ section.settings.{s['id']} }}}}</p>" for s in settings)
    if more.pop("loop", False):
        inner = "".join(f"{{{{ block.settings.{s['id']} }}}}" for b in more["blocks"] for s in b["settings"])
        shown += f"{{% for block in section.blocks %}}<li>{inner}</li>{{% endfor %}}"
    schema = {"name": "All", "settings": settings, "presets": [{"name": "All"}], **more}
    files = {
        "layout/theme.liquid": "{{ content_for_header }}{{ content_for_layout }}",
        "templates/index.json": '{"sections": {}, "order": []}',
        "config/settings_schema.json": json.dumps(more.get("theme_settings", [])),
        "config/settings_data.json": "{}",
        "locales/en.default.json": "{}",
        f"sections/{folder.name}.liquid": f"<div>{shown}</div>{{% schema %}}{json.dumps(schema)}{{% endschema %}}",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Pack(folder)


class Change:
    """A store that was filled in one pack and tries on another."""

    def __init__(self, db: Database, store_id: int, source: Pack, target: Pack, data: dict[str, Any]) -> None:
        self.db, self.store_id, self.source, self.target = db, store_id, source, target
        with db.write(store_id) as session:
            commands.install_pack(session, source)
            commands.set_template(session, source, "index", {"one": {"type": source.name, **data}})
            self.theme = switching.prepare_theme(session, target, [source, target], actor=ANNA).id
            self.section = (
                session.scalars(select(SectionData).where(SectionData.template == "index")).one().id
            )

    def values(self, pack: Pack | None = None) -> dict[str, Any]:
        with self.db.read(self.store_id) as session:
            theme_id = self.theme if pack is None else None
            shown = draft_with_sections(session, ["index"], theme_id=theme_id)
            assert shown is not None
            return shown.sections["index"][0].values

    def withheld(self) -> list[reports.Piece]:
        with self.db.read(self.store_id) as session:
            return reports.withheld(session, self.target, self.section)


@pytest.mark.parametrize("kind", TYPES)
def test_a_value_of_every_type_is_held_or_can_be_moved_there(
    db: Database, store_id: int, tmp_path: Path, kind: str
) -> None:
    two = [{"id": "heading", "type": "text", "label": "Heading"}] + [
        {"id": name, "type": kind, "label": name} for name in ("zebra", "quagga")
    ]
    source = pack_at(tmp_path / "source", two)
    target = pack_at(tmp_path / "target", two[:2])
    given = {s["id"]: sample(Setting(s["id"], s["type"]), s["id"]) for s in two}
    if kind.endswith("_list") and kind != "link_list":
        given["quagga"] = ["other-1", "other-2"]
    change = Change(db, store_id, source, target, {"settings": given})
    lost = change.withheld()
    held = json.dumps(change.values())
    everything = held + json.dumps([piece.value for piece in lost])
    for value in given.values():
        for each in value if isinstance(value, list) else [value]:
            words = each.removeprefix("<p>").removesuffix("</p>")
            assert words in everything, (kind, value)
    if kind.endswith("_list") and kind != "link_list":
        assert lost == [] and len(change.values()["settings"]["zebra"]) == 5
        return
    assert len(lost) == 1
    piece, new = lost[0], CHANGED.get(kind, "Changed there")
    with db.write(store_id) as session:
        switching.edit_withheld(session, target, change.section, piece.target, new, actor=ANNA)
    assert [p.value for p in change.withheld()] == [new]
    goal = "heading" if kind == "text" and change.values()["settings"]["heading"] == piece.value else "zebra"
    before = change.values()["settings"][goal]
    with db.write(store_id) as session:
        packs = [source, target]
        switching.move_content(session, target, packs, change.section, goal, piece.target, actor=ANNA)
    assert change.values()["settings"][goal] == new
    assert [p.value for p in change.withheld()] == [before]
    again = change.values(source)["settings"]
    assert new in again.values() and before in again.values()


def test_a_piece_is_moved_into_a_block_and_back_out(db: Database, store_id: int, tmp_path: Path) -> None:
    """What no block has room for can take the place of what a block shows; the rest stays where it is."""
    title = {"id": "heading", "type": "text", "label": "Heading"}
    slide = [title, {"id": "text", "type": "text", "label": "Text"}]
    card = [{"id": "title", "type": "text", "label": "Title"}, {"id": "wide", "type": "checkbox"}]
    source = pack_at(
        tmp_path / "source",
        [title],
        loop=True,
        blocks=[{"type": "slide", "name": "Slide", "settings": slide}],
    )
    target = pack_at(
        tmp_path / "target", [title], loop=True, blocks=[{"type": "card", "name": "Card", "settings": card}]
    )
    blocks = {
        key: {"type": "slide", "settings": {"heading": f"Title {key}", "text": f"Words {key}"}}
        for key in ("a", "b")
    }
    data = {"settings": {"heading": "Above"}, "blocks": blocks, "block_order": ["a", "b"]}
    change = Change(db, store_id, source, target, data)

    def cards() -> list[str]:
        values = change.values()
        return [values["blocks"][key]["settings"]["title"] for key in values["block_order"]]

    lost = {piece.value: piece.target for piece in change.withheld()}
    assert cards() == ["Title a", "Title b"] and set(lost) == {"Words a", "Words b"}
    with db.read(store_id) as session:
        found = openings(session, target, change.section, lost["Words b"])
    places = [(o.block.name if o.block else "", o.number, o.setting.id, o.value) for o in found]
    assert places == [
        ("", 0, "heading", "Above"),
        ("Card", 1, "title", "Title a"),
        ("Card", 2, "title", "Title b"),
    ]
    with db.write(store_id) as session:
        address, piece, packs = found[2].address, lost["Words b"], [source, target]
        switching.move_content(session, target, packs, change.section, address, piece, actor=ANNA)
    assert cards() == ["Title a", "Words b"] and change.values()["settings"]["heading"] == "Above"
    assert {piece.value for piece in change.withheld()} == {"Words a", "Title b"}
    assert change.values(source)["blocks"] == blocks

    back = next(piece.target for piece in change.withheld() if piece.value == "Title b")
    for place, moved in ((address, back), ("heading", lost["Words a"])):
        with db.write(store_id) as session:
            switching.move_content(session, target, packs, change.section, place, moved, actor=ANNA)
    assert cards() == ["Title a", "Title b"] and change.values()["settings"]["heading"] == "Words a"
    assert {piece.value for piece in change.withheld()} == {"Above", "Words b"}
    assert change.values(source)["blocks"] == blocks
    for nowhere in ("block:none/title", found[2].address.replace("title", "wide"), "title"):
        with db.write(store_id) as session, pytest.raises(Refused) as refused:
            switching.move_content(session, target, packs, change.section, nowhere, piece, actor=ANNA)
        assert refused.value.code in ("themes.setting_unknown", "themes.content_does_not_fit")


def test_an_apps_block_is_held_where_apps_may_stand_and_withheld_elsewhere(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    words = [
        {"id": "heading", "type": "text", "label": "Heading"},
        {"id": "image", "type": "image_picker", "label": "Picture"},
    ]
    app = {"type": "shopify://apps/reviews/blocks/stars/1", "settings": {"size": 3, "text": "Stars"}}
    given = {"heading": "Here", "image": "shopify://shop_images/a.jpg"}
    data = {"settings": given, "blocks": {"a": app}, "block_order": ["a"]}
    source = pack_at(tmp_path / "source", words, blocks=[{"type": "@app"}])
    for name, blocks in (("closed", []), ("open", [{"type": "@app"}])):
        target = pack_at(tmp_path / name, words, blocks=blocks)
        change = Change(db, store_id, source, target, data)
        shown = list(change.values()["blocks"].values())
        assert change.values(source)["blocks"] == {"a": app}
        if blocks:
            assert shown == [app] and change.withheld() == []
        else:
            lost = change.withheld()
            assert shown == [] and [p.type for p in lost] == ["feature"] and lost[0].value == app["settings"]


def test_theme_settings_are_held_by_their_part_or_withheld(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    ours = [
        {"type": "image_picker", "id": "logo_file", "label": "Logo"},
        {"type": "url", "id": "social_instagram_link", "label": "Instagram"},
        {"type": "url", "id": "social_pinterest_link", "label": "Pinterest"},
        {"type": "color", "id": "colors_accent_1", "label": "Accent"},
        {"type": "font_picker", "id": "type_header_font", "label": "Headings", "default": "assistant_n4"},
    ]
    theirs = [
        {"type": "image_picker", "id": "brand_logo", "label": "Logo"},
        {
            "type": "url",
            "id": "instagram_url",
            "label": "Instagram",
            "default": "https://instagram.com/sample",
        },
        {"type": "url", "id": "facebook_url", "label": "Facebook", "default": "https://facebook.com/sample"},
        {"type": "color", "id": "accent_color", "label": "Accent", "default": "#ffffff"},
        {"type": "font_picker", "id": "heading_font", "label": "Headings", "default": "work_sans_n4"},
        {"type": "color", "id": "page_background", "label": "Ground", "default": "#eeeeee"},
    ]
    words = [{"id": "heading", "type": "text", "label": "Heading"}]
    source = pack_at(tmp_path / "source", words, theme_settings=[{"name": "All", "settings": ours}])
    target = pack_at(tmp_path / "target", words, theme_settings=[{"name": "All", "settings": theirs}])
    chosen = {
        "logo_file": "shopify://shop_images/us.svg",
        "social_instagram_link": "https://instagram.com/us",
        "social_pinterest_link": "https://pinterest.com/us",
        "colors_accent_1": "#123456",
        "type_header_font": "lora_n7",
    }
    with db.write(store_id) as session:
        commands.install_pack(session, source)
        commands.set_theme_settings(session, source, chosen, actor=ANNA)
        theme = switching.prepare_theme(session, target, [source, target], actor=ANNA)
        theme_id = theme.id
    with db.read(store_id) as session:
        shown = draft_with_sections(session, ["index"], theme_id=theme_id)
        assert shown is not None
        settings = shown.settings()
        found = reports.report(session, theme_id, target, source.name).settings
    assert settings["brand_logo"] == chosen["logo_file"]
    assert settings["instagram_url"] == chosen["social_instagram_link"]
    assert not settings["facebook_url"]
    assert (settings["accent_color"], settings["heading_font"]) == ("#123456", "lora_n7")
    assert "page_background" not in settings
    assert found is not None and [p.value for p in found.withheld] == ["https://pinterest.com/us"]
    with db.write(store_id) as session:
        switching.move_content(
            session, target, [source], found.section_id, "facebook_url", found.withheld[0].target, actor=ANNA
        )
    with db.read(store_id) as session:
        shown = draft_with_sections(session, ["index"], theme_id=theme_id)
        assert shown is not None and shown.settings()["facebook_url"] == "https://pinterest.com/us"
        ours_again = draft_with_sections(session, ["index"])
        assert ours_again is not None and ours_again.settings() == chosen
