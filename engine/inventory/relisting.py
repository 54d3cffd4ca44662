"""What follows from designations: an item's ``online`` and ``in_shop``, a product's ``online``. Derived in the transaction
that changes their parts; rows that are right already are not written, and so not locked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update

from engine.base.db import StoreSession
from engine.catalogue.models import Product, Variant
from engine.inventory.models import Channel, Designation, InventoryItem
from engine.inventory.offered import ONLINE, STATES

_RANKED = {state: f"{rank}{state}" for rank, state in enumerate(STATES)}


def _most(state: Any) -> ColumnElement[str]:
    """An aggregate: the state that offers most, as its rank and its name, so that one look at the rows gives both."""
    return func.min(case(_RANKED, value=state, else_=_RANKED[STATES[-1]]))


def _state(ranked: Any) -> ColumnElement[str]:
    return func.coalesce(func.substr(ranked, 2), STATES[-1])


def item_online() -> Any:
    """What an item's designation says of the online store: the expression that the checker compares with too."""
    return func.coalesce(
        select(Designation.state)
        .where(
            Designation.store_id == InventoryItem.store_id,
            Designation.item_id == InventoryItem.id,
            Designation.channel_id == ONLINE,
        )
        .correlate(InventoryItem)
        .scalar_subquery(),
        STATES[-1],
    )


def item_in_shop() -> Any:
    """The most that any shop offers of an item."""
    return _state(
        select(_most(Designation.state))
        .where(
            Designation.store_id == InventoryItem.store_id,
            Designation.item_id == InventoryItem.id,
            (Designation.channel_id + 0).in_(_shops()),
        )
        .correlate(InventoryItem)
        .scalar_subquery()
    )


def _shops() -> Any:
    """Neither joined nor compared with the bare column (hence ``+ 0``): SQLite, before it has statistics, would look through
    all designations of a channel for each item."""
    return (
        select(Channel.id)
        .where(Channel.store_id == Designation.store_id, Channel.kind == "pos", Channel.is_active)
        .correlate(Designation)
    )


def product_online() -> Any:
    """The most that any variant of a product is online."""
    return _state(
        select(_most(InventoryItem.online))
        .select_from(Variant)
        .join(
            InventoryItem,
            and_(InventoryItem.store_id == Variant.store_id, InventoryItem.id == Variant.inventory_item_id),
        )
        .where(Variant.store_id == Product.store_id, Variant.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


def derive_items(session: StoreSession, item_ids: Sequence[int]) -> None:
    """Write ``online`` and ``in_shop`` of items whose designations changed. The caller holds their rows."""
    session.execute(
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(item_ids))
        .values(online=item_online(), in_shop=item_in_shop())
        .execution_options(synchronize_session=False)
    )


def derive_products(session: StoreSession, product_ids: Sequence[int], *, locked: bool = True) -> None:
    """Write ``online`` of products where it is not what their variants say. *locked*: lock them first, because somebody may
    be designating another of their variants this very moment."""
    ids = sorted(product_ids)
    if not ids:
        return
    if locked:
        session.execute(
            select(Product.id)
            .where(Product.store_id == session.store, Product.id.in_(ids))
            .order_by(Product.id)
            .with_for_update()
        )
    session.execute(
        update(Product)
        .where(Product.store_id == session.store, Product.id.in_(ids), Product.online != product_online())
        .values(online=product_online())
        .execution_options(synchronize_session=False)
    )
