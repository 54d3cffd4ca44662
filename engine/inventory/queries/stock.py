"""What there is, where, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_, union_all

from engine.base.db import StoreSession
from engine.inventory.models import Commitment, InventoryItem, Level, Location, Movement
from engine.inventory.rules import SOLD
from engine.stores.models import Store

LARGE = 1_000_000_000


@dataclass(frozen=True)
class Availability:
    """What of an item can be bought. ``quantity`` is on hand less reserved and committed; it may be below zero."""

    item_id: int
    tracked: bool
    policy: str
    on_hand: int
    reserved: int
    committed: int

    @property
    def quantity(self) -> int:
        """Units free to sell, as counted."""
        return self.on_hand - self.reserved - self.committed

    @property
    def most(self) -> int:
        """How many one buyer can have now: very many for items that are not tracked, or may be oversold."""
        return LARGE if not self.tracked or self.policy == "continue" else max(0, self.quantity)

    @property
    def in_stock(self) -> bool:
        """Whether at least one can be bought."""
        return self.most > 0


def availability(session: StoreSession, item_ids: Iterable[int]) -> dict[int, Availability]:
    """Availability of many items in one query; unknown ids are left out."""
    wanted = sorted(set(item_ids))
    if not wanted:
        return {}
    rows = session.execute(
        select(
            InventoryItem.id,
            InventoryItem.tracked,
            InventoryItem.policy,
            InventoryItem.on_hand,
            InventoryItem.reserved,
            InventoryItem.committed,
        ).where(InventoryItem.store_id == session.store, InventoryItem.id.in_(wanted))
    )
    return {row[0]: Availability(*row) for row in rows}


def select_stock() -> Select[int, int, int, bool, bool]:
    """Per item: store_id, item_id, quantity (free to sell), unlimited (not counted, or may be oversold) and buyable
    (online, by a shopper)."""
    return select(
        InventoryItem.store_id,
        InventoryItem.id.label("item_id"),
        InventoryItem.free().label("quantity"),
        InventoryItem.is_unlimited().label("unlimited"),
        InventoryItem.is_buyable().label("buyable"),
    )


def select_sold() -> Select[int, int, int]:
    """Per item that ever sold: store_id, item_id and units, gone or promised to orders; for statements that join it."""
    parts = union_all(
        select(Movement.store_id, Movement.item_id, (-Movement.quantity).label("units")).where(
            Movement.cause == SOLD
        ),
        select(Commitment.store_id, Commitment.item_id, Commitment.quantity.label("units")),
    ).subquery("sold_parts")
    return select(parts.c.store_id, parts.c.item_id, func.sum(parts.c.units).label("units")).group_by(
        parts.c.store_id, parts.c.item_id
    )


@dataclass(frozen=True)
class LevelView:
    """Stock of an item at a location."""

    item_id: int
    location_id: int
    location_name: str
    on_hand: int
    committed: int
    incoming: int
    held: int = 0
    safety: int = 0

    @property
    def free(self) -> int:
        """On hand, not promised to an order and not held to be picked up. Other reservations are held per item."""
        return self.on_hand - self.committed - self.held


def levels(session: StoreSession, item_ids: Iterable[int]) -> dict[int, list[LevelView]]:
    """Levels of many items in one query, by position of the location; locations without a level are left out."""
    found: dict[int, list[LevelView]] = {item_id: [] for item_id in item_ids}
    rows = session.execute(
        select(
            Level.item_id,
            Level.location_id,
            Location.name,
            Level.on_hand,
            Level.committed,
            Level.incoming,
            Level.held,
            Level.safety,
        )
        .join(Location, (Location.store_id == Level.store_id) & (Location.id == Level.location_id))
        .where(Level.store_id == session.store, Level.item_id.in_(sorted(found)))
        .order_by(Location.position, Location.id)
    )
    for row in rows:
        found[row[0]].append(LevelView(*row))
    return found


def costs(session: StoreSession, item_ids: Iterable[int]) -> dict[int, int | None]:
    """What items cost the merchant, in minor units of the store's currency, in one query."""
    rows = session.execute(
        select(InventoryItem.id, InventoryItem.cost_minor).where(
            InventoryItem.store_id == session.store, InventoryItem.id.in_(sorted(set(item_ids)))
        )
    )
    return dict(rows.all())


def allocation_rule(session: StoreSession) -> str:
    """The name of the store's rule for where an order's goods come from."""
    return session.scalars(select(Store.allocation_rule).where(Store.id == session.store)).one()


def locations(session: StoreSession, *, with_closed: bool = False) -> Sequence[Location]:
    """The store's locations in their order."""
    statement = select(Location).order_by(Location.position, Location.id)
    return session.scalars(statement if with_closed else statement.where(Location.is_active)).all()


def pickup_locations(session: StoreSession) -> Sequence[Location]:
    """Locations where an order can be picked up."""
    return session.scalars(
        select(Location)
        .where(Location.is_active, Location.offers_pickup)
        .order_by(Location.position, Location.id)
    ).all()


def movements(
    session: StoreSession, item_id: int, *, before: tuple[datetime, int] | None = None, limit: int = 50
) -> Sequence[Movement]:
    """Movements of an item, newest first; *before* is (at, id) of the last one seen."""
    statement = select(Movement).where(Movement.item_id == item_id)
    if before:
        statement = statement.where(tuple_(Movement.at, Movement.id) < tuple_(*before))
    return session.scalars(statement.order_by(Movement.at.desc(), Movement.id.desc()).limit(limit)).all()


def commitments_of_lines(session: StoreSession, line_ids: Iterable[int]) -> dict[int, list[Commitment]]:
    """What is committed for order lines, in one query."""
    found: dict[int, list[Commitment]] = {line_id: [] for line_id in line_ids}
    for row in session.scalars(
        select(Commitment).where(Commitment.order_line_id.in_(sorted(found))).order_by(Commitment.id)
    ):
        found[row.order_line_id].append(row)
    return found
