"""Goods held at a shop for somebody who comes to buy them there: asked for on the web, handed over at the till.

Of a bundle its parts are held, each by a reservation of its own: a bundle that is changed later changes nothing for it.

Locks: the item (of a bundle, its parts by id), then the level there; where a hold ends its reservations come first, as
everywhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select, true, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import rows_changed
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.base.outbox import record
from engine.base.signing import new_token
from engine.catalogue.models import Product, Variant
from engine.inventory.commands.bundles import parts_of
from engine.inventory.commands.holds import held, let_go
from engine.inventory.commands.levels import keep_withheld, lock_item, locked_level
from engine.inventory.edges import moved
from engine.inventory.events import stock_changed
from engine.inventory.hours import kept_until
from engine.inventory.models import (
    Channel,
    Designation,
    InventoryItem,
    Level,
    Location,
    PickupHold,
    Reservation,
)
from engine.inventory.offered import FOR_SALE
from engine.stores.commands import check_tries, record_activity
from engine.stores.models import Store
from engine.stores.rules import clean_email

MOST_UNITS = 10
"""Units that one hold keeps."""
TRIES, WINDOW = 6, timedelta(minutes=15)
"""Holds that one network address may ask for in this time."""
PICKUP = "pickup"
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for others when they are said or read."""


@dataclass(frozen=True)
class Wish:
    """What somebody typed."""

    variant_id: int
    location_id: int
    quantity: int
    name: str
    email: str


def hold_for_pickup(
    session: StoreSession, wish: Wish, *, locale: str | None = None, address_hash: str | None = None
) -> PickupHold:
    """Hold units of a variant at a shop until the end of its next opening day. Asked again while the first waits, it is the
    same hold. What is kept for the shop alone (safety stock) can be had: it is bought there.

    Raises Invalid, NotFound, Refused ``inventory.pickup_none`` or ``pickup_fewer`` (with ``count``), TooManyTries.
    """
    name, email = _read(wish)
    place = _shop(session, wish.location_id)
    variant, product = _variant(session, wish.variant_id)
    item = session.need(InventoryItem, variant.inventory_item_id)
    units = parts_of(session, {item.id: wish.quantity})
    goods = [lock_item(session, item_id) for item_id in sorted(units)]
    known = _same(session, wish, email)
    if known is not None:
        return known
    if address_hash is not None:
        check_tries(
            session,
            PickupHold.created_at,
            PickupHold.store_id == session.store,
            PickupHold.address_hash == address_hash,
            tries=TRIES,
            window=WINDOW,
            code="inventory.pickup_wait",
        )
    _check_sold_there(session, item, place)
    _check_there(session, goods, units, place.id, wish.quantity)
    for one in goods:
        _take(session, one, place.id, units[one.id])
    now, zone = clock.now(), ZoneInfo(_zone(session))
    title = product.title if variant.title in ("", "Default Title") else f"{product.title} · {variant.title}"
    hold = PickupHold(
        number=_number(session),
        token=new_token(),
        item_id=item.id,
        location_id=place.id,
        variant_id=variant.id,
        title=title[:300],
        quantity=wish.quantity,
        name=name,
        email=email,
        locale=locale,
        address_hash=address_hash,
        until=kept_until(place.hours, now.astimezone(zone)),
        created_at=now,
    )
    hold.state = "waiting"
    session.add(hold)
    session.flush()
    for one in goods:
        session.add(
            Reservation(
                item_id=one.id,
                location_id=place.id,
                quantity=units[one.id],
                state="held",
                reference_kind=PICKUP,
                reference_id=hold.id,
                expires_at=hold.until,
                created_at=now,
            )
        )
    session.flush()
    stock_changed(session, units)
    record(session, "pickup.held", hold_id=hold.id)
    return hold


def hand_over_hold(session: StoreSession, hold_id: int, actor: Actor) -> PickupHold:
    """The shopper is here: the units are free again, for the sale that takes them in the same transaction. Done twice it
    changes nothing. Raises NotFound, Conflict when it was let go or its time is over."""
    return _end(session, hold_id, "handed_over", actor)


def let_go_hold(session: StoreSession, hold_id: int, actor: Actor) -> PickupHold:
    """Nobody comes: the units can be sold. Done twice it changes nothing. Raises NotFound, Conflict."""
    return _end(session, hold_id, "let_go", actor)


