"""Options and the variants that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

MOST_OPTIONS = 3
MOST_VARIANTS = 500
MOST_TAGS = 100
DEFAULT_TITLE = "Default Title"
"""Title of the only variant of a product without options, as the public format has it; shoppers need not read it."""


def combinations(choices: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Every combination of the options' choices, the last option changing fastest; one empty one without options."""
    return list(product(*choices))


def variant_title(values: Sequence[str]) -> str:
    """``("Blue", "M")`` → ``"Blue / M"``."""
    return " / ".join(values) or DEFAULT_TITLE


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Trimmed, in order, each once whatever its case."""
    seen: dict[str, str] = {}
    for tag in tags:
        words = " ".join(tag.split())
        if words:
            seen.setdefault(words.casefold(), words)
    return list(seen.values())


def sku_twice(skus: Sequence[str | None]) -> Mapping[str, int]:
    """SKUs that stand more than once, with the place of their second mention."""
    first: set[str] = set()
    twice: dict[str, int] = {}
    for place, sku in enumerate(skus):
        if sku and sku in first:
            twice.setdefault(sku, place)
        elif sku:
            first.add(sku)
    return twice
