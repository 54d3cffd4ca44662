"""A small drawing of what a section file holds, made of its schema: pictures, words, buttons, rows of things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from admin.editor.places import Place
from admin.editor.tree import icon_of
from engine.themes.schema import SectionSchema

WIDTH, HEIGHT = 160, 96
_ORDER = ("pictures", "words", "products", "stories", "forms", "code", "other")
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("products", frozenset({"product", "product_list", "collection", "collection_list"})),
    ("stories", frozenset({"blog", "article", "article_list", "page"})),
    ("code", frozenset({"liquid", "html"})),
    ("pictures", frozenset({"image_picker", "video", "video_url"})),
    ("words", frozenset({"text", "richtext", "inline_richtext", "textarea"})),
)


@dataclass(frozen=True)
class Addition:
    """A section that may be added: ``value`` is ``FILE:PRESET``."""

    value: str
    name: str
    icon: str
    picture: Markup
    words: str
    """What the search looks into."""


def choices_for(place: Place, into: str) -> list[tuple[str, list[Addition]]]:
    """The presets that a template or group takes, by what they hold."""
    found: dict[str, list[Addition]] = {}
    for schema in place.pack.sections.values():
        if schema.presets and schema.allows(into):
            for number, preset in enumerate(schema.presets):
                found.setdefault(group_of(schema), []).append(_addition(place, schema, number, preset))
    return [(name, sorted(found[name], key=lambda one: one.name.lower())) for name in _ORDER if name in found]


def _addition(place: Place, schema: SectionSchema, number: int, preset: dict[str, Any]) -> Addition:
    name = place.say(str(preset.get("name") or schema.name or schema.file))
    words = f"{name} {place.say(schema.name)} {schema.file} {place.say(str(preset.get('category') or ''))}"
    return Addition(f"{schema.file}:{number}", name, icon_of(schema), drawing(schema, preset), words.lower())


def group_of(schema: SectionSchema) -> str:
    """Among what a section is listed."""
    types = set(_types(schema))
    if "form" in schema.file or "newsletter" in schema.file or "contact" in schema.file:
        return "forms"
    return next((name for name, wanted in _KINDS if types & wanted), "other")


def drawing(schema: SectionSchema, preset: dict[str, Any]) -> Markup:
    """The drawing, as SVG that takes its colours from the style sheet by class."""
    own = {setting.type for setting in schema.settings}
    inner = {setting.type for block in schema.blocks for setting in block.settings}
    blocks = preset.get("blocks")
    count = len(blocks) if isinstance(blocks, (list, dict)) else 0
    shapes = list(_shapes(own, inner, min(max(count, 3 if inner else 0), 4)))
    return Markup(  # noqa: S704 - numbers and class names of ours
        f'<svg class="schematic" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(shapes)}</svg>'
    )


_PICTURE = frozenset({"image_picker", "video", "video_url"})
_GOODS = frozenset({"product_list", "collection", "collection_list", "product", "article", "blog"})
_WORDS = frozenset({"text", "richtext", "inline_richtext", "textarea"})


def _shapes(own: set[str], inner: set[str], count: int) -> Iterator[str]:
    if inner & _PICTURE and "url" in inner and inner & _WORDS and not own & _PICTURE:
        yield from _slides()
    elif (
        inner & _WORDS and inner & _PICTURE and "url" not in inner and "text" in inner and "richtext" in inner
    ):
        yield from _voices(count or 3)
    elif own & _PICTURE and not inner & _PICTURE:
        yield _box("p", 10, 10, 66, 76) + _hill(10, 10, 66, 76)
        yield from _lines(86, 26, own | inner, 62)
    elif inner & _PICTURE or own & _GOODS:
        yield _box("t", 10, 10, 64, 7)
        width = (140 - 6 * (count or 3)) / (count or 3)
        for at in range(count or 3):
            left = 10 + at * (width + 8)
            yield _box("p", left, 26, width, 40) + _hill(left, 26, width, 40)
            yield _box("l", left, 71, width * 0.8, 4)
            yield _box("l", left, 79, width * 0.5, 4)
    elif inner & _WORDS:
        yield _box("t", 10, 12, 70, 8)
        for at in range(count or 3):
            yield _box("l", 10, 32 + at * 15, 140, 1.5)
            yield _box("l", 10, 37 + at * 15, 90 - at * 9, 4)
    elif own & {"liquid", "html"}:
        yield '<path class="c" d="M62 32 44 48l18 16M98 32l18 16-18 16M86 26 74 70"/>'
    else:
        yield from _lines(36, 24, own, 88)


def _slides() -> Iterator[str]:
    """One picture as wide as the page, words on it, and dots for those that follow."""
    yield _box("p", 10, 10, 140, 66) + _hill(10, 10, 140, 66)
    yield _box("t", 22, 22, 58, 8)
    yield _box("l", 22, 36, 44, 4)
    yield _box("b", 22, 47, 30, 11)
    for at in range(3):
        yield f'<circle class="{"t" if at == 0 else "l"}" cx="{70 + at * 10}" cy="85" r="2.6"/>'


def _voices(count: int) -> Iterator[str]:
    """Words, each with a small round picture."""
    width = (140 - 8 * (count - 1)) / count
    for at in range(count):
        left = 10 + at * (width + 8)
        yield f'<circle class="p" cx="{left + width / 2:.4g}" cy="26" r="12"/>'
        for line, share in enumerate((0.9, 1, 0.7)):
            yield _box("l", left + width * (1 - share) / 2, 48 + line * 9, width * share, 4)
        yield _box("t", left + width * 0.25, 80, width * 0.5, 4)


def _lines(left: float, top: float, types: set[str], width: float) -> Iterator[str]:
    yield _box("t", left, top, width, 9)
    yield _box("l", left, top + 17, width * 0.94, 4)
    yield _box("l", left, top + 25, width * 0.7, 4)
    if "url" in types:
        yield _box("b", left, top + 36, 34, 12)


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:.4g}" height="{height:g}" rx="2"/>'


def _hill(x: float, y: float, width: float, height: float) -> str:
    """Two mountains at the foot of a picture."""
    steps = ((0.0, 0.78), (0.34, 0.48), (0.64, 0.74), (0.78, 0.62), (1.0, 0.84), (1.0, 1.0), (0.0, 1.0))
    points = " ".join(f"{x + width * right:.4g},{y + height * down:.4g}" for right, down in steps)
    return f'<polygon class="h" points="{points}"/>'


def _types(schema: SectionSchema) -> Iterable[str]:
    for setting in schema.settings:
        yield setting.type
    for block in schema.blocks:
        for setting in block.settings:
            yield setting.type
