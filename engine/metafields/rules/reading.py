"""From what somebody gives to the value that is kept. Every refusal names the field and shows what would be right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from engine.base.errors import Refused
from engine.base.money import parse_minor, to_decimal_text

from .rich import read_rich
from .types import LIST, MOST_ITEMS, REFERENCES, TYPES, UNITS, base_of, is_list, is_type

MOST_LINE = 5_000
MOST_TEXT = 65_000
MOST_JSON = 100_000
"""Characters of a value."""
LARGEST = 2**53 - 1
_DECIMAL = re.compile(r"-?\d{1,13}(?:\.\d{1,9})?")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_GLOBAL = re.compile(r"gid://[a-z]+/[A-Za-z]+/(\d{1,16})")
_HANDLE = re.compile(r"\w[\w.-]{0,254}(?:/\w[\w.-]{0,254})?")

EXAMPLES = {
    "single_line_text_field": "Oak",
    "multi_line_text_field": "Oak\\nand brass",
    "rich_text_field": '{"type": "root", "children": []}',
    "number_integer": "12",
    "number_decimal": "12.5",
    "boolean": "true",
    "date": "2026-03-01",
    "date_time": "2026-03-01T12:30:00Z",
    "color": "#fff123",
    "url": "https://example.com/",
    "json": '{"any": "JSON"}',
    "money": '{"amount": "12.50", "currency_code": "EUR"}',
    "dimension": '{"value": 25.0, "unit": "cm"}',
    "volume": '{"value": 20.0, "unit": "ml"}',
    "weight": '{"value": 2.5, "unit": "kg"}',
    "rating": '{"value": "4.5", "scale_min": "1.0", "scale_max": "5.0"}',
}


@dataclass(frozen=True)
class Terms:
    """Where a value is read: the place that refusals name (``custom.material``), and the store's currency."""

    place: str
    currency: str


class _Wrong(Exception):
    pass


def read_value(type_name: str, given: Any, terms: Terms) -> Any:
    """The value as it is kept. Takes the type's own form, or that form as JSON text. Raises Refused."""
    if not is_type(type_name):
        raise Refused("metafield.type", field=terms.place, value=type_name[:60])
    if not is_list(type_name):
        return _one(type_name, given, terms)
    items = _parsed(given) if isinstance(given, str) else given
    if not isinstance(items, list):
        raise _refusal(type_name, given, terms)
    if len(items) > MOST_ITEMS:
        raise Refused("metafield.list_long", field=terms.place, place=terms.place, most=MOST_ITEMS)
    return [_one(base_of(type_name), item, terms) for item in items]


def read_text(type_name: str, text: str, terms: Terms) -> Any:
    """The value of a cell of a file: lists as JSON or parted by ``;``, references by handle, the rest as ``read_value``."""
    if is_list(type_name) and not text.lstrip().startswith("["):
        parts = [part.strip() for part in text.split(";")]
        return read_value(type_name, [part for part in parts if part], terms)
    return read_value(type_name, text if "text_field" in type_name else text.strip(), terms)


def _one(kind: str, given: Any, terms: Terms) -> Any:
    read = _READERS.get(kind, _reference)
    try:
        if kind == "money":
            return _money(given, terms.currency)
        return read(given) if kind not in UNITS else _measured(given, UNITS[kind])
    except (_Wrong, InvalidOperation, ValueError, TypeError, KeyError, RecursionError):
        raise _refusal(kind, given, terms) from None


def _refusal(type_name: str, given: Any, terms: Terms) -> Refused:
    kind = base_of(type_name)
    example = EXAMPLES.get(kind, "123 or a-handle")
    shown = given if isinstance(given, str) else json.dumps(given, default=str)[:200]
    said = {"place": terms.place, "type": type_name, "value": _plain(shown)[:60]}
    if kind == "money":
        example = example.replace("EUR", terms.currency)
    example = f'["{example}"]' if type_name.startswith(LIST) else example
    return Refused("metafield.value", field=terms.place, **said, example=example)


# -- one reader for each type ------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """What every database keeps: no NUL, no halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _text(given: Any, most: int) -> str:
    if not isinstance(given, str) or len(given) > most:
        raise _Wrong
    return _plain(given)


def _line(given: Any) -> str:
    text = _text(given, MOST_LINE)
    if "\n" in text or "\r" in text:
        raise _Wrong
    return text


def _lines(given: Any) -> str:
    return _text(given, MOST_TEXT).replace("\r\n", "\n").replace("\r", "\n")


def _rich(given: Any) -> Any:
    found = read_rich(_parsed(given) if isinstance(given, str) else given)
    if found is None or len(json.dumps(found)) > MOST_JSON:
        raise _Wrong
    return found


