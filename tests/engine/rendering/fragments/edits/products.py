"""Products and their variants."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import (
    OptionInput,
    ProductInput,
    VariantInput,
)
from engine.catalogue.models import (
    Product,
    UrlRedirect,
    Variant,
)
from engine.stores.models import Partner
from tests.engine.rendering.fragments.edits.registry import WORDS, edit, free_handle, maybe, sometime, word
from tests.engine.rendering.fragments.edits.shelves import manual_shelf
from tests.engine.rendering.fragments.edits.stock import some_stock
from tests.engine.rendering.fragments.world import World

# -- products ----------------------------------------------------------------------------------------------


def _said(world: World, session: StoreSession, product: Product) -> ProductInput:
    brand = world.some(session, Partner)
    return ProductInput(
        title=word(world) if maybe(world) else product.title,
        handle=free_handle(world, "bowl-9", "hidden", product.handle),
        description_html=f"<p>{word(world)}</p>",
        product_type=world.random.choice(["Bowls", "Cups", None]),
        partner_id=brand.id,
        status=world.random.choice(["active", "active", "draft", "archived"]),
        tags=world.random.sample(WORDS, 2),
        published_at=sometime(world),
    )


@edit(
    "catalogue.create_product", "catalogue.write_tags", "inventory.create_items", "inventory.stock_new_items"
)
def create_product(world: World, session: StoreSession) -> None:
    said = replace(
        _said(world, session, Product(title="A", handle="a")), handle=free_handle(world, "bowl-9", "bowl-0")
    )
    variants = [VariantInput(world.random.randrange(100, 9_000), ("Oat",), on_hand=world.random.randrange(3))]
    made = catalogue.create_product(session, said, SYSTEM, options=[OptionInput("Colour")], variants=variants)
    if maybe(world):
        catalogue.add_to_collection(session, manual_shelf(world, session).id, [made.id])


@edit("catalogue.update_product", "catalogue.moved", "catalogue.free_path")
def update_product(world: World, session: StoreSession) -> None:
    product = world.some(session, Product)
    catalogue.update_product(session, product.id, _said(world, session, product), SYSTEM)


@edit("catalogue.set_status")
def set_status(world: World, session: StoreSession) -> None:
    status = world.random.choice(["active", "active", "draft"])
    product = world.some(session, Product, Product.status != status)
    if product is not None:
        catalogue.set_status(session, [product.id], status, SYSTEM)


@edit()
def publish_the_hidden_one(world: World, session: StoreSession) -> None:
    """What was looked for by name and not found is there."""
    product = world.some(session, Product, Product.handle == "hidden")
    if product is not None:
        catalogue.set_status(
            session, [product.id], "active" if product.status == "draft" else "draft", SYSTEM
        )


@edit("catalogue.set_tags")
def set_tags(world: World, session: StoreSession) -> None:
    product = world.some(session, Product)
    catalogue.set_tags(session, product.id, world.random.sample(WORDS, world.random.randrange(3)), SYSTEM)


@edit("catalogue.delete_product", "metafields.forget")
def delete_product(world: World, session: StoreSession) -> None:
    if session.scalars(select(Product.id)).all()[4:]:
        catalogue.delete_product(session, world.some(session, Product).id, SYSTEM)


@edit("catalogue.update_variant", "catalogue.refresh_price_bounds")
def update_variant(world: World, session: StoreSession) -> None:
    variant = world.some(session, Variant)
    price = world.random.randrange(100, 9_000)
    given = VariantInput(
        price,
        id=variant.id,
        sku=variant.sku,
        compare_at_minor=world.random.choice([None, price + 500]),
        media_id=variant.media_id,
        stock=some_stock(world),
        on_hand=world.random.choice([None, 0, 7]),
    )
    catalogue.update_variant(session, variant.id, given, SYSTEM)


@edit("catalogue.set_variants")
def set_variants(world: World, session: StoreSession) -> None:
    product = world.some(session, Product)
    colours = world.random.sample(["Oat", "Rust", "Ink"], world.random.randrange(1, 4))
    given = [
        VariantInput(world.random.randrange(100, 9_000), (colour,), stock=some_stock(world), on_hand=1)
        for colour in colours
    ]
    catalogue.set_variants(session, product.id, [OptionInput("Colour")], given, SYSTEM)


@edit("catalogue.set_links")
def set_links(world: World, session: StoreSession) -> None:
    one, other = world.some(session, Product), world.some(session, Product)
    catalogue.set_links(session, one.id, "related", [other.id])


@edit("catalogue.add_redirect", "catalogue.remove_redirect")
def redirects(world: World, session: StoreSession) -> None:
    known = world.some(session, UrlRedirect)
    if known is not None and maybe(world):
        catalogue.remove_redirect(session, known.id)
    else:
        catalogue.add_redirect(session, f"/products/{word(world).lower().replace(' ', '-')}", "/pages/about")
