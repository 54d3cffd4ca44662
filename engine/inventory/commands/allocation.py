"""From a hold to a promise at a location (commitment), and from there to what leaves the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Refused
from engine.inventory.commands.bundles import part_rows
from engine.inventory.commands.holds import held
from engine.inventory.commands.levels import levels_of, locked_level, move_level
from engine.inventory.commands.locations import first_location
from engine.inventory.commands.movements import Reference, append
from engine.inventory.edges import moved
from engine.inventory.events import stock_changed
from engine.inventory.models import Commitment, InventoryItem, Reservation
from engine.inventory.rules import ALLOCATION, SOLD, LocationRule, Stocked, at, deal, one_location_else_split
from engine.stores.commands import record_activity
from engine.stores.models import Store


@dataclass(frozen=True)
class Wanted:
    """What an order line needs."""

    order_line_id: int
    item_id: int
    quantity: int


def commit(
    session: StoreSession,
    reference_kind: str,
    reference_id: int,
    wanted: Sequence[Wanted],
    rule: LocationRule = one_location_else_split,
) -> list[Commitment]:
    """Turn the holds of a reference into commitments of its order lines, at locations that *rule* chooses.

    Done twice, it answers what the first time made. Raises Conflict ``inventory.hold_over`` when a hold expired (reserve
    again, then commit) or holds another quantity; holds of items that no line needs are let go.
    """
    line_ids = [want.order_line_id for want in wanted]
    before = list(session.scalars(select(Commitment).where(Commitment.order_line_id.in_(line_ids))))
    if before:
        return before
    holds = {row.item_id: row for row in held(session, reference_kind, reference_id)}
    made: list[Commitment] = []
    each = {}
    parts: list[Wanted] = []
    bundles = part_rows(session, {want.item_id for want in wanted})
    for want in wanted:
        for part_id, units in bundles.get(want.item_id, [(want.item_id, 1)]):
            parts.append(Wanted(want.order_line_id, part_id, want.quantity * units))
            each[want.order_line_id, part_id] = units
    for item_id, lines in _by_item(parts):
        quantity, hold = sum(line.quantity for line in lines), holds.pop(item_id, None)
        if hold is None or hold.quantity != quantity:
            raise Conflict("inventory.hold_over", item_id=item_id)
        _move_to_committed(session, hold)
        shares = rule(quantity, _stocked(session, item_id))
        for line_id, location_id, count in deal(shares, [(w.order_line_id, w.quantity) for w in lines]):
            move_level(session, locked_level(session, item_id, location_id), committed=count)
            commitment = Commitment(
                item_id=item_id,
                location_id=location_id,
                quantity=count,
                each=each[line_id, item_id],
                order_line_id=line_id,
                created_at=clock.now(),
            )
            session.add(commitment)
            made.append(commitment)
        session.flush()
    for item_id in sorted(holds):
        hold = holds[item_id]
        hold.state, hold.ended_at = "released", clock.now()
        _change(session, item_id, reserved=-hold.quantity)
        stock_changed(session, [item_id])
    session.flush()
    return made


def rule_for(session: StoreSession, place_id: int | None = None) -> LocationRule:
    """Where an order's goods come from: the store's rule; what is picked up comes from its place as far as that has it."""
    name = session.scalar(select(Store.allocation_rule).where(Store.id == session.store))
    chosen = ALLOCATION.get(name or "", one_location_else_split)
    return at(place_id, chosen) if place_id is not None else chosen


def set_allocation_rule(session: StoreSession, name: str, *, actor: Actor) -> None:
    """Choose the rule for orders to come. Raises Refused."""
    if name not in ALLOCATION:
        raise Refused("inventory.allocation_rule", field="allocation_rule", value=name[:40])
    store = session.scalars(select(Store).where(Store.id == session.store)).one()
    store.allocation_rule = name
    session.flush()
    record_activity(session, actor, "store.updated", "store", store.id, store.name)


def _by_item(wanted: Iterable[Wanted]) -> list[tuple[int, list[Wanted]]]:
    grouped: dict[int, list[Wanted]] = {}
    for want in wanted:
        if want.quantity <= 0:
            raise Refused("inventory.quantity", field="quantity", value=want.quantity)
        grouped.setdefault(want.item_id, []).append(want)
    return sorted(grouped.items())


def _move_to_committed(session: StoreSession, hold: Reservation) -> None:
    hold.state, hold.ended_at = "committed", clock.now()
    _change(session, hold.item_id, reserved=-hold.quantity, committed=hold.quantity)


def _change(
    session: StoreSession, item_id: int, *, on_hand: int = 0, reserved: int = 0, committed: int = 0
) -> None:
    """Move an item's totals, and so lock it."""
    moved(session, item_id, on_hand - reserved - committed)
    session.execute(
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item_id)
        .values(
            on_hand=InventoryItem.on_hand + on_hand,
            reserved=InventoryItem.reserved + reserved,
            committed=InventoryItem.committed + committed,
        )
        .execution_options(synchronize_session=False)
    )


