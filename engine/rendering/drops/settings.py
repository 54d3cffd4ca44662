"""What a merchant chose: settings typed by their schema, colours, colour schemes and fonts."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.base.bounded import Bounded
from engine.liquid import Css, Drop, Ground, prop
from engine.liquid.drops import ABSENT
from engine.liquid.filters.colors import Color, parse
from engine.liquid.safe import trusted
from engine.rendering import fonts, references, sources
from engine.themes.rules import clean_rich, safe_address
from engine.themes.schema import Setting

if TYPE_CHECKING:
    from .front import Front

_clean = lru_cache(maxsize=4096)(clean_rich)

PLAIN = frozenset(
    {
        "checkbox", "color", "color_background", "html", "inline_richtext", "liquid", "number", "radio", "range",
        "richtext", "select", "text", "text_alignment", "textarea",
    }
)  # fmt: skip
"""Types whose values mean the same on every page, whoever reads it, unless they name a record's (sources.py)."""
MOST_KEPT = 4_096
"""Settings of sections and blocks whose values a process keeps typed."""


class Kept:
    """What of some settings is the same for every page: their schema by id, and values of PLAIN types, once read.

    It holds the schema and the values that it was made for, so that neither's identity can pass to another object.
    """

    __slots__ = ("grounds", "is_settled", "made_for", "plain", "schema")

    def __init__(self, schema: tuple[Setting, ...], values: dict[str, Any]) -> None:
        self.made_for = (schema, values)
        self.schema = {s.id: s for s in schema if s.has_value}
        self.plain: dict[object, object] = {}
        self.is_settled = all(_is_settled(s, values.get(s.id, s.default)) for s in self.schema.values())
        self.grounds: Bounded[Hashable, Ground] = Bounded(32)
        """What pages stand on that have these theme settings."""

    def settles(self, key: str, schemes_are_settled: bool) -> bool:
        """Whether the value of a setting is the same on every page that has these settings."""
        setting = self.schema.get(key)
        if setting is None:
            return True  # nil
        if setting.type in ("color_scheme", "color_scheme_group"):
            return schemes_are_settled
        return _is_settled(setting, self.made_for[1].get(key, setting.default))


_KEPT: Bounded[tuple[int, int], Kept] = Bounded(MOST_KEPT)


def kept(schema: tuple[Setting, ...], values: dict[str, Any]) -> Kept:
    """The one for a schema and values, which are the same objects from page to page and never change."""
    key = (id(schema), id(values))
    return _KEPT.get(key) or _KEPT.keep(key, Kept(schema, values))


class SettingsDrop(Drop):
    """The settings of a section, a block or the theme: what was set, else the schema's default."""

    liquid_name = "SettingsDrop"

    def __init__(
        self,
        front: Front,
        schema: tuple[Setting, ...],
        values: dict[str, Any],
        schemes: ColorSchemes | None = None,
    ) -> None:
        self.front = front
        self.kept = kept(schema, values)
        self.schema = self.kept.schema
        self.values = values
        self.schemes = schemes
        self.read_values = self.kept.plain  # what pages share is found first
        self._read: dict[str, object] = {}

    def liquid_get(self, key: object) -> object:
        if not isinstance(key, str):
            return None
        if key in self._read:
            return self._read[key]
        if key in self.kept.plain:
            return self.kept.plain[key]
        setting = self.schema.get(key)
        if setting is None:
            return None
        value = self.values.get(key, setting.default)
        found = typed(self.front, setting, value, self.schemes)
        (self.kept.plain if _is_plain(setting, value) else self._read)[key] = found
        return found

    def liquid_override(self, key: str, value: object) -> object:
        """For this page alone: nothing of it is put on what all pages share."""
        before = self._read.get(key, ABSENT)
        if value is ABSENT:
            self._read.pop(key, None)
        else:
            self._read[key] = value
        return before

    @property
    def settled_key(self) -> Kept | None:
        return self.kept if self.kept.is_settled else None

    @property
    def trace_key(self) -> Kept:
        return self.kept

    def follows(self, key: object) -> bool:
        return isinstance(key, str) and self.settles(key)

    def settles(self, key: str) -> bool:
        """Whether the value of a setting is the same on every page that has these settings."""
        return self.kept.settles(key, self.schemes is None or self.schemes.is_settled)

    def liquid_json(self) -> object:
        return {key: self.values.get(key, s.default) for key, s in self.schema.items()}


def _is_settled(setting: Setting, value: Any) -> bool:
    """Whether all that can be read of a value is the same on every page. A template in a setting is not."""
    return setting.type == "font_picker" or (setting.type != "liquid" and _is_plain(setting, value))


def _is_plain(setting: Setting, value: Any) -> bool:
    """Whether a value means the same on every page: not if it names what a record of the page says."""
    return setting.type in PLAIN and not sources.is_source(value)


