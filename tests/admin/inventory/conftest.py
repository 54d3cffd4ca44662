"""A stock room that pages show: two shops, a warehouse, and items every which way."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.models import Variant
from engine.inventory import commands
from engine.inventory.models import Channel
from engine.inventory.queries.grid import places
from engine.stores.commands import NewStore
from tests.admin.conftest import Desk
from tests.factories.catalogue import add_product

BARCODE = "4006381333931"


@dataclass
class Room:
    """``items`` by name; ``shops`` are channels."""

    store_id: int
    items: dict[str, int]
    shops: list[int]
    locations: list[int]


@pytest.fixture
def room(db: Database, store: NewStore, app: object) -> Room:
    """A vase and a lamp sold everywhere, a bowl only in the shops, a jug nowhere; two of them bear one barcode."""
    with db.write(store.id) as session:
        locations = [
            commands.create_location(session, commands.LocationInput(name, kind), SYSTEM).id
            for name, kind in (("Harbour", "shop"), ("Market", "shop"), ("Store house", "warehouse"))
        ]
    items: dict[str, int] = {}
    with db.write(store.id) as session:
        for name in ("Vase", "Lamp", "Bowl", "Jug"):
            product = add_product(session, name, sku=f"SKU-{name.upper()}", on_hand=5)
            variant = session.query(Variant).filter(Variant.product_id == product.id).one()
            variant.barcode = BARCODE if name in ("Vase", "Lamp") else f"99{len(name)}000{len(items)}"
            items[name] = variant.inventory_item_id
        shops = [place.id for place in places(session) if place.kind == "pos"]
        assert session.get(Channel, (store.id, shops[0])) is not None
        commands.designate(session, [items["Bowl"], items["Jug"]], {1: "not_listed"}, SYSTEM)
        commands.designate(session, [items["Jug"]], dict.fromkeys(shops, "not_listed"), SYSTEM)
    return Room(store.id, items, shops, locations)


__all__ = ["Desk", "Room"]
