"""Made-up section files and section data, for properties that hold for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engine.themes.matching import Capacity, PackReader
from engine.themes.packs import Pack, TemplateFile
from engine.themes.schema import BlockType, SchemaReader, SectionSchema

Json = dict[str, Any]

TYPES = {
    "heading": "text",
    "kicker": "text",
    "text": "richtext",
    "words": "textarea",
    "quote": "inline_richtext",
    "author": "text",
    "image": "image_picker",
    "image_2": "image_picker",
    "picture_phone": "image_picker",
    "film": "video",
    "film_address": "video_url",
    "button_label": "text",
    "button_link": "url",
    "link": "url",
    "product": "product",
    "collection": "collection",
    "products": "product_list",
    "collections": "collection_list",
    "menu": "link_list",
    "blog": "blog",
    "page": "page",
    "record": "metaobject",
    "code": "liquid",
    "autoplay": "checkbox",
    "columns": "range",
    "tomorrow": "a_type_of_tomorrow",
}
MARKUP = {
    "heading": "<h2>{{ X }}</h2>",
    "quote": "<blockquote>{{ X }}</blockquote>",
    "author": "<cite>{{ X }}</cite>",
    "image": "{{ X | image_url: width: 9 | image_tag }}",
    "image_2": "{{ X | image_url: width: 9 | image_tag }}",
    "picture_phone": '<picture><source srcset="{{ X | image_url: width: 9 }}"></picture>',
    "film": "{{ X | video_tag }}",
    "film_address": "{{ X | external_video_tag }}",
    "button_link": '<a href="{{ X }}">{{ Y }}</a>',
    "button_label": "",
    "link": '<a href="{{ X }}"><img></a>',
    "collection": "{% for p in X.products %}{{ p.title }}{% endfor %}",
    "collections": "{% for c in X %}{{ c.title }}{% endfor %}",
    "products": "{% for p in X %}{{ p.title }}{% endfor %}",
    "menu": "{% for l in X.links %}{{ l.title }}{% endfor %}",
    "blog": "{% for a in X.articles %}{{ a.title }}{% endfor %}",
    "page": "{{ X.content }}",
    "product": "{{ X.title }}",
}
VALUES = st.one_of(st.none(), st.text("abc", max_size=3), st.just("x"))


@st.composite
def settings(draw: st.DrawFn) -> list[Json]:
    """Settings in any order, some of which the Liquid will not show."""
    names = draw(st.lists(st.sampled_from(sorted(TYPES)), unique=True, max_size=6))
    return [{"id": name, "type": TYPES[name], "label": name} for name in names]


@st.composite
def schemas(draw: st.DrawFn) -> Json:
    """A section schema with up to three kinds of blocks, limits, and functions that its Liquid has."""
    blocks = []
    for name in draw(st.lists(st.sampled_from(["slide", "part", "button", "cell"]), unique=True, max_size=3)):
        block: Json = {"type": name, "settings": draw(settings())}
        if draw(st.booleans()):
            block["limit"] = draw(st.integers(1, 3))
        blocks.append(block)
    made: Json = {"name": "Made up", "settings": draw(settings()), "blocks": blocks}
    if draw(st.booleans()):
        made["max_blocks"] = draw(st.integers(1, 5))
    if draw(st.booleans()):
        made["presets"] = [{"name": "Made up"}]
    made["function"] = draw(st.sampled_from(["", "", "", "customer", "contact"]))
    return made


@st.composite
def section_data(draw: st.DrawFn, schema: Json) -> Json:
    """Values for some settings, blocks of some kinds, and now and then a setting or block that is no longer there."""

    def values(declared: list[Json]) -> Json:
        found = {}
        for each in declared:
            value = draw(VALUES)
            if each["type"].endswith("_list") and each["type"] != "link_list":
                value = draw(st.lists(st.sampled_from("pqrs"), unique=True, max_size=3))
            found[each["id"]] = value
        if draw(st.integers(0, 9)) == 0:
            found["gone"] = "a value of a setting that is gone"
        return found

    blocks: Json = {}
    kinds = [*schema["blocks"], {"type": "vanished", "settings": []}]
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(kinds))
        blocks[f"b{number}"] = {"type": kind["type"], "settings": values(kind["settings"])}
    order = draw(st.permutations(list(blocks)))
    return {"settings": values(schema["settings"]), "blocks": blocks, "block_order": order}


def liquid(schema: Json) -> str:
    """Liquid that shows the schema's settings as public themes do."""
    own = "".join(_shown(each["id"], "section", schema["settings"]) for each in schema["settings"])
    cases = "".join(
        f"{{% when '{block['type']}' %}}"
        + "".join(_shown(each["id"], "block", block["settings"]) for each in block["settings"])
        for block in schema["blocks"]
    )
    listed = (
        f"{{% for block in section.blocks %}}{{% case block.type %}}{cases}{{% endcase %}}{{% endfor %}}"
        if cases
        else ""
    )
    form = f"{{% form '{schema['function']}' %}}<input>{{% endform %}}" if schema["function"] else ""
    return f"<div>{own}{listed}{form}</div>"


def _shown(name: str, owner: str, declared: list[Json]) -> str:
    ids = {each["id"] for each in declared}
    label = f"{owner}.settings.button_label" if "button_label" in ids else "'Go'"
    if name == "button_label" and "button_link" not in ids:
        return f"<p>{{{{ {owner}.settings.button_label }}}}</p>"
    return MARKUP.get(name, "<p>{{ X }}</p>").replace("X", f"{owner}.settings.{name}").replace("Y", label)


class MadeUpPack(Pack):
    """A pack in memory."""

    def __init__(self, schemas: dict[str, Json]) -> None:
        self.folder = Path("made-up")
        self.name = "made-up"
        self.files = {}
        self.version = "1"
        self.problems = []
        self._schemas = schemas

    def text(self, path: str) -> str | None:
        name = path.removeprefix("sections/").removesuffix(".liquid")
        return liquid(self._schemas[name]) if name in self._schemas else None

    @property
    def sections(self) -> dict[str, SectionSchema]:  # type: ignore[override]
        return {
            name: SchemaReader(f"sections/{name}.liquid", 1).section(schema)
            for name, schema in self._schemas.items()
        }

    @property
    def blocks(self) -> dict[str, BlockType]:  # type: ignore[override]
        return {}

    @property
    def templates(self) -> dict[str, TemplateFile]:  # type: ignore[override]
        return {}

    groups = templates  # type: ignore[assignment]


def capacities(schemas: Iterable[tuple[str, Json]]) -> dict[str, Capacity]:
    """What made-up section files can hold."""
    return PackReader(MadeUpPack(dict(schemas))).all()


def copied(value: Json) -> Json:
    """The same JSON, made anew."""
    made: Json = json.loads(json.dumps(value))
    return made


def pack_of(name: str, schemas: dict[str, Json]) -> Pack:
    """A made-up pack, whose texts come with samples."""
    with_samples = copied(schemas)
    for schema in with_samples.values():
        for declared in (schema["settings"], *(block["settings"] for block in schema["blocks"])):
            for setting in declared:
                if setting["type"] in ("text", "richtext", "textarea", "url"):
                    setting["default"] = "A sample of the theme's"
    made = MadeUpPack(with_samples)
    made.name = name
    made.__dict__["default_locale"] = "en"
    return made
