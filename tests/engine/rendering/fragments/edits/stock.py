"""What is there, and where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue.commands import (
    NewStock,
)
from engine.inventory import commands as inventory
from engine.inventory.commands import LocationInput, Wanted
from engine.inventory.models import InventoryItem, Location
from tests.engine.rendering.fragments.edits.registry import edit, maybe, word
from tests.engine.rendering.fragments.world import World


def some_stock(world: World) -> NewStock:
    return NewStock(maybe(world, 0.7), world.random.choice(["deny", "deny", "continue"]), None)


# -- stock -------------------------------------------------------------------------------------------------


def _item(world: World, session: StoreSession) -> Any:
    return world.some(session, InventoryItem)


@edit("inventory.set_item")
def set_item(world: World, session: StoreSession) -> None:
    stock = some_stock(world)
    inventory.set_item(session, _item(world, session).id, tracked=stock.tracked, policy=stock.policy)


@edit("inventory.adjust", "inventory.change_item", "inventory.locked_level", "inventory.append")
def adjust(world: World, session: StoreSession) -> None:
    item, place = _item(world, session), world.some(session, Location)
    by = world.random.choice([-1, -2, 3, -item.on_hand or 1])
    inventory.adjust(session, item.id, place.id, by, actor=SYSTEM)


@edit("inventory.set_on_hand")
def set_on_hand(world: World, session: StoreSession) -> None:
    place = world.some(session, Location)
    inventory.set_on_hand(
        session, _item(world, session).id, place.id, world.random.choice([0, 1, 9]), actor=SYSTEM
    )


@edit("inventory.receive")
def receive(world: World, session: StoreSession) -> None:
    place = world.some(session, Location)
    inventory.receive(session, place.id, {_item(world, session).id: 4}, actor=SYSTEM)


@edit("inventory.restock")
def restock(world: World, session: StoreSession) -> None:
    place = world.some(session, Location)
    inventory.restock(session, place.id, {_item(world, session).id: 1}, actor=SYSTEM)


@edit("inventory.reserve", "inventory.release", "inventory.expire_due")
def hold(world: World, session: StoreSession) -> None:
    """Units are held until sold out; now and then they are let go, or their time is over."""
    item = _item(world, session)
    left = max(item.on_hand - item.reserved - item.committed, 1)
    lasts = timedelta(minutes=world.random.choice([-1, 15]))
    inventory.reserve(session, "test", 1, {item.id: world.random.choice([1, left])}, lasts)
    if maybe(world):
        inventory.release(session, "test", 1)
    if maybe(world):
        inventory.expire_due(session)


@edit("inventory.commit", "inventory.fulfil", "inventory.release_commitment")
def sell(world: World, session: StoreSession) -> None:
    """A sale: what is held is promised to an order, then sent, or called off."""
    item, number = _item(world, session), world.random.randrange(10**9)
    left = max(item.on_hand - item.reserved - item.committed, 1)
    count = world.random.choice([1, left])
    inventory.reserve(session, "test", number, {item.id: count}, timedelta(minutes=5))
    inventory.commit(session, "test", number, [Wanted(number, item.id, count)])
    if maybe(world, 0.8):
        done = inventory.fulfil if maybe(world) else inventory.release_commitment
        done(session, {number: count}, actor=SYSTEM)


@edit("inventory.create_location", "inventory.first_location")
def create_location(world: World, session: StoreSession) -> None:
    given = LocationInput(word(world), kind="shop", offers_pickup=True)
    made = inventory.create_location(session, given, SYSTEM)
    inventory.receive(session, made.id, {_item(world, session).id: 2}, actor=SYSTEM)


@edit("inventory.update_location")
def update_location(world: World, session: StoreSession) -> None:
    place = world.some(session, Location)
    given = LocationInput(word(world), kind="shop", offers_pickup=maybe(world), is_active=maybe(world, 0.8))
    inventory.update_location(session, place.id, given, SYSTEM)
