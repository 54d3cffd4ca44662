"""Notes of every item that changed, in the transaction that changed it: what lists are brought up to date from.

A note says only *that* something changed; readers look at what the item is now (``listing.feeds``). One row per item, so
that notes do not grow with time. Transactions are ordered by ``turn``. PostgreSQL hands out its numbers as transactions
begin to write and they commit in any order, so readers ask for its oldest open one and come back from there. SQLite has
one writer at a time; its turns count from the store's last one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.base.db import StoreSession
from engine.base.dependencies import Dependency, follower
from engine.catalogue.models import Variant
from engine.inventory.events import lists_changed
from engine.inventory.models import ItemChange
from engine.inventory.relisting import derive_products

AT_ONCE = 5_000
_OF_ITEMS = ("stock", "item")


@follower
def note_items(session: StoreSession, changed: set[Dependency]) -> None:
    """Note the items of a transaction, keep what its products are online right, and have those told who asked for it."""
    items = {name[1] for name in changed if name[0] in _OF_ITEMS and len(name) > 1}
    products = sorted(name[1] for name in changed if name[0] == "product" and len(name) > 1)
    for start in range(0, len(products), AT_ONCE):
        part = products[start : start + AT_ONCE]
        derive_products(session, part, locked=False)
        items.update(
            session.scalars(
                select(Variant.inventory_item_id).where(
                    Variant.store_id == session.store, Variant.product_id.in_(part)
                )
            )
        )
    if items:
        _write(session, sorted(items))
    if items or ("places",) in changed:
        lists_changed(session, items)


def _write(session: StoreSession, item_ids: list[int]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        rows = [{"store_id": session.store, "id": item_id} for item_id in item_ids]
        session.connection().execute(_NOTE_POSTGRESQL, rows)
        return
    last = session.connection().execute(_LAST_TURN, {"store": session.store}).scalar()
    rows = [{"store_id": session.store, "id": item_id, "turn": (last or 0) + 1} for item_id in item_ids]
    session.connection().execute(_NOTE_SQLITE, rows)


def _note(put: Any, **values: Any) -> Any:
    statement = put(ItemChange.__table__)
    if values:
        statement = statement.values(**values)
    return statement.on_conflict_do_update(
        index_elements=["store_id", "id"], set_={"turn": statement.excluded.turn}
    )


# Built once: they are part of every sale.
_NOTE_POSTGRESQL = _note(postgresql.insert, turn=literal_column("pg_current_xact_id()::text::bigint"))
_NOTE_SQLITE = _note(sqlite.insert)
_LAST_TURN = select(func.max(ItemChange.turn)).where(ItemChange.store_id == bindparam("store"))
