"""Collections and what is in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import (
    CollectionInput,
)
from engine.catalogue.models import (
    Collection,
    CollectionProduct,
    Product,
)
from engine.listing.commands import settle_products
from tests.engine.rendering.fragments.edits.pictures import some_picture
from tests.engine.rendering.fragments.edits.registry import edit, free_handle, maybe, word
from tests.engine.rendering.fragments.world import World

# -- collections -------------------------------------------------------------------------------------------


def manual_shelf(world: World, session: StoreSession) -> Any:
    return world.some(session, Collection, Collection.kind == "manual")


@edit("catalogue.create_collection")
def create_collection(world: World, session: StoreSession) -> None:
    some = [world.some(session, Product).id]
    given = CollectionInput(word(world), handle=free_handle(world, "hidden"), is_published=maybe(world, 0.8))
    catalogue.create_collection(session, given, SYSTEM, product_ids=some)


@edit("catalogue.update_collection", "catalogue.refresh_members")
def update_collection(world: World, session: StoreSession) -> None:
    collection = world.some(session, Collection)
    rules = [{"field": "type", "relation": "equals", "value": world.random.choice(["Bowls", "Cups"])}]
    given = CollectionInput(
        word(world) if maybe(world) else collection.title,
        handle=free_handle(world, "hidden", "shelf", "ware", "ostara-ceramics"),
        kind=collection.kind,
        rules=rules if collection.kind == "rule" else (),
        sort_order=world.random.choice(["manual", "price-descending", "title-ascending"]),
        media_id=world.random.choice([None, some_picture(world, session).id]),
        is_published=maybe(world, 0.8),
    )
    catalogue.update_collection(session, collection.id, given, SYSTEM)


@edit("catalogue.delete_collection")
def delete_collection(world: World, session: StoreSession) -> None:
    if len(session.scalars(select(Collection.id)).all()) > 3:
        catalogue.delete_collection(session, world.some(session, Collection).id, SYSTEM)


@edit("catalogue.add_to_collection")
def add_to_collection(world: World, session: StoreSession) -> None:
    catalogue.add_to_collection(session, manual_shelf(world, session).id, [world.some(session, Product).id])


@edit("catalogue.remove_from_collection")
def remove_from_collection(world: World, session: StoreSession) -> None:
    row = world.some(session, CollectionProduct)
    if row is not None:
        catalogue.remove_from_collection(session, row.collection_id, [row.product_id])


@edit("catalogue.set_members")
def set_members(world: World, session: StoreSession) -> None:
    every = list(session.scalars(select(Product.id)))
    catalogue.set_members(
        session, manual_shelf(world, session).id, world.random.sample(every, len(every) // 2)
    )


@edit("catalogue.order_members")
def order_members(world: World, session: StoreSession) -> None:
    row = world.some(session, CollectionProduct)
    if row is not None:
        catalogue.order_members(session, row.collection_id, [row.product_id])


@edit("listing.settle_products")
def settle(world: World, session: StoreSession) -> None:
    """The job that keeps rule collections, after products changed."""
    rules = session.scalars(select(Collection.id).where(Collection.kind == "rule")).all()
    settle_products(session, list(rules), list(session.scalars(select(Product.id))))
