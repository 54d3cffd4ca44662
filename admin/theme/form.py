"""Forms made from a section's schema: one field per setting, named ``s.ID`` or ``b.BLOCK.ID``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from admin.shell.forms import Reader
from engine.themes.packs import Pack
from engine.themes.schema import BlockType, SectionSchema, Setting

CONTROLS = {
    "checkbox": "check",
    "textarea": "area",
    "html": "area",
    "liquid": "area",
    "richtext": "rich",
    "select": "choice",
    "radio": "choice",
    "text_alignment": "choice",
    "color_scheme": "choice",
    "range": "number",
    "number": "number",
    "image_picker": "picture",
    "video": "video",
    "product": "record",
    "collection": "record",
    "page": "record",
    "blog": "record",
    "article": "record",
    "link_list": "record",
    "product_list": "records",
    "collection_list": "records",
    "article_list": "records",
}
"""The control of a setting type; ``text`` for all others."""
ONLY_IN_EDITOR = {
    "color_scheme_group": "schemes",
    "header": "heading",
    "line_break": "line",
    "metaobject": "record",
    "metaobject_list": "records",
    "paragraph": "note",
}
"""Controls that the plain forms leave out."""
ALIGNMENTS = (("left", "left"), ("center", "center"), ("right", "right"))


@dataclass(frozen=True)
class Field:
    """A setting with its value and the name of its field."""

    name: str
    setting: Setting
    value: Any
    control: str
    label: str
    info: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BlockForm:
    """A block with its fields; ``depth`` 0 lies in the section itself. ``key`` is its path: ``row/slide``."""

    key: str
    kind: str
    title: str
    depth: int
    fields: tuple[Field, ...]


@dataclass
class SectionForm:
    """Everything that can be said about a section. ``kinds``: blocks that may be added, (type, name)."""

    title: str
    fields: tuple[Field, ...]
    blocks: list[BlockForm] = field(default_factory=list)
    kinds: list[tuple[str, str]] = field(default_factory=list)


def form_of(
    pack: Pack,
    schema: SectionSchema,
    values: Mapping[str, Any],
    locale: str,
    schemes: Mapping[str, Any],
    *,
    whole: bool = False,
) -> SectionForm:
    """The form of a section from its schema and its present values. *whole*: with headings, notes and every control."""
    words = _Words(pack, locale, tuple((name, name) for name in schemes), whole)
    made = SectionForm(
        words.say(schema.name) or schema.file,
        tuple(words.fields("s.", schema.settings, values.get("settings") or {})),
    )
    made.blocks = list(_blocks(pack, words, schema.blocks, values, 0))
    kinds = pack.blocks.values() if schema.accepts_theme_blocks else ()
    for kind in [*(b for b in schema.blocks if not b.type.startswith("@")), *kinds]:
        made.kinds.append((kind.type, words.say(kind.name) or kind.type))
    return made


def _blocks(
    pack: Pack,
    words: _Words,
    accepted: tuple[BlockType, ...],
    values: Mapping[str, Any],
    depth: int,
    around: str = "",
) -> Iterator[BlockForm]:
    blocks = values.get("blocks") or {}
    for key in values.get("block_order") or list(blocks):
        block, path = blocks.get(key) or {}, f"{around}{key}"
        kind = pack.block_type(accepted, str(block.get("type"))) or BlockType(str(block.get("type")))
        fields = tuple(words.fields(f"b.{path}.", kind.settings, block.get("settings") or {}))
        yield BlockForm(path, kind.type, words.say(kind.name) or kind.type, depth, fields)
        yield from _blocks(pack, words, kind.blocks, block, depth + 1, f"{path}/")


class _Words:
    """Labels of a pack: plain, or keys of its schema translations."""

    def __init__(
        self, pack: Pack, locale: str, schemes: tuple[tuple[str, str], ...], whole: bool = False
    ) -> None:
        self.pack, self.texts, self.schemes = pack, pack.schema_texts(locale), schemes
        self.controls = {**CONTROLS, **ONLY_IN_EDITOR} if whole else CONTROLS
        self.left_out = frozenset() if whole else frozenset(ONLY_IN_EDITOR)

    def say(self, text: str) -> str:
        """The words of a label."""
        return self.texts.get(text.removeprefix("t:"), text) if text.startswith("t:") else text

    def fields(
        self, prefix: str, settings: tuple[Setting, ...], values: Mapping[str, Any]
    ) -> Iterator[Field]:
        """A field per setting that people can set here."""
        for setting in settings:
            if setting.type in self.left_out:
                continue
            value = values.get(setting.id, setting.default)
            if setting.type == "color_scheme_group":
                value = self.pack.schemes_in_order(setting.id, value)
            options = tuple((value, self.say(label)) for value, label in setting.options)
            if setting.type == "color_scheme":
                options = self.schemes
            elif setting.type == "text_alignment" and not options:
                options = ALIGNMENTS
            control = self.controls.get(setting.type, "text")
            label = self.say(setting.label) or setting.id.replace("_", " ").capitalize()
            yield Field(prefix + setting.id, setting, value, control, label, self.say(setting.info), options)


def read_form(
    form: SectionForm, read: Reader, only: frozenset[str] | None = None
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What was sent, as (settings, {block key: settings}). Fields that were not sent stay as they are; *only* names
    the fields that were changed, where the sender knows."""
    settings = {one.setting.id: _read(one, read) for one in form.fields if _sent(one, read, only)}
    blocks = {
        block.key: {one.setting.id: _read(one, read) for one in block.fields if _sent(one, read, only)}
        for block in form.blocks
    }
    return settings, {key: values for key, values in blocks.items() if values}


def _sent(one: Field, read: Reader, only: frozenset[str] | None) -> bool:
    if only is not None:
        parts = one.control == "schemes" and any(name.startswith(f"{one.name}.") for name in only)
        return (one.name in only and one.setting.has_value) or parts
    return one.name in read.form or one.control == "check"


def _read(one: Field, read: Reader) -> Any:
    if one.control == "check":
        return read.flag(one.name)
    text = read.text(one.name)
    if one.control in ("picture", "video"):
        chosen = read.record_id(one.name)
        if chosen is None:
            return one.value if text and text == str(one.value) else ""
        return one.value if isinstance(one.value, dict) and one.value.get("id") == chosen else {"id": chosen}
    if one.control == "record":
        return _reference(text) if text else ""
    if one.control == "records":
        return [_reference(item) for item in read.many(one.name) if item.strip()]
    if one.control == "schemes":
        return _read_schemes(one, read)
    return text


def _reference(item: str) -> Any:
    """``ID:HANDLE`` as it is stored; a handle alone, as packs write it, stays one."""
    number, _, handle = item.partition(":")
    return {"id": int(number), "handle": handle} if number.isascii() and number.isdigit() else item[:300]


def _read_schemes(one: Field, read: Reader) -> Any:
    """The colour schemes with what was sent of them: fields named ``NAME.SCHEME.SETTING``."""
    kept = one.value if isinstance(one.value, dict) else {}
    made = {}
    for name, scheme in kept.items():
        colors = dict((scheme or {}).get("settings") or {})
        for part in one.setting.definition:
            field_name = f"{one.name}.{name}.{part.id}"
            if part.has_value and field_name in read.form:
                colors[part.id] = read.text(field_name)
        made[name] = {**scheme, "settings": colors}
    return made
