"""What a definition may ask of its values beyond their type: limits, a pattern, choices, kinds of metaobjects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.base.errors import Refused

from .reading import Terms, read_value
from .types import base_of, is_list

_TEXT = ("single_line_text_field", "multi_line_text_field")
_ORDERED = ("number_integer", "number_decimal", "date", "date_time")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "single_line_text_field": ("min", "max", "regex", "choices"),
    "multi_line_text_field": ("min", "max", "regex"),
    "number_integer": ("min", "max"),
    "number_decimal": ("min", "max", "max_precision"),
    "date": ("min", "max"),
    "date_time": ("min", "max"),
    "rating": ("scale_min", "scale_max"),
    "url": ("allowed_domains",),
    "metaobject_reference": ("metaobject_type",),
    "mixed_reference": ("metaobject_types",),
}
MOST_PATTERN = 200
_RISKY = re.compile(r"[*+}]\)?[*+{]|\(\?[^:]|\\[1-9]")
"""Repeated repetitions, look-arounds and back references: a pattern must not be able to hang a server."""


def check_validations(type_name: str, given: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """The validations of a definition as they are kept. Raises Refused for one that the type does not have."""
    kind, kept = base_of(type_name), {}
    allowed = (*_ALLOWED.get(kind, ()), *(("list_min", "list_max") if is_list(type_name) else ()))
    for name, value in given.items():
        if name not in allowed:
            known = ", ".join(allowed) or "-"
            raise Refused("metafield.validation", field="validations", name=str(name)[:40], allowed=known)
        kept[name] = _read(kind, name, value, terms)
    return kept


def _read(kind: str, name: str, value: Any, terms: Terms) -> Any:
    place = Terms(f"validations.{name}", terms.currency)
    if name in ("choices", "allowed_domains", "metaobject_types"):
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            raise Refused("metafield.validation_list", field=place.place, name=name)
        return value[:128]
    if name == "regex":
        return _pattern(value, place)
    if name == "metaobject_type":
        return read_value("single_line_text_field", value, place)
    if name in ("scale_min", "scale_max"):
        return read_value("number_decimal", value, place)
    if name in ("min", "max") and kind in _ORDERED:
        return read_value(kind, value, place)
    return read_value("number_integer", value, place)


def _pattern(value: Any, place: Terms) -> str:
    try:
        if not isinstance(value, str) or len(value) > MOST_PATTERN or _RISKY.search(value):
            raise re.error("not a pattern for here")
        re.compile(value)
    except (re.error, RecursionError, OverflowError):
        raise Refused("metafield.pattern", field=place.place, most=MOST_PATTERN) from None
    return str(value)


def validate(type_name: str, value: Any, validations: Mapping[str, Any], terms: Terms) -> None:
    """Raises Refused naming the place and the limit that a kept value breaks."""
    if not validations:
        return
    items = value if is_list(type_name) else [value]
    if is_list(type_name):
        _within(len(items), validations.get("list_min"), validations.get("list_max"), "values", terms)
    for item in items:
        _validate_one(base_of(type_name), item, validations, terms)


def _validate_one(kind: str, value: Any, rules: Mapping[str, Any], terms: Terms) -> None:
    low, high = rules.get("min"), rules.get("max")
    if kind in _TEXT:
        _within(len(value), low, high, "characters", terms)
        if "regex" in rules and not re.search(rules["regex"], value[:5_000]):
            raise Refused("metafield.mismatch", field=terms.place, place=terms.place, pattern=rules["regex"])
        if "choices" in rules and value not in rules["choices"]:
            choices = ", ".join(rules["choices"][:20])
            raise Refused("metafield.choice", field=terms.place, place=terms.place, allowed=choices)
    elif kind in ("number_integer", "number_decimal"):
        _within(Decimal(str(value)), _decimal(low), _decimal(high), "", terms)
        if "max_precision" in rules and len(str(value).partition(".")[2]) > rules["max_precision"]:
            most = rules["max_precision"]
            raise Refused("metafield.precision", field=terms.place, place=terms.place, most=most)
    elif kind in ("date", "date_time"):
        _within(value, low, high, "", terms)
    elif kind == "rating":
        _check_scale(value, rules, terms)
    elif kind == "url" and "allowed_domains" in rules:
        host = re.sub(r"^[a-z]+://([^/:?#]*).*", r"\1", value)
        if host not in rules["allowed_domains"]:
            domains = ", ".join(rules["allowed_domains"])
            raise Refused("metafield.choice", field=terms.place, place=terms.place, allowed=domains)


def _check_scale(value: Mapping[str, str], rules: Mapping[str, Any], terms: Terms) -> None:
    for name in ("scale_min", "scale_max"):
        if name in rules and rules[name] != value[name]:
            raise Refused(
                "metafield.scale", field=terms.place, place=terms.place, name=name, value=rules[name]
            )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _within(value: Any, low: Any, high: Any, of: str, terms: Terms) -> None:
    if low is not None and value < low:
        raise Refused("metafield.too_low", field=terms.place, place=terms.place, least=f"{low} {of}".strip())
    if high is not None and value > high:
        raise Refused("metafield.too_high", field=terms.place, place=terms.place, most=f"{high} {of}".strip())
