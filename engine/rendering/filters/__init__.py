"""Every filter that needs the shop, one line each in its module's table."""

from __future__ import annotations

from collections.abc import Callable

from . import addresses, brand, metafields, tags, words

SHOP_FILTERS: dict[str, Callable[..., object]] = {
    **addresses.FILTERS,
    **brand.FILTERS,
    **tags.FILTERS,
    **words.FILTERS,
    **metafields.FILTERS,
}
