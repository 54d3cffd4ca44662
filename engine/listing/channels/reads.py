"""The statements of lists. Each names the store and the channel; their number does not depend on how long a list is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_, union_all

from engine.base import clock
from engine.base.db import StoreSession
from engine.catalogue.models import Media, Product, Variant
from engine.inventory.models import Channel, Designation, InventoryItem, ItemChange, Level, Location
from engine.inventory.queries import FOR_SALE, NOT_LISTED, VIEW_ONLY, from_selling_shops, units_here
from engine.listing.channels.records import (
    BUY_IN_SHOP,
    NOT_FOR_SALE_HERE,
    Entry,
    Gone,
    ListedProduct,
    ListedVariant,
    Picture,
    Place,
    Shop,
)


def is_public() -> ColumnElement[bool]:
    """Whether a product may be in any list: active, and published by now."""
    return and_(
        Product.status == "active", Product.published_at.is_not(None), Product.published_at <= clock.now()
    )


def after_item(session: StoreSession, channel: Channel, item_id: int, most: int) -> list[int]:
    """Items that may be listed, after *item_id*, by id; whether their products are public is seen later. Each state is read
    along the index of lists, so that a page costs the same at any depth."""
    if channel.others == "include":
        every = select(InventoryItem.id).where(
            InventoryItem.store_id == session.store, InventoryItem.id > item_id
        )
        return list(session.scalars(every.order_by(InventoryItem.id).limit(most)))
    parts = [
        select(Designation.item_id)
        .where(
            Designation.store_id == session.store,
            Designation.channel_id == channel.id,
            Designation.state == state,
            Designation.item_id > item_id,
        )
        .order_by(Designation.item_id)
        .limit(most)
        .subquery(state)
        for state in (FOR_SALE, VIEW_ONLY)
    ]
    both = union_all(*(select(part.c.item_id) for part in parts)).subquery("listed")
    return list(session.scalars(select(both.c.item_id).order_by(both.c.item_id).limit(most)))


def count_items(session: StoreSession, channel: Channel) -> int:
    """How many items :func:`after_item` comes to. One query."""
    if channel.others == "include":
        statement = select(func.count()).select_from(InventoryItem)
        return session.scalar(statement.where(InventoryItem.store_id == session.store)) or 0
    statement = select(func.count()).select_from(Designation)
    return (
        session.scalar(
            statement.where(
                Designation.store_id == session.store,
                Designation.channel_id == channel.id,
                Designation.state.in_((FOR_SALE, VIEW_ONLY)),
            )
        )
        or 0
    )


def these_items(session: StoreSession, channel: Channel, item_ids: Sequence[int]) -> list[Any]:
    """Rows of those of these items that are listed, by id."""
    statement = _items(session, channel).where(InventoryItem.id.in_(item_ids))
    return list(session.execute(statement.order_by(InventoryItem.id)))


def _items(session: StoreSession, channel: Channel) -> Select[Any]:
    """The list itself: what is designated for the channel and public; with the option *include* also the rest."""
    designated = and_(
        Designation.store_id == InventoryItem.store_id,
        Designation.item_id == InventoryItem.id,
        Designation.channel_id == channel.id,
    )
    public = (
        select(Variant.id)
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .where(
            Variant.store_id == InventoryItem.store_id,
            Variant.inventory_item_id == InventoryItem.id,
            is_public(),
        )
        .correlate(InventoryItem)
        .exists()
    )
    at_place: Any = units_here(
        InventoryItem.store_id, InventoryItem.id, channel.location_id or 0, InventoryItem.is_bundle
    )
    statement = select(
        InventoryItem.id,
        func.coalesce(Designation.state, NOT_LISTED).label("state"),
        InventoryItem.tracked,
        InventoryItem.policy,
        InventoryItem.is_bundle,
        InventoryItem.free().label("free"),
        InventoryItem.free_online().label("free_online"),
        InventoryItem.online,
        at_place.label("at_place"),
    )
    if channel.others == "include":
        statement = statement.select_from(InventoryItem).outerjoin(Designation, designated)
    else:
        statement = statement.select_from(Designation).join(InventoryItem, designated)
        statement = statement.where(
            Designation.store_id == session.store,
            Designation.channel_id == channel.id,
            Designation.state != NOT_LISTED,
        )
    return statement.outerjoin(
        Level,
        and_(
            Level.store_id == InventoryItem.store_id,
            Level.item_id == InventoryItem.id,
            Level.location_id == (channel.location_id or 0),
        ),
    ).where(InventoryItem.store_id == session.store, public)


def entries(session: StoreSession, channel: Channel, rows: Sequence[Any]) -> tuple[Entry, ...]:
    """Items of a list with their variants and, where they are only shown online, their shops. Two queries."""
    ids = [row.id for row in rows]
    variants = _variants(session, ids)
    only_shown = {row.id: row for row in rows if row.state == VIEW_ONLY and channel.kind != "pos"}
    shops = _shops(session, only_shown)
    return tuple(
        Entry(
            item_id=row.id,
            state=row.state,
            indicator=_indicator(channel, row.state),
            available=_available(channel, row),
            back_order=row.tracked and row.policy == "continue",
            online=row.online,
            variants=tuple(variants.get(row.id, ())),
            shops=tuple(shops.get(row.id, ())),
        )
        for row in rows
    )


def _indicator(channel: Channel, state: str) -> str | None:
    if state == FOR_SALE:
        return None
    return BUY_IN_SHOP if state == VIEW_ONLY and channel.kind != "pos" else NOT_FOR_SALE_HERE


def _available(channel: Channel, row: Any) -> int | None:
    if not row.tracked:
        return None
    if channel.kind == "pos":  # what lies there may be held for somebody's payment, which is counted per item
        return _here(row, row.at_place)
    return max(0, row.free_online) if row.state == FOR_SALE else 0


def _here(item: Any, at_place: int) -> int:
    """What can be had of what lies at a place. A bundle's parts are counted there already, each with what is free of it."""
    return max(0, at_place if item.is_bundle else min(at_place, item.free))


