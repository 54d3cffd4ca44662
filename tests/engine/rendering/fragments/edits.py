"""Every kind of change that a page can show, made by the command that the admin, a job or the shop makes it by.

An edit gets the world and a write session, and changes something at random. One that the domain refuses changed nothing,
which is a case as good as any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM, Actor
from engine.base.db import StoreSession
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import (
    Accepted,
    CollectionInput,
    NewStock,
    OptionInput,
    ProductInput,
    VariantInput,
)
from engine.catalogue.models import (
    Collection,
    CollectionProduct,
    Media,
    Product,
    ProductMedia,
    UrlRedirect,
    Variant,
)
from engine.content import commands as content
from engine.content.commands import (
    ArticleInput,
    BlogInput,
    CommentInput,
    EntryInput,
    FieldInput,
    KindInput,
    MenuItemInput,
    PageInput,
)
from engine.content.models import Article, ArticleComment, Blog, Menu, Metaobject, Page
from engine.inventory import commands as inventory
from engine.inventory.commands import LocationInput, Wanted
from engine.inventory.models import InventoryItem, Location
from engine.listing.commands import settle_products
from engine.metafields import commands as metafields
from engine.metafields.commands import DefinitionInput
from engine.metafields.models import MetafieldDefinition
from engine.stores import commands as stores
from engine.stores.models import Partner
from engine.themes import commands as themes
from engine.themes.commands import publishing
from engine.themes.commands.edit import section_by_id, section_of
from engine.themes.models import LookVersion, SectionData, Theme
from tests.engine.rendering.fragments.world import FIELDS, World

Edit = Callable[[World, StoreSession], object]
EDITS: dict[str, Edit] = {}
DRIVEN: dict[str, str] = {}
"""Command (``package.function``) → the edit that calls it, itself or through another command."""

WORDS = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow"]


def edit(*commands: str) -> Callable[[Edit], Edit]:
    """Register an edit and the commands that it drives. What changes sections is seen once it is published."""

    def register(function: Edit) -> Edit:
        of_theme = any(name.startswith("themes.") for name in commands)
        EDITS[function.__name__] = published(function) if of_theme else function
        DRIVEN.update(dict.fromkeys(commands, function.__name__))
        return function

    return register


def word(world: World) -> str:
    """A word nobody has used."""
    return f"{world.random.choice(WORDS)} {world.random.randrange(10**6)}"


def published(function: Edit) -> Edit:
    """The edit, published more often than not."""

    def and_publish(world: World, session: StoreSession) -> None:
        function(world, session)
        if maybe(world, 0.8):
            themes.publish(session)

    return and_publish


def maybe(world: World, chance: float = 0.5) -> bool:
    return world.random.random() < chance


def sometime(world: World) -> Any:
    """A time at which something is published: never, long ago, or some day."""
    return world.random.choice([None, clock.now() - timedelta(days=3), clock.now() + timedelta(days=3)])


def _handle(world: World, *names: str) -> str | None:
    """A name that pages look for, or none."""
    return world.random.choice([*names, None, None])


# -- products ----------------------------------------------------------------------------------------------


def _said(world: World, session: StoreSession, product: Product) -> ProductInput:
    brand = world.some(session, Partner)
    return ProductInput(
        title=word(world) if maybe(world) else product.title,
        handle=_handle(world, "bowl-9", "hidden", product.handle),
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
        _said(world, session, Product(title="A", handle="a")), handle=_handle(world, "bowl-9", "bowl-0")
    )
    variants = [VariantInput(world.random.randrange(100, 9_000), ("Oat",), on_hand=world.random.randrange(3))]
    made = catalogue.create_product(session, said, SYSTEM, options=[OptionInput("Colour")], variants=variants)
    if maybe(world):
        catalogue.add_to_collection(session, _manual(world, session).id, [made.id])


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
        stock=_stock(world),
        on_hand=world.random.choice([None, 0, 7]),
    )
    catalogue.update_variant(session, variant.id, given, SYSTEM)


@edit("catalogue.set_variants")
def set_variants(world: World, session: StoreSession) -> None:
    product = world.some(session, Product)
    colours = world.random.sample(["Oat", "Rust", "Ink"], world.random.randrange(1, 4))
    given = [
        VariantInput(world.random.randrange(100, 9_000), (colour,), stock=_stock(world), on_hand=1)
        for colour in colours
    ]
    catalogue.set_variants(session, product.id, [OptionInput("Colour")], given, SYSTEM)


def _stock(world: World) -> NewStock:
    return NewStock(maybe(world, 0.7), world.random.choice(["deny", "deny", "continue"]), None)


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


# -- pictures ----------------------------------------------------------------------------------------------


def _picture(world: World, session: StoreSession) -> Any:
    return world.some(session, Media, Media.kind == "image")


@edit("catalogue.attach_media")
def attach_media(world: World, session: StoreSession) -> None:
    catalogue.attach_media(session, world.some(session, Product).id, [_picture(world, session).id])


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
    picture = _picture(world, session).id if maybe(world, 0.8) else None
    catalogue.set_variant_media(session, world.some(session, Variant).id, picture)


@edit("catalogue.add_media")
def add_media(world: World, session: StoreSession) -> None:
    name = world.random.choice(["hidden.webp", "shelf.webp", "product-1-0.webp", "other.webp"])
    digest = f"{world.random.getrandbits(256):064x}"
    accepted = Accepted("image", "image/webp", "webp", name, b"1", digest, 40, 30)
    catalogue.add_media(session, accepted, alt=word(world))


@edit("catalogue.set_alt")
def set_alt(world: World, session: StoreSession) -> None:
    catalogue.set_alt(session, _picture(world, session).id, word(world))


@edit("catalogue.delete_media", "catalogue.forget_media")
def delete_media(world: World, session: StoreSession) -> None:
    if len(session.scalars(select(Media.id)).all()) > 4:
        catalogue.delete_media(session, _picture(world, session).id, SYSTEM)


# -- collections -------------------------------------------------------------------------------------------


def _manual(world: World, session: StoreSession) -> Any:
    return world.some(session, Collection, Collection.kind == "manual")


@edit("catalogue.create_collection")
def create_collection(world: World, session: StoreSession) -> None:
    some = [world.some(session, Product).id]
    given = CollectionInput(word(world), handle=_handle(world, "hidden"), is_published=maybe(world, 0.8))
    catalogue.create_collection(session, given, SYSTEM, product_ids=some)


@edit("catalogue.update_collection", "catalogue.refresh_members")
def update_collection(world: World, session: StoreSession) -> None:
    collection = world.some(session, Collection)
    rules = [{"field": "type", "relation": "equals", "value": world.random.choice(["Bowls", "Cups"])}]
    given = CollectionInput(
        word(world) if maybe(world) else collection.title,
        handle=_handle(world, "hidden", "shelf", "ware", "ostara-ceramics"),
        kind=collection.kind,
        rules=rules if collection.kind == "rule" else (),
        sort_order=world.random.choice(["manual", "price-descending", "title-ascending"]),
        media_id=world.random.choice([None, _picture(world, session).id]),
        is_published=maybe(world, 0.8),
    )
    catalogue.update_collection(session, collection.id, given, SYSTEM)


@edit("catalogue.delete_collection")
def delete_collection(world: World, session: StoreSession) -> None:
    if len(session.scalars(select(Collection.id)).all()) > 3:
        catalogue.delete_collection(session, world.some(session, Collection).id, SYSTEM)


@edit("catalogue.add_to_collection")
def add_to_collection(world: World, session: StoreSession) -> None:
    catalogue.add_to_collection(session, _manual(world, session).id, [world.some(session, Product).id])


@edit("catalogue.remove_from_collection")
def remove_from_collection(world: World, session: StoreSession) -> None:
    row = world.some(session, CollectionProduct)
    if row is not None:
        catalogue.remove_from_collection(session, row.collection_id, [row.product_id])


@edit("catalogue.set_members")
def set_members(world: World, session: StoreSession) -> None:
    every = list(session.scalars(select(Product.id)))
    catalogue.set_members(session, _manual(world, session).id, world.random.sample(every, len(every) // 2))


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


# -- stock -------------------------------------------------------------------------------------------------


def _item(world: World, session: StoreSession) -> Any:
    return world.some(session, InventoryItem)


@edit("inventory.set_item")
def set_item(world: World, session: StoreSession) -> None:
    stock = _stock(world)
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
    given = EntryInput({"name": word(world)}, handle=_handle(world, "zoe", "ann"))
    content.create_metaobject(session, "maker", given, SYSTEM)


@edit("content.update_metaobject")
def update_entry(world: World, session: StoreSession) -> None:
    entry = world.some(session, Metaobject)
    if entry is not None:
        product = world.some(session, Product)
        status = world.random.choice(["active", "active", "draft"])
        given = EntryInput({"name": word(world), "best": product.id}, _handle(world, "zoe", "ann"), status)
        content.update_metaobject(session, entry.id, given, SYSTEM)


@edit("content.delete_metaobject")
def delete_entry(world: World, session: StoreSession) -> None:
    entry = world.some(session, Metaobject)
    if entry is not None:
        content.delete_metaobject(session, entry.id, SYSTEM)


# -- reading -----------------------------------------------------------------------------------------------


def _page(world: World) -> PageInput:
    return PageInput(
        word(world),
        f"<p>{word(world)}</p>",
        handle=_handle(world, "about", "hidden", "coming", "privacy-policy"),
        is_published=maybe(world, 0.8),
        published_at=sometime(world),
    )


@edit("content.create_page")
def create_page(world: World, session: StoreSession) -> None:
    content.create_page(session, _page(world), SYSTEM)


@edit("content.update_page")
def update_page(world: World, session: StoreSession) -> None:
    page = world.some(session, Page)
    if page is not None:
        content.update_page(session, page.id, _page(world), SYSTEM)


@edit("content.delete_page")
def delete_page(world: World, session: StoreSession) -> None:
    page = world.some(session, Page)
    if page is not None:
        content.delete_page(session, page.id, SYSTEM)


@edit("content.create_blog")
def create_blog(world: World, session: StoreSession) -> None:
    content.create_blog(session, BlogInput(word(world), handle=_handle(world, "hidden", "journal")), SYSTEM)


@edit("content.update_blog")
def update_blog(world: World, session: StoreSession) -> None:
    blog = world.some(session, Blog)
    if blog is not None:
        comments = world.random.choice(["off", "moderated", "open", None])
        given = BlogInput(word(world), handle=_handle(world, "hidden", "journal"), comments=comments)
        content.update_blog(session, blog.id, given, SYSTEM)


@edit("content.delete_blog")
def delete_blog(world: World, session: StoreSession) -> None:
    blog = world.some(session, Blog)
    if blog is not None and maybe(world, 0.4):
        content.delete_blog(session, blog.id, SYSTEM)


def _article(world: World, session: StoreSession) -> ArticleInput:
    return ArticleInput(
        word(world),
        f"<p>{word(world)}</p>",
        handle=_handle(world, "first-firing", "hidden"),
        author=word(world),
        media_id=world.random.choice([None, _picture(world, session).id]),
        tags=world.random.sample(["Kiln", "Clay", "Workshop"], 2),
        is_published=maybe(world, 0.8),
        published_at=sometime(world),
    )


@edit("content.create_article")
def create_article(world: World, session: StoreSession) -> None:
    blog = world.some(session, Blog)
    if blog is not None:
        content.create_article(session, blog.id, _article(world, session), SYSTEM)


@edit("content.update_article")
def update_article(world: World, session: StoreSession) -> None:
    article = world.some(session, Article)
    if article is not None:
        content.update_article(session, article.id, _article(world, session), SYSTEM)


@edit("content.delete_article")
def delete_article(world: World, session: StoreSession) -> None:
    article = world.some(session, Article)
    if article is not None:
        content.delete_article(session, article.id, SYSTEM)


@edit("content.post_comment")
def post_comment(world: World, session: StoreSession) -> None:
    article = world.some(session, Article)
    if article is not None:
        said = CommentInput("Ida", "ida@a.example", word(world), trap="x" if maybe(world, 0.2) else "")
        content.post_comment(session, article.id, said)


@edit("content.publish_comment", "content.mark_comment_as_spam", "content.remove_comment")
def move_comment(world: World, session: StoreSession) -> None:
    comment = world.some(session, ArticleComment)
    steps: list[Any] = [content.publish_comment, content.mark_comment_as_spam, content.remove_comment]
    if comment is not None:
        world.random.choice(steps)(session, comment.id, SYSTEM)


@edit("content.save_menu")
def save_menu(world: World, session: StoreSession) -> None:
    menu = world.some(session, Menu)
    models = {"collection": Collection, "page": Page, "blog": Blog, "product": Product, "article": Article}
    targets = {kind: world.some(session, model) for kind, model in models.items()}
    items = [
        MenuItemInput(word(world), kind, record.id, children=(MenuItemInput(word(world), "http", url="/x"),))
        for kind, record in targets.items()
        if record is not None and maybe(world)
    ]
    handle = _handle(world, "main-menu", "hidden")
    number = menu.id if menu is not None and maybe(world, 0.8) else None
    content.save_menu(session, title=word(world), items=items, actor=SYSTEM, menu_id=number, handle=handle)


@edit("content.delete_menu")
def delete_menu(world: World, session: StoreSession) -> None:
    menu = world.some(session, Menu)
    if menu is not None and maybe(world, 0.5):
        content.delete_menu(session, menu.id, SYSTEM)


# -- the store ---------------------------------------------------------------------------------------------


@edit("stores.save_partner")
def save_partner(world: World, session: StoreSession) -> None:
    brand = world.some(session, Partner) if maybe(world, 0.8) else None
    handle = _handle(world, "ostara-ceramics", "shelf")
    stores.save_partner(session, brand and brand.id, name=word(world), handle=handle, actor=SYSTEM)


@edit("stores.save_profile")
def save_profile(world: World, session: StoreSession) -> None:
    logo = world.random.choice([None, _picture(world, session).id])
    zone = world.random.choice(["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"])
    stores.save_profile(
        session, name=word(world), tagline=word(world), email="a@a.example", phone="1", timezone=zone,
        address={"city": word(world)}, logo_media_id=logo, actor=SYSTEM,
    )  # fmt: skip


@edit("stores.save_currency")
def save_currency(world: World, session: StoreSession) -> None:
    stores.save_currency(session, currency=world.random.choice(["EUR", "JPY", "CHF"]), actor=SYSTEM)


@edit("stores.save_tax")
def save_tax(world: World, session: StoreSession) -> None:
    stores.save_tax(session, rate_bp=1900, prices_include_tax=maybe(world), actor=SYSTEM)


@edit("stores.save_payment")
def save_payment(world: World, session: StoreSession) -> None:
    stores.save_payment(session, gateways=[world.random.choice(["test", "manual"])], actor=SYSTEM)


@edit(
    "stores.open_doors", "stores.close_doors", "stores.end_preview_links", "stores.mark_step",
    "stores.save_shop_password",
)  # fmt: skip
def doors(world: World, session: StoreSession) -> None:
    stores.close_doors(session, actor=SYSTEM)
    stores.save_shop_password(session, password="let me in", actor=SYSTEM)
    stores.end_preview_links(session, actor=SYSTEM)
    stores.open_doors(session, actor=SYSTEM)


# -- the theme ---------------------------------------------------------------------------------------------


def _section(world: World, session: StoreSession, *conditions: Any) -> Any:
    return world.some(
        session,
        SectionData,
        SectionData.removed_at.is_(None),
        SectionData.template != "settings",
        *conditions,
    )


@edit("themes.update_section", "themes.change_values")
def update_section(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.update_section(session, world.pack, footer.id, settings={"words": word(world)}, actor=SYSTEM)


@edit("themes.add_block")
def add_block(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.add_block(session, world.pack, footer.id, "line", settings={"line": word(world)}, actor=SYSTEM)


@edit("themes.remove_block", "themes.order_blocks")
def order_blocks(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    keys = [
        themes.add_block(session, world.pack, footer.id, "line", settings={"line": line}, actor=SYSTEM)
        for line in ("b", "c")
    ]
    known = [block["key"] for block in section_by_id(session, world.pack, footer.id)[1].binding["blocks"]]
    themes.order_blocks(session, world.pack, footer.id, known[::-1], actor=SYSTEM)
    themes.remove_block(session, world.pack, footer.id, keys[0], actor=SYSTEM)


@edit("themes.duplicate_block", "themes.set_block_hidden")
def arrange_blocks(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    first = themes.add_block(session, world.pack, footer.id, "line", settings={"line": "d"}, actor=SYSTEM)
    copied = themes.duplicate_block(session, world.pack, footer.id, first, actor=SYSTEM)
    themes.set_block_hidden(session, world.pack, footer.id, copied, maybe(world), actor=SYSTEM)
    if maybe(world):
        themes.remove_block(session, world.pack, footer.id, first, actor=SYSTEM)


@edit("themes.add_block_inside", "themes.order_blocks_inside")
def arrange_inside(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    outer = themes.add_block(session, world.pack, footer.id, "line", settings={"line": "e"}, actor=SYSTEM)
    themes.order_blocks_inside(session, world.pack, footer.id, outer, [], actor=SYSTEM)
    themes.add_block_inside(session, world.pack, footer.id, outer, "line", actor=SYSTEM)


@edit("themes.duplicate_section")
def duplicate_section(world: World, session: StoreSession) -> None:
    themes.duplicate_section(session, world.pack, _section(world, session).id, actor=SYSTEM)


@edit("themes.add_section", "themes.remove_section", "themes.restore_section", "themes.make_section")
def sections(world: World, session: StoreSession) -> None:
    made = themes.add_section(
        session, world.pack, world.random.choice(["index", "product"]), "footer", actor=SYSTEM
    )
    themes.remove_section(session, world.pack, made.id, actor=SYSTEM)
    if maybe(world):
        themes.restore_section(session, made.id, actor=SYSTEM)


@edit("themes.set_hidden")
def set_hidden(world: World, session: StoreSession) -> None:
    themes.set_hidden(session, world.pack, _section(world, session).id, maybe(world, 0.3), actor=SYSTEM)


@edit("themes.order_sections")
def order_sections(world: World, session: StoreSession) -> None:
    shown = session.scalars(
        select(SectionData.id).where(SectionData.template == "index", SectionData.removed_at.is_(None))
    ).all()
    mixed = world.random.sample(list(shown), len(shown))
    themes.order_sections(session, "index", mixed, actor=SYSTEM)


@edit("themes.move_section")
def move_section(world: World, session: StoreSession) -> None:
    themes.move_section(session, _section(world, session).id, world.random.choice([-1, 1]), actor=SYSTEM)


@edit("themes.set_template")
def set_template(world: World, session: StoreSession) -> None:
    given = {"missing": {"type": "missing"}, "named": {"type": "named"}, "more": {"type": "shop"}}
    order = world.random.sample(list(given), 2)
    themes.set_template(session, world.pack, "404", given, order)


@edit("themes.set_theme_settings")
def set_theme_settings(world: World, session: StoreSession) -> None:
    themes.set_theme_settings(session, world.pack, {"shade": f"#{world.random.randrange(16**6):06x}"})


@edit("themes.publish", "themes.publish_added", "themes.store_version", "themes.show_version")
def publish(world: World, session: StoreSession) -> None:
    made = themes.add_section(session, world.pack, "index", "footer", actor=SYSTEM)
    if maybe(world):
        publishing.publish_added(session, [made.id])


def _version(world: World, session: StoreSession) -> int:
    """Of the pack that the world is about; the store began with another."""
    shown = session.scalars(select(Theme.id).where(Theme.role == "main")).one()
    return int(world.some(session, LookVersion, LookVersion.theme_id == shown).id)


@edit("themes.rollback")
def rollback(world: World, session: StoreSession) -> None:
    themes.rollback(session, to=_version(world, session), actor=SYSTEM)


ANNA = Actor("staff", "Anna", 7)


@edit("themes.undo", "themes.redo", "themes.apply_state", "themes.use_match", "themes.begin_action")
def undo(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.update_section(session, world.pack, footer.id, settings={"words": word(world)}, actor=ANNA)
    themes.undo(session, actor=ANNA)
    if maybe(world):
        themes.redo(session, actor=ANNA)


@edit("themes.restore_version", "themes.restore_revision")
def restore_earlier(world: World, session: StoreSession) -> None:
    themes.restore_version(session, _version(world, session), actor=ANNA)
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.restore_revision(session, world.pack, footer.id, 1, actor=ANNA)


@edit("themes.schedule_publish", "themes.cancel_schedule")
def schedule(world: World, session: StoreSession) -> None:
    starts_at = clock.now() + timedelta(hours=world.random.randrange(1, 100))
    made = themes.schedule_publish(session, starts_at=starts_at, actor=ANNA)
    if maybe(world):
        themes.cancel_schedule(session, made.id, actor=ANNA)


@edit("themes.install_pack", "themes.wear_pack")
def install_again(world: World, session: StoreSession) -> None:
    themes.install_pack(session, world.pack)


__all__ = ["DRIVEN", "EDITS"]
