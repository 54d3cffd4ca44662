"""What JSON values must look like: small checks that say what is wrong, and where, and are put together to larger ones.

A check takes a value and yields faults. The public format's own descriptions of schemas find the same; a test
compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .documents import Place


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place below the value that was looked at."""

    place: Place
    message: str
    kind: str = "schema"

    def below(self, *way: str | int) -> Fault:
        """The same, seen from further out."""
        return Fault((*way, *self.place), self.message, self.kind)


Check = Callable[[Any], Iterator[Fault]]


def name_of(value: Any) -> str:
    """A value in a few words."""
    kinds = {
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return "null" if value is None else kinds.get(type(value), "something else")


def anything(_value: Any) -> Iterator[Fault]:
    """Every value will do."""
    yield from ()


def _simple(what: str, fits: Callable[[Any], bool]) -> Check:
    def check(value: Any) -> Iterator[Fault]:
        if not fits(value):
            yield Fault((), f"must be {what}, not {name_of(value)}")

    return check


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, however it is written."""
    return is_number(value) and float(value).is_integer() if not isinstance(value, int) else is_number(value)


def is_multiple(value: Any, step: Any, start: Any = 0) -> bool:
    """Whether a number is a multiple of a step from *start*, as people count: 1 is two steps of 0.1 from 0.8."""
    try:
        return (Decimal(str(value)) - Decimal(str(start))) % Decimal(str(step)) == 0
    except (InvalidOperation, ZeroDivisionError):
        return False


text = _simple("a text", lambda value: isinstance(value, str))
flag = _simple("true or false", lambda value: isinstance(value, bool))
number = _simple("a number", is_number)
whole = _simple("a whole number", is_whole)
listed = _simple("a list", lambda value: isinstance(value, list))


def tenth(value: Any) -> Iterator[Fault]:
    """A number with at most one digit after the point."""
    if not is_number(value):
        yield Fault((), f"must be a number, not {name_of(value)}")
    elif not is_multiple(value, "0.1"):
        yield Fault((), "must be a multiple of 0.1")


def between(low: int, high: int) -> Check:
    """A whole number in a range."""

    def check(value: Any) -> Iterator[Fault]:
        if not is_whole(value):
            yield Fault((), f"must be a whole number, not {name_of(value)}")
        elif not low <= value <= high:
            yield Fault((), f"must be from {low} to {high}")

    return check


def one_of(*values: str) -> Check:
    """One of these texts."""
    known = frozenset(values)

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, str) or value not in known:
            some = ", ".join(values[:12]) + (" …" if len(values) > 12 else "")
            yield Fault((), f"must be one of {some}")

    return check


def matching(pattern: str, what: str) -> Check:
    """A text of a form."""
    compiled = re.compile(pattern)

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, str) or not compiled.search(value):
            yield Fault((), f"must be {what}")

    return check


def items(each: Check, *, unique: bool = False) -> Check:
    """A list of such values."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault((), f"must be a list, not {name_of(value)}")
            return
        seen: set[str] = set()
        for at, item in enumerate(value):
            yield from (fault.below(at) for fault in each(item))
            if unique and isinstance(item, str):
                if item in seen:
                    yield Fault((at,), "stands in the list twice")
                seen.add(item)

    return check


def values(each: Check) -> Check:
    """An object with such values, whatever its keys."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault((), f"must be an object, not {name_of(value)}")
            return
        for key, item in value.items():
            yield from (fault.below(key) for fault in each(item))

    return check


def shape(
    known: Mapping[str, Check], *, needs: tuple[str, ...] = (), is_open: bool = False, of: str = "this object"
) -> Check:
    """An object with these attributes, and no others unless it is open."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault((), f"must be an object, not {name_of(value)}")
            return
        for key in needs:
            if key not in value:
                yield Fault((), f"{of} needs '{key}'")
        for key, item in value.items():
            if key in known:
                yield from (_named(fault, key).below(key) for fault in known[key](item))
            elif not is_open:
                yield Fault((key,), f"'{key[:60]}' is no attribute of {of}", "schema-attribute")

    return check


def _named(fault: Fault, key: str) -> Fault:
    """A fault of the attribute itself names it; those further in have their own words."""
    return (
        fault
        if fault.place or not fault.message.startswith("must ")
        else Fault((), f"'{key}' {fault.message}", fault.kind)
    )
