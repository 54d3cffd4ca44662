"""What a merchant may put into a setting: typed, capped, and without markup or addresses that run code."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from engine.base.errors import Refused
from engine.liquid.filters.colors import parse as parse_color

from .schema import Setting

MAX_TEXT = {"text": 5_000, "url": 2_000, "inline_richtext": 20_000, "textarea": 50_000}
MAX_RICH = 200_000
LINK_SCHEMES = frozenset({"", "http", "https", "mailto", "tel", "sms", "shopify"})
_FONT = re.compile(r"[a-z0-9_]{1,60}_[nio][1-9]\Z")
_INVISIBLE = re.compile(r"[\x00-\x20\u00a0\u200b-\u200f\u2028-\u202f\ufeff]")

RICH_TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol",
    "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
    "figure", "figcaption", "small", "div", "dl", "dt", "dd", "mark", "cite", "q", "abbr", "time",
}  # fmt: skip
INLINE_TAGS = {"a", "b", "br", "em", "i", "span", "strong", "u", "s", "small", "sub", "sup", "code", "mark"}
_ATTRIBUTES = {
    "a": {"href", "title", "target"},
    "img": {"src", "alt", "width", "height", "loading"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "ol": {"start"},
    "*": {"lang", "dir", "class", "id"},
}


def clean_rich(html: str, *, inline: bool = False) -> str:
    """Keep the markup of text, links and pictures; drop everything that could run or restyle."""
    import nh3

    return nh3.clean(
        html[:MAX_RICH],
        tags=INLINE_TAGS if inline else RICH_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


@lru_cache(maxsize=4096)
def safe_address(address: str) -> bool:
    """Whether an address may stand in a link: a path, or one of the schemes that only lead somewhere."""
    bare = _INVISIBLE.sub("", address)
    if bare.startswith(("\\", "/\\")):
        return False
    try:
        scheme = urlsplit(bare).scheme.lower()
    except ValueError:
        return False
    return scheme in LINK_SCHEMES


def _refuse(setting: Setting, code: str, **values: Any) -> Refused:
    return Refused(code, field=setting.id, setting=setting.id, **values)


def checked_value(setting: Setting, value: Any) -> Any:
    """The value as it is stored. Raises `Refused` naming the setting."""
    kind = setting.type
    if value is None:
        return None
    if kind == "checkbox":
        return _checked_flag(setting, value)
    if kind in ("range", "number"):
        return _checked_number(setting, value)
    if kind in ("select", "radio", "text_alignment"):
        return _checked_choice(setting, value)
    if kind in ("color", "color_background"):
        return _checked_color(setting, value)
    if kind.endswith("_list") and kind != "link_list":
        return _checked_list(setting, value)
    if kind == "color_scheme_group":
        return _checked_schemes(setting, value)
    if not isinstance(value, (str, int, dict)):
        raise _refuse(setting, "themes.value_of_wrong_type")
    if isinstance(value, dict):
        return _checked_reference(setting, value)
    return _checked_text(setting, str(value))


def _checked_flag(setting: Setting, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "on", "1", 1):
        return True
    if value in ("false", "off", "0", "", 0):
        return False
    raise _refuse(setting, "themes.value_of_wrong_type")


def _checked_number(setting: Setting, value: Any) -> int | float | None:
    if value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise _refuse(setting, "themes.not_a_number") from None
    if number != number or abs(number) > 1e9:
        raise _refuse(setting, "themes.not_a_number")
    low, high = setting.min, setting.max
    if (low is not None and number < low) or (high is not None and number > high):
        raise _refuse(setting, "themes.number_out_of_range", least=low, most=high)
    return int(number) if number.is_integer() else number


def _checked_choice(setting: Setting, value: Any) -> str:
    allowed = {choice for choice, _ in setting.options} or {"left", "center", "right"}
    if str(value) not in allowed:
        raise _refuse(setting, "themes.not_a_choice", value=str(value)[:60])
    return str(value)


def _checked_color(setting: Setting, value: Any) -> str:
    text = str(value).strip()
    if not text:
        return ""
    gradient = setting.type == "color_background" and re.fullmatch(
        r"[a-z-]+gradient\([#\w\s,.%()-]{1,400}\)", text
    )
    if gradient or parse_color(text) is not None:
        return text
    raise _refuse(setting, "themes.not_a_colour", value=text[:60])


def _checked_list(setting: Setting, value: Any) -> list[Any]:
    items = value if isinstance(value, list) else [v for v in str(value).split(",") if v]
    most = setting.limit or 50
    if len(items) > most:
        raise _refuse(setting, "themes.too_many_items", most=most)
    return [_checked_reference(setting, v) if isinstance(v, dict) else str(v)[:300] for v in items]


def _checked_schemes(setting: Setting, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refuse(setting, "themes.value_of_wrong_type")
    known = {s.id: s for s in setting.definition if s.has_value}
    return {
        str(name)[:60]: {
            "settings": {
                key: checked_value(known[key], v)
                for key, v in (scheme.get("settings") or {}).items()
                if key in known
            }
        }
        for name, scheme in value.items()
        if isinstance(scheme, dict)
    }


def _checked_reference(setting: Setting, value: dict[str, Any]) -> dict[str, Any]:
    allowed = {"id", "handle", "name", "type", "alt"}
    return {k: v for k, v in value.items() if k in allowed and isinstance(v, (str, int))}


def _checked_text(setting: Setting, text: str) -> str:
    most = MAX_TEXT.get(setting.type, MAX_RICH)
    if len(text) > most:
        raise _refuse(setting, "themes.text_too_long", most=most)
    if "\0" in text:
        raise _refuse(setting, "themes.value_of_wrong_type")
    if setting.type == "richtext":
        return clean_rich(text)
    if setting.type == "inline_richtext":
        return clean_rich(text, inline=True)
    if setting.type in ("url", "video_url") and not safe_address(text):
        raise _refuse(setting, "themes.address_refused")
    if setting.type == "font_picker" and text and not _FONT.match(text):
        raise _refuse(setting, "themes.not_a_choice", value=text[:60])
    return text
