"""How a shopper may filter and sort a list of products."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from engine.base.money import exponent
from engine.liquid import Drop, prop
from engine.rendering.loading.facets import FacetCounts
from engine.rendering.loading.lists import Chosen

from .options import SWATCHES, swatch_of

if TYPE_CHECKING:
    from .front import Front

_PRICE = re.compile(r"[0-9]{1,9}([.,][0-9]{1,4})?\Z")


def chosen_of(front: Front) -> Chosen:
    """Read `filter.*` from the address; what cannot be understood is left out."""
    visit = front.visit
    options: dict[str, list[str]] = {}
    for key, value in visit.query[:100]:
        if key.startswith("filter.v.option.") and value:
            options.setdefault(key.removeprefix("filter.v.option.")[:100], []).append(value[:200])
    stock = {"1": True, "0": False}
    wanted = frozenset(stock[v] for v in visit.values("filter.v.availability") if v in stock)
    return Chosen(
        vendors=tuple(visit.values("filter.p.vendor")[:50]),
        types=tuple(visit.values("filter.p.product_type")[:50]),
        tags=tuple(visit.values("filter.p.tag")[:50]),
        price_from=_minor(front, "filter.v.price.gte"),
        price_to=_minor(front, "filter.v.price.lte"),
        available=wanted,
        options=tuple((name, tuple(picked)) for name, picked in options.items()),
    )


def _minor(front: Front, name: str) -> int | None:
    text = front.visit.parameters.get(name, "").strip()
    if not _PRICE.match(text):
        return None
    whole, _, fraction = text.replace(",", ".").partition(".")
    digits = exponent(front.visit.store.currency)
    return int(whole) * 10**digits + int((fraction + "0" * digits)[:digits] or 0)


class SortOption(Drop):
    """One way to sort."""

    liquid_name = "SortOptionDrop"

    def __init__(self, front: Front, value: str) -> None:
        self.front = front
        self._value = value

    @prop
    def value(self) -> str:
        return self._value

    @prop
    def name(self) -> str:
        key = f"sort.{self._value.replace('-', '_')}"
        return self.front.texts.get(key) or self.front.platform_text(key)


class FilterDrop(Drop):
    """One thing to filter by."""

    liquid_name = "FilterDrop"

    def __init__(self, front: Front, label: str, kind: str, parameter: str) -> None:
        self.front = front
        self._label = label
        self._kind = kind
        self._parameter = parameter
        self._values: list[FilterValue] = []
        self.low: FilterValue | None = None
        self.high: FilterValue | None = None
        self._range_max = 0

    def with_values(self, counts: Iterable[tuple[str, str, int]], chosen: Iterable[str]) -> FilterDrop:
        """Give the filter its values as (value, label, count)."""
        active = set(chosen)
        self._values = [
            FilterValue(self, value, label, count, value in active) for value, label, count in counts
        ]
        return self

    def with_range(self, low: int | None, high: int | None, most: int) -> FilterDrop:
        """Make it a price range, in minor units."""
        self.low = FilterValue(self, low, "", 0, low is not None, ".gte")
        self.high = FilterValue(self, high, "", 0, high is not None, ".lte")
        self._range_max = most
        return self

    @prop
    def label(self) -> str:
        return self._label

    @prop
    def type(self) -> str:
        return self._kind

    @prop
    def param_name(self) -> str:
        return self._parameter

    @prop
    def operator(self) -> str | None:
        return "OR" if self._kind == "list" else None

    @prop
    def presentation(self) -> str | None:
        if self._kind != "list":
            return None
        return "swatch" if any(v.liquid_get("swatch") is not None for v in self._values) else "text"

    @prop("true_value", "false_value")
    def no_yes_or_no(self) -> None:
        return None

    @prop
    def values(self) -> list[FilterValue]:
        return self._values

    @prop
    def active_values(self) -> list[FilterValue]:
        return [v for v in self._values if v.is_active]

    @prop
    def inactive_values(self) -> list[FilterValue]:
        return [v for v in self._values if not v.is_active]

    @prop
    def min_value(self) -> FilterValue | None:
        return self.low

    @prop
    def max_value(self) -> FilterValue | None:
        return self.high

    @prop
    def range_max(self) -> int | None:
        return self._range_max if self._kind == "price_range" else None

    @prop
    def url_to_remove(self) -> str:
        gone = dict.fromkeys([self._parameter, f"{self._parameter}.gte", f"{self._parameter}.lte", "page"])
        return self.front.visit.address(gone)


class FilterValue(Drop):
    """One value of a filter."""

    liquid_name = "FilterValueDrop"

    def __init__(
        self, owner: FilterDrop, value: object, label: str, count: int, active: bool, ending: str = ""
    ) -> None:
        self.owner = owner
        self._value = value
        self._label = label
        self._count = count
        self.is_active = active
        self._parameter = owner._parameter + ending

    @prop
    def value(self) -> object:
        return self._value

    @prop
    def label(self) -> str:
        return self._label

    @prop
    def count(self) -> int:
        return self._count

    @prop
    def active(self) -> bool:
        return self.is_active

    @prop
    def param_name(self) -> str:
        return self._parameter

    def _others(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (k, v)
            for k, v in self.owner.front.visit.query
            if not (k == self._parameter and v == str(self._value))
        )

    @prop
    def url_to_add(self) -> str:
        pairs = [*self._others(), (self._parameter, str(self._value))]
        return _with_query(self.owner.front, pairs)

    @prop
    def url_to_remove(self) -> str:
        return _with_query(self.owner.front, self._others())

    @prop
    def swatch(self) -> object:
        if not self._parameter.startswith("filter.v.option."):
            return None
        name = self._parameter.removeprefix("filter.v.option.").lower()
        return swatch_of(str(self._value)) if name in SWATCHES else None

    @prop("image", "display")
    def no_image(self) -> None:
        return None


def _with_query(front: Front, pairs: Iterable[tuple[str, str]]) -> str:
    kept = [(k, v) for k, v in pairs if k not in ("page", "section_id", "sections")]
    return f"{front.visit.path}?{urlencode(kept)}" if kept else front.visit.path


def filters_of(front: Front, counts: FacetCounts, chosen: Chosen) -> list[FilterDrop]:
    """The filters of a list, those without a choice left out."""

    def text(key: str) -> str:
        return front.texts.get(f"filters.{key}") or front.platform_text(f"filters.{key}")

    found: list[FilterDrop] = []
    if (counts.in_stock and counts.sold_out) or chosen.available:
        pairs = [("1", text("in_stock"), counts.in_stock), ("0", text("sold_out"), counts.sold_out)]
        picked = ["1" if flag else "0" for flag in chosen.available]
        found.append(
            FilterDrop(front, text("availability"), "list", "filter.v.availability").with_values(
                pairs, picked
            )
        )
    if counts.price_max or chosen.price_from is not None or chosen.price_to is not None:
        found.append(
            FilterDrop(front, text("price"), "price_range", "filter.v.price").with_range(
                chosen.price_from, chosen.price_to, counts.price_max
            )
        )
    _add_list(found, front, text("vendor"), "filter.p.vendor", counts.vendors, chosen.vendors)
    _add_list(found, front, text("product_type"), "filter.p.product_type", counts.types, chosen.types)
    picked_options = dict(chosen.options)
    for name in sorted({*counts.options, *picked_options}):
        values = counts.options.get(name, {})
        _add_list(found, front, name, f"filter.v.option.{name}", values, picked_options.get(name, ()))
    if chosen.tags:
        _add_list(found, front, text("tag"), "filter.p.tag", counts.tags, chosen.tags)
    return found


def _add_list(
    found: list[FilterDrop],
    front: Front,
    label: str,
    parameter: str,
    counts: dict[str, int],
    chosen: tuple[str, ...],
) -> None:
    """Add a list filter if it offers a choice, or one was made; what was chosen is always shown."""
    shown = {**dict.fromkeys(chosen, 0), **counts}
    if len(shown) < 2 and not chosen:
        return
    pairs = [(value, value, shown[value]) for value in sorted(shown, key=str.lower)]
    found.append(FilterDrop(front, label, "list", parameter).with_values(pairs, chosen))
