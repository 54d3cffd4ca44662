"""Metafields, their definitions, and entries of metaobjects."""

from __future__ import annotations

from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue.models import (
    Collection,
    Media,
    Product,
    Variant,
)
from engine.content import commands as content
from engine.content.commands import (
    EntryInput,
    FieldInput,
    KindInput,
)
from engine.content.models import Article, Blog, Metaobject, Page
from engine.metafields import commands as metafields
from engine.metafields.commands import DefinitionInput
from engine.metafields.models import MetafieldDefinition
from tests.engine.rendering.fragments.edits.registry import edit, free_handle, maybe, word
from tests.engine.rendering.fragments.world import FIELDS, World

# -- fields ------------------------------------------------------------------------------------------------

OWNERS: dict[str, Any] = {
    "product": Product, "variant": Variant, "collection": Collection, "page": Page, "blog": Blog, "article": Article,
}  # fmt: skip


@edit("metafields.set_values", "metafields.put_values")
def set_note(world: World, session: StoreSession) -> None:
    owner = world.random.choice([*OWNERS, "shop"])
    record = world.some(session, OWNERS[owner]) if owner != "shop" else None
    value = {("custom", "note"): word(world) if maybe(world, 0.8) else None}
    types = {("custom", "note"): "single_line_text_field"}
    if record is not None or owner == "shop":
        metafields.set_values(session, owner, record.id if record else 0, value, SYSTEM, types=types)


@edit()
def set_reference(world: World, session: StoreSession) -> None:
    product, name = (
        world.some(session, Product),
        world.random.choice(["mate", "shelf", "post", "photo", "maker"]),
    )
    model = {"mate": Product, "shelf": Collection, "post": Article, "photo": Media, "maker": Metaobject}[name]
    target = world.some(session, model)
    value = {("custom", name): target.id if target is not None and maybe(world, 0.9) else None}
    types = {("custom", name): FIELDS[name][0]}
    metafields.set_values(session, "product", product.id, value, SYSTEM, types=types)


@edit("metafields.define", "metafields.delete_definition")
def definitions(world: World, session: StoreSession) -> None:
    known = world.some(session, MetafieldDefinition)
    if known is not None and maybe(world, 0.3):
        metafields.delete_definition(session, known.id, SYSTEM)
    else:
        owner = world.random.choice(list(OWNERS))
        given = DefinitionInput(owner, "custom", "note", "single_line_text_field", name=word(world))
        metafields.define(session, given, SYSTEM)


@edit("content.define_metaobject")
def define_kind(world: World, session: StoreSession) -> None:
    fields = [
        FieldInput("name", "single_line_text_field", name=word(world), required=True),
        FieldInput("photo", "file_reference"),
        FieldInput("best", "product_reference"),
    ]
    kind = KindInput("maker", fields, name=word(world), publishable=True)
    content.define_metaobject(session, kind, SYSTEM)


@edit("content.create_metaobject")
def create_entry(world: World, session: StoreSession) -> None:
    given = EntryInput({"name": word(world)}, handle=free_handle(world, "zoe", "ann"))
    content.create_metaobject(session, "maker", given, SYSTEM)


@edit("content.update_metaobject")
def update_entry(world: World, session: StoreSession) -> None:
    entry = world.some(session, Metaobject)
    if entry is not None:
        product = world.some(session, Product)
        status = world.random.choice(["active", "active", "draft"])
        given = EntryInput(
            {"name": word(world), "best": product.id}, free_handle(world, "zoe", "ann"), status
        )
        content.update_metaobject(session, entry.id, given, SYSTEM)


@edit("content.delete_metaobject")
def delete_entry(world: World, session: StoreSession) -> None:
    entry = world.some(session, Metaobject)
    if entry is not None:
        content.delete_metaobject(session, entry.id, SYSTEM)
