"""The shops that sell an item: what lists of channels and pages of the shop say alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_

from engine.inventory.models import Channel, Designation, Level, Location
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