def _integer(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, (int, str)):
        raise _Wrong
    text = str(given).strip()
    if not re.fullmatch(r"-?[0-9]{1,16}", text) or abs(int(text)) > LARGEST:
        raise _Wrong
    return int(text)


def _decimal(given: Any) -> str:
    """``12.50`` → ``12.5``: the shortest text that says the same number."""
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Decimal)):
        raise _Wrong
    text = repr(given) if isinstance(given, float) else str(given).strip()
    if not text.isascii() or not _DECIMAL.fullmatch(text):
        raise _Wrong
    number = Decimal(text).normalize()
    return f"{number + 0:f}"


def _boolean(given: Any) -> bool:
    words = {"true": True, "false": False}
    if isinstance(given, str):
        given = words.get(given.strip().lower())
    if not isinstance(given, bool):
        raise _Wrong
    return given


def _date(given: Any) -> str:
    if isinstance(given, datetime):
        raise _Wrong
    text = given.isoformat() if isinstance(given, date) else given
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
        raise _Wrong
    return date.fromisoformat(text.strip()).isoformat()


def _date_time(given: Any) -> str:
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(_text(given, 40).strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except OverflowError:
        raise _Wrong from None


def _color(given: Any) -> str:
    if not isinstance(given, str) or not _COLOR.fullmatch(given.strip()):
        raise _Wrong
    return given.strip().lower()


def _url(given: Any) -> str:
    address = _text(given, 2_000).strip()
    parts = urlsplit(address)
    if not address.isprintable() or " " in address:
        raise _Wrong
    if parts.scheme in ("http", "https") and parts.hostname:
        return address
    if parts.scheme in ("mailto", "tel", "sms") and parts.path:
        return address
    raise _Wrong


def _json(given: Any) -> Any:
    found = _parsed(given) if isinstance(given, str) else given
    text = json.dumps(found, allow_nan=False)
    if len(text) > MOST_JSON or found is None:
        raise _Wrong
    return json.loads(_cleaned(text), parse_float=_finite)


def _cleaned(text: str) -> str:
    """JSON text without escapes of what no database keeps."""
    return json.dumps(_walked(json.loads(text)), allow_nan=False)


def _walked(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        return [_walked(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _walked(item) for key, item in value.items()}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise _Wrong
    return value


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Wrong
    return number


def _money(given: Any, currency: str) -> dict[str, str]:
    found = _object(given)
    code = str(found.get("currency_code", currency)).upper()
    amount = str(found["amount"]).strip()
    if code != currency or not amount.isascii():
        raise _Wrong
    try:
        return {"amount": to_decimal_text(parse_minor(amount, currency), currency), "currency_code": currency}
    except Refused:
        raise _Wrong from None


def _measured(given: Any, units: tuple[str, ...]) -> dict[str, str]:
    found = _object(given)
    unit = str(found["unit"]).lower()
    number = _decimal(found["value"])
    if unit not in units or number.startswith("-"):
        raise _Wrong
    return {"value": number, "unit": unit}


def _rating(given: Any) -> dict[str, str]:
    found = _object(given)
    value, low, high = (_decimal(found[name]) for name in ("value", "scale_min", "scale_max"))
    if not Decimal(low) <= Decimal(value) <= Decimal(high):
        raise _Wrong
    return {"value": value, "scale_min": low, "scale_max": high}


def _reference(given: Any) -> int | str:
    if isinstance(given, Mapping):
        given = given.get("id") or given.get("handle")
    if isinstance(given, bool) or not isinstance(given, (int, str)):
        raise _Wrong
    text = str(given).strip()
    match = _GLOBAL.fullmatch(text)
    number = match[1] if match else text
    if number.isascii() and number.isdigit() and len(number) < 17:
        if not 0 < int(number) <= LARGEST:
            raise _Wrong
        return int(number)
    if not _HANDLE.fullmatch(text):
        raise _Wrong
    return text


def _object(given: Any) -> Mapping[str, Any]:
    found = _parsed(given) if isinstance(given, str) else given
    if not isinstance(found, Mapping):
        raise _Wrong
    return found


def _parsed(text: str) -> Any:
    if len(text) > 2 * MOST_JSON:
        raise _Wrong
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_READERS: dict[str, Callable[[Any], Any]] = {
    "single_line_text_field": _line,
    "multi_line_text_field": _lines,
    "rich_text_field": _rich,
    "number_integer": _integer,
    "number_decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "date_time": _date_time,
    "color": _color,
    "url": _url,
    "json": _json,
    "rating": _rating,
}

assert {base_of(name) for name in TYPES} == {*_READERS, "money", *UNITS, *REFERENCES}