def _stocked(session: StoreSession, item_id: int) -> list[Stocked]:
    """The locations that could give an item; closed ones come last. A store without stock gives from its first."""
    found = [
        Stocked(
            location.id,
            level.on_hand - level.committed - level.held,
            location.position + (0 if location.is_active else 1_000_000),
            location.kind,
        )
        for level, location in levels_of(session, item_id)
    ]
    if found:
        return found
    return [Stocked(first_location(session).id, 0)]


def fulfil(
    session: StoreSession,
    quantities: Mapping[int, int],
    *,
    actor: Actor,
    reference: Reference | None = None,
) -> None:
    """{order line id: how many} leave the shelf: commitments become movements, cause ``sold``.

    Items that are not tracked only lose their commitment. Raises Conflict when a line has fewer committed.
    """
    _take_commitments(session, quantities, actor, reference, leaves=True)


def release_commitment(
    session: StoreSession, quantities: Mapping[int, int], *, actor: Actor, reference: Reference | None = None
) -> None:
    """{order line id: how many} will not be sent after all and can be bought again. Raises Conflict as ``fulfil``."""
    stock_changed(session, _take_commitments(session, quantities, actor, reference, leaves=False))


def _take_commitments(
    session: StoreSession,
    quantities: Mapping[int, int],
    actor: Actor,
    reference: Reference | None,
    *,
    leaves: bool,
) -> list[int]:
    rows = _commitments(session, quantities)
    tracked = _lock_items(session, {row.item_id for row in rows})
    left: dict[tuple[int, int], int] = {}
    for row in _commitments(
        session, quantities
    ):  # again: what they hold is certain now that the items are locked
        place = row.order_line_id, row.item_id
        taken = min(row.quantity, left.setdefault(place, quantities[row.order_line_id] * row.each))
        if taken <= 0:
            continue
        left[place] -= taken
        gone = taken if leaves and row.item_id in tracked else 0
        _change(session, row.item_id, on_hand=-gone, committed=-taken)
        level = locked_level(session, row.item_id, row.location_id)
        move_level(session, level, on_hand=-gone, committed=-taken)
        if gone:
            append(session, row.item_id, row.location_id, -gone, SOLD, actor, reference)
        if row.quantity == taken:
            session.delete(row)
        else:
            row.quantity -= taken
        session.flush()
    over = {line_id: count for (line_id, _), count in left.items() if count}
    over |= {line_id: quantities[line_id] for line_id in quantities if all(line_id != one for one, _ in left)}
    if over or any(count <= 0 for count in quantities.values()):
        raise Conflict("inventory.nothing_committed", lines=over)
    return sorted({row.item_id for row in rows})


def _commitments(session: StoreSession, line_ids: Iterable[int]) -> list[Commitment]:
    return list(
        session.scalars(
            select(Commitment)
            .where(Commitment.order_line_id.in_(list(line_ids)))
            .order_by(Commitment.item_id, Commitment.id)
            .execution_options(populate_existing=True)
        )
    )


def _lock_items(session: StoreSession, item_ids: Iterable[int]) -> set[int]:
    """Lock items in order of id; returns those that are tracked."""
    rows = session.execute(
        select(InventoryItem.id, InventoryItem.tracked)
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(sorted(item_ids)))
        .order_by(InventoryItem.id)
        .with_for_update()
    )
    return {item_id for item_id, tracked in rows if tracked}