def _end(session: StoreSession, hold_id: int, state: str, actor: Actor) -> PickupHold:
    rows = held(session, PICKUP, hold_id)
    hold = session.scalars(
        select(PickupHold)
        .where(PickupHold.id == hold_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if hold is None:
        raise NotFound("record.not_found", kind="pickup_hold", id=hold_id)
    if hold.state == state:
        return hold
    if hold.state != "waiting":
        raise Conflict("inventory.pickup_over", number=hold.number)
    hold.state, hold.ended_at = state, clock.now()
    let_go(session, rows, "released")
    record_activity(session, actor, f"pickup.{state}", "pickup_hold", hold.id, hold.number)
    return hold


def _read(wish: Wish) -> tuple[str, str]:
    errors: dict[str, Refused] = {}
    name, email = " ".join(wish.name.replace("\0", "").split()), clean_email(wish.email)
    if not 0 < len(name) <= 120:
        errors["name"] = Refused("inventory.pickup_name", field="name")
    if email is None or "\0" in email:
        errors["email"] = Refused("inventory.pickup_email", field="email")
    if not 0 < wish.quantity <= MOST_UNITS:
        errors["quantity"] = Refused("inventory.pickup_quantity", field="quantity", most=MOST_UNITS)
    if errors or email is None:
        raise Invalid(errors)
    return name, email


def _shop(session: StoreSession, location_id: int) -> Location:
    place = session.find(Location, location_id)
    if place is None or not (place.is_active and place.offers_pickup and place.kind == "shop"):
        raise Invalid({"location_id": Refused("inventory.pickup_place", field="location_id")})
    return place


def _variant(session: StoreSession, variant_id: int) -> tuple[Variant, Product]:
    found = session.execute(
        select(Variant, Product)
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .where(
            Variant.store_id == session.store,
            Variant.id == variant_id,
            Product.status == "active",
            Product.online != "not_listed",
            Product.published_at <= clock.now(),
        )
    ).first()
    if found is None:
        raise NotFound("inventory.pickup_gone")
    return found[0], found[1]


def _same(session: StoreSession, wish: Wish, email: str) -> PickupHold | None:
    """The form was sent twice, or the same person wishes the same again. The item's row is locked: one looks at a time."""
    return session.scalars(
        select(PickupHold).where(
            PickupHold.variant_id == wish.variant_id,
            PickupHold.location_id == wish.location_id,
            PickupHold.email == email,
            PickupHold.quantity == wish.quantity,
            PickupHold.state == "waiting",
            PickupHold.until > clock.now(),
        )
    ).first()


def _check_sold_there(session: StoreSession, item: InventoryItem, place: Location) -> None:
    state = session.scalar(
        select(Designation.state)
        .join(Channel, and_(Channel.store_id == Designation.store_id, Channel.id == Designation.channel_id))
        .where(
            Designation.store_id == session.store,
            Designation.item_id == item.id,
            Channel.kind == "pos",
            Channel.location_id == place.id,
            Channel.is_active,
        )
    )
    if item.online == "not_listed" or state != FOR_SALE:
        raise Refused("inventory.pickup_none", field="location_id")


def _check_there(
    session: StoreSession,
    goods: Sequence[InventoryItem],
    units: Mapping[int, int],
    location_id: int,
    quantity: int,
) -> None:
    """Say how many there are of what was asked for, if they are fewer. The rows of *goods* are locked."""
    left = {level.item_id: _free_here(level) for level in _levels(session, units, location_id)}
    counted = [one for one in goods if one.tracked and one.policy == "deny"]
    count = min(
        (
            max(0, min(left.get(one.id, 0), one.on_hand - one.reserved - one.committed))
            // (units[one.id] // quantity)
            for one in counted
        ),
        default=quantity,
    )
    if count == 0:
        raise Refused("inventory.pickup_none", field="location_id")
    if count < quantity:
        raise Refused("inventory.pickup_fewer", field="quantity", count=count)


def _levels(session: StoreSession, item_ids: Iterable[int], location_id: int) -> Sequence[Level]:
    return session.scalars(
        select(Level)
        .where(Level.item_id.in_(sorted(item_ids)), Level.location_id == location_id)
        .execution_options(populate_existing=True)
    ).all()


def _free_here(level: Level) -> int:
    return level.on_hand - level.committed - level.held


def _take(session: StoreSession, item: InventoryItem, location_id: int, quantity: int) -> None:
    """Two conditional statements: units nobody has a claim on, of the item and at the place."""
    done = rows_changed(
        session,
        update(InventoryItem)
        .where(
            InventoryItem.store_id == session.store,
            InventoryItem.id == item.id,
            or_(InventoryItem.is_unlimited(), InventoryItem.free() >= quantity),
        )
        .values(reserved=InventoryItem.reserved + quantity),
    )
    here = Level.on_hand - Level.committed - Level.held
    is_unlimited = not item.tracked or item.policy == "continue"
    if is_unlimited:
        locked_level(session, item.id, location_id)
    there = done and rows_changed(
        session,
        update(Level)
        .where(
            Level.store_id == session.store,
            Level.item_id == item.id,
            Level.location_id == location_id,
            true() if is_unlimited else here >= quantity,
        )
        .values(held=Level.held + quantity),
    )
    if not there:
        raise Refused("inventory.pickup_none", field="location_id")
    moved(session, item.id, quantity)
    keep_withheld(session, item.id)


def _zone(session: StoreSession) -> str:
    return session.scalars(select(Store.timezone).where(Store.id == session.store)).one()


def _number(session: StoreSession) -> str:
    while True:
        number = "".join(secrets.choice(_LETTERS) for _ in range(6))
        if session.scalars(select(PickupHold.id).where(PickupHold.number == number)).first() is None:
            return number
