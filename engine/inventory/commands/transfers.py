"""Transfers: goods on their way between locations, or from a supplier to one. What was sent is nobody's to sell until it is
received; ``level.incoming`` of the place it goes to says what is on its way.

Locks: the transfer, then items by id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.base.records import claim_key, next_number
from engine.inventory.commands.levels import lock_item, locked_level
from engine.inventory.commands.movements import adjust
from engine.inventory.events import stock_changed
from engine.inventory.models import InventoryItem, Location, Transfer, TransferLine
from engine.inventory.rules import MOST, RECEIVED, TRANSFERRED_IN, TRANSFERRED_OUT
from engine.stores.commands import record_activity

MOST_LINES = 1_000


def draft_transfer(
    session: StoreSession,
    *,
    from_id: int | None,
    to_id: int,
    quantities: Mapping[int, int],
    actor: Actor,
    supplier: str = "",
    expected_at: datetime | None = None,
    note: str = "",
) -> Transfer:
    """Plan to send {item id: units}; nothing moves yet. *from_id* None: from a supplier. Raises Invalid, NotFound."""
    _check_places(session, from_id, to_id)
    transfer = Transfer(
        number=next_number(session, "transfer", 1),
        from_id=from_id,
        to_id=to_id,
        state="draft",
        supplier=supplier.strip()[:120] or None,
        note=note.strip()[:500] or None,
        expected_at=expected_at,
        created_at=clock.now(),
        created_by=actor.name,
    )
    session.add(transfer)
    session.flush()
    set_lines(session, transfer.id, quantities)
    record_activity(session, actor, "transfer.created", "transfer", transfer.id, str(transfer.number))
    return transfer


def _check_places(session: StoreSession, from_id: int | None, to_id: int) -> None:
    errors: dict[str, Refused] = {}
    if session.find(Location, to_id) is None:
        errors["to_id"] = Refused("inventory.transfer_place", field="to_id")
    if from_id is not None and session.find(Location, from_id) is None:
        errors["from_id"] = Refused("inventory.transfer_place", field="from_id")
    if from_id == to_id:
        errors["to_id"] = Refused("inventory.transfer_same_place", field="to_id")
    if errors:
        raise Invalid(errors)


def set_lines(session: StoreSession, transfer_id: int, quantities: Mapping[int, int]) -> None:
    """Replace the lines of a draft. Raises Invalid naming the item, Conflict when it was sent."""
    transfer = _locked(session, transfer_id)
    if transfer.state != "draft":
        raise Conflict("inventory.transfer_state", state=transfer.state)
    if len(quantities) > MOST_LINES:
        raise Refused("inventory.transfer_lines", field="lines", most=MOST_LINES)
    rows = select(InventoryItem.id, InventoryItem.is_bundle).where(
        InventoryItem.store_id == session.store, InventoryItem.id.in_(sorted(quantities))
    )
    known = {item_id: bool(is_bundle) for item_id, is_bundle in session.execute(rows)}
    errors: dict[str, Refused] = {}
    for item_id, quantity in quantities.items():
        if item_id not in known:
            errors[f"line-{item_id}"] = Refused("inventory.item_unknown", field=f"line-{item_id}")
        elif known[item_id]:
            errors[f"line-{item_id}"] = Refused("inventory.bundle_has_no_stock", field=f"line-{item_id}")
        elif not 0 < quantity <= MOST:
            errors[f"line-{item_id}"] = Refused("inventory.quantity", field=f"line-{item_id}", value=quantity)
    if errors:
        raise Invalid(errors)
    old = {line.item_id: line for line in _lines(session, transfer_id)}
    for item_id in sorted({*old, *quantities}):
        if item_id not in quantities:
            session.delete(old[item_id])
        elif item_id in old:
            old[item_id].quantity = quantities[item_id]
        else:
            line = TransferLine(transfer_id=transfer_id, item_id=item_id, quantity=quantities[item_id])
            line.received = line.missing = 0
            session.add(line)
    session.flush()


def send_transfer(session: StoreSession, transfer_id: int, *, actor: Actor) -> Transfer:
    """The goods leave: they are taken from their place and are on their way. Done twice it changes nothing.

    Raises Invalid naming the lines whose goods are not free there, Refused when there are no lines.
    """
    transfer = _locked(session, transfer_id)
    if transfer.state == "sent":
        return transfer
    if transfer.state != "draft":
        raise Conflict("inventory.transfer_state", state=transfer.state)
    lines = _lines(session, transfer_id)
    if not lines:
        raise Refused("inventory.transfer_empty", field="lines")
    if transfer.from_id is not None:
        _check_free(session, transfer.from_id, lines)
    for line in lines:
        if transfer.from_id is not None:
            adjust(
                session,
                line.item_id,
                transfer.from_id,
                -line.quantity,
                actor=actor,
                cause=TRANSFERRED_OUT,
                reference=("transfer", transfer.id),
            )
        else:
            lock_item(session, line.item_id)
        locked_level(session, line.item_id, transfer.to_id).incoming += line.quantity
        session.flush()
    transfer.state, transfer.sent_at = "sent", clock.now()
    session.flush()
    stock_changed(session, [line.item_id for line in lines])
    record_activity(session, actor, "transfer.sent", "transfer", transfer.id, str(transfer.number))
    return transfer


def _check_free(session: StoreSession, location_id: int, lines: Sequence[TransferLine]) -> None:
    short: dict[str, Refused] = {}
    for line in lines:
        item, level = lock_item(session, line.item_id), locked_level(session, line.item_id, location_id)
        here = level.on_hand - level.committed - level.held
        left = min(here, item.on_hand - item.reserved - item.committed)
        if item.tracked and item.policy == "deny" and left < line.quantity:
            name = f"line-{line.item_id}"
            short[name] = Refused(
                "inventory.transfer_short", field=name, wanted=line.quantity, left=max(0, left)
            )
    if short:
        raise Invalid(short)


def receive_transfer(
    session: StoreSession,
    transfer_id: int,
    quantities: Mapping[int, int],
    *,
    key: str,
    actor: Actor,
    close: bool = False,
) -> Transfer:
    """{item id: units} came in, as a part or all of it. With *close* what has not come never will, and is noted as missing.

    *key* makes it idempotent: the same delivery said twice is booked once. Raises Refused for more than is on its way.
    """
    transfer = _locked(session, transfer_id)
    if not _is_new(session, key, transfer_id, quantities, close):
        return transfer
    if transfer.state != "sent":
        raise Conflict("inventory.transfer_state", state=transfer.state)
    lines = {line.item_id: line for line in _lines(session, transfer_id)}
    for item_id, quantity in quantities.items():
        if item_id not in lines:
            raise NotFound("record.not_found", kind="inventory_item", id=item_id)
        left = lines[item_id].quantity - lines[item_id].received - lines[item_id].missing
        if not 0 <= quantity <= left:
            raise Refused("inventory.transfer_more", field=f"line-{item_id}", left=left, value=quantity)
    cause = TRANSFERRED_IN if transfer.from_id is not None else RECEIVED
    for item_id in sorted(lines):
        line, came = lines[item_id], quantities.get(item_id, 0)
        if came:
            adjust(
                session,
                item_id,
                transfer.to_id,
                came,
                actor=actor,
                cause=cause,
                reference=("transfer", transfer.id),
            )
            line.received += came
        gone = line.quantity - line.received - line.missing if close else 0
        line.missing += gone
        if came or gone:
            lock_item(session, item_id)
            locked_level(session, item_id, transfer.to_id).incoming -= came + gone
        session.flush()
    if all(line.received + line.missing == line.quantity for line in lines.values()):
        transfer.state, transfer.ended_at = "received", clock.now()
    session.flush()
    stock_changed(session, lines)
    record_activity(session, actor, "transfer.received", "transfer", transfer.id, str(transfer.number))
    return transfer


def cancel_transfer(session: StoreSession, transfer_id: int, *, actor: Actor) -> Transfer:
    """Take back what has not arrived: a draft is dropped, goods on their way go back to where they came from. Done twice it
    changes nothing. Raises Conflict when all of it was received."""
    transfer = _locked(session, transfer_id)
    if transfer.state == "cancelled":
        return transfer
    if transfer.state == "received":
        raise Conflict("inventory.transfer_state", state=transfer.state)
    lines = _lines(session, transfer_id) if transfer.state == "sent" else []
    for line in lines:
        back = line.quantity - line.received - line.missing
        if not back:
            continue
        if transfer.from_id is not None:
            adjust(
                session,
                line.item_id,
                transfer.from_id,
                back,
                actor=actor,
                cause=TRANSFERRED_IN,
                reference=("transfer", transfer.id),
            )
        else:
            lock_item(session, line.item_id)
        locked_level(session, line.item_id, transfer.to_id).incoming -= back
        line.missing += back
        session.flush()
    transfer.state, transfer.ended_at = "cancelled", clock.now()
    session.flush()
    stock_changed(session, [line.item_id for line in lines])
    record_activity(session, actor, "transfer.cancelled", "transfer", transfer.id, str(transfer.number))
    return transfer


def _is_new(
    session: StoreSession, key: str, transfer_id: int, quantities: Mapping[int, int], close: bool
) -> bool:
    request = {"transfer": transfer_id, "came": sorted(quantities.items()), "close": close}
    return claim_key(session, f"transfer:{key}", request) is None


def _locked(session: StoreSession, transfer_id: int) -> Transfer:
    transfer = session.scalars(
        select(Transfer)
        .where(Transfer.id == transfer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if transfer is None:
        raise NotFound("record.not_found", kind="transfer", id=transfer_id)
    return transfer


def _lines(session: StoreSession, transfer_id: int) -> list[TransferLine]:
    return list(
        session.scalars(
            select(TransferLine)
            .where(TransferLine.transfer_id == transfer_id)
            .order_by(TransferLine.item_id)
            .execution_options(populate_existing=True)
        )
    )
