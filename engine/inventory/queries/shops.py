"""The shops that sell an item, and how many units lie there: what lists of channels and pages of the shop say alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from engine.inventory.models import BundlePart, Channel, Designation, InventoryItem, Level, Location
from engine.inventory.offered import FOR_SALE


def from_selling_shops(statement: Select[Any], store: Any, item_ids: Any) -> Select[Any]:
    """*statement* over Designation, Channel, Location and Level (none where nothing was ever counted): a row per item and
    shop that sells it, in the order of the shops. *store* and *item_ids* are values, or parameters of a prepared read."""
    return (
        statement.select_from(Designation)
        .join(Channel, and_(Channel.store_id == Designation.store_id, Channel.id == Designation.channel_id))
        .join(Location, and_(Location.store_id == Channel.store_id, Location.id == Channel.location_id))
        .outerjoin(
            Level,
            and_(
                Level.store_id == Designation.store_id,
                Level.item_id == Designation.item_id,
                Level.location_id == Channel.location_id,
            ),
        )
        .where(
            Designation.store_id == store,
            Designation.item_id.in_(item_ids),
            Designation.state == FOR_SALE,
            Channel.kind == "pos",
            Channel.is_active,
        )
        .order_by(Location.position, Location.id)
    )


def units_here(store: Any, item_id: Any, location_id: Any, is_bundle: Any = None) -> ColumnElement[int]:
    """Units of an item that lie free at a place, of a bundle how many its parts make there; for a statement that has the
    Level of that item and place (or none). *store*, *item_id*, *location_id*: columns of the statement, or values.
    With the column *is_bundle* parts are looked up for bundles alone."""
    own: Any = Level.on_hand - Level.committed - Level.held
    made = made_here(store, item_id, location_id)
    if is_bundle is None:
        return func.coalesce(made, own, 0)
    return case((is_bundle, func.coalesce(made, 0)), else_=func.coalesce(own, 0))


def made_here(store: Any, bundle_id: Any, location_id: Any) -> Any:
    """How many of a bundle its parts make at a place, at most as many as nobody has a claim on; NULL for what is no bundle, or
    has no part that is counted. Safety stock is in it: it is kept for who buys there."""
    part, there = _PART, _THERE
    free = part.on_hand - part.reserved - part.committed
    here = func.coalesce(there.on_hand - there.committed - there.held, 0)
    least = case((free < here, free), else_=here)
    units = case((least < 0, 0), else_=least)
    return (
        select(func.min(units // BundlePart.quantity))
        .select_from(BundlePart)
        .join(part, and_(part.store_id == BundlePart.store_id, part.id == BundlePart.item_id))
        .outerjoin(
            there,
            and_(
                there.store_id == BundlePart.store_id,
                there.item_id == BundlePart.item_id,
                there.location_id == location_id,
            ),
        )
        .where(
            BundlePart.store_id == store,
            BundlePart.bundle_id == bundle_id,
            part.tracked,
            part.policy == "deny",
        )
        .correlate_except(BundlePart, part, there)
        .scalar_subquery()
    )


# Made once: to make an alias costs more than the question.
_PART: Any = aliased(InventoryItem, name="made_of")
_THERE: Any = aliased(Level, name="made_there")
