"""Units are held for a reference: all that was asked for, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.inventory.commands.bundles import part_rows
from engine.inventory.commands.holds.taking import take
from engine.inventory.events import stock_changed
from engine.inventory.models import InventoryItem, Reservation
from engine.inventory.offered import FOR_SALE
from engine.inventory.rules import MOST


class _Raced(Exception):
    """Another request of the same reference held first; look again."""


def reserve(
    session: StoreSession,
    reference_kind: str,
    reference_id: int,
    quantities: Mapping[int, int],
    lasts: timedelta,
    *,
    online: bool = True,
) -> dict[int, int]:
    """Hold {item id: quantity} for a reference, such as ("checkout", 42), all or nothing, until *lasts* is over.

    Returns {item id: units held}, bundles as their parts. *online*: for a buyer on the web, who gets only what is for sale
    there and no safety stock. Idempotent: asked again, it holds the difference, lets go of what is no longer wanted, and
    starts the time anew. An expired hold is simply made again. Raises Refused ``inventory.sold_out`` with ``items``:
    [{item_id, wanted, left}], and then nothing is held that was not before.
    """
    for item_id, quantity in quantities.items():
        if not 0 < quantity <= MOST:
            raise Refused("inventory.quantity", field="quantity", value=quantity, item_id=item_id)
    asked = _Asked(quantities, _bundles(session, quantities), online)
    for _ in range(3):
        short = _hold(session, reference_kind, reference_id, asked, clock.now() + lasts)
        if short == []:
            return dict(asked.units)
        if short is not None:
            raise Refused("inventory.sold_out", items=short)
    raise Refused("inventory.busy")


def _bundles(session: StoreSession, quantities: Mapping[int, int]) -> Mapping[int, list[tuple[int, int]]]:
    """The parts of those that are bundles. Raises NotFound for an item that this store does not have."""
    known = {
        row.id: row.is_bundle
        for row in session.connection().execute(_KNOWN, {"store": session.store, "items": sorted(quantities)})
    }
    for item_id in quantities:
        if item_id not in known:
            raise NotFound("record.not_found", kind="inventory_item", id=item_id)
    bundles = [item_id for item_id, is_bundle in known.items() if is_bundle]
    return part_rows(session, bundles) if bundles else {}


class _Asked:
    """What a buyer asks for, with bundles taken apart."""

    def __init__(
        self, quantities: Mapping[int, int], bundles: Mapping[int, list[tuple[int, int]]], online: bool
    ) -> None:
        self.quantities, self.bundles, self.online = quantities, bundles, online
        self.units: dict[int, int] = {}
        for item_id, quantity in quantities.items():
            for part_id, each in bundles.get(item_id, [(item_id, 1)]):
                self.units[part_id] = self.units.get(part_id, 0) + quantity * each

    def must_be_for_sale(self, item_id: int) -> bool:
        """Whether an item is asked for by itself on the web; a part of a bundle is sold with it, whatever it is alone."""
        return self.online and item_id in self.quantities

    def short(self, item_id: int, left: int) -> list[dict[str, int]]:
        """What of the buyer's own words cannot be had because *left* units of an item are all there are."""
        return [
            {"item_id": asked, "wanted": self.quantities[asked], "left": left // each}
            for asked in sorted(self.quantities)
            for part_id, each in self.bundles.get(asked, [(asked, 1)])
            if part_id == item_id
        ]


def _hold(
    session: StoreSession, kind: str, reference_id: int, asked: _Asked, until: datetime
) -> list[dict[str, int]] | None:
    """Hold it, or nothing: what is short, or None when another request of the same reference was first.

    Rows of the reference are written before the items', which everybody wants: those are locked as late as can be. What is
    short takes everything back, which costs less than a savepoint for all who get what they want.
    """
    live = {
        row.item_id: row
        for row in session.connection().execute(
            _LIVE, {"store": session.store, "kind": kind, "reference": reference_id}
        )
    }
    short = _bundles_not_for_sale(session, asked)
    rows = _Rows(session, kind, reference_id, until)
    taken: list[tuple[int, int]] = []
    try:
        for item_id in sorted({*asked.units, *live}):
            rows.write(item_id, asked.units.get(item_id, 0), live.get(item_id))
    except _Raced:
        rows.take_back()
        return None
    by = {
        item: asked.units.get(item, 0) - (live[item].quantity if item in live else 0) for item in rows.items
    }
    stock_changed(session, [item for item, units in by.items() if units])
    session.flush()
    for item_id, units in by.items():
        if not units:
            continue
        strict = asked.must_be_for_sale(item_id)
        if take(session, item_id, units, asked.online, strict):
            taken.append((item_id, units))
        else:
            own = live[item_id].quantity if item_id in live else 0
            short += asked.short(item_id, _left(session, item_id, own, asked.online, strict))
    if short:
        for item_id, units in taken:
            take(session, item_id, -units, online=False, must_be_for_sale=False)
        rows.take_back()
    return short


class _Rows:
    """The reservations of one reference, as one attempt writes them."""

    def __init__(self, session: StoreSession, kind: str, reference_id: int, until: datetime) -> None:
        self.session, self.kind, self.reference_id, self.until = session, kind, reference_id, until
        self.items: list[int] = []
        self.made: list[int] = []
        self.changed: list[Any] = []

    def write(self, item_id: int, quantity: int, row: Any) -> None:
        """Make it so. Raises _Raced."""
        self.items.append(item_id)
        if row is None:
            self.made.append(
                _insert(self.session, self.kind, self.reference_id, item_id, quantity, self.until)
            )
            return
        self.changed.append(row)
        if quantity:
            self._set(row.id, quantity=quantity, expires_at=self.until)
        else:
            self._set(row.id, state="released", ended_at=clock.now())

    def take_back(self) -> None:
        """As it was before."""
        for row in self.changed:
            self._set(row.id, quantity=row.quantity, expires_at=row.expires_at, state="held", ended_at=None)
        if self.made:
            self.session.execute(
                delete(Reservation)
                .where(Reservation.store_id == self.session.store, Reservation.id.in_(self.made))
                .execution_options(synchronize_session=False)
            )

    def _set(self, row_id: int, **values: Any) -> None:
        self.session.execute(
            update(Reservation)
            .where(Reservation.store_id == self.session.store, Reservation.id == row_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _bundles_not_for_sale(session: StoreSession, asked: _Asked) -> list[dict[str, int]]:
    if not asked.bundles or not asked.online:
        return []
    closed = session.scalars(
        select(InventoryItem.id).where(
            InventoryItem.store_id == session.store,
            InventoryItem.id.in_(sorted(asked.bundles)),
            InventoryItem.online != FOR_SALE,
        )
    )
    return [{"item_id": item_id, "wanted": asked.quantities[item_id], "left": 0} for item_id in closed]


def _left(session: StoreSession, item_id: int, own: int, online: bool, must_be_for_sale: bool) -> int:
    item = session.get(InventoryItem, (session.store, item_id), populate_existing=True)
    if item is None:
        raise NotFound("record.not_found", kind="inventory_item", id=item_id)
    if must_be_for_sale and item.online != FOR_SALE:
        return 0
    free = item.on_hand - item.reserved - item.committed - (item.withheld if online else 0)
    return max(0, free + own)


def _insert(
    session: StoreSession, kind: str, reference_id: int, item_id: int, quantity: int, until: datetime
) -> int:
    made = (
        session.connection()
        .execute(
            _INSERT[session.get_bind().dialect.name],
            {
                "store_id": session.store,
                "id": session.new_id(),
                "item_id": item_id,
                "quantity": quantity,
                "state": "held",
                "reference_kind": kind,
                "reference_id": reference_id,
                "expires_at": until,
                "created_at": clock.now(),
            },
        )
        .first()
    )
    if made is None:
        raise _Raced
    return int(made[0])


def _insert_statement(put: Any) -> Any:
    return (
        put(Reservation.__table__)
        .on_conflict_do_nothing(
            index_elements=["store_id", "reference_kind", "reference_id", "item_id"],
            # in letters, not as a parameter: a prepared statement could not be matched with the index
            index_where=text("state = 'held'"),
        )
        .returning(Reservation.__table__.c.id)
    )


# Built once, as in taking.py.
_KNOWN = select(InventoryItem.id, InventoryItem.is_bundle).where(
    InventoryItem.store_id == bindparam("store"), InventoryItem.id.in_(bindparam("items", expanding=True))
)
_INSERT = {"postgresql": _insert_statement(postgresql.insert), "sqlite": _insert_statement(sqlite.insert)}
_LIVE = (
    select(Reservation.id, Reservation.item_id, Reservation.quantity, Reservation.expires_at)
    .where(
        Reservation.store_id == bindparam("store"),
        Reservation.reference_kind == bindparam("kind"),
        Reservation.reference_id == bindparam("reference"),
        Reservation.state == "held",
    )
    .order_by(Reservation.item_id)
    .with_for_update()
)
