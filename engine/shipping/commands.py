"""Writes about delivery methods."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlalchemy import func, select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Invalid, NotFound, Refused
from engine.inventory.models import Location
from engine.shipping.models import DeliveryMethod
from engine.stores.commands import record_activity

KINDS = ("ship", "pickup")


@dataclass(frozen=True)
class MethodInput:
    """What a person says about a delivery method. Prices in minor units of the store's currency; ``countries``: ISO codes,
    empty for everywhere; ``location_id``: where a pick-up happens."""

    name: str
    kind: str = "ship"
    price_minor: int = 0
    free_from_minor: int | None = None
    countries: list[str] = field(default_factory=list)
    promise: str = ""
    location_id: int | None = None
    is_active: bool = True


def create_method(session: StoreSession, given: MethodInput, actor: Actor) -> DeliveryMethod:
    """Add a method after those there are. Raises Invalid."""
    _check(session, given)
    last = session.scalar(select(func.max(DeliveryMethod.position)))
    method = DeliveryMethod(position=0 if last is None else last + 1, created_at=clock.now(), name="")
    _fill(method, given)
    session.add(method)
    session.flush()
    record_activity(session, actor, "delivery_method.created", "delivery_method", method.id, method.name)
    return method


def update_method(session: StoreSession, method_id: int, given: MethodInput, actor: Actor) -> DeliveryMethod:
    """Change a method; orders keep what they were promised. Raises Invalid, NotFound."""
    method = session.need(DeliveryMethod, method_id)
    _check(session, given)
    _fill(method, given)
    record_activity(session, actor, "delivery_method.updated", "delivery_method", method.id, method.name)
    return method


def ensure_one(session: StoreSession) -> None:
    """A store that never said how it delivers gets "Standard delivery", free, to everywhere, to be changed later."""
    if session.scalars(select(DeliveryMethod.id).limit(1)).first() is None:
        session.add(DeliveryMethod(name="Standard delivery", kind="ship", created_at=clock.now()))
        session.flush()


def _fill(method: DeliveryMethod, given: MethodInput) -> None:
    method.name, method.kind = given.name.strip(), given.kind
    method.price_minor, method.free_from_minor = given.price_minor, given.free_from_minor
    method.countries = sorted({code.strip().upper() for code in given.countries if code.strip()})
    method.promise = given.promise.strip() or None
    method.location_id = given.location_id if given.kind == "pickup" else None
    method.is_active = given.is_active


def _check(session: StoreSession, given: MethodInput) -> None:
    errors: dict[str, Refused] = {}
    if not 0 < len(given.name.strip()) <= 80:
        errors["name"] = Refused("shipping.name_length", field="name")
    if given.kind not in KINDS:
        errors["kind"] = Refused("shipping.kind_unknown", field="kind")
    if given.price_minor < 0 or (given.free_from_minor or 0) < 0:
        errors["price"] = Refused("shipping.price_negative", field="price")
    if any(not re.fullmatch(r"[A-Za-z]{2}", code.strip()) for code in given.countries if code.strip()):
        errors["countries"] = Refused("shipping.country_unknown", field="countries")
    if given.kind == "pickup":
        try:
            session.need(Location, given.location_id)
        except NotFound:
            errors["location_id"] = Refused("shipping.location_missing", field="location_id")
    if errors:
        raise Invalid(errors)
