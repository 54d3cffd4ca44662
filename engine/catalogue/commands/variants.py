"""Variants of a product: generated from options, replaced as a whole, or changed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all
from engine.catalogue import ports
from engine.catalogue.commands.checks import Errors
from engine.catalogue.commands.inputs import OptionInput, VariantInput
from engine.catalogue.commands.variant_checks import (
    check_variant,
    check_variants,
    own_variants,
    taken_skus,
    values_of,
    whole,
)
from engine.catalogue.events import product_changed
from engine.catalogue.models import Product, ProductMedia, ProductOption, Variant
from engine.catalogue.rules.options import (
    variant_title,
)
from engine.metafields.commands import forget
from engine.stores.commands import record_activity


def set_variants(
    session: StoreSession,
    product_id: int,
    options: Sequence[OptionInput],
    variants: Sequence[VariantInput],
    actor: Actor,
    *,
    quiet: bool = False,
    source: str = "admin",
) -> list[Variant]:
    """Make these the product's options and variants, in this order; variants whose id is not named are removed.

    Price bounds follow in the same transaction. Raises Invalid with field names such as ``variants.0.price_minor``.
    *quiet*: the caller writes activity and event. *source*: where new variants come from, which says where they are offered.
    """
    product = session.need(Product, product_id)
    errors = check_variants(session, product_id, options, variants)
    Errors(errors).finish()
    variants = whole(options, variants)
    _write_options(session, product_id, options, variants)
    own = own_variants(session, product_id)
    kept = {variant.id for variant in variants if variant.id}
    _remove(session, [variant for variant_id, variant in own.items() if variant_id not in kept])
    _free_skus(session, [v for v in own.values() if v.id in kept], variants)
    rows = _write(session, product_id, variants, own, actor, source)
    product.updated_at = clock.now()
    refresh_price_bounds(session, [product_id])
    session.flush()
    if not quiet:
        record_activity(session, actor, "product.updated", "product", product.id, product.title)
        product_changed(session, product_id)
    return rows


def update_variant(session: StoreSession, variant_id: int, given: VariantInput, actor: Actor) -> Variant:
    """Change one variant; its option values stay. Raises Invalid by plain field name, NotFound."""
    variant = session.need(Variant, variant_id)
    errors = Errors()
    check_variant(session, errors, "", replace(given, id=variant.id), {variant.id: variant})
    if given.sku and taken_skus(session, [given.sku], variant.product_id, variant.id):
        errors.add("sku", "catalogue.sku_taken", sku=given.sku.strip())
    errors.finish()
    for name, value in _columns(given).items():
        setattr(variant, name, value)
    session.flush()
    ports.stock().set_item(session, variant.inventory_item_id, given.stock)
    if given.on_hand is not None:
        quantities = {variant.inventory_item_id: given.on_hand}
        ports.stock().set_on_hand(session, quantities, actor, "counted", new=False)
    product = session.need(Product, variant.product_id)
    product.updated_at = clock.now()
    refresh_price_bounds(session, [product.id])
    record_activity(session, actor, "product.updated", "product", product.id, product.title)
    session.flush()
    product_changed(session, product.id)
    return variant


def refresh_price_bounds(session: StoreSession, product_ids: Iterable[int]) -> None:
    """Derive price_min and price_max of products from their variants, in one statement."""
    ids = list(product_ids)
    touch_all(session, "product", ids)

    def bound(function: Any) -> Any:
        return (
            select(func.coalesce(function(Variant.price_minor), 0))
            .where(Variant.store_id == session.store, Variant.product_id == Product.id)
            .correlate(Product)
            .scalar_subquery()
        )

    session.flush()
    session.execute(
        update(Product)
        .where(Product.store_id == session.store, Product.id.in_(ids))
        .values(price_min=bound(func.min), price_max=bound(func.max))
        .execution_options(synchronize_session=False)
    )
    for product_id in ids:
        known = session.identity_map.get(session.identity_key(Product, (session.store, product_id)))
        if known is not None:
            session.refresh(known, ["price_min", "price_max"])


def _write_options(
    session: StoreSession, product_id: int, options: Sequence[OptionInput], variants: Sequence[VariantInput]
) -> None:
    touch(session, ("product", product_id))
    session.execute(
        delete(ProductOption)
        .where(ProductOption.store_id == session.store, ProductOption.product_id == product_id)
        .execution_options(synchronize_session=False)
    )
    for place, option in enumerate(options):
        used = dict.fromkeys(values_of(variant)[place] for variant in variants)
        asked = [" ".join(choice.split()) for choice in option.choices]
        choices = [choice for choice in asked if choice in used] + [c for c in used if c not in asked]
        session.add(
            ProductOption(
                product_id=product_id,
                name=" ".join(option.name.split()),
                position=place + 1,
                choices=choices,
            )
        )


def _columns(given: VariantInput) -> dict[str, Any]:
    return {
        "sku": " ".join((given.sku or "").split()) or None,
        "barcode": " ".join((given.barcode or "").split()) or None,
        "price_minor": given.price_minor,
        "compare_at_minor": given.compare_at_minor,
        "weight_grams": given.weight_grams,
        "requires_shipping": given.requires_shipping,
        "taxable": given.taxable,
        "media_id": given.media_id,
    }


def _option_columns(given: VariantInput) -> dict[str, Any]:
    values = values_of(given)
    padded = (*values, None, None, None)[:3]
    return {
        "title": variant_title(values),
        "option1": padded[0],
        "option2": padded[1],
        "option3": padded[2],
    }


def _remove(session: StoreSession, variants: Sequence[Variant]) -> None:
    forget(session, "variant", [variant.id for variant in variants])
    for variant in variants:
        session.delete(variant)
    session.flush()


def _free_skus(session: StoreSession, kept: Sequence[Variant], variants: Sequence[VariantInput]) -> None:
    """Two variants of a product may swap their SKUs: give up the changing ones first."""
    wanted = {v.id: " ".join((v.sku or "").split()) or None for v in variants if v.id}
    for variant in kept:
        if variant.sku and variant.sku != wanted.get(variant.id):
            variant.sku = None
    session.flush()


def _write(
    session: StoreSession,
    product_id: int,
    variants: Sequence[VariantInput],
    own: dict[int, Variant],
    actor: Actor,
    source: str = "admin",
) -> list[Variant]:
    new = [variant for variant in variants if variant.id is None]
    item_ids = iter(ports.stock().create_items(session, [variant.stock for variant in new], source))
    first: dict[int, int] = {}
    later: dict[int, int] = {}
    rows = []
    for position, given in enumerate(variants):
        columns = _columns(given) | _option_columns(given) | {"position": position + 1}
        if given.id is None:
            row = Variant(product_id=product_id, inventory_item_id=next(item_ids), **columns)
            session.add(row)
        else:
            row = own[given.id]
            for name, value in columns.items():
                setattr(row, name, value)
            ports.stock().set_item(session, row.inventory_item_id, given.stock)
        if given.on_hand is not None:
            (first if given.id is None else later)[row.inventory_item_id] = given.on_hand
        _show(session, product_id, given.media_id)
        rows.append(row)
    session.flush()
    if first:
        ports.stock().set_on_hand(session, first, actor, "received", new=True)
    if later:
        ports.stock().set_on_hand(session, later, actor, "counted", new=False)
    return rows


def _show(session: StoreSession, product_id: int, media_id: int | None) -> None:
    """A variant's picture is one of the gallery."""
    if media_id is None:
        return
    shown = session.scalars(select(ProductMedia.media_id).where(ProductMedia.product_id == product_id)).all()
    if media_id not in shown:
        session.add(ProductMedia(product_id=product_id, media_id=media_id, position=len(shown) + 1))
        session.flush()
