"""What values mean in Liquid: truth, equality, order, look-up, and how they are written.

One place for the interpreter, the filters and a compiler, so that they cannot differ.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from .drops import Drop, SequenceDrop
from .errors import RenderError
from .safe import SCRIPT, STYLE, Css, Json, for_script, for_style, trusted


class _Sentinel:
    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __str__(self) -> str:
        return ""


EMPTY: Any = _Sentinel("empty")
BLANK: Any = _Sentinel("blank")

MAX_INTEGER_BITS = 4096


_MARKUP_CHARACTERS = re.compile(r"[<>&\"']")


def own_text(text: str) -> str:
    """Mark text that a pack or the platform wrote, if escaping would change it."""
    return trusted(text) if _MARKUP_CHARACTERS.search(text) else text


def is_truthy(value: object) -> bool:
    """Everything but nil and false is true in Liquid, zero and the empty string included."""
    return value is not None and value is not False


def is_empty(value: object) -> bool:
    """`value == empty`: a string, list or hash without content. Nil is not empty."""
    if isinstance(value, (str, list, tuple, dict)):
        return not value
    if isinstance(value, (range, SequenceDrop)):
        return len(value) == 0
    return value is EMPTY


def is_blank(value: object) -> bool:
    """`value == blank`: nil, false, only white space, or empty."""
    if value is None or value is False or value is BLANK:
        return True
    if value is EMPTY:
        return False
    if isinstance(value, str):
        return not value.strip()
    return is_empty(value)


def equals(left: object, right: object) -> bool:
    """Liquid's `==`."""
    if right is EMPTY or right is BLANK:
        left, right = right, left
    if left is EMPTY:
        return is_empty(right)
    if left is BLANK:
        return is_blank(right)
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(right, Drop) and not isinstance(left, Drop):
        left, right = right, left
    return bool(left == right)


def less(left: object, right: object) -> bool:
    """Liquid's `<`; nil is never less nor greater; other unlike types are an error."""
    if left is None or right is None:
        return False
    return _compare(left, right, "<")


def less_or_equal(left: object, right: object) -> bool:
    """Liquid's `<=`, with the same rules as `less`."""
    if left is None or right is None:
        return False
    return _compare(left, right, "<=")


def _compare(left: Any, right: Any, operator: str) -> bool:
    if isinstance(left, _Sentinel) or isinstance(right, _Sentinel):
        return False
    numbers = (int, float, Decimal)
    alike = (
        isinstance(left, numbers)
        and isinstance(right, numbers)
        and not isinstance(left, bool)
        and not isinstance(right, bool)
    ) or (isinstance(left, str) and isinstance(right, str))
    if not alike and isinstance(left, (dt.date, dt.datetime)) and type(left) is type(right):
        alike = True
    if not alike:
        raise RenderError(f"comparison of {type_name(left)} with {type_name(right)} failed")
    return bool(left < right) if operator == "<" else bool(left <= right)


def contains(left: object, right: object, budget: Any = None) -> bool:
    """Liquid's `contains`, on strings, lists, hashes and drops; a long search is charged to the page."""
    if left is None or right is None or left is False or right is False:
        return False
    if budget is not None and isinstance(left, (str, list)) and len(left) > 200:
        budget.read(left)
    if isinstance(left, str):
        return to_text(right) in left
    if isinstance(left, Mapping):
        return _hashable(right) and right in left
    if isinstance(left, range):
        return isinstance(right, int) and not isinstance(right, bool) and right in left
    if isinstance(left, (list, tuple, SequenceDrop)):
        return any(equals(item, right) for item in left)
    if isinstance(left, Drop):
        return isinstance(right, str) and left.liquid_get(right) is not None
    return False


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def look_up(value: object, key: object) -> object:
    """Return `value.key` or `value[key]`; whatever cannot be read is nil."""
    if isinstance(value, Drop):
        found = value.liquid_get(key)
        if found is None and isinstance(value, SequenceDrop):
            return _sequence_word(value, key)
        return found
    if isinstance(value, dict):
        if _hashable(key) and key in value:
            return value[key]
        return _mapping_word(value, key)
    if isinstance(value, (list, tuple, range)):
        if isinstance(key, int) and not isinstance(key, bool):
            return value[key] if -len(value) <= key < len(value) else None
        return _sequence_word(value, key)
    if isinstance(value, str):
        return len(value) if key == "size" else None
    if isinstance(value, Mapping):
        return value.get(key)
    return None


def _mapping_word(value: Mapping[Any, object], key: object) -> object:
    if key == "size":
        return len(value)
    if key == "first" and value:
        return list(next(iter(value.items())))
    return None


def _sequence_word(value: Any, key: object) -> object:
    if key == "size":
        return len(value)
    if key == "first":
        return look_up(value, 0) if len(value) else None
    if key == "last":
        return look_up(value, -1) if len(value) else None
    return None


