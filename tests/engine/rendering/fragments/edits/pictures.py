"""Pictures, and where they hang."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import (
    Accepted,
)
from engine.catalogue.models import (
    Media,
    Product,
    ProductMedia,
    Variant,
)
from tests.engine.rendering.fragments.edits.registry import edit, maybe, word
from tests.engine.rendering.fragments.world import World

# -- pictures ----------------------------------------------------------------------------------------------


def some_picture(world: World, session: StoreSession) -> Any:
    return world.some(session, Media, Media.kind == "image")


@edit("catalogue.attach_media")
def attach_media(world: World, session: StoreSession) -> None:
    catalogue.attach_media(session, world.some(session, Product).id, [some_picture(world, session).id])


@edit("catalogue.detach_media")
def detach_media(world: World, session: StoreSession) -> None:
    row = world.some(session, ProductMedia)
    if row is not None:
        catalogue.detach_media(session, row.product_id, row.media_id)


@edit("catalogue.order_gallery")
def order_gallery(world: World, session: StoreSession) -> None:
    row = world.some(session, ProductMedia)
    if row is not None:
        catalogue.order_gallery(session, row.product_id, [row.media_id])


@edit("catalogue.set_variant_media")
def set_variant_media(world: World, session: StoreSession) -> None:
    picture = some_picture(world, session).id if maybe(world, 0.8) else None
    catalogue.set_variant_media(session, world.some(session, Variant).id, picture)


@edit("catalogue.add_media")
def add_media(world: World, session: StoreSession) -> None:
    name = world.random.choice(["hidden.webp", "shelf.webp", "product-1-0.webp", "other.webp"])
    digest = f"{world.random.getrandbits(256):064x}"
    accepted = Accepted("image", "image/webp", "webp", name, b"1", digest, 40, 30)
    catalogue.add_media(session, accepted, alt=word(world))


@edit("catalogue.set_alt")
def set_alt(world: World, session: StoreSession) -> None:
    catalogue.set_alt(session, some_picture(world, session).id, word(world))


@edit("catalogue.delete_media", "catalogue.forget_media")
def delete_media(world: World, session: StoreSession) -> None:
    if len(session.scalars(select(Media.id)).all()) > 4:
        catalogue.delete_media(session, some_picture(world, session).id, SYSTEM)
