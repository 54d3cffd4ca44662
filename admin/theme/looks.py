"""A picture of a pack made of its own settings: its colours, its fonts, its style presets. Nothing in it is invented."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from engine.liquid import TemplateError
from engine.liquid.filters.colors import parse
from engine.rendering.fonts import MODULES, FontDrop
from engine.themes.packs import Pack

WIDTH, HEIGHT = 800, 500
MOST_STYLES = 4
_ROLES = {
    "background": "background",
    "text": "text",
    "accent": "primary_button",
    "on_accent": "on_primary_button",
}
_WORDS = {
    "background": ("background", "base", "page", "paper"),
    "text": ("text", "body", "ink", "foreground"),
    "accent": ("accent", "button", "primary", "link", "brand"),
    "on_accent": ("on_", "button_text", "button_label", "accent_text"),
}
_PLAIN = {"background": "#ffffff", "text": "#1c1c1a", "accent": "#1c1c1a", "on_accent": "#ffffff"}


@dataclass(frozen=True)
class Style:
    """One style of a pack: a preset's name and its colours by role, as #rrggbb."""

    name: str
    colors: Mapping[str, str]


def specimen(pack: Pack) -> str:
    """The picture, as SVG. Everything of the pack in it is a parsed colour, a known font, or escaped text."""
    styles = list(_styles(pack)) or [Style("", _PLAIN)]
    heading, body = _fonts(pack)
    first = styles[0].colors
    shown = styles[:MOST_STYLES]
    width = WIDTH / len(shown)
    bands = "".join(_band(style, at * width, width, body) for at, style in enumerate(shown))
    title = escape(pack.title[:22])
    small = f'font-family="{_family(body)}" fill="{first["text"]}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<style>{_face(heading)}{_face(body) if body.key != heading.key else ''}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{first["background"]}"/>'
        f'<text x="48" y="176" font-size="{_size(title)}" font-family="{_family(heading)}" font-weight="{_weight(heading)}" '
        f'fill="{first["text"]}">{title}</text>'
        f'<text x="50" y="228" font-size="21" {small}>{escape(heading.own.name)}'
        f"{'' if body.key == heading.key else ' · ' + escape(body.own.name)}</text>"
        f'<rect x="48" y="262" width="150" height="46" rx="3" fill="{first["accent"]}"/>'
        f'<text x="123" y="291" font-size="19" text-anchor="middle" font-family="{_family(body)}" '
        f'fill="{first["on_accent"]}">Aa 123</text>'
        f"{bands}</svg>"
    )


def _band(style: Style, left: float, width: float, body: FontDrop) -> str:
    colors = style.colors
    middle = 424
    return (
        f'<rect x="{left:.1f}" y="348" width="{width + 1:.1f}" height="152" fill="{colors["background"]}"/>'
        f'<rect x="{left:.1f}" y="348" width="{width + 1:.1f}" height="1" fill="{colors["text"]}" opacity=".16"/>'
        f'<circle cx="{left + 66:.1f}" cy="{middle}" r="18" fill="{colors["accent"]}"/>'
        f'<circle cx="{left + 94:.1f}" cy="{middle}" r="18" fill="{colors["text"]}"/>'
        f'<text x="{left + 126:.1f}" y="{middle + 6}" font-size="19" font-family="{_family(body)}" '
        f'fill="{colors["text"]}">{escape(style.name[:14])}</text>'
    )


def _size(title: str) -> int:
    return 116 if len(title) <= 8 else max(40, int(900 / len(title)))


# -- fonts ---------------------------------------------------------------------------------------------


def _fonts(pack: Pack) -> tuple[FontDrop, FontDrop]:
    """The font of headings and that of text: by the words in the settings' ids, else the first and the last."""
    try:
        settings = [s for s in pack.settings_schema.settings if s.type == "font_picker"]
        values = pack.starting_settings()
    except TemplateError:
        settings, values = [], {}
    fonts = {s.id: FontDrop.of_handle(str(values.get(s.id) or s.default or "inter_n4")) for s in settings}
    known = {name: font for name, font in fonts.items() if font is not None}
    plain = FontDrop("inter", "normal", 400)
    if not known:
        return plain, plain
    first = next(iter(known.values()))
    heading = next((f for n, f in known.items() if "head" in n or "title" in n or "display" in n), first)
    words = ("body", "text", "base", "reading")
    return heading, next((f for n, f in known.items() if any(w in n for w in words)), first)


def _weight(font: FontDrop) -> int:
    """The weight that its handle names: `fraunces_n4`."""
    return int(str(font)[-1]) * 100


def _family(font: FontDrop) -> str:
    return escape(f"'{font.own.name}', {font.own.fallback}, {font.own.kind}")


def _face(font: FontDrop) -> str:
    """The font itself, inside the picture: a picture loads nothing."""
    file = MODULES / font.own.folder / "files" / f"{font.own.folder}-latin-wght-normal.woff2"
    data = base64.b64encode(file.read_bytes()).decode() if file.is_file() else ""
    low, high = font.own.weights
    return (
        f"@font-face{{font-family:'{font.own.name}';font-weight:{low} {high};"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        if data
        else ""
    )


# -- colours -------------------------------------------------------------------------------------------


def _styles(pack: Pack) -> Iterator[Style]:
    try:
        presets: dict[str, Any] = {
            **({"": pack.starting_settings()} if not pack.presets else {}),
            **pack.presets,
        }
        settings = pack.settings_schema.settings
    except TemplateError:
        return
    for name, values in presets.items():
        if isinstance(values, dict):
            yield Style(str(name), _PLAIN | _of_group(settings, values))


def _of_group(settings: Any, values: dict[str, Any]) -> dict[str, str]:
    group = next((s for s in settings if s.type == "color_scheme_group"), None)
    if group is None:
        return _by_words({s.id: values.get(s.id, s.default) for s in settings if s.type == "color"})
    schemes = values.get(group.id)
    scheme = next(iter(schemes.values()), None) if isinstance(schemes, dict) else None
    held = scheme.get("settings") if isinstance(scheme, dict) else None
    given = {s.id: s.default for s in group.definition} | (held if isinstance(held, dict) else {})
    roles = group.raw.get("role")
    found = _by_words(given)
    for ours, theirs in _ROLES.items():
        named = roles.get(theirs) if isinstance(roles, dict) else None
        named = named.get("solid") if isinstance(named, dict) else named
        color = _hex(given.get(named)) if isinstance(named, str) else None
        found |= {ours: color} if color else {}
    return found


def _by_words(values: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for role, words in _WORDS.items():
        colors = [_hex(value) for word in words for name, value in values.items() if word in name]
        first = next((color for color in colors if color), None)
        found |= {role: first} if first else {}
    return found


def _hex(value: Any) -> str | None:
    color = parse(value) if isinstance(value, str) else None
    return color.hex()[:7] if color is not None else None
