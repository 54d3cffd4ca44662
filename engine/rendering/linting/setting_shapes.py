# ruff: noqa: E501 - one type a line
"""The attributes of every type of setting, after the public format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .shapes import (
    Check,
    Fault,
    anything,
    flag,
    items,
    matching,
    number,
    one_of,
    shape,
    tenth,
    text,
    whole,
)

ICONS = (
    "text_align_left", "text_align_center", "text_align_right", "text_title", "text_in_columns", "text_in_rows",
    "layout_column_1", "layout_columns_2", "layout_columns_3", "layout_rows_2", "layout_block", "layout_section",
    "layout_header", "layout_footer", "layout_sidebar_left", "layout_sidebar_right", "arrow_up", "arrow_down",
    "arrow_left", "arrow_right", "dock_side", "dock_floating", "desktop", "tablet", "mobile", "viewport_narrow",
    "viewport_wide", "maximize", "minimize", "image", "images", "slideshow", "crop", "rotate_left", "rotate_right",
    "product", "product_list", "collection", "collection_list", "cart", "cart_discount", "discount", "payment",
    "credit_card", "currency_convert", "money", "cash_dollar", "price_list", "color", "color_none", "text_color",
    "email", "email_newsletter", "email_follow_up", "list_bulleted", "list_numbered", "search_list", "sun", "moon",
    "corner_square", "corner_round", "corner_pill", "view", "hide",
)  # fmt: skip
"""Names of the pictures that choices may have in an editor."""

_icon = one_of(*ICONS)
_PLAIN: Mapping[str, Check] = {"id": text, "label": text, "info": text, "default": anything}
_SHOWN_IF: Mapping[str, Check] = {**_PLAIN, "visible_if": text}
_TEXT: Mapping[str, Check] = {**_SHOWN_IF, "default": text}
_LIST: Mapping[str, Check] = {**_PLAIN, "limit": whole}
_USUAL = ("id", "label")


def _choice(more: Mapping[str, Check]) -> Check:
    return items(
        shape({"value": text, "label": text, **more}, needs=("value", "label"), is_open=True, of="a choice")
    )


def _none(_value: Any) -> Iterator[Fault]:
    yield Fault((), "must not be here: only the choices of a select have an icon")


_NUMBERS = items(
    shape({"value": tenth, "label": text, "icon": _icon}, needs=("value",), of="a choice of a number")
)
_palette_name = matching(
    r"^[a-zA-Z]\w*$", "a name of letters, digits and underscores that begins with a letter"
)


def _palette(value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault((), "must be an object of colours by name")
        return
    if not 1 <= len(value) <= 20:
        yield Fault((), "must hold from 1 to 20 colours")
    for name, color in value.items():
        yield from (fault.below(name) for fault in (*_palette_name(name), *text(color)))


_gradient = shape(
    {"solid": text, "gradient": text}, needs=("solid", "gradient"), is_open=True, of="a gradient"
)


def _color_or_gradient(value: Any) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield from _gradient(value)


_FILLS = ("background", "primary_button", "secondary_button")
_INKS = (
    "text", "primary_button_border", "secondary_button_border", "on_primary_button", "on_secondary_button", "links", "icons",
)  # fmt: skip
_role = shape(
    {**dict.fromkeys(_FILLS, _color_or_gradient), **dict.fromkeys(_INKS, text)},
    needs=(*_FILLS, *_INKS),
    is_open=True,
    of="the roles of a colour scheme",
)
_IN_SCHEMES = ("header", "color", "color_background")


def _of_scheme(value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault((), "a setting must be an object")
        return
    if "type" in value and value["type"] not in _IN_SCHEMES:
        yield Fault(("type",), f"a colour scheme holds {', '.join(_IN_SCHEMES)} only")
        return
    if "visible_if" in value:
        yield Fault(("visible_if",), "'visible_if' is not for the settings of a colour scheme")
    yield from setting(value)


_TYPES: dict[str, tuple[Mapping[str, Check], tuple[str, ...]]] = {
    **dict.fromkeys(("article", "blog", "collection", "page", "product"), (_PLAIN, _USUAL)),
    **dict.fromkeys(("article_list", "collection_list", "product_list"), (_LIST, _USUAL)),
    **dict.fromkeys(("image_picker", "link_list", "video"), (_SHOWN_IF, _USUAL)),
    **dict.fromkeys(
        ("color_background", "color_scheme", "inline_richtext", "liquid", "richtext", "url"), (_TEXT, _USUAL)
    ),
    **dict.fromkeys(("html", "text", "textarea"), ({**_TEXT, "placeholder": text}, _USUAL)),
    "checkbox": ({**_SHOWN_IF, "default": flag}, _USUAL),
    "color": ({**_TEXT, "alpha": flag, "placeholder": text}, _USUAL),
    "color_palette": ({"id": text, "default": _palette}, ("id", "default")),
    "color_scheme_group": ({"id": text, "info": anything, "definition": items(_of_scheme), "role": _role}, ("id", "definition", "role")),
    "font_picker": (_TEXT, (*_USUAL, "default")),
    "header": ({"content": text, "info": text, "visible_if": text}, ("content",)),
    "metaobject": ({**_PLAIN, "metaobject_type": text}, (*_USUAL, "metaobject_type")),
    "metaobject_list": ({**_LIST, "metaobject_type": text}, (*_USUAL, "metaobject_type")),
    "number": ({**_SHOWN_IF, "placeholder": text, "default": tenth, "min": tenth, "max": tenth, "icon": _icon, "options": _NUMBERS}, _USUAL),
    "paragraph": ({"content": text, "visible_if": text}, ("content",)),
    "radio": ({**_TEXT, "options": _choice({"icon": _none})}, (*_USUAL, "options")),
    "range": ({**_SHOWN_IF, "default": number, "min": number, "max": number, "step": tenth, "unit": text}, (*_USUAL, "default", "min", "max")),
    "select": ({**_TEXT, "options": _choice({"group": text, "icon": _icon})}, (*_USUAL, "options")),
    "text_alignment": ({**_TEXT, "default": one_of("left", "right", "center")}, _USUAL),
    "video_url": ({**_SHOWN_IF, "placeholder": text, "accept": items(one_of("youtube", "vimeo"))}, (*_USUAL, "accept")),
}  # fmt: skip

_SHAPES: dict[str, Check] = {
    kind: shape({"type": anything, **known}, needs=needs, of=f"a setting of the type '{kind}'")
    for kind, (known, needs) in _TYPES.items()
}


def setting(value: Any) -> Iterator[Fault]:
    """One setting."""
    if not isinstance(value, dict):
        yield Fault((), "a setting must be an object")
        return
    kind = value.get("type")
    if kind is None and "type" not in value:
        yield Fault((), "a setting needs a 'type'")
    elif not isinstance(kind, str) or kind not in _SHAPES:
        yield Fault(("type",), f"there is no type of setting '{str(kind)[:60]}'")
    else:
        yield from _SHAPES[kind](value)


settings = items(setting)
