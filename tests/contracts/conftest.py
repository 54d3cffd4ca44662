"""A shop with something on every page, for tests over every pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.base.db import Database
from engine.base.signing import Signer
from engine.listing import ports as listing
from engine.listing.index import Indexes
from engine.rendering import ports
from engine.rendering.pictures import SignedPictures
from tests.factories.shopfront import Shopfront, make_shopfront


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[None]:
    """Picture addresses are signed with a fixed key; the search index is empty, so the database is searched."""
    ports.pictures.bind(SignedPictures(Signer("tests")))
    listing.indexes.bind(Indexes(tmp_path / "search"))
    yield


@pytest.fixture
def shop(db: Database, store_id: int, surroundings: None) -> Shopfront:
    """An open shop with something on every page."""
    return make_shopfront(db, store_id, 9)
