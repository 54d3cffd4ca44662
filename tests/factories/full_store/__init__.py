"""A store with one of everything that an address can name, made through commands; every text carries the store's own word."""

from __future__ import annotations

from engine.stores.models import Store
from engine.wiring.services import Services
from tests.factories.full_store.goods import make_goods, make_picture
from tests.factories.full_store.looks import make_look, make_own_packs, make_schedule
from tests.factories.full_store.orders import make_orders
from tests.factories.full_store.people import make_accounts, make_people
from tests.factories.full_store.reading import make_reading
from tests.factories.full_store.stock import make_channels, make_stock_work
from tests.factories.full_store.store import PASSWORD, FullStore
from tests.factories.full_store.tills import make_tills
from tests.factories.full_store.work import make_import, make_work
from tests.factories.shopfront import install_theme
from tests.factories.stores import make_store


def make_full_store(services: Services, word: str) -> FullStore:
    """An open store in whose every text *word* stands. Ids are in ``things`` under the names that routes use."""
    db = services.db
    made = make_store(db, f"{word} House")
    store = FullStore(made.id, made.host, word, {"set_up_token": made.set_up_token})
    with db.write(None, cross_store="the store's own row") as session:
        row = session.get_one(Store, made.id)
        row.status, row.payment_gateways, row.email = (
            "open",
            ["test", "manual"],
            f"{word.lower()}@shop.example",
        )
    install_theme(db, made.id)
    media = [make_picture(services, store, shade) for shade in (40, 90, 140)]
    with db.write(made.id) as session:
        make_goods(session, services, store, media)
        make_reading(session, store, media[1])
        make_people(session, store)
    make_orders(services, store)
    with db.write(made.id) as session:
        make_accounts(session, store)
        make_work(session, store)
        make_schedule(session, store)
        make_import(session, store)
        make_own_packs(session, store)
        make_channels(session, store)
        make_tills(session, store)
        make_stock_work(session, store)
    with db.write(made.id) as session:
        make_look(session, store)
    return store


__all__ = ["PASSWORD", "FullStore", "make_full_store"]