def span(start: object, stop: object) -> range:
    """`(start..stop)`; the ends are whole numbers, whatever they were written as."""
    first, last = to_integer(start, 0), to_integer(stop, 0)
    if max(abs(first), abs(last)) > 2**53:
        raise RenderError("a range that is too large")
    return range(first, max(last, first - 1) + 1)


def type_name(value: object) -> str:
    """A value's type in the words of a theme author."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (list, tuple, range, SequenceDrop)):
        return "array"
    if isinstance(value, Mapping):
        return "hash"
    return str(getattr(value, "liquid_name", "") or type(value).__name__.lower())


def number_text(value: float | Decimal) -> str:
    """Write a decimal number the way Liquid does: `3.0`, `0.1`, `1.0e+16`."""
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    text = repr(number)
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}"
    return text


def to_text(value: object) -> str:
    """Write any value as plain text, without escaping."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (float, Decimal)):
        return number_text(value)
    if isinstance(value, (list, tuple, SequenceDrop)):
        return _joined(value, to_text)
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S %z")
    if isinstance(value, Mapping):
        inside = ", ".join(f'"{to_text(k)}"=>{_inspect(v)}' for k, v in value.items())
        return f"{{{inside}}}"
    return str(value)


MAX_LIST_ITEMS, MAX_LIST_TEXT = 10_000, 2_000_000
"""Of a list that is written as text. There is no account here, and a list may hold one long text very often."""


def _joined(items: Iterable[object], write: Callable[[object], str]) -> str:
    """The items' texts in a row, lists inside lists as well. Raises `RenderError` for what is too long."""
    parts: list[str] = []
    _collect(items, write, parts, [MAX_LIST_ITEMS, MAX_LIST_TEXT])
    return "".join(parts)


def _collect(
    items: Iterable[object], write: Callable[[object], str], parts: list[str], left: list[int]
) -> None:
    for item in items:
        left[0] -= 1
        if isinstance(item, (list, tuple)):
            _collect(item, write, parts, left)
        else:
            parts.append(write(item))
            left[1] -= len(parts[-1])
        if left[0] < 0 or left[1] < 0:
            raise RenderError("a list that is too long to be written as text")


def _inspect(value: object) -> str:
    if value is None:
        return "nil"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inspect(item) for item in value) + "]"
    return to_text(value)


def to_html(value: object) -> str:
    """Write a value into HTML: text is escaped, markup made by the pack or the platform is not."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return escape(value)
    if value is None or isinstance(value, (bool, int)):
        return to_text(value)
    if isinstance(value, (list, tuple, SequenceDrop)):
        return _joined(value, to_html)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return escape(to_text(value))


def to_output(value: object, place: str) -> str:
    """Write a value into HTML, or into the pack's own script or style element."""
    if place == SCRIPT:
        if isinstance(value, Json):
            return value
        return for_script(to_text(value))
    if place == STYLE:
        if isinstance(value, Css):
            return value
        if isinstance(value, Markup):
            return value.replace("<", "\\3c ")
        return for_style(to_text(value))
    return to_html(value)


def to_number(value: object) -> int | Decimal:
    """Read a number: text is read up to its first strange character; everything else is 0."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            raise RenderError("a number that is not finite")
        return Decimal(repr(value))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        return _text_number(value[:1_000].strip())
    if isinstance(value, Drop) and hasattr(value, "liquid_number"):
        return to_number(value.liquid_number())
    return 0


_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
_LEADING_INTEGER = re.compile(r"[-+]?[0-9]+")


def _text_number(text: str) -> int | Decimal:
    head = text[:400]
    if _DECIMAL.match(head):
        return Decimal(head)
    match = _LEADING_INTEGER.match(head)
    return int(match.group()) if match else 0


def plain_number(value: int | Decimal) -> int | float:
    """Turn the result of arithmetic into what templates see: whole or decimal."""
    if isinstance(value, int):
        if value.bit_length() > MAX_INTEGER_BITS:
            raise RenderError("a number that is too large")
        return value
    return float(value)


def to_integer(value: object, default: int | None = None) -> int:
    """Read a whole number, as arguments like `limit:` need; raises if there is none and no default."""
    if isinstance(value, bool) or value is None:
        if default is not None:
            return default
    elif isinstance(value, int):
        return value
    elif isinstance(value, (float, Decimal)) and math.isfinite(value):
        return int(value)
    elif isinstance(value, str):
        try:
            return int(value[:1_000].strip()[:400])
        except ValueError:
            if default is not None:
                return default
    elif default is not None:
        return default
    raise RenderError(f"expected a whole number, found {type_name(value)}")


def to_list(value: object) -> list[object]:
    """Read a value as a list, as array filters do; a single value becomes a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, (tuple, range, SequenceDrop)):
        return list(value)
    if value is None:
        return []
    if isinstance(value, (str, Mapping, Drop)):
        return [value]
    if isinstance(value, Iterable):
        return list(value)
    return [value]
