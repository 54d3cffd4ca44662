"""The shop of the benches: 2,000 products of several brands, a collection of 50 and one of 1, open doors, a theme."""

from __future__ import annotations

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.settings import ROOT
from engine.catalogue import commands as catalogue
from engine.catalogue.commands.inputs import CollectionInput
from engine.stores.commands import open_doors
from engine.themes.commands import install_pack
from engine.themes.packs import Pack
from tests.factories.products import make_many
from tests.factories.stores import make_store

NAME = "Bench"
HOST = "bench.localhost"
PRODUCTS = 2_000
MANY, ONE = "many", "one"


def fill(database: Database) -> None:
    """Make the shop in an empty, migrated database."""
    from engine.wiring.bind import bind_catalogue

    bind_catalogue()
    store_id = make_store(database, NAME).id
    made = make_many(database, store_id, PRODUCTS)
    with database.write(store_id) as session:
        for title, members in ((MANY, made[:50]), (ONE, made[:1])):
            collection = catalogue.create_collection(
                session, CollectionInput(title.title(), handle=title), SYSTEM
            )
            catalogue.add_to_collection(session, collection.id, members)
        install_pack(session, Pack(ROOT / "theme_packs" / "folio"))
        open_doors(session, actor=SYSTEM)
