"""The attributes of sections, blocks, presets, theme settings and locales, after the public format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .setting_shapes import settings
from .shapes import (
    Check,
    Fault,
    anything,
    between,
    flag,
    is_number,
    items,
    listed,
    matching,
    name_of,
    one_of,
    shape,
    text,
    values,
    whole,
)

TEMPLATES = (
    "*", "404", "article", "blog", "captcha", "cart", "collection", "customers/account", "customers/activate_account",
    "customers/addresses", "customers/login", "customers/order", "customers/register", "customers/reset_password",
    "gift_card", "index", "list-collections", "metaobject", "page", "password", "policy", "product", "search",
)  # fmt: skip
_WRAPPERS = ("article", "aside", "div", "footer", "header", "section")


def _starting_value(value: Any) -> Iterator[Fault]:
    texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if not (texts or isinstance(value, (str, bool)) or is_number(value)):
        yield Fault((), f"must be a text, a number, true, false or a list of texts, not {name_of(value)}")


_starting_values = values(_starting_value)
_IN_PRESET: dict[str, Check] = {"type": text, "name": text, "settings": _starting_values, "static": flag}


def _block_in_list(value: Any) -> Iterator[Fault]:
    needs = ("type", "id") if isinstance(value, dict) and value.get("static") is True else ("type",)
    known = {**_IN_PRESET, "blocks": items(_block_in_list), "id": text}
    yield from shape(known, needs=needs, of="a block of a preset")(value)


def _block_by_key(value: Any) -> Iterator[Fault]:
    known = {**_IN_PRESET, "blocks": values(_block_by_key), "block_order": listed}
    yield from shape(known, needs=("type",), of="a block of a preset")(value)


_PRESET: dict[str, Check] = {"name": text, "category": text, "settings": _starting_values}


def preset(value: Any) -> Iterator[Fault]:
    """A preset; its blocks are a list, or an object by their keys with an order beside it."""
    if isinstance(value, dict) and isinstance(value.get("blocks"), dict):
        known = {**_PRESET, "blocks": values(_block_by_key), "block_order": listed}
        unknown = {"additionalProperties": _no_attribute}
        yield from shape({**known, **unknown}, needs=("name",), is_open=True, of="a preset")(value)
    else:
        known = {**_PRESET, "blocks": items(_block_in_list)}
        yield from shape(known, needs=("name",), of="a preset")(value)


def _no_attribute(_value: Any) -> Iterator[Fault]:
    yield Fault((), "it is no attribute of a preset", "schema-attribute")


_of_any_name = matching(r"^[a-zA-Z0-9_-]+$", "the name of a file in blocks/: letters, digits, - and _")
_THEME_BLOCK = shape({"type": _of_any_name}, of="a theme block")
_LOCAL_BLOCK = shape(
    {"type": text, "name": text, "limit": whole, "settings": settings}, needs=("name",), of="a kind of block"
)


def _accepted(value: Any, *, local: bool) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault((), "a kind of block must be an object")
    elif "type" not in value:
        yield Fault((), "a kind of block needs a 'type'")
    elif not isinstance(value["type"], str):
        yield Fault(("type",), "'type' must be a text")
    elif value["type"] in ("@theme", "@app"):
        yield from shape({"type": anything}, of=f"'{value['type']}'")(value)
    elif local and len(value) > 1:
        yield from _LOCAL_BLOCK(value)
    else:
        yield from _THEME_BLOCK(value)


_toggle = shape(
    {"templates": items(one_of(*TEMPLATES), unique=True), "groups": items(text, unique=True)},
    of="a rule where a section may be",
)
_default = shape(
    {
        "settings": _starting_values,
        "blocks": items(
            shape({"type": text, "settings": _starting_values}, needs=("type",), is_open=True, of="a block")
        ),
    },
    is_open=True,
    of="a default",
)

section = shape(
    {
        "name": text,
        "tag": one_of(*_WRAPPERS),
        "class": text,
        "limit": between(1, 2),
        "settings": settings,
        "max_blocks": between(1, 50),
        "blocks": items(lambda value: _accepted(value, local=True)),
        "presets": items(preset),
        "default": _default,
        "locales": values(values(text)),
        "enabled_on": _toggle,
        "disabled_on": _toggle,
    },
    of="a section",
)


def _tag(value: Any) -> Iterator[Fault]:
    if value is not None and not isinstance(value, str):
        yield Fault((), f"must be a text or null, not {name_of(value)}")
    elif value is not None and len(value) > 50:
        yield Fault((), "must have at most 50 characters")


block = shape(
    {
        "name": text,
        "settings": settings,
        "blocks": items(lambda value: _accepted(value, local=False)),
        "presets": items(preset),
        "tag": _tag,
        "class": text,
    },
    of="a block",
)

_ABOUT = ("theme_name", "theme_author", "theme_version", "theme_documentation_url")
_SUPPORT = ("theme_support_email", "theme_support_url")
_theme_info = shape(dict.fromkeys((*_ABOUT, *_SUPPORT), text), needs=_ABOUT, is_open=True, of="'theme_info'")
_group = shape({"name": text, "settings": settings}, is_open=True, of="a group of settings")


def _theme_group(value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict) or value.get("name") != "theme_info":
        yield from _group(value)
        return
    yield from _theme_info(value)
    if sum(key in value for key in _SUPPORT) != 1:
        yield Fault((), f"'theme_info' needs either '{_SUPPORT[0]}' or '{_SUPPORT[1]}'")


theme_settings = items(_theme_group)

PLURALS = ("zero", "one", "two", "few", "many", "other")
_HTML = re.compile("_html$")


def locale(value: Any) -> Iterator[Fault]:
    """The texts of a language: texts, plural forms, and objects of such."""
    if not isinstance(value, dict):
        yield Fault((), f"texts must be an object, not {name_of(value)}")
        return
    for key, item in value.items():
        if isinstance(item, str):
            continue
        if not isinstance(item, dict):
            yield Fault((key,), f"a text must be a text, not {name_of(item)}")
        elif _HTML.search(key):
            yield from (fault.below(key) for fault in _plural(item))
        else:
            yield from (fault.below(key) for fault in locale(item))


_plural = shape(dict.fromkeys(PLURALS, text), of="a text with plural forms")
