"""A shop with a theme, for tests of its pages."""

from __future__ import annotations

import pytest

from engine.base.db import Database
from tests.factories.shopfront import Shopfront, make_shopfront


@pytest.fixture
def shop(db: Database, store_id: int) -> Shopfront:
    """An open shop with three products."""
    return make_shopfront(db, store_id)