def _variants(session: StoreSession, item_ids: Sequence[int]) -> dict[int, list[ListedVariant]]:
    found: dict[int, list[ListedVariant]] = {}
    products: dict[int, ListedProduct] = {}
    rows = session.execute(
        select(
            Variant.inventory_item_id,
            Variant.id,
            Variant.title,
            Variant.sku,
            Variant.barcode,
            Variant.price_minor,
            Variant.compare_at_minor,
            Product.id.label("product_id"),
            Product.title.label("product_title"),
            Product.handle,
            Media.id.label("media_id"),
            Media.width,
            Media.height,
        )
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .outerjoin(Media, and_(Media.store_id == Product.store_id, Media.id == Product.featured_media_id))
        .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(item_ids), is_public())
        .order_by(Variant.inventory_item_id, Variant.id)
    )
    for row in rows:
        product = products.get(row.product_id)
        if product is None:
            picture = None if row.media_id is None else Picture(row.media_id, row.width, row.height)
            product = ListedProduct(row.product_id, row.product_title, row.handle, picture)
            products[row.product_id] = product
        found.setdefault(row.inventory_item_id, []).append(ListedVariant(*row[1:7], product))
    return found


def _shops(session: StoreSession, items: dict[int, Any]) -> dict[int, list[Shop]]:
    """{item id: shops that sell it}, in the order of the shops."""
    found: dict[int, list[Shop]] = {}
    here: Any = units_here(Designation.store_id, Designation.item_id, Channel.location_id)
    statement = select(Designation.item_id, Location.id, here)
    rows = session.execute(from_selling_shops(statement, session.store, sorted(items)))
    for item_id, location_id, at_place in rows:
        item = items[item_id]
        units = _here(item, at_place) if item.tracked else None
        found.setdefault(item_id, []).append(Shop(location_id, units))
    return found


def places(session: StoreSession) -> tuple[Place, ...]:
    """Every shop that sells, in order. One query."""
    rows = session.execute(
        select(Location.id, Location.name, Location.address, Location.hours, Location.offers_pickup)
        .join(Channel, and_(Channel.store_id == Location.store_id, Channel.location_id == Location.id))
        .where(Location.store_id == session.store, Channel.kind == "pos", Channel.is_active)
        .order_by(Location.position, Location.id)
    )
    return tuple(
        Place(row.id, row.name, row.address or {}, _timed(row.hours), row.offers_pickup) for row in rows
    )


def _timed(hours: Sequence[Any]) -> list[Any]:
    """Hours by day; what was once typed as free text says nothing to a program."""
    return [row for row in hours if isinstance(row, dict) and row.get("days")]


def noted(
    session: StoreSession, horizon: int, below: int | None, after: tuple[int, int], most: int
) -> list[tuple[int, int]]:
    """(turn, item id) of changes from *horizon* on, after a place, in order. *below*: turns from there on cannot have come
    from this database; they are of the one that it was copied from."""
    statement = select(ItemChange.turn, ItemChange.id).where(
        ItemChange.store_id == session.store,
        ItemChange.turn >= horizon,
        tuple_(ItemChange.turn, ItemChange.id) > tuple_(*after),
    )
    if below is not None:
        statement = statement.where(ItemChange.turn < below)
    rows = session.execute(statement.order_by(ItemChange.turn, ItemChange.id).limit(most))
    return [(turn, item_id) for turn, item_id in rows]


def published_between(
    session: StoreSession, since: datetime, until: datetime, after: int, most: int
) -> list[int]:
    """Items of products whose date came in this time, by id."""
    return list(
        session.scalars(
            select(Variant.inventory_item_id)
            .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
            .where(
                Product.store_id == session.store,
                Variant.store_id == session.store,
                Product.published_at > since,
                Product.published_at <= until,
                Variant.inventory_item_id > after,
            )
            .distinct()
            .order_by(Variant.inventory_item_id)
            .limit(most)
        )
    )


def absent(session: StoreSession, channel: Channel, item_ids: Sequence[int]) -> tuple[Gone, ...]:
    """Why each of these items is not in the list. One query."""
    wanted = sorted(set(item_ids))
    rows = session.execute(
        select(Variant.inventory_item_id, Product.status, Product.published_at, Designation.state)
        .select_from(Variant)
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .outerjoin(
            Designation,
            and_(
                Designation.store_id == Variant.store_id,
                Designation.item_id == Variant.inventory_item_id,
                Designation.channel_id == channel.id,
            ),
        )
        .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(wanted))
        .order_by(Variant.inventory_item_id, Variant.id)
    )
    why: dict[int, str] = {}
    for item_id, status, published_at, state in rows:
        why.setdefault(item_id, _why(channel, status, published_at, state))
    return tuple(Gone(item_id, why.get(item_id, "deleted")) for item_id in wanted)


def _why(channel: Channel, status: str, published_at: datetime | None, state: str | None) -> str:
    if channel.others == "exclude" and state in (None, NOT_LISTED):
        return "not_designated"
    if status != "active":
        return status
    if published_at is None:
        return "unpublished"
    return "scheduled" if published_at > clock.now() else "deleted"
