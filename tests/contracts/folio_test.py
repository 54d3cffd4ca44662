"""What Folio alone promises: every setting is read, its accent is fit for words, and it runs nothing inline.

What it shares with every pack is in ``packs_test``.
"""

from __future__ import annotations

import re

import pytest

from engine.themes.packs import Pack
from tests.contracts.packs_test import PACKS, contrast, schemes, sources

PACK = Pack(next(folder for folder in PACKS if folder.name == "folio"))


def test_its_home_page_begins_with_eight_sections() -> None:
    assert len(PACK.templates["index"].sections) == 8


def test_sections_read_exactly_the_settings_that_they_declare() -> None:
    for name, schema in PACK.sections.items():
        used = set(re.findall(r"section\.settings\.(\w+)", sources(PACK)[f"sections/{name}.liquid"]))
        assert used == {s.id for s in schema.settings if s.has_value}, name


def test_theme_settings_are_declared_and_read() -> None:
    declared = {s.id for s in PACK.settings_schema.settings if s.has_value}
    used = set(re.findall(r"(?<![.\w])settings\.(\w+)", "".join(sources(PACK).values())))
    networks = {name for name in declared if name.startswith("social_")}
    assert used <= declared
    assert declared - networks <= used


@pytest.mark.parametrize("preset", sorted(PACK.presets))
def test_its_accent_is_fit_for_words(preset: str) -> None:
    for name, colours in schemes(PACK, preset).items():
        for ground in ("background", "surface"):
            assert contrast(colours[ground], colours["accent"]) >= 4.5, (name, ground)


def test_nothing_runs_inline() -> None:
    for path, source in sources(PACK).items():
        assert not re.search(r"\son\w+\s*=", re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)), path
        for attributes in re.findall(r"<script([^>]*)>", source):
            assert "application/ld+json" in attributes or "src=" in attributes, path
