"""Inventory items: made with the variant that sells them, through the catalogue's port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows, rows_changed
from engine.base.db import StoreSession
from engine.base.dependencies import touch
from engine.base.errors import Conflict, NotFound, Refused
from engine.catalogue.events import product_changed
from engine.catalogue.models import Variant
from engine.inventory.commands.channels import ensure_online
from engine.inventory.commands.designating import designate_new, first_states, summary
from engine.inventory.events import stock_changed
from engine.inventory.models import InventoryItem, Movement
from engine.inventory.rules import MOST, POLICIES
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class NewItem:
    """``cost_minor``: what one costs the merchant, in minor units of the store's currency. ``on_hand`` is written as the
    item's total; the caller writes level and movement (``stock_new_items``) in the same transaction."""

    tracked: bool = True
    policy: str = "deny"
    cost_minor: int | None = None
    on_hand: int = 0


def create_items(session: StoreSession, items: Sequence[NewItem], *, source: str = "admin") -> list[int]:
    """Add items without stock, offered as the defaults of *source* say. Returns their ids in order."""
    if not items:
        return []
    ensure_online(session)
    now, ids, states = clock.now(), session.new_ids(len(items)), first_states(session, source)
    offered = summary(states)
    rows = [
        {
            "store_id": session.store,
            "id": item_id,
            "tracked": item.tracked,
            "policy": _policy(item.policy),
            "on_hand": item.on_hand,
            "reserved": 0,
            "committed": 0,
            "withheld": 0,
            "oversold": 0,
            "is_bundle": False,
            "low_at": None,
            "counted_at": None,
            "cost_minor": item.cost_minor,
            "created_at": now,
        }
        | offered
        for item_id, item in zip(ids, items, strict=True)
    ]
    insert_rows(session, InventoryItem, rows)
    designate_new(session, ids, states)
    return ids


def set_item(
    session: StoreSession, item_id: int, *, tracked: bool, policy: str, cost_minor: int | None = None
) -> None:
    """Change how an item is counted. Raises Conflict when more is promised than there is, and that would be refused now."""
    short = InventoryItem.on_hand - InventoryItem.reserved - InventoryItem.committed < 0
    allowed = case((short, not tracked or _policy(policy) == "continue"), else_=True)
    statement = (
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item_id, allowed)
        .values(tracked=tracked, policy=policy, cost_minor=cost_minor)
    )
    if rows_changed(session, statement) == 0:
        if session.find(InventoryItem, item_id) is None:
            raise NotFound("record.not_found", kind="inventory_item", id=item_id)
        raise Conflict("inventory.already_oversold", field="policy")
    touch(session, ("item", item_id))
    stock_changed(session, [item_id])


def set_low_mark(session: StoreSession, item_id: int, low_at: int | None) -> None:
    """Warn when fewer than *low_at* are free; None: never. Raises NotFound, Refused."""
    if low_at is not None and not 0 < low_at <= MOST:
        raise Refused("inventory.quantity", field="low_at", value=low_at)
    session.need(InventoryItem, item_id).low_at = low_at
    session.flush()


def _policy(value: str) -> str:
    if value not in POLICIES:
        raise Refused("inventory.policy", field="policy", value=value[:40])
    return value


def sell_as(session: StoreSession, variant_id: int, item_id: int, *, actor: Actor) -> None:
    """Let a variant sell *item_id*, so that several are sold from one stock. The item it sold before must be free of stock
    and promises; where nothing ever happened to it, it goes. Done twice it changes nothing. Raises NotFound, Refused."""
    variant = session.need(Variant, variant_id)
    before = variant.inventory_item_id
    if before == item_id:
        return
    items = {
        item.id: item
        for item in session.scalars(
            select(InventoryItem)
            .where(InventoryItem.id.in_([before, item_id]))
            .order_by(InventoryItem.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    if item_id not in items:
        raise NotFound("record.not_found", kind="inventory_item", id=item_id)
    old = items[before]
    others = session.scalars(
        select(Variant.id).where(Variant.inventory_item_id == before, Variant.id != variant_id).limit(1)
    ).first()
    if others is None and (old.on_hand or old.reserved or old.committed or old.oversold):
        raise Refused("inventory.shared_has_stock", field="code")
    variant.inventory_item_id = item_id
    session.flush()
    touch(session, ("item", before), ("item", item_id))
    product_changed(session, variant.product_id)
    stock_changed(session, [item_id])
    moved_once = session.scalars(select(Movement.id).where(Movement.item_id == before).limit(1)).first()
    if others is None and moved_once is None and not old.is_bundle:
        session.delete(old)
        session.flush()
    record_activity(session, actor, "item.shared", "inventory_item", item_id, variant.sku or variant.title)
