"""A shop that sells, for tests of cart, checkout and order pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engine.base.db import Database
from tests.factories.orders import Shop, make_shop
from tests.factories.shopfront import install_theme
from tests.support.serving import HostClient
from tests.support.shopping import Shopper


@pytest.fixture
def selling(app: Flask, db: Database) -> Shop:
    """A shop of three brands with a theme."""
    shop = make_shop(db)
    install_theme(db, shop.id)
    return shop


@pytest.fixture
def shopper(client_at: Callable[[str], HostClient], selling: Shop) -> Shopper:
    """Somebody who comes to it."""
    return Shopper(client_at, selling)
