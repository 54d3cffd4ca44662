"""Handing over: lines of a brand order leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory import commands as inventory
from engine.ordering import events, ports
from engine.ordering.commands.derived import derive, locked_order
from engine.ordering.commands.timeline import note_event
from engine.ordering.models import BrandOrder, CustomerOrder, Fulfilment, FulfilmentLine, OrderLine
from engine.ordering.rules import BRAND_ORDER
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class Tracking:
    """How a parcel can be followed. ``url`` must be http(s)."""

    carrier: str = ""
    number: str = ""
    url: str = ""


def mark_fulfilled(
    session: StoreSession,
    brand_order_id: int,
    *,
    key: str,
    actor: Actor,
    quantities: Mapping[int, int] | None = None,
    tracking: Tracking | None = None,
) -> Fulfilment:
    """Hand over *quantities* {order line id: units} of a brand order, or all that is left of it.

    *key* names the request: sent twice, it takes effect once. Raises Refused for quantities the order does not have left,
    Conflict when nothing is, NotFound.
    """
    brand_order = session.need(BrandOrder, brand_order_id)
    order = locked_order(session, brand_order.customer_order_id)
    before = session.scalars(select(Fulfilment).where(Fulfilment.request_key == key)).first()
    if before is not None:
        return before
    lines = lines_of(session, brand_order_id)
    wanted = _wanted(lines, quantities)
    fulfilment = _fulfilment(session, brand_order_id, key, tracking or Tracking())
    for line, units in wanted:
        line.fulfilled_quantity += units
        session.add(FulfilmentLine(fulfilment_id=fulfilment.id, order_line_id=line.id, quantity=units))
    _take_stock(session, wanted, fulfilment, actor)
    session.refresh(brand_order)
    rest = any(left_to_fulfil(line) for line in lines)
    brand_order.state = BRAND_ORDER.after(brand_order.state, "fulfil_part" if rest else "fulfil_rest")
    brand_order.updated_at = clock.now()
    derive(session, order)
    _tell(session, order, brand_order, fulfilment, sum(units for _, units in wanted), actor)
    return fulfilment


def lines_of(session: StoreSession, brand_order_id: int) -> list[OrderLine]:
    """The lines of a brand order, fresh; the caller holds the order's row."""
    return list(
        session.scalars(
            select(OrderLine)
            .where(OrderLine.brand_order_id == brand_order_id)
            .order_by(OrderLine.position)
            .execution_options(populate_existing=True)
        )
    )


def left_to_fulfil(line: OrderLine) -> int:
    """Units neither handed over nor cancelled."""
    return line.quantity - line.fulfilled_quantity - line.cancelled_quantity


def _wanted(lines: list[OrderLine], quantities: Mapping[int, int] | None) -> list[tuple[OrderLine, int]]:
    known = {line.id: line for line in lines}
    if quantities is not None and not set(quantities) <= set(known):
        raise NotFound("orders.line_of_another_order", field="quantities")
    chosen = []
    for line in lines:
        left = left_to_fulfil(line)
        units = left if quantities is None else quantities.get(line.id, 0)
        if units < 0 or units > left:
            raise Refused("orders.too_many_units", field=f"line_{line.id}", title=line.title, left=left)
        if units:
            chosen.append((line, units))
    if not chosen:
        if any(left_to_fulfil(line) for line in lines):
            raise Refused("orders.no_units", field="quantities")
        raise Conflict("orders.nothing_left_to_fulfil")
    return chosen


def _fulfilment(session: StoreSession, brand_order_id: int, key: str, tracking: Tracking) -> Fulfilment:
    url = tracking.url.strip()
    if url and not url.startswith(("https://", "http://")):
        raise Refused("orders.tracking_url", field="tracking_url")
    fulfilment = Fulfilment(
        brand_order_id=brand_order_id,
        carrier=tracking.carrier.strip()[:80] or None,
        tracking_number=tracking.number.strip()[:80] or None,
        tracking_url=url[:500] or None,
        request_key=key,
        created_at=clock.now(),
    )
    session.add(fulfilment)
    session.flush()
    return fulfilment


def _take_stock(
    session: StoreSession, wanted: list[tuple[OrderLine, int]], fulfilment: Fulfilment, actor: Actor
) -> None:
    stocked = {line.id: units for line, units in wanted if line.inventory_item_id is not None}
    session.flush()
    if stocked:
        inventory.fulfil(session, stocked, actor=actor, reference=("fulfilment", fulfilment.id))


def _tell(
    session: StoreSession,
    order: CustomerOrder,
    brand_order: BrandOrder,
    fulfilment: Fulfilment,
    units: int,
    actor: Actor,
) -> None:
    detail = {
        "units": units,
        "carrier": fulfilment.carrier,
        "tracking_number": fulfilment.tracking_number,
        "tracking_url": fulfilment.tracking_url,
        "fulfilment_id": fulfilment.id,
    }
    verb = "handed_over" if order.delivery_kind == "pickup" else "fulfilled"
    note_event(session, order.id, verb, actor, brand_order_id=brand_order.id, detail=detail, is_public=True)
    record_activity(session, actor, "order.fulfilled", "order", order.id, f"#{brand_order.number}")
    events.brand_order_fulfilled(session, brand_order.id, fulfilment.id)
    ports.letters().fulfilled(session, fulfilment.id)
