"""What Stille alone promises: it is lighter than it would have to be, blocks stand inside blocks, every setting is read.

What it shares with every pack is in ``packs_test``.
"""

from __future__ import annotations

import re

import pytest

from engine.themes.packs import Pack
from tests.contracts.packs_test import PACKS, contrast, schemes, sources

PACK = Pack(next(folder for folder in PACKS if folder.name == "stille"))
FOLIO = Pack(next(folder for folder in PACKS if folder.name == "folio"))
CSS_LIMIT, SCRIPT_LIMIT = 30_000, 6_000


def test_it_is_lighter_than_others() -> None:
    assert sum(f.stat().st_size for name, f in PACK.files.items() if name.endswith(".css")) < CSS_LIMIT
    assert sum(f.stat().st_size for name, f in PACK.files.items() if name.endswith(".js")) < SCRIPT_LIMIT


def test_what_schemas_declare_is_what_templates_read() -> None:
    for name, section in PACK.sections.items():
        used = set(re.findall(r"section\.settings\.(\w+)", sources(PACK)[f"sections/{name}.liquid"]))
        assert used == {s.id for s in section.settings if s.has_value}, name
    for name, block in PACK.blocks.items():
        used = set(re.findall(r"block\.settings\.(\w+)", sources(PACK)[f"blocks/{name}.liquid"]))
        assert used == {s.id for s in block.settings if s.has_value}, name
    used = set(re.findall(r"(?<![.\w])settings\.(\w+)", "".join(sources(PACK).values())))
    assert used == {s.id for s in PACK.settings_schema.settings if s.has_value}


@pytest.mark.parametrize("preset", sorted(PACK.presets))
def test_its_accent_is_fit_for_words(preset: str) -> None:
    for name, colours in schemes(PACK, preset).items():
        for ground in ("background", "surface"):
            assert contrast(colours[ground], colours["accent"]) >= 4.5, (name, ground)


def test_it_is_built_otherwise_than_folio() -> None:
    """Switching themes is proven between packs that share neither names nor structure."""
    assert not set(FOLIO.sections) & set(PACK.sections)
    assert not FOLIO.blocks
    assert any(block.blocks for block in PACK.blocks.values()), "blocks stand inside blocks"
    assert PACK.sections["scene"].blocks == ()
    assert FOLIO.sections["cover"].blocks
    assert len(PACK.sections["piece"].settings) > len(FOLIO.sections["main-product"].settings)
