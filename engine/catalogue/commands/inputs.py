"""What commands accept: explicit schemas, so that nothing else can be set from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.catalogue.ports import NewStock

COUNTED = NewStock()
"""Stock is counted, and nothing is sold beyond it."""


@dataclass(frozen=True)
class OptionInput:
    """An option such as Colour; ``choices`` in the order shown. Empty choices are taken from the variants."""

    name: str
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class VariantInput:
    """A variant. Prices in minor units of the store's currency, weight in grams.

    ``id`` names one of the product's own that stays; without it one is added. ``options`` has a value per option.
    ``on_hand``: units at the store's first location; None leaves stock as it is.
    """

    price_minor: int
    options: Sequence[str] = ()
    id: int | None = None
    sku: str | None = None
    barcode: str | None = None
    compare_at_minor: int | None = None
    weight_grams: int = 0
    requires_shipping: bool = True
    taxable: bool = True
    media_id: int | None = None
    stock: NewStock = COUNTED
    on_hand: int | None = None


@dataclass(frozen=True)
class ProductInput:
    """What is said about a product, its variants apart. Without ``partner_id`` it belongs to the house.

    ``handle``: None makes it from the title when new, and keeps it otherwise. ``published_at``: None means now, once active.
    """

    title: str
    handle: str | None = None
    description_html: str | None = None
    product_type: str | None = None
    partner_id: int | None = None
    status: str = "draft"
    tags: Sequence[str] = ()
    seo_title: str | None = None
    seo_description: str | None = None
    template_suffix: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True)
class CollectionInput:
    """A collection by hand (``kind`` manual) or by rule (``rule``). ``rules``: [{field, relation, value}], value as typed."""

    title: str
    handle: str | None = None
    description_html: str | None = None
    kind: str = "manual"
    rules: Sequence[dict[str, Any]] = field(default_factory=tuple)
    match_mode: str = "all"
    sort_order: str = "manual"
    media_id: int | None = None
    parent_id: int | None = None
    template_suffix: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    is_published: bool = True
