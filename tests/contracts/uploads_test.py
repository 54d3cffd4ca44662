"""Every pack of ours, zipped as its author would, is taken by an upload: whole, and the same as its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.rendering.authoring.zipping import zip_pack
from engine.rendering.uploads.child import inspect
from engine.themes.packs import Pack

PACKS = sorted(p for p in (Path(__file__).resolve().parents[2] / "theme_packs").iterdir() if p.is_dir())


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_an_upload_takes_what_the_author_zipped(folder: Path, tmp_path: Path) -> None:
    pack = Pack(folder)
    zip_pack(pack, tmp_path / "up.zip")
    (tmp_path / "work").mkdir()
    said = inspect(tmp_path / "up.zip", tmp_path / "work", "up.zip")
    assert (said["version"], said["files"]) == (pack.version, len(pack.files))
    assert said["name"] == f"_{folder.name}"
    assert said["counts"]["error"] == said["counts"]["warning"] == 0
