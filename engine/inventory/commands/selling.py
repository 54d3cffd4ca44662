"""Sales over the counter: what leaves a location at once, without a hold before it.

On line a sale is refused where the goods are not there or are promised. A queued sale of a till that was off line has
happened: it is booked whatever the numbers say, and what was not there becomes a case for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.outbox import record
from engine.inventory.commands.bundles import parts_of
from engine.inventory.commands.levels import lock_item, locked_level, move_level
from engine.inventory.commands.movements import Reference, append
from engine.inventory.edges import moved
from engine.inventory.events import stock_changed
from engine.inventory.models import InventoryItem, Level, Location, OversellCase
from engine.inventory.rules import MOST, SOLD
from engine.stores.commands import record_activity

WAYS = ("found", "received", "order_changed", "written_off")
"""How a person solved an oversell: the goods were there after all, came in since, an order was changed, or neither."""


@dataclass(frozen=True)
class Short:
    """Units of an item that were sold and not there."""

    item_id: int
    quantity: int
    case_id: int


def sell_here(
    session: StoreSession,
    location_id: int,
    quantities: Mapping[int, int],
    *,
    actor: Actor,
    reference: Reference,
    forced: bool = False,
) -> list[Short]:
    """{item id: units above zero} leave *location_id*, sold. Bundles leave as their parts; untracked items leave nothing.

    Raises Refused ``inventory.sold_out`` with ``items``: [{item_id, wanted, left, here}], and then nothing has changed:
    ``left`` is what nobody has a claim on anywhere, ``here`` what is free at the location. With *forced* it books whatever
    is asked for and returns what was not there. The caller makes it idempotent (one transaction with the sale's own row).
    """
    for item_id, quantity in quantities.items():
        if not 0 < quantity <= MOST:
            raise Refused("inventory.quantity", field="quantity", value=quantity, item_id=item_id)
    session.need(Location, location_id)
    wanted = parts_of(session, quantities)
    found: list[tuple[InventoryItem, Level, int]] = []
    short: list[dict[str, int]] = []
    for item_id in sorted(wanted):
        item, quantity = lock_item(session, item_id), wanted[item_id]
        level = locked_level(session, item_id, location_id)
        found.append((item, level, quantity))
        if item.tracked and item.policy == "deny" and min(_free(item), _free_here(level)) < quantity:
            short.append(
                {
                    "item_id": item_id,
                    "wanted": quantity,
                    "left": max(0, _free(item)),
                    "here": max(0, _free_here(level)),
                }
            )
    if short and not forced:
        raise Refused("inventory.sold_out", items=short)
    cases = [
        case
        for item, level, quantity in found
        if (case := _take(session, item, level, quantity, actor, reference)) is not None
    ]
    stock_changed(session, wanted)
    return cases


def _free(item: InventoryItem) -> int:
    return item.on_hand - item.reserved - item.committed


def _free_here(level: Level) -> int:
    return level.on_hand - level.committed - level.held


def _take(
    session: StoreSession,
    item: InventoryItem,
    level: Level,
    quantity: int,
    actor: Actor,
    reference: Reference,
) -> Short | None:
    if not item.tracked:
        return None
    strict = item.policy == "deny"
    promised = max(0, quantity - max(0, _free(item))) if strict else 0
    missing = max(promised, quantity - max(0, _free_here(level))) if strict else 0
    session.execute(
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item.id)
        .values(on_hand=InventoryItem.on_hand - quantity, oversold=InventoryItem.oversold + promised)
        .execution_options(synchronize_session=False)
    )
    moved(session, item.id, -quantity)
    append(session, item.id, level.location_id, -quantity, SOLD, actor, reference)
    move_level(session, level, on_hand=-quantity)
    if not missing:
        return None
    case = OversellCase(
        item_id=item.id,
        location_id=level.location_id,
        quantity=missing,
        promised=promised,
        state="open",
        reference_kind=reference[0],
        reference_id=reference[1],
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()
    record(session, "stock.oversold", case_id=case.id, item_id=item.id)
    return Short(item.id, missing, case.id)


def solve_oversell(
    session: StoreSession, case_id: int, way: str, *, actor: Actor, note: str = ""
) -> OversellCase:
    """Close a case. Its numbers must be right by then: as long as more is promised than there is, it says how many are
    missing (Refused ``inventory.still_oversold``). Done twice it changes nothing. Raises NotFound, Refused."""
    if way not in WAYS:
        raise Refused("inventory.oversell_way", field="way", value=way[:40])
    case = session.need(OversellCase, case_id)
    item = lock_item(session, case.item_id)
    case = session.get(OversellCase, (session.store, case_id), populate_existing=True) or case
    if case.state == "solved":
        return case
    missing = case.promised - (item.oversold + _free(item))
    if missing > 0:
        raise Refused("inventory.still_oversold", field="way", missing=missing)
    item.oversold -= case.promised
    case.state, case.way, case.note = "solved", way, note.strip()[:500] or None
    case.solved_at, case.solved_by = clock.now(), actor.name
    session.flush()
    record_activity(session, actor, "oversell.solved", "inventory_item", case.item_id, str(case.quantity))
    return case
