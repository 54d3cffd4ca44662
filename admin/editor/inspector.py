"""The form of what is chosen: a section, one of its blocks, or the theme settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import g

from admin.editor.conditions import is_shown
from admin.editor.contrast import Contrast, contrast_of
from admin.editor.places import Place
from admin.editor.references import Chosen, chosen_in
from admin.editor.tree import Tree
from admin.theme.form import Field, SectionForm, form_of
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.themes import queries
from engine.themes.schema import SectionSchema, Setting
from engine.themes.switching.queries import Piece, withheld


@dataclass
class Inspector:
    """What the form shows. ``schema`` is None where the theme has no such section file any more."""

    shown: queries.ShownSection
    block: str
    title: str
    schema: SectionSchema | None
    fields: tuple[Field, ...] = ()
    hidden: frozenset[str] = frozenset()
    """Names of fields that their ``visible_if`` hides at present."""
    chosen: Mapping[str, list[Chosen]] = field(default_factory=dict)
    contrasts: Mapping[str, Contrast] = field(default_factory=dict)
    schemes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Colours by id, by colour scheme."""
    withheld: Sequence[Piece] = ()
    """Content that the section's file does not show."""

    @property
    def is_settings(self) -> bool:
        """Whether these are the theme settings."""
        return self.shown.template == queries.SETTINGS


def inspect(session: StoreSession, place: Place, tree: Tree, section_id: int, block: str = "") -> Inspector:
    """The form of a section or block. Raises NotFound."""
    shown = tree.section(section_id)
    schema = place.schema(shown)
    if schema is None:
        return Inspector(shown, block, shown.file, None)
    form = whole_form(place, tree, shown, schema)
    if block:
        found = next((one for one in form.blocks if one.key == block), None)
        if found is None:
            raise NotFound("record.not_found")
        title, fields = found.title, found.fields
    else:
        title, fields = form.title, form.fields
    return Inspector(
        shown,
        block,
        title,
        schema,
        fields,
        hidden_in(form, tree, fields),
        chosen_in(session, fields),
        contrasts_in(fields),
        schemes_of(place, tree),
        () if block else withheld(session, place.pack, section_id),
    )


def whole_form(place: Place, tree: Tree, shown: queries.ShownSection, schema: SectionSchema) -> SectionForm:
    """Every field of a section and its blocks."""
    return form_of(place.pack, schema, shown.values, g.store.locale, schemes_of(place, tree), whole=True)


def hidden_in(form: SectionForm, tree: Tree, fields: Iterable[Field]) -> frozenset[str]:
    """Names of the fields that are hidden beside the values that the form holds."""
    section = _values(form.fields)
    blocks = {one.name: _values(block.fields) for block in form.blocks for one in block.fields}
    return frozenset(
        one.name
        for one in fields
        if one.setting.visible_if
        and not is_shown(
            one.setting.visible_if,
            section=section,
            block=blocks.get(one.name, {}),
            theme=tree.theme_settings,
        )
    )


def contrasts_in(fields: Iterable[Field]) -> dict[str, Contrast]:
    """The contrast of each colour that has a partner, by the name of its field."""
    fields = list(fields)
    plain = {one.setting.id: one.value for one in fields if one.setting.type == "color"}
    found: dict[str, Contrast] = {}
    for one in fields:
        if one.setting.type == "color":
            _note(found, one.name, one.setting, one.value, plain)
        elif one.control == "schemes":
            for name, colors in colors_of(one.setting, one.value).items():
                for part in one.setting.definition:
                    if part.type == "color":
                        _note(found, f"{one.name}.{name}.{part.id}", part, colors.get(part.id), colors)
    return found


def _note(
    found: dict[str, Contrast], name: str, setting: Setting, value: Any, others: Mapping[str, Any]
) -> None:
    contrast = contrast_of(setting, value, others)
    if contrast is not None:
        found[name] = contrast


def schemes_of(place: Place, tree: Tree) -> dict[str, dict[str, str]]:
    """The colours of every colour scheme, by the scheme's name; those of all groups of schemes that the theme has."""
    found: dict[str, dict[str, str]] = {}
    for setting in place.pack.settings_schema.settings:
        if setting.type == "color_scheme_group":
            value = tree.theme_settings.get(setting.id, setting.default)
            found.update(colors_of(setting, place.pack.schemes_in_order(setting.id, value)))
    return found


def colors_of(setting: Setting, value: Any) -> dict[str, dict[str, str]]:
    """The colours of a group of schemes, with the defaults of those that nobody chose."""
    defaults = {part.id: str(part.default or "") for part in setting.definition if part.has_value}
    schemes = value if isinstance(value, dict) else {}
    return {
        name: {**defaults, **{k: str(v) for k, v in ((scheme or {}).get("settings") or {}).items()}}
        for name, scheme in schemes.items()
        if isinstance(scheme, dict)
    }


def _values(fields: Iterable[Field]) -> dict[str, Any]:
    return {one.setting.id: one.value for one in fields if one.setting.has_value}
