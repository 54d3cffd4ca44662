"""Our rules for schemas find what the public format's own JSON schemas find, over many schemas made and broken."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from engine.rendering.linting import schema_shapes, setting_shapes
from engine.rendering.linting.shapes import Fault
from engine.themes.packs import Pack
from tests.support.paths import shared_data

PACKS = Path(__file__).resolve().parents[4] / "theme_packs"
PUBLIC = (shared_data() or Path("none")) / "shopify-theme-schemas"
needs_public = pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public format's JSON schemas are not here")

MORE = ("a setting needs a 'type'",)
"""What we say beyond: a setting without a type can be used nowhere."""
OURS: dict[str, Callable[[Any], Iterator[Fault]]] = {
    "section": schema_shapes.section,
    "theme_block": schema_shapes.block,
    "theme_settings": schema_shapes.theme_settings,
    "translations": schema_shapes.locale,
}


@cache
def validator(name: str) -> Any:
    base = "http://schemas.example/"
    found = {path.name: json.loads(path.read_text("utf-8")) for path in PUBLIC.glob("*.json")}
    resources = [(base + file, DRAFT7.create_resource(schema)) for file, schema in found.items()]
    return Draft7Validator({"$ref": f"{base}{name}.json"}, registry=Registry().with_resources(resources))


def agree(name: str, data: Any) -> None:
    ours = [fault for fault in OURS[name](data) if fault.message not in MORE]
    theirs = list(validator(name).iter_errors(data))
    assert bool(ours) == bool(theirs), (data, ours[:3], [error.message for error in theirs[:3]])


# -- schemas that are right ----------------------------------------------------------------------------

names = st.sampled_from(["a", "title", "x-1", "Größe", "a b", ""])
words = st.sampled_from(["", "a", "t:a.b", "{{ section.settings.a }}", "left", "4", "youtube"])
numbers = st.sampled_from([0, 1, 2, 2.0, 10, 0.5, -1.5, 50, 51])
odd = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    words,
    st.lists(words, max_size=2),
    st.dictionaries(names, words, max_size=2),
)
ATTRIBUTES = (
    "accept", "alpha", "block_order", "blocks", "category", "class", "content", "default", "definition", "disabled_on",
    "enabled_on", "icon", "id", "info", "label", "limit", "locales", "max", "max_blocks", "metaobject_type", "min", "name",
    "options", "placeholder", "presets", "role", "settings", "static", "step", "tag", "type", "unit", "visible_if",
    "templates", "groups", "group", "value", "solid", "gradient", "other", "body_html", "additionalProperties",
    "theme_name", "theme_support_email",
)  # fmt: skip
TYPES = tuple(setting_shapes._TYPES)
ROLES = (*setting_shapes._FILLS, *setting_shapes._INKS)
choices = st.lists(
    st.fixed_dictionaries(
        {"value": words, "label": words},
        optional={"icon": st.sampled_from(["image", "sun", "moon2"]), "group": words},
    ),
    max_size=2,
)
colour_schemes = st.fixed_dictionaries(
    {
        "type": st.just("color_scheme_group"),
        "id": names,
        "definition": st.lists(
            st.one_of(
                st.fixed_dictionaries(
                    {"type": st.just("color"), "id": names, "label": words}, optional={"default": words}
                ),
                st.fixed_dictionaries({"type": st.just("header"), "content": words}),
            ),
            max_size=2,
        ),
        "role": st.fixed_dictionaries(
            {role: st.one_of(words, st.just({"solid": "a", "gradient": "b"})) for role in ROLES}
        ),
    }
)
KNOWN_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "accept": st.lists(st.sampled_from(["youtube", "vimeo"]), max_size=2),
    "alpha": st.booleans(),
    "limit": st.sampled_from([1, 2, 3]),
    "max": numbers,
    "min": numbers,
    "options": choices,
    "step": numbers,
}


@st.composite
def a_setting(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(TYPES))
    if kind == "color_scheme_group":
        return draw(colour_schemes)
    known, needs = setting_shapes._TYPES[kind]
    made: dict[str, Any] = {"type": kind}
    for key in dict.fromkeys((*needs, *draw(st.lists(st.sampled_from(sorted(known)), max_size=3)))):
        made[key] = draw(_default(kind) if key == "default" else KNOWN_VALUES.get(key, words))
    if kind == "number" and "options" in made:
        made["options"] = draw(
            st.lists(st.fixed_dictionaries({"value": numbers}, optional={"label": words}), max_size=2)
        )
    if "icon" in made:
        made["icon"] = draw(st.sampled_from(["image", "none"]))
    return made


def _default(kind: str) -> st.SearchStrategy[Any]:
    if kind in ("range", "number"):
        return numbers
    if kind == "checkbox":
        return st.booleans()
    if kind == "color_palette":
        return st.dictionaries(st.sampled_from(["a", "b1", "1c"]), words, max_size=3)
    return st.sampled_from(["left", "right"]) if kind == "text_alignment" else words


setting_lists = st.lists(a_setting(), max_size=3)
starting = st.dictionaries(
    names, st.one_of(words, numbers, st.booleans(), st.lists(words, max_size=2)), max_size=2
)
preset_block: st.SearchStrategy[Any] = st.deferred(
    lambda: st.fixed_dictionaries(
        {"type": words},
        optional={
            "name": words,
            "settings": starting,
            "static": st.booleans(),
            "id": words,
            "blocks": st.one_of(
                st.lists(preset_block, max_size=1), st.dictionaries(names, preset_block, max_size=1)
            ),
            "block_order": st.lists(words, max_size=1),
        },
    )
)
preset = st.fixed_dictionaries(
    {"name": words},
    optional={
        "category": words,
        "settings": starting,
        "blocks": st.one_of(
            st.lists(preset_block, max_size=2), st.dictionaries(names, preset_block, max_size=2)
        ),
        "block_order": st.lists(words, max_size=2),
    },
)
accepted = st.one_of(
    st.sampled_from([{"type": "@theme"}, {"type": "@app"}, {"type": "text"}, {"type": "@app", "limit": 1}]),
    st.fixed_dictionaries(
        {"type": names}, optional={"name": words, "limit": st.sampled_from([1, 4]), "settings": setting_lists}
    ),
)
toggle = st.fixed_dictionaries(
    {},
    optional={
        "templates": st.lists(
            st.sampled_from(["*", "index", "product", "customers/order", "home"]), max_size=3
        ),
        "groups": st.lists(words, max_size=2),
    },
)
sections = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "tag": st.sampled_from(["div", "aside", "p"]),
        "class": words,
        "limit": st.sampled_from([0, 1, 2, 3]),
        "max_blocks": st.sampled_from([0, 1, 50, 51]),
        "settings": setting_lists,
        "blocks": st.lists(accepted, max_size=3),
        "presets": st.lists(preset, max_size=2),
        "default": st.fixed_dictionaries(
            {}, optional={"settings": starting, "blocks": st.lists(preset_block, max_size=2)}
        ),
        "locales": st.dictionaries(names, st.dictionaries(names, words, max_size=2), max_size=2),
        "enabled_on": toggle,
        "disabled_on": toggle,
    },
)
blocks = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "settings": setting_lists,
        "blocks": st.lists(accepted, max_size=3),
        "presets": st.lists(preset, max_size=2),
        "tag": st.sampled_from([None, "a", "x" * 50, "x" * 51]),
        "class": words,
    },
)
about = ("theme_name", "theme_author", "theme_version", "theme_documentation_url")
theme_settings = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"name": st.just("theme_info"), **dict.fromkeys(about, words)},
            optional={"theme_support_email": words, "theme_support_url": words},
        ),
        st.fixed_dictionaries({"name": words, "settings": setting_lists}),
    ),
    max_size=3,
)
locales = st.recursive(
    st.dictionaries(names, words, max_size=3),
    lambda inner: st.dictionaries(
        st.sampled_from(["a", "one", "other", "body_html", "title"]), st.one_of(words, inner), max_size=3
    ),
    max_leaves=8,
)
MADE = {"section": sections, "theme_block": blocks, "theme_settings": theme_settings, "translations": locales}


@needs_public
@pytest.mark.parametrize("name", sorted(MADE))
def test_made_schemas(name: str) -> None:
    @given(MADE[name])
    @settings(max_examples=150)
    def run(data: Any) -> None:
        agree(name, data)

    run()


# -- and schemas that are broken -----------------------------------------------------------------------


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*way, key))


def _mutated(draw: st.DrawFn, data: Any) -> Any:
    """One value changed, taken out, or added."""
    data = copy.deepcopy(data)
    *way, last = draw(st.sampled_from([place for place in _places(data) if place] or [("",)]))
    owner = data
    for key in way:
        owner = owner[key]
    if owner == data and last == "":
        return draw(odd)
    action = draw(st.sampled_from(["change", "take", "add"]))
    if action == "change":
        owner[last] = draw(odd)
    elif action == "take":
        del owner[last]
    elif isinstance(owner, dict):
        owner[draw(st.sampled_from(ATTRIBUTES))] = draw(odd)
    else:
        owner.append(draw(odd))
    return data


@cache
def _ours() -> dict[str, list[Any]]:
    """Every schema and locale of our own packs: what schemas look like in earnest."""
    found: dict[str, list[Any]] = {"section": [], "theme_block": [], "theme_settings": [], "translations": []}
    for folder in sorted(path for path in PACKS.iterdir() if path.is_dir()):
        pack = Pack(folder)
        for kind, where in (("section", "sections"), ("theme_block", "blocks")):
            for name in pack.names(where, ".liquid"):
                text, _ = pack.schema_text(f"{where}/{name}.liquid")
                found[kind] += [json.loads(text)] if text is not None else []
        found["theme_settings"].append(pack.json("config/settings_schema.json"))
        found["translations"] += [
            pack.json(f"locales/{name}.json") for name in pack.names("locales", ".json")
        ]
    return found


@needs_public
@pytest.mark.parametrize("name", sorted(MADE))
def test_broken_schemas(name: str) -> None:
    @st.composite
    def broken(draw: st.DrawFn) -> Any:
        data = draw(st.one_of(MADE[name], st.sampled_from(_ours()[name])))
        for _ in range(draw(st.integers(1, 2))):
            data = _mutated(draw, data)
        return data

    @given(broken())
    @settings(max_examples=250)
    def run(data: Any) -> None:
        agree(name, data)

    run()


@needs_public
@pytest.mark.parametrize("name", sorted(MADE))
def test_schemas_of_our_packs(name: str) -> None:
    for data in _ours()[name]:
        agree(name, data)
        assert list(OURS[name](data)) == []
