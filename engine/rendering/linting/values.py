"""Whether settings take the values that a pack starts with: defaults, presets, JSON templates, style presets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from engine.liquid.filters.colors import parse as parse_color
from engine.themes.packs import Pack
from engine.themes.schema import BlockType, SectionSchema, Setting

from .documents import Document, Place
from .findings import Finding
from .shapes import is_multiple, is_number, name_of
from .sources import Sources

_FONT = re.compile(r"[a-z0-9_]{1,60}_[nio][1-9]")
_SYSTEM_FONTS = ("", "mono", "monospace", "sans-serif", "serif")
_ALIGNMENTS = ("left", "center", "right")
_TEXTS = frozenset({"text", "textarea", "richtext", "inline_richtext", "html", "liquid", "url"})


def refused(setting: Setting, value: Any) -> str | None:
    """Why a setting does not take a value; None if it does, or if that is only known later."""
    if value is None or (isinstance(value, str) and "{{" in value):
        return None
    kind = setting.type
    if kind in ("select", "radio") and setting.options:
        choices = [choice for choice, _ in setting.options]
        return None if str(value) in choices else f"'{setting.id}' has no choice {_short(value)}"
    if kind == "text_alignment":
        return None if value in _ALIGNMENTS else f"'{setting.id}' must be left, center or right"
    if kind == "checkbox":
        return (
            None if isinstance(value, bool) else f"'{setting.id}' must be true or false, not {name_of(value)}"
        )
    if kind in ("range", "number"):
        return _number(setting, value)
    if kind == "color":
        fits = isinstance(value, str) and (not value.strip() or parse_color(value) is not None)
        return None if fits else f"'{setting.id}' takes a colour, not {_short(value)}"
    if kind == "font_picker":
        fits = isinstance(value, str) and (value in _SYSTEM_FONTS or _FONT.fullmatch(value) is not None)
        return None if fits else f"'{setting.id}' takes a font's handle (`assistant_n4`), not {_short(value)}"
    if kind in _TEXTS and not isinstance(value, str):
        return f"'{setting.id}' must be a text, not {name_of(value)}"
    return None


def _number(setting: Setting, value: Any) -> str | None:
    if not is_number(value):
        return f"'{setting.id}' must be a number, not {name_of(value)}"
    low, high = setting.min, setting.max
    if low is not None and value < low:
        return f"'{setting.id}' begins at {low}, not at {value}"
    if high is not None and value > high:
        return f"'{setting.id}' ends at {high}, not at {value}"
    if setting.type == "range" and not is_multiple(value, setting.step or 1, low or 0):
        return (
            f"'{setting.id}' goes in steps of {setting.step or 1} from {low or 0}; {value} lies between two"
        )
    return None


def _short(value: Any) -> str:
    return f"'{value[:60]}'" if isinstance(value, str) else str(value)[:60]


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every schema, every template, and the theme's own settings."""
    documents = sources.documents
    for name, document in documents.sections.items():
        schema = pack.sections.get(name)
        if schema is not None and isinstance(document.data, dict):
            yield from _defaults(document, (), schema.settings)
            for at, kind in enumerate(schema.blocks):
                yield from _defaults(document, ("blocks", at), kind.settings, local=True)
            yield from _presets(pack, document, schema)
            yield from _Values(pack, document, "preset").default(schema)
    for name, document in documents.blocks.items():
        block = pack.blocks.get(name)
        if block is not None and isinstance(document.data, dict):
            yield from _defaults(document, (), block.settings)
            yield from _presets(pack, document, block)
    for document, place, data, _ in documents.beginnings():
        yield from _template(pack, document, place, data)
    yield from _theme(pack, sources)


def _defaults(
    document: Document, place: Place, settings: tuple[Setting, ...], *, local: bool = False
) -> Iterator[Finding]:
    if local and not _entry(document.data, (*place, "settings")):
        return  # joined in from the file of a theme block, where it is told
    raw = _entry(document.data, (*place, "settings"))
    by_id = {setting.id: setting for setting in settings if setting.has_value}
    for at, entry in enumerate(raw if isinstance(raw, list) else ()):
        name = entry.get("id") if isinstance(entry, dict) else None
        setting = by_id.get(name) if isinstance(name, str) else None
        if setting is None or setting.raw != entry or setting.type == "checkbox":
            continue  # what is no true or false there, the shape of the schema tells
        said = refused(setting, setting.default)
        if said is not None and _is_of_right_kind(setting):
            yield document.finding(
                (*place, "settings", at, "default"), "default-value", f"the default of {said}"
            )
        if setting.min is not None and setting.max is not None and setting.min >= setting.max:
            message = f"'{setting.id}' begins at {setting.min} and ends at {setting.max}"
            yield document.finding((*place, "settings", at), "default-value", message)


def _is_of_right_kind(setting: Setting) -> bool:
    """Whether the default is of the JSON type that the schema's shape asks for; else that has been told."""
    if setting.type in ("range", "number"):
        return is_number(setting.default)
    return isinstance(setting.default, str)


