"""The stock room of the benches: 50,000 items of as many products, at two shops and a warehouse, designated every which way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.catalogue import commands as catalogue
from engine.catalogue.commands.inputs import CollectionInput
from engine.catalogue.models import CollectionProduct, Variant
from engine.inventory import commands
from engine.inventory.models import Channel, Designation, InventoryItem, Level
from engine.inventory.relisting import derive_items
from engine.stores import commands as stores
from tests.factories.products import make_many
from tests.factories.stores import make_store

NAME, HOST = "Stockroom", "stockroom.localhost"
ITEMS = 50_000
BIG, SMALL = "Half of all", "A few"
EMAIL, PASSWORD = "bench@example.com", "a password of the benches"
AT_ONCE = 5_000


def fill(database: Database) -> None:
    """Make it in an empty, migrated database."""
    from engine.wiring.bind import bind_catalogue

    bind_catalogue()
    store_id = make_store(database, NAME).id
    with database.write(store_id) as session:
        places = [
            commands.create_location(session, commands.LocationInput(name, kind), SYSTEM).id
            for name, kind in (("North shop", "shop"), ("South shop", "shop"), ("Warehouse", "warehouse"))
        ]
        stores.add_staff(session, email=EMAIL, name="Bench", password=PASSWORD, role="owner", actor=SYSTEM)
    products = make_many(database, store_id, ITEMS, per_transaction=AT_ONCE)
    with database.read(store_id) as session:
        items = list(
            session.scalars(
                select(Variant.inventory_item_id)
                .where(Variant.store_id == store_id)
                .order_by(Variant.inventory_item_id)
            )
        )
        shops = list(session.scalars(select(Channel.id).where(Channel.kind == "pos").order_by(Channel.id)))
    for start in range(0, len(items), AT_ONCE):
        with database.write(store_id) as session:
            _stock(session, places, items, start)
            _designate(session, shops, items, start)
    with database.write(store_id) as session:
        for title, members in ((BIG, products[::2]), (SMALL, products[100:120])):
            made = catalogue.create_collection(session, CollectionInput(title), SYSTEM)
            ids = session.new_ids(len(members))
            session.execute(
                insert(CollectionProduct),
                [
                    {
                        "store_id": store_id,
                        "id": ids[at],
                        "collection_id": made.id,
                        "product_id": product,
                        "position": at,
                    }
                    for at, product in enumerate(members)
                ],
            )


def _stock(session: StoreSession, places: list[int], items: list[int], start: int) -> None:
    rows: list[dict[str, Any]] = []
    for number, item in enumerate(items[start : start + AT_ONCE], start):
        for at, place in enumerate(places[: 1 + number % 3]):
            on_hand = 0 if number % 10 == 9 else (7 if at == 0 else 0)
            rows.append(
                {"store_id": session.store, "item_id": item, "location_id": place, "on_hand": on_hand}
            )
    ids = session.new_ids(len(rows))
    session.execute(insert(Level), [row | {"id": ids[at]} for at, row in enumerate(rows)])
    part = items[start : start + AT_ONCE]
    session.execute(
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(part[::4]))
        .values(counted_at=clock.now(), low_at=3)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(part[::400]))
        .values(low_at=50)
        .execution_options(synchronize_session=False)
    )
    table: Any = Variant.__table__
    session.connection().execute(
        table.update()
        .where(table.c.store_id == session.store, table.c.inventory_item_id == bindparam("of_item"))
        .values(barcode=bindparam("code")),
        [{"of_item": item, "code": f"40{start + at:011d}"} for at, item in enumerate(part)],
    )


def _designate(session: StoreSession, shops: list[int], items: list[int], start: int) -> None:
    """Of ten items one is not online, one only shown there; one in fifty is in no shop; in 500 one is nowhere."""
    part = list(enumerate(items[start : start + AT_ONCE], start))
    for channels, state, chosen in (
        ([1], "not_listed", [i for n, i in part if n % 10 == 3]),
        ([1], "view_only", [i for n, i in part if n % 10 == 7]),
        (shops, "not_listed", [i for n, i in part if n % 50 == 11 or n % 500 == 3]),
    ):
        session.execute(
            update(Designation)
            .where(
                Designation.store_id == session.store,
                Designation.item_id.in_(chosen),
                Designation.channel_id.in_(channels),
            )
            .values(state=state, chosen=state)
            .execution_options(synchronize_session=False)
        )
    derive_items(session, [item for _, item in part])
