"""Products for tests, made as the admin makes them."""

from __future__ import annotations

import itertools
from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.catalogue import commands
from engine.catalogue.commands import NewStock, OptionInput, ProductInput, VariantInput
from engine.catalogue.models import Product

_numbers = itertools.count(1)


def add_product(session: StoreSession, title: str | None = None, **details: Any) -> Product:
    """An active product. ``price``, ``on_hand``, ``policy``, ``tracked``, ``sku`` speak of its variants; ``options`` is
    {"Colour": ("Red", "Blue")}; the rest are fields of ProductInput."""
    title = title or f"Thing {next(_numbers)}"
    options = [OptionInput(name, choices) for name, choices in details.pop("options", {}).items()]
    variant = VariantInput(
        price_minor=details.pop("price", 1_000),
        on_hand=details.pop("on_hand", None),
        sku=details.pop("sku", None),
        stock=NewStock(details.pop("tracked", True), details.pop("policy", "deny")),
    )
    given = ProductInput(title=title, status=details.pop("status", "active"), **details)
    return commands.create_product(session, given, SYSTEM, options=options, variants=[variant])


def make_product(db: Database, store_id: int, title: str | None = None, **details: Any) -> int:
    """``add_product`` in a transaction of its own; returns the id."""
    with db.write(store_id) as session:
        return add_product(session, title, **details).id
