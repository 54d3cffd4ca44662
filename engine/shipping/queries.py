"""Reads about delivery methods, and the rates that a checkout asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.inventory.models import Location
from engine.ordering.ports import DeliveryOption, RateRequest
from engine.shipping.commands import ensure_one
from engine.shipping.models import DeliveryMethod


def methods(session: StoreSession) -> Sequence[DeliveryMethod]:
    """Every method of the store, in its order."""
    return session.scalars(select(DeliveryMethod).order_by(DeliveryMethod.position, DeliveryMethod.id)).all()


class Rates:
    """Fills ``ordering.ports.rates`` from the delivery methods; one query a quote."""

    def quote(self, session: StoreSession, request: RateRequest) -> list[DeliveryOption]:
        """The ways to deliver, in the merchant's order; shipping only where the country is served."""
        if not request.needs_shipping:
            return [DeliveryOption(None, "", "none", 0)]
        rows = session.execute(
            select(DeliveryMethod, Location)
            .outerjoin(
                Location,
                (Location.store_id == DeliveryMethod.store_id) & (Location.id == DeliveryMethod.location_id),
            )
            .where(DeliveryMethod.is_active)
            .order_by(DeliveryMethod.position, DeliveryMethod.id)
        )
        return [
            _option(method, location, request.subtotal_minor)
            for method, location in rows
            if _serves(method, location, request.country)
        ]

    def countries(self, session: StoreSession) -> tuple[str, ...] | None:
        """Countries that are shipped to; None for everywhere."""
        found = session.scalars(
            select(DeliveryMethod.countries).where(DeliveryMethod.is_active, DeliveryMethod.kind == "ship")
        ).all()
        if any(not codes for codes in found):
            return None
        return tuple(sorted({str(code) for codes in found for code in codes}))

    def prepare(self, session: StoreSession) -> None:
        """Make sure that there is one way to deliver."""
        ensure_one(session)


def _serves(method: DeliveryMethod, location: Location | None, country: str | None) -> bool:
    if method.kind == "pickup":
        return location is not None and location.is_active
    return country is None or not method.countries or country in method.countries


def _option(method: DeliveryMethod, location: Location | None, subtotal_minor: int) -> DeliveryOption:
    free = method.free_from_minor is not None and subtotal_minor >= method.free_from_minor
    place: dict[str, Any] | None = None
    if location is not None and method.kind == "pickup":
        place = {
            "id": location.id,
            "name": location.name,
            "address": location.address,
            "hours": list(location.hours or []),
        }
    return DeliveryOption(
        method.id,
        method.name,
        method.kind,
        0 if free else method.price_minor,
        method.promise,
        place,
        method.price_minor,
        tuple(str(code) for code in method.countries or ()),
    )
