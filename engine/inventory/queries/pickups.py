"""What is held at shops for people who come to buy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.inventory.models import Location, PickupHold


@dataclass(frozen=True)
class PickupView:
    """A hold with the name of its shop."""

    id: int
    number: str
    token: str
    title: str
    item_id: int
    variant_id: int
    location_id: int
    location_name: str
    quantity: int
    name: str
    email: str
    state: str
    until: datetime


def pickup_holds(
    session: StoreSession, location_id: int | None = None, *, most: int = 200
) -> list[PickupView]:
    """Holds that wait, of one shop or of all, those that end first before the others. One query."""
    wanted = [PickupHold.state == "waiting", PickupHold.until > clock.now()]
    if location_id is not None:
        wanted.append(PickupHold.location_id == location_id)
    return _views(session, wanted, most)


def pickup_by_token(session: StoreSession, token: str) -> PickupView | None:
    """The hold whose page has this address; None if there is none."""
    return next(iter(_views(session, [PickupHold.token == token[:100]], 1)), None)


def _views(session: StoreSession, wanted: Sequence[ColumnElement[bool]], most: int) -> list[PickupView]:
    rows = session.execute(
        select(
            PickupHold.id,
            PickupHold.number,
            PickupHold.token,
            PickupHold.title,
            PickupHold.item_id,
            PickupHold.variant_id,
            PickupHold.location_id,
            Location.name.label("location_name"),
            PickupHold.quantity,
            PickupHold.name,
            PickupHold.email,
            PickupHold.state,
            PickupHold.until,
        )
        .join(Location, and_(Location.store_id == PickupHold.store_id, Location.id == PickupHold.location_id))
        .where(PickupHold.store_id == session.store, *wanted)
        .order_by(PickupHold.until, PickupHold.id)
        .limit(most)
    )
    return [PickupView(**row._mapping) for row in rows]
