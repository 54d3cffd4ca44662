"""Filters on lists. Each item visited is a step on the page's account."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key, wraps
from typing import Any

from markupsafe import Markup, escape

from engine.liquid.drops import Drop, SequenceDrop
from engine.liquid.errors import RenderError
from engine.liquid.safe import trusted
from engine.liquid.values import (
    equals,
    is_truthy,
    less,
    look_up,
    plain_number,
    to_html,
    to_list,
    to_number,
    to_text,
    type_name,
)


def items_of(context: Any, value: object) -> list[object]:
    """Read a filter's input as a flat list, and charge for it."""
    found: list[object] = []
    _flatten(to_list(value), found, 6)
    context.budget.step(len(found))
    context.budget.make(len(found) * 8)
    return found


def _flatten(source: list[object], found: list[object], levels: int) -> None:
    for item in source:
        if isinstance(item, (list, tuple)) and levels:
            _flatten(list(item), found, levels - 1)
        else:
            found.append(item)


def join(context: Any, value: object, separator: object = " ") -> str:
    items = items_of(context, value)
    between = to_text(separator)
    if isinstance(between, Markup) or any(isinstance(item, Markup) for item in items):
        safe = escape(between)
        context.budget.make(len(safe) * len(items))
        return trusted(safe.join(_texts(context, items, to_html)))
    context.budget.make(len(between) * len(items))
    return between.join(_texts(context, items, to_text))


def _texts(context: Any, items: list[object], write: Callable[[object], str]) -> list[str]:
    """The items as texts, charged on the way: many may be one long text."""
    parts: list[str] = []
    unpaid = 0
    for item in items:
        parts.append(write(item))
        unpaid += len(parts[-1])
        if unpaid > 100_000:
            context.budget.make(unpaid)
            unpaid = 0
    context.budget.make(unpaid)
    return parts


def first(context: Any, value: object) -> object:
    return None if isinstance(value, str) else look_up(value, "first")


def last(context: Any, value: object) -> object:
    return None if isinstance(value, str) else look_up(value, "last")


def reverse(context: Any, value: object) -> list[object]:
    return items_of(context, value)[::-1]


def concat(context: Any, value: object, other: object) -> list[object]:
    if not isinstance(other, (list, tuple, range, SequenceDrop)):
        raise RenderError(f"concat needs an array, found {type_name(other)}")
    left = items_of(context, value)
    context.budget.make((len(left) + len(other)) * 8 + (len(other) * 32 if isinstance(other, range) else 0))
    return left + to_list(other)


def compact(context: Any, value: object, key: object = None) -> list[object]:
    return [item for item in items_of(context, value) if _read(item, key) is not None]


def _read(item: object, key: object) -> object:
    return item if key is None else look_up(item, key)


class _NoProperties(Exception):
    """An item that can have no properties at all, or a text that is asked for none."""


def _part(item: object, key: object) -> object:
    """A property; of a text, the part of it that is asked for, as the public filters have it."""
    if item is None or isinstance(item, bool) or (key is None and isinstance(item, str)):
        raise _NoProperties
    if isinstance(item, str):
        return key if isinstance(key, str) and key in item else None
    return look_up(item, key)


def _of_properties(choose: Callable[..., object]) -> Callable[..., object]:
    """A filter that asks items for a property. Where it meets one that can have none it answers nil as a whole, as the
    public filters do; an item that was found before is found."""

    @wraps(choose)
    def chosen(*arguments: object, **named: object) -> object:
        try:
            return choose(*arguments, **named)
        except _NoProperties:
            return None

    return chosen


def map_filter(context: Any, value: object, key: object) -> list[object]:
    items = items_of(context, value)
    for item in items:
        if not isinstance(item, (dict, Drop)) and item is not None:
            raise RenderError(f"cannot read '{to_text(key)}' of a {type_name(item)}")
    return [look_up(item, key) for item in items]


@_of_properties
def where(context: Any, value: object, key: object, wanted: object = None) -> list[object]:
    test = _test(key, wanted)
    return [item for item in items_of(context, value) if test(item)]


@_of_properties
def reject(context: Any, value: object, key: object, wanted: object = None) -> list[object]:
    test = _test(key, wanted)
    return [item for item in items_of(context, value) if not test(item)]


@_of_properties
def find(context: Any, value: object, key: object, wanted: object = None) -> object:
    test = _test(key, wanted)
    return next((item for item in items_of(context, value) if test(item)), None)


@_of_properties
def find_index(context: Any, value: object, key: object, wanted: object = None) -> int | None:
    test = _test(key, wanted)
    return next((at for at, item in enumerate(items_of(context, value)) if test(item)), None)


@_of_properties
def has(context: Any, value: object, key: object, wanted: object = None) -> bool:
    test = _test(key, wanted)
    return any(test(item) for item in items_of(context, value))


def _test(key: object, wanted: object) -> Callable[[object], bool]:
    if wanted is None:
        return lambda item: is_truthy(_part(item, key))
    return lambda item: equals(_part(item, key), wanted)


def uniq(context: Any, value: object, key: object = None) -> list[object]:
    seen: set[object] = set()
    unhashable: list[object] = []
    kept: list[object] = []
    for item in items_of(context, value):
        mark = _read(item, key)
        try:
            known = (type(mark) is bool, mark) in seen
            seen.add((type(mark) is bool, mark))
        except TypeError:
            context.budget.step(len(unhashable))
            known = mark in unhashable
            if not known:
                unhashable.append(mark)
        if not known:
            kept.append(item)
    return kept


def sum_filter(context: Any, value: object, key: object = None) -> int | float:
    total: int | Decimal = 0
    for item in items_of(context, value):
        total = total + to_number(_read(item, key))
    return plain_number(total)


def _order(left: object, right: object) -> int:
    if left is None or right is None:
        return (left is None) - (right is None)
    if isinstance(left, bool) and isinstance(right, bool):
        return int(left) - int(right)
    if less(left, right):
        return -1
    return 1 if less(right, left) else 0


def sort(context: Any, value: object, key: object = None) -> list[object]:
    items = items_of(context, value)
    context.budget.step(len(items) * 4)
    return sorted(items, key=cmp_to_key(lambda a, b: _order(_read(a, key), _read(b, key))))


def sort_natural(context: Any, value: object, key: object = None) -> list[object]:
    items = items_of(context, value)
    context.budget.step(len(items) * 4)

    def rank(item: object) -> tuple[bool, str]:
        found = _read(item, key)
        return found is None, to_text(found).casefold()

    return sorted(items, key=rank)


FILTERS: dict[str, Callable[..., object]] = {
    "compact": compact,
    "concat": concat,
    "find": find,
    "find_index": find_index,
    "first": first,
    "has": has,
    "join": join,
    "last": last,
    "map": map_filter,
    "reject": reject,
    "reverse": reverse,
    "sort": sort,
    "sort_natural": sort_natural,
    "sum": sum_filter,
    "uniq": uniq,
    "where": where,
}