def typed(front: Front, setting: Setting, value: Any, schemes: ColorSchemes | None) -> object:
    """A stored value as templates see it."""
    kind = setting.type
    if kind != "liquid" and sources.is_source(value):
        return sources.sourced(front, kind, value)
    if kind == "checkbox":
        return bool(value) if value is not None else False
    if kind in ("range", "number"):
        return value if isinstance(value, (int, float)) else None
    if kind in ("color", "color_background"):
        return ColorDrop(str(value)) if value else None
    if kind == "color_scheme":
        return schemes.get(str(value)) if schemes is not None and value else None
    if kind == "color_scheme_group":
        return schemes
    if kind == "font_picker":
        return fonts.FontDrop.of_handle(str(value)) if value else None
    if kind == "richtext":
        return trusted(_clean(str(value))) if value else value
    if kind == "inline_richtext":
        return trusted(_clean(str(value), inline=True)) if value else value
    if kind == "html":
        return trusted(_clean(str(value))) if value else value
    if kind == "liquid":
        return references.LiquidText(str(value)) if value else value
    if kind in ("text", "textarea"):
        return value if value is None else str(value)
    if kind == "url":
        address = references.address_of(str(value)) if value else None
        return address if address and safe_address(address) else None
    if kind == "video_url":
        return references.ExternalVideo.of(str(value)) if value else None
    if kind in references.RESOLVED:
        return references.resolve(front, kind, value)
    return value


class ColorDrop(Drop):
    """A colour with its channels. Pages share it."""

    liquid_name = "ColorDrop"

    def __init__(self, text: str) -> None:
        self.text = text
        self.color = parse(text) or Color(0, 0, 0, 0)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return self.text if parse(self.text) is not None else ""

    def __eq__(self, other: object) -> bool:
        return str(other) == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def liquid_override(self, key: str, value: object) -> object:
        """Nothing of one page is put on what all pages share."""
        return None

    @property
    def settled_key(self) -> tuple[str, str]:
        return ("color", self.text)

    @prop
    def red(self) -> int:
        return round(self.color.red)

    @prop
    def green(self) -> int:
        return round(self.color.green)

    @prop
    def blue(self) -> int:
        return round(self.color.blue)

    @prop
    def alpha(self) -> float:
        return round(self.color.alpha, 3)

    @prop
    def hue(self) -> int:
        return round(self.color.hsl[0])

    @prop
    def saturation(self) -> int:
        return round(self.color.hsl[1])

    @prop
    def lightness(self) -> int:
        return round(self.color.hsl[2])

    @prop
    def rgb(self) -> str:
        return f"{round(self.color.red)} {round(self.color.green)} {round(self.color.blue)}"

    @prop
    def rgba(self) -> str:
        return f"{self.liquid_get('rgb')} / {self.liquid_get('alpha')}"

    @prop
    def chroma(self) -> float:
        return round(self.color.oklch_parts[1], 4)

    @prop
    def oklch(self) -> str:
        light, chroma, hue = self.color.oklch_parts
        return f"{light * 100:.2f}% {chroma:.4f} {hue:.2f}"

    @prop
    def oklcha(self) -> str:
        return f"{self.liquid_get('oklch')} / {self.liquid_get('alpha')}"

    @prop
    def color_space(self) -> str:
        return "oklch" if self.text.lower().startswith("oklch") else "srgb"

    def liquid_json(self) -> object:
        return self.text


class ColorSchemes(Drop):
    """`settings.color_schemes`: the schemes in their order."""

    liquid_name = "ColorSchemeGroupDrop"

    def __init__(
        self, front: Front, definition: tuple[Setting, ...], values: Any, roles: dict[str, Any]
    ) -> None:
        self.front = front
        self._key: Any = ABSENT
        self.schemes: dict[str, ColorScheme] = {}
        for name, scheme in (values or {}).items():
            chosen = (scheme or {}).get("settings") or {}
            settings = SettingsDrop(front, definition, chosen)
            self.schemes[name] = ColorScheme(str(name), settings, roles)

    def __iter__(self) -> Any:
        return iter(self.schemes.values())

    def __len__(self) -> int:
        return len(self.schemes)

    @property
    def is_settled(self) -> bool:
        """Whether what can be read of the schemes is the same on every page."""
        return self.settled_key is not None

    @property
    def settled_key(self) -> tuple[object, ...] | None:
        if self._key is ABSENT:
            keys = tuple(scheme.settled_key for scheme in self.schemes.values())
            self._key = None if None in keys else keys
        return self._key

    def get(self, name: str) -> ColorScheme | None:
        """The scheme of that id, or the first one if it is gone."""
        return self.schemes.get(name) or next(iter(self.schemes.values()), None)

    def liquid_missing(self, key: object) -> object:
        if key == "size":
            return len(self.schemes)
        if key == "first":
            return next(iter(self.schemes.values()), None)
        if key == "last":
            return list(self.schemes.values())[-1] if self.schemes else None
        if isinstance(key, int):
            found = list(self.schemes.values())
            return found[key] if -len(found) <= key < len(found) else None
        return self.schemes.get(str(key))


class ColorScheme(Drop):
    """One colour scheme."""

    liquid_name = "ColorSchemeDrop"

    def __init__(self, name: str, settings: SettingsDrop, roles: dict[str, Any]) -> None:
        self.name = name
        self._settings = settings
        self.roles = roles

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return str(other) == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    @prop
    def id(self) -> str:
        return self.name

    @property
    def settled_key(self) -> tuple[str, Kept] | None:
        kept = self._settings.settled_key
        return (self.name, kept) if kept is not None else None

    @prop
    def settings(self) -> SettingsDrop:
        return self._settings

    def liquid_json(self) -> object:
        return self.name


def font_css(front: Front, font: fonts.FontDrop, display: str | None) -> Css:
    """The `@font-face` rules of a font."""
    return Css(fonts.face(font, display))
