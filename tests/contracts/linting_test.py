"""Every pack of ours is clean: no error and no warning; notes may speak of what the platform does not offer yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.rendering.linting import check_pack
from engine.themes.packs import Pack

PACKS = sorted(p for p in (Path(__file__).resolve().parents[2] / "theme_packs").iterdir() if p.is_dir())


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_our_packs_are_clean(folder: Path) -> None:
    found = check_pack(Pack(folder))
    assert [str(f) for f in found if f.severity != "note"] == []
