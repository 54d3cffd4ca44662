"""Products: made, changed, archived, removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all, touch_at_once
from engine.base.errors import NotFound
from engine.base.handles import free_handle
from engine.catalogue.commands import checks, links
from engine.catalogue.commands.checks import Errors
from engine.catalogue.commands.inputs import OptionInput, ProductInput, VariantInput
from engine.catalogue.commands.variant_checks import check_variants
from engine.catalogue.commands.variants import set_variants
from engine.catalogue.events import product_changed, product_removed
from engine.catalogue.models import Product, ProductTag, Variant
from engine.catalogue.rules.options import MOST_TAGS, clean_tags
from engine.metafields.commands import forget
from engine.stores.commands import record_activity
from engine.stores.models import Partner
from engine.stores.queries import house_partner

STATUSES = ("draft", "active", "archived")


def create_product(
    session: StoreSession,
    given: ProductInput,
    actor: Actor,
    *,
    options: Sequence[OptionInput] = (),
    variants: Sequence[VariantInput] = (),
) -> Product:
    """A product with its variants. One variant without option values stands for all combinations of the options.

    Raises Invalid: fields of *given* by name, ``options.0.name``, ``variants.2.sku`` and the like for the rest.
    """
    errors = Errors()
    columns = _read(session, errors, given)
    errors.update(check_variants(session, None, options, variants))
    errors.finish()
    now = clock.now()
    columns["handle"] = free_handle(session, Product, given.handle or given.title, fallback="product")
    if columns["partner_id"] is None:
        columns["partner_id"] = house_partner(session).id
    product = Product(created_at=now, updated_at=now, price_min=0, price_max=0, **columns)
    _publish(product, given)
    session.add(product)
    session.flush()
    links.free_path(session, f"/products/{product.handle}")
    write_tags(session, product.id, given.tags)
    set_variants(session, product.id, options, variants, actor, quiet=True)
    record_activity(session, actor, "product.created", "product", product.id, product.title)
    product_changed(session, product.id)
    return product


def update_product(session: StoreSession, product_id: int, given: ProductInput, actor: Actor) -> Product:
    """Change what is said about a product; variants stay (``set_variants``). A new handle leaves a redirect behind.

    Raises Invalid by field name, NotFound.
    """
    product = session.need(Product, product_id)
    errors = Errors()
    columns = _read(session, errors, given)
    errors.finish()
    if columns["partner_id"] is None:
        columns["partner_id"] = product.partner_id
    if given.handle and given.handle != product.handle:
        old = product.handle
        product.handle = free_handle(session, Product, given.handle, own_id=product.id, fallback="product")
        if product.handle != old:
            session.flush()
            links.free_path(session, f"/products/{product.handle}")
            links.moved(session, f"/products/{old}", f"/products/{product.handle}")
    for name, value in columns.items():
        setattr(product, name, value)
    _publish(product, given)
    product.updated_at = clock.now()
    session.flush()
    write_tags(session, product.id, given.tags)
    record_activity(session, actor, "product.updated", "product", product.id, product.title)
    product_changed(session, product.id)
    return product


def set_status(session: StoreSession, product_ids: Iterable[int], status: str, actor: Actor) -> int:
    """Draft, active or archived, for a selection. Returns how many changed. Raises NotFound for an unknown id."""
    errors = Errors()
    checks.choice(errors, "status", status, STATUSES)
    errors.finish()
    wanted = sorted(set(product_ids))
    found = session.scalars(select(Product).where(Product.id.in_(wanted)).order_by(Product.id)).all()
    if len(found) < len(wanted):
        known = {product.id for product in found}
        raise NotFound("record.not_found", kind="product", id=next(i for i in wanted if i not in known))
    changed = [product for product in found if product.status != status]
    for product in changed:
        product.status, product.updated_at = status, clock.now()
        _publish(product, None)
        record_activity(session, actor, f"product.{status}", "product", product.id, product.title)
        product_changed(session, product.id)
    session.flush()
    return len(changed)


def set_tags(session: StoreSession, product_id: int, tags: Sequence[str], actor: Actor) -> None:
    """Replace a product's tags. Raises Invalid, NotFound."""
    product = session.need(Product, product_id)
    errors = Errors()
    _check_tags(errors, tags)
    errors.finish()
    write_tags(session, product.id, tags)
    product.updated_at = clock.now()
    record_activity(session, actor, "product.updated", "product", product.id, product.title)
    session.flush()
    product_changed(session, product.id)


def delete_product(session: StoreSession, product_id: int, actor: Actor) -> None:
    """Remove a product with its variants. Orders keep their own words; stock movements stay with their items."""
    product = session.need(Product, product_id)
    record_activity(session, actor, "product.deleted", "product", product.id, product.title)
    touch_at_once(session, ("product", product_id))
    touch(session, ("products-named",), ("menus",))
    items = select(Variant.inventory_item_id).where(
        Variant.store_id == session.store, Variant.product_id == product_id
    )
    touch_all(session, "item", session.scalars(items))  # lists tell that they are gone
    own = select(Variant.id).where(Variant.store_id == session.store, Variant.product_id == product_id)
    forget(session, "variant", session.scalars(own))
    forget(session, "product", [product_id])
    session.execute(
        delete(Product)
        .where(Product.store_id == session.store, Product.id == product_id)
        .execution_options(synchronize_session=False)
    )
    session.expunge(product)
    product_removed(session, product_id)


def _read(session: StoreSession, errors: Errors, given: ProductInput) -> dict[str, Any]:
    checks.choice(errors, "status", given.status, STATUSES)
    _check_tags(errors, given.tags)
    if given.partner_id is not None and session.find(Partner, given.partner_id) is None:
        errors.add("partner_id", "catalogue.no_brand")
    return {
        "title": checks.text(errors, "title", given.title, 255, needed=True),
        "description_html": checks.html(errors, "description_html", given.description_html),
        "product_type": checks.text(errors, "product_type", given.product_type, 120),
        "partner_id": given.partner_id,
        "status": given.status,
        "seo_title": checks.text(errors, "seo_title", given.seo_title, 255),
        "seo_description": checks.text(errors, "seo_description", given.seo_description, 1_000),
        "template_suffix": checks.suffix(errors, given.template_suffix),
    }


def _publish(product: Product, given: ProductInput | None) -> None:
    if given and given.published_at:
        product.published_at = given.published_at
    elif product.status == "active" and product.published_at is None:
        product.published_at = clock.now()


def _check_tags(errors: Errors, tags: Sequence[str]) -> None:
    kept = clean_tags(tags)
    if len(kept) > MOST_TAGS:
        errors.add("tags", "catalogue.tags_many", most=MOST_TAGS)
    if any(len(tag) > 120 for tag in kept):
        errors.add("tags", "catalogue.tag_long", most=120)


def write_tags(session: StoreSession, product_id: int, tags: Sequence[str]) -> None:
    """Make these a product's tags; those that stay keep their rows."""
    wanted = clean_tags(tags)
    have = session.scalars(select(ProductTag).where(ProductTag.product_id == product_id)).all()
    for row in have:
        if row.tag not in wanted:
            session.delete(row)
    session.flush()
    known = {row.tag for row in have}
    for tag in wanted:
        if tag not in known:
            session.add(ProductTag(product_id=product_id, tag=tag))
    session.flush()
