"""Ports as the program binds them, with the media store in the test's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.base.files import FolderStore
from engine.wiring.bind import bind_catalogue, bind_media


@pytest.fixture(autouse=True)
def _ports(tmp_path: Path) -> None:
    bind_catalogue()
    bind_media(FolderStore(tmp_path / "media"), tmp_path / "cache")
