"""What the readers of formats hand to the writer: plain values, already checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.base.errors import Refused
from engine.catalogue.importing.fields import Given


class Unreadable(Exception):
    """The file as a whole cannot be imported; the message says why and what would help."""


@dataclass(frozen=True)
class Problem:
    """Something that was not imported as it stands. ``line`` counts from 1; None: not in one place."""

    file: str
    line: int | None
    key: str | None
    refusal: Refused

    def described(self, reason: str) -> dict[str, Any]:
        """As the import keeps it."""
        return {"file": self.file, "line": self.line, "key": self.key, "reason": reason}


@dataclass
class ParsedPicture:
    """A picture by address (http or https), or by a path beside the file. ``variants``: places in ``variants``."""

    address: str
    position: int
    alt: str | None = None
    variants: list[int] = field(default_factory=list)
    is_local: bool = False


@dataclass
class ParsedVariant:
    """Prices in minor units, weight in grams. ``quantity`` None: stock is not mentioned."""

    line: int
    options: tuple[str, ...]
    price_minor: int
    sku: str | None = None
    barcode: str | None = None
    compare_at_minor: int | None = None
    cost_minor: int | None = None
    weight_grams: int = 0
    requires_shipping: bool = True
    taxable: bool = True
    tracked: bool = True
    policy: str = "deny"
    quantity: int | None = None


@dataclass
class ParsedProduct:
    """One product. ``key`` is its name in the source, the same in every export. ``categories``: paths of titles."""

    file: str
    line: int
    key: str
    title: str
    handle: str
    description_html: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    tags: list[str] = field(default_factory=list)
    status: str = "active"
    seo_title: str | None = None
    seo_description: str | None = None
    option_names: list[str] = field(default_factory=list)
    variants: list[ParsedVariant] = field(default_factory=list)
    pictures: list[ParsedPicture] = field(default_factory=list)
    categories: list[tuple[str, ...]] = field(default_factory=list)
    metafields: Given = field(default_factory=dict)

    def digest(self, partner_id: int) -> str:
        """Three hashes joined by dots: of what is said, of stock, of pictures. An equal one means nothing to do."""
        said = {
            k: v for k, v in vars(self).items() if k not in ("file", "line", "variants", "pictures", "vendor")
        }
        if not self.metafields:  # products that were imported before there were any
            del said["metafields"]
        variants = [
            {k: v for k, v in vars(variant).items() if k not in ("line", "quantity")}
            for variant in self.variants
        ]
        stock = [variant.quantity for variant in self.variants]
        pictures = [(p.address, p.position, p.alt, p.variants) for p in self.pictures]
        return ".".join(_hash(part) for part in ([said, variants, partner_id], stock, pictures))

    @property
    def choices(self) -> list[list[str]]:
        """The values of each option, in order of appearance."""
        return [
            list(dict.fromkeys(variant.options[place] for variant in self.variants))
            for place in range(len(self.option_names))
        ]


@dataclass(frozen=True)
class ParsedCategory:
    """A category at *path* (titles from the root down)."""

    path: tuple[str, ...]
    handle: str
    is_published: bool = True


@dataclass(frozen=True)
class ParsedLink:
    """Cross-links of a product, all SKUs or keys. ``kind``: related, upsell, crosssell."""

    file: str
    line: int
    key: str
    kind: str
    linked: tuple[str, ...]


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
