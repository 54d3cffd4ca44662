"""The demo's home page speaks every pack's own language, and the shop can change its dress until somebody edits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from engine.base import settings
from engine.base.actor import SYSTEM
from engine.base.errors import Refused
from engine.demo.content import load as read_content
from engine.demo.homes import HOMES, LOGOS, MOTTOS
from engine.demo.load import load
from engine.themes.commands import update_section
from engine.themes.models import SectionData
from engine.themes.queries import is_untouched, main_theme
from engine.themes.schema import BlockType, SectionSchema
from engine.wiring.commands.demo import demo as commands
from engine.wiring.services import Services, build
from tests.support import demo, serving
from tests.support.paths import ROOT
from tests.support.shipped import shipped

PACKS = ROOT / "theme_packs"


@dataclass
class EveryPicture:
    """As a load looks to the homes when every picture is there."""

    content: Any

    def media(self) -> dict[str, int]:
        pictures = ROOT / "engine" / "demo" / "pictures"
        return {path.name: number for number, path in enumerate(sorted(pictures.iterdir()), 1)}


@pytest.fixture
def services(database_kind: str, tmp_path: Path) -> Iterator[Services]:
    """Those of a copy of the loaded demo."""
    url, remove = demo.copy(database_kind, tmp_path)
    built = build(settings.load(serving.environment(url, "unix:///nowhere", tmp_path / "instance")))
    yield built
    built.db.close()
    remove()


def _dressed(services: Services, pack: str | None) -> dict[str, int]:
    return load(services.db, base_domain="localhost", pack=pack).made


def _values(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for value in tree.values():
            yield from _values(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _values(value)
    elif isinstance(tree, str):
        yield tree


def test_every_pack_of_ours_has_one() -> None:
    assert set(HOMES) == {path.name for path in PACKS.iterdir() if path.is_dir()}
    for name, setting in (*LOGOS.items(), *MOTTOS.items()):
        assert shipped(name).settings_schema.setting(setting) is not None


@pytest.mark.parametrize("name", sorted(HOMES))
def test_a_home_uses_what_its_pack_declares(name: str) -> None:
    pack, content = shipped(name), read_content()
    sections = HOMES[name](EveryPicture(content))  # type: ignore[arg-type]

    def look(owner: SectionSchema | BlockType, data: dict[str, Any], place: str) -> None:
        assert set(data["settings"]) <= {s.id for s in owner.settings}, place
        for key, block in data.get("blocks", {}).items():
            kind = pack.block_type(owner.blocks, block["type"])
            assert kind is not None, (place, key)
            look(kind, block, f"{place}/{key}")

    for key, section in sections.items():
        look(pack.sections[section["type"]], section, key)
    assert len({section["type"] for section in sections.values()}) >= 7
    shown = list(_values(sections))
    assert sum(value.startswith("shopify://shop_images/") for value in shown) >= 5
    known = {f"shopify://products/{p.handle}" for p in content.products}
    known |= {f"shopify://collections/{c.handle}" for c in content.collections}
    known |= {f"shopify://pages/{p.handle}" for p in content.pages} | {"shopify://blogs/journal"}
    pointed = {v for v in shown if v.startswith("shopify://") and "shop_images" not in v}
    assert pointed <= known
    for words in ("hero", "newsletter"):
        block = next(b for b in content.home["blocks"] if b["kind"] == words)
        assert block["heading"] in shown and block["text_html"] in shown


def test_the_shop_changes_its_dress_and_back(services: Services) -> None:
    for name in ("trestle", "stille", "folio"):
        assert _dressed(services, name).get("home sections", 0) >= 8
        assert _dressed(services, None) == {}
        with services.db.read(None, cross_store="a test looks at the only store") as session:
            theme = main_theme(session)
            assert theme is not None and theme.pack == name
            files = session.scalars(select(SectionData.context["file"].as_string())).all()
            assert set(files) - {"settings_schema"} <= set(shipped(name).sections)
            assert is_untouched(session)


def test_what_somebody_edited_keeps_its_dress(services: Services) -> None:
    with services.db.read(None, cross_store="a test looks at the only store") as session:
        store_id = session.scalars(select(SectionData.store_id)).first()
        index = select(SectionData).where(SectionData.template == "index").order_by(SectionData.position)
        first = session.scalars(index).first()
    assert store_id is not None and first is not None
    with services.db.write(store_id) as session:
        update_section(
            session, shipped("folio"), first.id, settings={"label": "Ours"}, revision=1, actor=SYSTEM
        )
    with pytest.raises(Refused, match=r"themes\.pages_are_filled"):
        _dressed(services, "stille")
    assert _dressed(services, None) == {}
    with services.db.read(store_id) as session:
        assert not is_untouched(session)
        assert session.scalars(select(func.count()).select_from(SectionData)).one() > 8


def test_the_command_knows_its_themes() -> None:
    told = CliRunner().invoke(commands, ["load", "--theme", "velvet"])
    assert told.exit_code == 2
    assert "folio, stille, trestle" in told.output