def _entry(data: Any, place: Place) -> Any:
    for key in place:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _presets(pack: Pack, document: Document, owner: SectionSchema | BlockType) -> Iterator[Finding]:
    presets = document.data.get("presets")
    for at, preset in enumerate(presets if isinstance(presets, list) else ()):
        if isinstance(preset, dict):
            yield from _Values(pack, document, "preset").of(("presets", at), owner, preset)


def _template(pack: Pack, document: Document, place: Place, data: dict[str, Any]) -> Iterator[Finding]:
    sections = data.get("sections")
    for key, use in sections.items() if isinstance(sections, dict) else ():
        schema = pack.sections.get(str(use.get("type"))) if isinstance(use, dict) else None
        if schema is not None:
            yield from _Values(pack, document, "template-value").of((*place, "sections", key), schema, use)


class _Values:
    """Goes through the values of one document."""

    def __init__(self, pack: Pack, document: Document, kind: str) -> None:
        self.pack, self.document, self.kind = pack, document, kind

    def of(
        self, place: Place, owner: SectionSchema | BlockType, data: Mapping[str, Any]
    ) -> Iterator[Finding]:
        """The settings and blocks of a section or block."""
        settings = data.get("settings")
        yield from self.settings(
            (*place, "settings"), owner.settings, settings if isinstance(settings, dict) else {}
        )
        blocks = data.get("blocks")
        listed = (
            list(blocks.items())
            if isinstance(blocks, dict)
            else list(enumerate(blocks))
            if isinstance(blocks, list)
            else []
        )
        yield from self._count(place, owner, [block for _, block in listed])
        for key, block in listed:
            here: Place = (*place, "blocks", key)
            name = block.get("type") if isinstance(block, dict) else None
            if not isinstance(name, str) or name.startswith(("shopify://", "@")):
                continue
            kind = self.pack.block_type(owner.blocks, name)
            if kind is not None:
                yield from self.of(here, kind, block)
            elif self.kind == "preset":  # templates: told as a missing block
                yield self._said((*here, "type"), f"there is no kind of block '{name[:60]}' here")

    def default(self, schema: SectionSchema) -> Iterator[Finding]:
        """What a section starts with that stands in a Liquid file by itself."""
        if schema.default is not None:
            yield from self.of(("default",), schema, schema.default)

    def settings(
        self, place: Place, known: tuple[Setting, ...], given: Mapping[str, Any]
    ) -> Iterator[Finding]:
        """Values by setting."""
        by_id = {setting.id: setting for setting in known if setting.has_value}
        for name, value in given.items():
            setting = by_id.get(name)
            said = f"there is no setting '{name[:60]}'" if setting is None else refused(setting, value)
            if said is not None:
                yield self._said((*place, name), said)

    def _count(self, place: Place, owner: SectionSchema | BlockType, blocks: list[Any]) -> Iterator[Finding]:
        most = owner.max_blocks if isinstance(owner, SectionSchema) else None
        if most is not None and len(blocks) > most:
            yield self._said((*place, "blocks"), f"{len(blocks)} blocks, where at most {most} may be")
        counts = Counter(str(block.get("type")) for block in blocks if isinstance(block, dict))
        for kind in owner.blocks:
            count = counts[kind.type]
            if kind.limit is not None and count > kind.limit:
                yield self._said(
                    (*place, "blocks"), f"{count} blocks '{kind.type}', where at most {kind.limit} may be"
                )

    def _said(self, place: Place, message: str) -> Finding:
        return self.document.finding(place, self.kind, message)


def _theme(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Theme settings: their defaults, `current` and the style presets."""
    schema, data = sources.documents.settings_schema, sources.documents.settings_data
    if schema is None or not isinstance(schema.data, list):
        return
    settings = pack.settings_schema.settings
    for at, group in enumerate(schema.data):
        if isinstance(group, dict) and isinstance(group.get("settings"), list):
            yield from _defaults(schema, (at,), settings)
    if data is None or not isinstance(data.data, dict):
        return
    values = _Values(pack, data, "template-value")
    presets, current = data.data.get("presets"), data.data.get("current")
    if isinstance(current, str) and not (isinstance(presets, dict) and current in presets):
        yield data.finding(("current",), "template-value", f"there is no preset '{current[:60]}'")
    styles: list[tuple[Place, Any]] = [(("current",), current)]
    styles += (
        [(("presets", name), style) for name, style in presets.items()] if isinstance(presets, dict) else []
    )
    for place, style in styles:
        if isinstance(style, dict):
            given = {key: value for key, value in style.items() if key not in _BESIDE}
            yield from values.settings(place, settings, given)


_BESIDE = frozenset(
    {"blocks", "block_order", "content_for_index", "custom_css", "platform_customizations", "sections"}
)
"""What settings_data.json may hold beside the values of theme settings."""
