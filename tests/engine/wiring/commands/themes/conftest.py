"""Every command runs in an installation of the run's own, whose database and Redis do not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import authors


@pytest.fixture(autouse=True)
def _installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTANCE_DIR", str(authors.instance()))
    for name, value in authors.NOWHERE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A new pack outside of the repository."""
    return authors.new_pack(tmp_path)
