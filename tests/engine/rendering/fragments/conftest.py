"""The world of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.base.db import Database
from tests.engine.rendering.fragments.world import World, make_world
from tests.support.touching import guarded


@pytest.fixture(autouse=True)
def touches() -> Iterator[None]:
    """Every transaction that these tests commit is checked: what pages show and it wrote, it has to touch."""
    with guarded():
        yield


@pytest.fixture
def world(db: Database, store_id: int, tmp_path: Path) -> World:
    """A shop with something of every kind, and a pack that shows it."""
    return make_world(db, store_id, tmp_path)
