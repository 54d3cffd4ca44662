"""The grid of items: what each is called, what there is of it where, and where it is offered. A page is a constant number of
queries; the head's sentence is counted from the derived columns (``ix_inventory_item_offered``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import Media, Product, Variant
from engine.inventory.absence import Offer, Seller, absence
from engine.inventory.absence import Reason as Reason
from engine.inventory.models import (
    BundlePart,
    Channel,
    Designation,
    DesignationPlan,
    InventoryItem,
    Level,
    Location,
)
from engine.inventory.offered import NOT_LISTED
from engine.inventory.queries.filters import GridFilters, criteria
from engine.inventory.queries.shops import made_here
from engine.stores.models import Partner

PAGE = 50


@dataclass(frozen=True)
class Place:
    """A channel as people see it. ``location_id``: the shop whose tills it lists for."""

    id: int
    kind: str
    name: str
    is_active: bool
    location_id: int | None
    others: str


@dataclass(frozen=True)
class SoldAs:
    """A variant that sells an item."""

    product_id: int
    variant_id: int
    title: str
    variant_title: str
    sku: str | None
    barcode: str | None
    status: str
    published_at: datetime | None
    brand: str
    media: Any
    """(id, kind) of its picture, or None."""


@dataclass(frozen=True)
class Shelf:
    """Stock at a location. ``free``: on hand, not promised to an order and not held to be picked up."""

    location_id: int
    name: str
    on_hand: int
    free: int
    incoming: int


@dataclass(frozen=True)
class Plan:
    """A designation to come."""

    id: int
    channel_id: int
    to: str
    due_at: datetime


@dataclass
class GridRow:
    """An item with all that the grid says about it."""

    id: int
    tracked: bool
    policy: str
    on_hand: int
    free: int
    low_at: int | None
    counted_at: datetime | None
    online: str
    in_shop: str
    is_bundle: bool
    names: list[SoldAs] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    offers: dict[int, Offer] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)

    def offer(self, channel_id: int) -> Offer:
        """Its designation in a channel; one that was never made is not listed."""
        return self.offers.get(channel_id, _NONE)

    def left_in(self, places: Iterable[Place]) -> int:
        """Units free in the open shops among *places*."""
        shops = {place.location_id for place in places if place.kind == "pos" and place.is_active}
        return sum(shelf.free for shelf in self.shelves if shelf.location_id in shops)

    def absence(self, place: Place, places: Iterable[Place], now: datetime) -> list[Reason]:
        """Why it cannot be bought in *place*: the words of ``engine.inventory.absence``."""
        sellers = [Seller(name.status, name.published_at) for name in self.names]
        left = self.left_in(places)
        return absence(self.offer(place.id), sellers, now, is_active=place.is_active, left=left)


_NONE = Offer()


@dataclass(frozen=True)
class Head:
    """How many items are where. ``online`` counts those that are only shown too."""

    total: int
    online: int
    shop: int
    both: int
    neither: int
    view: int


def grid_page(
    session: StoreSession,
    filters: GridFilters,
    *,
    cursor: str | None = None,
    limit: int = PAGE,
    coded: list[int] | None = None,
) -> Page[GridRow]:
    """A page of items, newest first, in five queries (six with a search, unless *coded* says which items bear it as their
    code)."""
    statement = select(*_COLUMNS).where(*criteria(session, filters, coded))
    after = decode(cursor, 1)
    if after and isinstance(after[0], int):
        statement = statement.where(InventoryItem.id < after[0])
    rows = session.execute(statement.order_by(InventoryItem.id.desc()).limit(limit + 1)).all()
    found = _filled(session, [GridRow(*row) for row in rows[:limit]])
    kept: list[Any] = [*found, *rows[limit:]]
    return page_of(kept, limit, lambda row: (row.id,))


def grid_rows(session: StoreSession, item_ids: Sequence[int]) -> list[GridRow]:
    """These items as the grid shows them, newest first; unknown ones are left out."""
    statement = select(*_COLUMNS).where(
        InventoryItem.store_id == session.store, InventoryItem.id.in_(sorted(set(item_ids)))
    )
    rows = session.execute(statement.order_by(InventoryItem.id.desc())).all()
    return _filled(session, [GridRow(*row) for row in rows])


def grid_row(session: StoreSession, item_id: int) -> GridRow:
    """One item. Raises NotFound."""
    found = grid_rows(session, [item_id])
    if not found:
        raise NotFound("record.not_found", kind="inventory_item", id=item_id)
    return found[0]


def head(session: StoreSession) -> Head:
    """The sentence above the grid, over all items of the store, in one query."""
    counts: dict[tuple[bool, bool], int] = {}
    view = 0
    for online, in_shop, count in session.execute(
        select(InventoryItem.online, InventoryItem.in_shop, func.count())
        .where(InventoryItem.store_id == session.store)
        .group_by(InventoryItem.online, InventoryItem.in_shop)
    ):
        key = (online != NOT_LISTED, in_shop != NOT_LISTED)
        counts[key] = counts.get(key, 0) + count
        view += count if online == "view_only" else 0
    both, neither = counts.get((True, True), 0), counts.get((False, False), 0)
    online_only, shop_only = counts.get((True, False), 0), counts.get((False, True), 0)
    total = both + neither + online_only + shop_only
    return Head(total, both + online_only, both + shop_only, both, neither, view)


def count_offered(session: StoreSession, item_ids: Sequence[int]) -> dict[str, int]:
    """{"for_sale/not_listed" (online/in a shop): how many of these items}. One query."""
    rows = session.execute(
        select(InventoryItem.online, InventoryItem.in_shop, func.count())
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(item_ids))
        .group_by(InventoryItem.online, InventoryItem.in_shop)
    )
    return {f"{online}/{in_shop}": count for online, in_shop, count in rows}


def count_matching(session: StoreSession, filters: GridFilters) -> int:
    """How many items match."""
    found = session.scalar(select(func.count()).select_from(InventoryItem).where(*criteria(session, filters)))
    return found or 0


def places(session: StoreSession, *, with_closed: bool = False) -> list[Place]:
    """Channels: the online store, the shops in their order, then other places on the web."""
    statement = (
        select(Channel.id, Channel.kind, Channel.name, Channel.is_active, Channel.location_id, Channel.others)
        .outerjoin(Location, and_(Location.store_id == Channel.store_id, Location.id == Channel.location_id))
        .where(Channel.store_id == session.store)
        .order_by(Location.position, Channel.id)
    )
    if not with_closed:
        statement = statement.where(Channel.is_active)
    rank = {"online": 0, "pos": 1}
    return sorted((Place(*row) for row in session.execute(statement)), key=lambda one: rank.get(one.kind, 2))


_COLUMNS = (
    InventoryItem.id,
    InventoryItem.tracked,
    InventoryItem.policy,
    InventoryItem.on_hand,
    InventoryItem.free(),
    InventoryItem.low_at,
    InventoryItem.counted_at,
    InventoryItem.online,
    InventoryItem.in_shop,
    InventoryItem.is_bundle,
)


def _filled(session: StoreSession, rows: list[GridRow]) -> list[GridRow]:
    by_id = {row.id: row for row in rows}
    ids = sorted(by_id)
    _names(session, ids, by_id)
    _shelves(session, ids, by_id)
    for item_id, channel_id, chosen, state, floor in session.execute(
        select(
            Designation.item_id,
            Designation.channel_id,
            Designation.chosen,
            Designation.state,
            Designation.floor,
        ).where(Designation.store_id == session.store, Designation.item_id.in_(ids))
    ):
        by_id[item_id].offers[channel_id] = Offer(chosen, state, floor)
    plans: Any = session.execute(
        select(
            DesignationPlan.item_id,
            DesignationPlan.id,
            DesignationPlan.channel_id,
            DesignationPlan.to,
            DesignationPlan.due_at,
        )
        .where(
            DesignationPlan.store_id == session.store,
            DesignationPlan.item_id.in_(ids),
            DesignationPlan.state == "waiting",
        )
        .order_by(DesignationPlan.due_at, DesignationPlan.id)
    )
    for item_id, *plan in plans:
        by_id[item_id].plans.append(Plan(*plan))
    return rows


def _names(session: StoreSession, ids: list[int], by_id: Mapping[int, GridRow]) -> None:
    pictured = func.coalesce(Variant.media_id, Product.featured_media_id)
    found: Any = session.execute(
        select(
            Variant.inventory_item_id,
            Media.id,
            Media.kind,
            Product.id,
            Variant.id,
            Product.title,
            Variant.title,
            Variant.sku,
            Variant.barcode,
            Product.status,
            Product.published_at,
            Partner.name,
        )
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .outerjoin(Media, and_(Media.store_id == Variant.store_id, Media.id == pictured))
        .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(ids))
        .order_by(Product.title, Variant.position, Variant.id)
    )
    for item_id, media_id, media_kind, *rest in found:
        rest.append(Picture(media_id, media_kind) if media_id is not None else None)
        by_id[item_id].names.append(SoldAs(*rest))


@dataclass(frozen=True)
class Picture:
    """Enough of a medium to make its address."""

    id: int
    kind: str


def _shelves(session: StoreSession, ids: list[int], by_id: Mapping[int, GridRow]) -> None:
    found: Any = session.execute(
        select(
            Level.item_id,
            Level.location_id,
            Location.name,
            Level.on_hand,
            Level.on_hand - Level.committed - Level.held,
            Level.incoming,
        )
        .join(Location, and_(Location.store_id == Level.store_id, Location.id == Level.location_id))
        .where(Level.store_id == session.store, Level.item_id.in_(ids))
        .order_by(Location.position, Location.id)
    )
    for item_id, *shelf in found:
        by_id[item_id].shelves.append(Shelf(*shelf))
    bundles = [item_id for item_id in ids if by_id[item_id].is_bundle]
    if bundles:
        _shelves_of_bundles(session, bundles, by_id)


def _shelves_of_bundles(session: StoreSession, ids: list[int], by_id: Mapping[int, GridRow]) -> None:
    """Where parts of bundles lie, and how many they make there."""
    places = (
        select(BundlePart.bundle_id, Level.location_id)
        .join(Level, and_(Level.store_id == BundlePart.store_id, Level.item_id == BundlePart.item_id))
        .where(BundlePart.store_id == session.store, BundlePart.bundle_id.in_(ids))
        .distinct()
        .subquery("places")
    )
    made = func.coalesce(made_here(session.store, places.c.bundle_id, Location.id), 0)
    for item_id, location_id, name, units in session.execute(
        select(places.c.bundle_id, Location.id, Location.name, made)
        .join(Location, Location.id == places.c.location_id)
        .where(Location.store_id == session.store)
        .order_by(Location.position, Location.id)
    ):
        by_id[item_id].shelves.append(Shelf(location_id, name, units, units, 0))
