"""What can be wrong with options and variants, found before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue.commands import checks
from engine.catalogue.commands.checks import Errors
from engine.catalogue.commands.inputs import OptionInput, VariantInput
from engine.catalogue.models import Variant
from engine.catalogue.rules.options import (
    MOST_OPTIONS,
    MOST_VARIANTS,
    combinations,
    sku_twice,
    variant_title,
)


def generate_variants(options: Sequence[OptionInput], like: VariantInput) -> list[VariantInput]:
    """A variant like *like* for every combination of choices. SKU and barcode are left to be given one by one."""
    made = combinations([option.choices for option in options])
    if len(made) == 1:
        return [replace(like, options=made[0])]
    return [replace(like, options=values, id=None, sku=None, barcode=None) for values in made]


def check_variants(
    session: StoreSession,
    product_id: int | None,
    options: Sequence[OptionInput],
    variants: Sequence[VariantInput],
) -> dict[str, Refused]:
    """What is wrong with options and variants, by field name; empty when they can be written."""
    errors = Errors()
    _check_options(errors, options)
    variants = whole(options, variants)
    if len(variants) > MOST_VARIANTS:
        errors.add("variants", "catalogue.variants_many", most=MOST_VARIANTS)
        return errors
    own = own_variants(session, product_id)
    seen: dict[tuple[str, ...], int] = {}
    for place, variant in enumerate(variants):
        check_variant(session, errors, f"variants.{place}.", variant, own)
        values = values_of(variant)
        if len(values) != len(options) or not all(values):
            errors.add(f"variants.{place}.options", "catalogue.option_value_missing")
        elif values in seen:
            errors.add(f"variants.{place}.options", "catalogue.variant_twice", title=variant_title(values))
        seen.setdefault(values, place)
    _check_skus(session, errors, product_id, variants)
    return errors


def whole(options: Sequence[OptionInput], variants: Sequence[VariantInput]) -> list[VariantInput]:
    """No variant, or one without values, stands for all combinations."""
    if not variants:
        return generate_variants(options, VariantInput(price_minor=0))
    if len(variants) == 1 and options and not variants[0].options:
        return generate_variants(options, variants[0])
    return list(variants)


def values_of(variant: VariantInput) -> tuple[str, ...]:
    """Option values, trimmed."""
    return tuple(" ".join(value.split()) for value in variant.options)


def own_variants(session: StoreSession, product_id: int | None) -> dict[int, Variant]:
    """The variants that a product has, by id, in their order."""
    if product_id is None:
        return {}
    rows = session.scalars(
        select(Variant).where(Variant.product_id == product_id).order_by(Variant.position, Variant.id)
    )
    return {variant.id: variant for variant in rows}


def _check_options(errors: Errors, options: Sequence[OptionInput]) -> None:
    if len(options) > MOST_OPTIONS:
        errors.add("options", "catalogue.options_many", most=MOST_OPTIONS)
    names = [" ".join(option.name.split()).casefold() for option in options]
    for place, option in enumerate(options):
        checks.text(errors, f"options.{place}.name", option.name, 80, needed=True)
        if names[place] in names[:place]:
            errors.add(f"options.{place}.name", "catalogue.option_twice", name=option.name)
        choices = [" ".join(choice.split()) for choice in option.choices]
        if not all(choices) or len(set(choices)) < len(choices):
            errors.add(f"options.{place}.choices", "catalogue.option_choices")
        if any(len(choice) > 120 for choice in choices):
            errors.add(f"options.{place}.choices", "catalogue.text_long", most=120)


def check_variant(
    session: StoreSession, errors: Errors, prefix: str, given: VariantInput, own: dict[int, Variant]
) -> None:
    """What is wrong with one variant by itself; *prefix* stands before its field names."""
    if given.id is not None and given.id not in own:
        errors.add(f"{prefix}id", "record.not_found", kind="variant", id=given.id)
    checks.amount(errors, f"{prefix}price_minor", given.price_minor)
    checks.amount(errors, f"{prefix}compare_at_minor", given.compare_at_minor)
    checks.text(errors, f"{prefix}sku", given.sku, 120)
    checks.text(errors, f"{prefix}barcode", given.barcode, 60)
    if any(len(value) > 120 for value in values_of(given)):
        errors.add(f"{prefix}options", "catalogue.text_long", most=120)
    if not 0 <= given.weight_grams <= 100_000_000:
        errors.add(f"{prefix}weight_grams", "catalogue.weight", value=given.weight_grams)
    if given.on_hand is not None and not 0 <= given.on_hand <= 1_000_000_000:
        errors.add(f"{prefix}on_hand", "catalogue.on_hand", value=given.on_hand)
    if given.stock.policy not in ("deny", "continue"):
        errors.add(f"{prefix}policy", "catalogue.choice", value=given.stock.policy[:40])
    checks.media(session, errors, f"{prefix}media_id", given.media_id)


def _check_skus(
    session: StoreSession, errors: Errors, product_id: int | None, variants: Sequence[VariantInput]
) -> None:
    skus = [" ".join((variant.sku or "").split()) or None for variant in variants]
    for sku, place in sku_twice(skus).items():
        errors.add(f"variants.{place}.sku", "catalogue.sku_twice", sku=sku)
    taken = taken_skus(session, [sku for sku in skus if sku], product_id, None)
    for place, given in enumerate(skus):
        if given in taken:
            errors.add(f"variants.{place}.sku", "catalogue.sku_taken", sku=given)


def taken_skus(
    session: StoreSession, skus: Sequence[str], product_id: int | None, variant_id: int | None
) -> set[str | None]:
    """SKUs that belong to another product (or, with *variant_id*, to another variant)."""
    if not skus:
        return set()
    others = Variant.id != variant_id if variant_id else Variant.product_id != (product_id or 0)
    wanted = [" ".join(sku.split()) for sku in skus]
    return set(
        session.scalars(
            select(Variant.sku).where(Variant.store_id == session.store, Variant.sku.in_(wanted), others)
        )
    )
