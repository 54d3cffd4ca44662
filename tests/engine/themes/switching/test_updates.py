"""A pack's new version: what its author renamed is followed, what was taken out is withheld and not lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from sqlalchemy import select

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering import subjects
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands
from engine.themes.models import SectionData
from engine.themes.packs import Pack
from engine.themes.queries import draft_with_sections
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports
from tests.factories.shopfront import make_shopfront

from .test_every_type import ANNA, pack_at

FIRST = [
    {"id": "title", "type": "text", "label": "Heading"},
    {"id": "kicker", "type": "text", "label": "Kicker"},
    {"id": "picture", "type": "image_picker", "label": "Picture"},
    {"id": "columns", "type": "range", "label": "Columns", "min": 1, "max": 5, "default": 2},
]
SECOND = [
    {"id": "heading", "type": "text", "label": "Heading", "default": "A sample"},
    {"id": "picture", "type": "image_picker", "label": "Picture"},
    {"id": "number_of_columns", "type": "range", "label": "Columns", "min": 1, "max": 5, "default": 2},
]
RENAMED = {
    "sections": {"words": "message"},
    "settings": {"message": {"title": "heading", "columns": "number_of_columns"}},
}
DATA = {"title": "Ours", "kicker": "Since 1970", "picture": "shopify://shop_images/a.jpg", "columns": 4}


def test_a_new_version_is_followed_by_name_and_loses_nothing(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    make_shopfront(db, store_id)
    folder = tmp_path / "packs" / "words"
    old = pack_at(folder, FIRST)
    with db.write(store_id) as session:
        commands.wear_pack(session, old)
        commands.set_template(session, old, "index", {"one": {"type": "words", "settings": DATA}})
        theme_id = commands.publish(session, actor=ANNA).theme_id
    assert "Ours" in home(db, store_id, folder.parent) and "Since 1970" in home(db, store_id, folder.parent)
    (folder / "sections" / "words.liquid").unlink()
    new_folder = tmp_path / "new" / "message"
    pack_at(new_folder, SECOND)
    shutil.copy(new_folder / "sections" / "message.liquid", folder / "sections" / "message.liquid")
    (folder / "config" / "renamed.json").write_text(json.dumps(RENAMED))
    live = home(db, store_id, folder.parent)
    assert "Ours" in live and "A sample" not in live and "<p>4</p>" in live

    new = Pack(folder)
    assert new.version != old.version and new.check() == []
    with db.write(store_id) as session:
        switching.prepare_theme(session, new, [new], actor=ANNA)
    with db.read(store_id) as session:
        shown = draft_with_sections(session, ["index"])
        assert shown is not None
        section = shown.sections["index"][0]
        assert section.file == "message"
        assert section.values["settings"] == {
            "heading": "Ours",
            "picture": DATA["picture"],
            "number_of_columns": 4,
        }
        lost = reports.withheld(session, new, section.id)
        assert [piece.value for piece in lost] == ["Since 1970"]
        kept = session.scalars(select(SectionData).where(SectionData.template == "index")).one()
        assert "Since 1970" in json.dumps(kept.content)
        assert reports.report(session, theme_id, new).fidelity < 1


def home(db: Database, store_id: int, folder: Path) -> str:
    themes = Themes(folder)
    with db.read(store_id) as session:
        known = load_store(session, store_id)
        visit = Visit(store=known, addresses=Addresses(known.host))
        opened = themes.open(session, visit, ("index",))
        return opened.page(subjects.home(opened.front)).render().html
