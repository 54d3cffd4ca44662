"""Where stock lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from engine.base import clock
from engine.base.actor import SYSTEM, Actor
from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.base.records import claim_key
from engine.inventory.commands.channels import keep_shop_channel
from engine.inventory.models import Location
from engine.inventory.rules import LOCATION_KINDS
from engine.stores.commands import record_activity
from engine.stores.models import Partner, Store


@dataclass(frozen=True)
class LocationInput:
    """What a person says about a location. ``hours``: [{days, opens, closes}]; ``address``: {line1, city, …}."""

    name: str
    kind: str = "warehouse"
    partner_id: int | None = None
    address: dict[str, Any] | None = None
    hours: list[Any] = field(default_factory=list)
    offers_pickup: bool = False
    is_active: bool = True


def create_location(session: StoreSession, given: LocationInput, actor: Actor) -> Location:
    """Add a location, after those there are. Raises Invalid."""
    _check(session, given)
    last = session.scalar(select(func.max(Location.position)).where(Location.store_id == session.store))
    location = Location(position=0 if last is None else last + 1, created_at=clock.now(), **_columns(given))
    session.add(location)
    session.flush()
    keep_shop_channel(session, location)
    record_activity(session, actor, "location.created", "location", location.id, location.name)
    return location


def first_location(session: StoreSession) -> Location:
    """Where stock lies when nobody says where: the first open location, else the first, else one made now.

    A store that named none still sends its goods from somewhere: that place bears the store's name, and is made
    once however many sales come at the same moment.
    """
    first = select(Location).order_by(Location.is_active.desc(), Location.position, Location.id).limit(1)
    found = session.scalars(first).first()
    if found is not None:
        return found
    if claim_key(session, "first-location", None) is None:
        name = session.scalars(select(Store.name).where(Store.id == session.store)).one()
        return create_location(session, LocationInput(name[:120]), SYSTEM)
    return session.scalars(first).one()


def update_location(session: StoreSession, location_id: int, given: LocationInput, actor: Actor) -> Location:
    """Change a location. Its stock stays. Raises Invalid, NotFound."""
    location = session.need(Location, location_id)
    _check(session, given)
    for name, value in _columns(given).items():
        setattr(location, name, value)
    session.flush()
    keep_shop_channel(session, location)
    record_activity(session, actor, "location.updated", "location", location.id, location.name)
    return location


def _columns(given: LocationInput) -> dict[str, Any]:
    return {
        "name": given.name.strip(),
        "kind": given.kind,
        "partner_id": given.partner_id,
        "address": given.address,
        "hours": given.hours,
        "offers_pickup": given.offers_pickup,
        "is_active": given.is_active,
    }


def _check(session: StoreSession, given: LocationInput) -> None:
    errors: dict[str, Refused] = {}
    if not 0 < len(given.name.strip()) <= 120:
        errors["name"] = Refused("inventory.location_name", field="name")
    if given.kind not in LOCATION_KINDS:
        errors["kind"] = Refused("inventory.location_kind", field="kind", value=given.kind[:40])
    if given.partner_id is not None and session.find(Partner, given.partner_id) is None:
        errors["partner_id"] = Refused("inventory.location_partner", field="partner_id")
    if errors:
        raise Invalid(errors)
