"""The order of colour schemes: the first one counts for all that names none, whatever a database does with JSON."""

from __future__ import annotations

import json
from pathlib import Path

from engine.base.db import Database
from engine.themes import commands, queries
from engine.themes.packs import Pack

ORDER = ["background-1", "inverse", "accent-2", "accent-1"]


def _pack(folder: Path) -> Pack:
    group = {"type": "color_scheme_group", "id": "schemes", "definition": [{"type": "color", "id": "text"}]}
    schemes = {name: {"settings": {"text": "#111111"}} for name in ORDER}
    files = {
        "layout/theme.liquid": "{{ content_for_header }}{{ content_for_layout }}",
        "templates/index.json": '{"sections": {}, "order": []}',
        "config/settings_schema.json": json.dumps([{"name": "Colours", "settings": [group]}]),
        "config/settings_data.json": json.dumps({"current": {"schemes": schemes}}),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Pack(folder)


def test_schemes_stand_in_the_packs_order_and_added_ones_behind(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    pack = _pack(tmp_path)
    with db.write(store_id) as session:
        commands.install_pack(session, pack)
        given = {**pack.starting_settings()["schemes"], "sea-10": {"settings": {}}, "sea-2": {"settings": {}}}
        commands.set_theme_settings(session, pack, {"schemes": given})
    with db.read(store_id) as session:
        shown = queries.draft_with_sections(session, ("index",))
        assert shown is not None
        kept = shown.settings()["schemes"]
    assert set(kept) == {*ORDER, "sea-2", "sea-10"}
    assert list(pack.schemes_in_order("schemes", kept)) == [*ORDER, "sea-2", "sea-10"]
    assert pack.schemes_in_order("schemes", None) == {} and pack.schemes_in_order("none", {"a": 1}) == {
        "a": 1
    }
