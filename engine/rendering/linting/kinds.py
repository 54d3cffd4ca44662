"""What a name or path holds, as far as the public reference, the schemas and the code tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.rendering.reference import PUBLIC, Status, Type, audit, code
from engine.themes.schema import Setting

_NONE: Mapping[str, Setting] = MappingProxyType({})


@dataclass(frozen=True)
class Kind:
    """An object of the reference, or a list of them; `settings` are those of a section, block, theme or scheme."""

    name: str = "any"
    is_list: bool = False
    settings: Mapping[str, Setting] | None = field(default=None, compare=False)
    fallback: Mapping[str, Setting] = field(default_factory=lambda: _NONE, compare=False)
    """Settings of the theme's colour schemes, for values that are one."""

    @property
    def item(self) -> Kind:
        """What the list holds."""
        return Kind(self.name, False, self.settings, self.fallback) if self.is_list else ANY

    @property
    def is_object(self) -> bool:
        """Whether its properties are known by name."""
        return self.name in PUBLIC and not self.is_list


ANY = Kind()
_BY_HANDLE = {
    "all_products": "product",
    "articles": "article",
    "blogs": "blog",
    "collections": "collection",
    "images": "image",
    "linklists": "linklist",
    "pages": "page",
}
_OF_SETTINGS = {
    "article": "article",
    "article_list": "article[]",
    "blog": "blog",
    "collection": "collection",
    "collection_list": "collection[]",
    "color": "color",
    "color_scheme": "color_scheme",
    "color_scheme_group": "color_scheme[]",
    "font_picker": "font",
    "image_picker": "image",
    "link_list": "linklist",
    "page": "page",
    "product": "product",
    "product_list": "product[]",
    "video": "video",
    "video_url": "external_video",
}
_OF_LISTS = frozenset({"first", "last", "size", "count"})


@dataclass(frozen=True)
class Fault:
    """A property that cannot be read: what is wrong, why, and of which kind the finding is."""

    message: str
    cure: str
    kind: str
    severity: str = "warning"


def of_type(kind: Type) -> Kind:
    """The kind of a documented property."""
    return Kind(kind.name, kind.is_list)


def step(kind: Kind, key: object) -> tuple[Kind, Fault | None]:
    """What `kind.key` or `kind[key]` holds. `key` is a text, a number, or None for what is only known later."""
    if kind.is_list:
        is_item = not isinstance(key, str) or key in ("first", "last")
        return (kind.item if is_item else ANY), None
    if kind.settings is not None and kind.name == "settings":
        return _setting(kind, key)
    if kind.name in _BY_HANDLE:
        return (ANY if key in _OF_LISTS - {"first", "last"} else Kind(_BY_HANDLE[kind.name])), None
    if not kind.is_object or not isinstance(key, str):
        return ANY, None
    return _property(kind, key)


def _setting(kind: Kind, key: object) -> tuple[Kind, Fault | None]:
    assert kind.settings is not None
    if not isinstance(key, str):
        return ANY, None
    setting = kind.settings.get(key)
    if setting is None:
        cure = "It is always nil; add the setting to the schema, or mend its name."
        return ANY, Fault(f"the schema has no setting '{key}'", cure, "unknown-setting")
    read = Type.read(_OF_SETTINGS.get(setting.type, "any"))
    return Kind(read.name, read.is_list, None, kind.fallback), None


def _property(kind: Kind, key: str) -> tuple[Kind, Fault | None]:
    if audit.object_entry(kind.name).status is Status.NOT_HERE:
        return ANY, None  # only what led here is worth a word
    known = PUBLIC[kind.name].properties.get(key)
    if key == "settings" and kind.name in ("section", "block", "color_scheme"):
        settings = kind.fallback if kind.name == "color_scheme" else kind.settings
        return (Kind("settings", False, settings, kind.fallback) if settings is not None else ANY), None
    if known is None:
        if code.is_open(kind.name) or key in code.offered(kind.name) or key == "size":
            return ANY, None
        cure = "It is always nil, here and in the public format."
        return ANY, Fault(f"'{kind.name}' has no property '{key}'", cure, "unknown-property")
    entry = audit.property_entry(kind.name, key)
    found = Kind(known.name, known.is_list, None, kind.fallback)
    if entry.status is Status.NOT_HERE:
        return found, Fault(f"'{kind.name}.{key}' is not here", entry.note, "not-here")
    if code.is_constant(kind.name, key) and entry.note:
        return found, Fault(f"'{kind.name}.{key}' is always the same", entry.note, "always-the-same", "note")
    return found, None
