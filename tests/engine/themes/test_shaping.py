"""Taking sections apart and putting them together again loses nothing, whatever the schema says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.themes.packs import Pack
from engine.themes.roles import carried
from engine.themes.schema import KNOWN, SIDEBAR, BlockType, SchemaReader, SectionSchema
from engine.themes.sections import put_together, take_apart

ROOT = Path(__file__).resolve().parents[3]
PACKS = sorted(p.name for p in (ROOT / "theme_packs").iterdir() if (p / "sections").is_dir())

IDS = st.sampled_from(
    [
        "heading",
        "title",
        "text",
        "body",
        "button_label",
        "button_link",
        "button_text_2",
        "button_link_2",
        "label",
        "link",
        "image",
        "image_mobile",
        "logo",
        "caption",
        "author",
        "product",
        "collection",
        "menu",
        "columns",
        "autoplay",
        "color",
        "page",
        "video",
        "alt",
        "social_instagram",
    ]
)
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.text(max_size=8),
    st.lists(st.text(max_size=3), max_size=2),
)
SETTING_TYPES = sorted(KNOWN - SIDEBAR) + ["a_type_of_tomorrow"]


@st.composite
def settings(draw: st.DrawFn) -> list[dict[str, Any]]:
    ids = draw(st.lists(IDS, unique=True, max_size=6))
    return [{"id": i, "type": draw(st.sampled_from(SETTING_TYPES))} for i in ids]


@st.composite
def block_types(draw: st.DrawFn, depth: int = 0) -> list[dict[str, Any]]:
    names = draw(
        st.lists(st.sampled_from(["slide", "heading", "text", "button", "image"]), unique=True, max_size=4)
    )
    return [
        {
            "type": name,
            "settings": draw(settings()),
            **({"limit": 1} if draw(st.booleans()) else {}),
            **({"blocks": draw(block_types(depth + 1))} if depth < 2 and draw(st.booleans()) else {}),
        }
        for name in names
    ]


def values_for(draw: st.DrawFn, declared: list[dict[str, Any]]) -> dict[str, Any]:
    known = [s["id"] for s in declared]
    chosen = draw(st.lists(st.sampled_from([*known, "stray_id"]), unique=True, max_size=6))
    return {name: draw(VALUES) for name in chosen}


def blocks_for(draw: st.DrawFn, declared: list[dict[str, Any]]) -> dict[str, Any]:
    blocks: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4)):
        kind = draw(st.sampled_from([*declared, {"type": "unknown", "settings": []}]))
        block = {"type": kind["type"], "settings": values_for(draw, kind["settings"])}
        inner = blocks_for(draw, kind.get("blocks") or []) if kind.get("blocks") else {}
        if inner:
            block["blocks"], block["block_order"] = inner, draw(st.permutations(list(inner)))
        if draw(st.booleans()):
            block["disabled"] = True
        blocks[key] = block
    return blocks


@st.composite
def sections(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    schema = {"settings": draw(settings()), "blocks": draw(block_types())}
    blocks = blocks_for(draw, schema["blocks"])
    data = {
        "settings": values_for(draw, schema["settings"]),
        "blocks": blocks,
        "block_order": draw(st.permutations(list(blocks))),
    }
    return schema, data


class BarePack:
    """A pack without files, for schemas made up by the test."""

    name = "made-up"
    blocks: dict[str, BlockType] = {}
    block_type = Pack.block_type
    default_locale = "en"
    templates: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    problems: list[Any] = []
    liquid_templates: frozenset[str] = frozenset()

    def __init__(self, schema: SectionSchema) -> None:
        self.sections = {schema.file: schema}

    def text(self, path: str) -> str | None:
        return None

    def json(self, path: str) -> Any:
        return None

    def names(self, folder: str, suffix: str) -> list[str]:
        return []

    def schema_texts(self, locale: str) -> dict[str, str]:
        return {}


def read(schema: dict[str, Any]) -> SectionSchema:
    return SchemaReader("sections/made-up.liquid", 1).section(schema)


def leaves(value: Any) -> list[Any]:
    """Every value of settings in a section's JSON, in no order."""
    found = list(value["settings"].values())
    for block in value.get("blocks", {}).values():
        found += leaves(block)
    return found


def fixed(node: dict[str, Any]) -> list[Any]:
    """What a binding says to leave empty."""
    found = list(node.get("fixed", {}).values())
    for block in node["blocks"]:
        found += fixed(block)
    return found


@given(sections())
def test_round_trip_is_exact(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    schema, data = read(case[0]), case[1]
    parts = take_apart(BarePack(schema), schema, data)  # type: ignore[arg-type]
    again = put_together(BarePack(schema), schema.file, parts)  # type: ignore[arg-type]
    assert again == data
    assert list(again["block_order"]) == list(data["block_order"])


@given(sections())
def test_nothing_given_is_lost_or_doubled(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    schema, data = read(case[0]), case[1]
    parts = take_apart(BarePack(schema), schema, data)  # type: ignore[arg-type]
    stored: list[Any] = [u["value"] for u in parts.unclassified] + fixed(parts.binding)
    for looks in parts.presentation.values():
        stored += looks["section"].values()
        stored += [v for values in looks["entries"].values() for v in values.values()]
    waiting = [parts.content["lead"], *parts.content["entries"]]
    while waiting:
        bundle = waiting.pop()
        for item in bundle["items"]:
            stored += [v for k, v in item["value"].items() if not (item["type"] == "text" and k == "format")]
        waiting += bundle["entries"]
    assert sorted(map(repr, stored)) == sorted(map(repr, leaves(data)))


@given(sections())
def test_only_looks_are_filed_as_presentation(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    schema, data = read(case[0]), case[1]
    parts = take_apart(BarePack(schema), schema, data)  # type: ignore[arg-type]
    looks = {s.id for s in schema.settings if s.type not in ("a_type_of_tomorrow",)}
    assert set(parts.presentation["made-up/made-up"]["section"]) <= looks
    strays = [u for u in parts.unclassified if u["place"] == "section"]
    unknown = {s.id for s in schema.settings if s.type == "a_type_of_tomorrow"} | {"stray_id"}
    lists = {s.id for s in schema.settings if s.type.endswith("_list") and s.type != "link_list"}
    unknown |= {n for n in lists if data["settings"].get(n) and not isinstance(data["settings"][n], list)}
    unknown |= {n for n in lists if data["settings"].get(n) is False or data["settings"].get(n) == 0}
    assert {u["setting"] for u in strays} == unknown & set(data["settings"])


@pytest.mark.parametrize("name", PACKS)
def test_every_template_of_our_packs_comes_back(name: str) -> None:
    pack = Pack(ROOT / "theme_packs" / name)
    assert pack.check() == []
    count = 0
    for template in [*pack.templates.values(), *pack.groups.values()]:
        for use in template.sections:
            schema = pack.sections[use.file]
            data = {"settings": {}, "blocks": {}, "block_order": [], **use.data}
            parts = take_apart(pack, schema, use.data)
            again = put_together(pack, use.file, parts)
            assert again["settings"] == data["settings"]
            assert {k: b.get("settings", {}) for k, b in data["blocks"].items()} == {
                k: b["settings"] for k, b in again["blocks"].items()
            }
            assert again["block_order"] == data["block_order"]
            assert parts.unclassified == [], (template.path, use.key, parts.unclassified)
            count += 1
    assert count > 15
    start = pack.starting_settings()
    parts = take_apart(pack, pack.settings_schema, {"settings": start})
    assert put_together(pack, "settings_schema", parts)["settings"] == start
    assert len(start) > 15


def test_a_label_and_its_address_are_one_link() -> None:
    schema = read(
        {"settings": [{"id": i, "type": t} for i, t in (
            ("heading", "text"), ("button_label_1", "text"), ("button_link_1", "url"), ("button_label_2", "text"),
            ("button_link_2", "url"), ("link_label", "text"), ("link", "url"), ("social_instagram", "url"))]}
    )  # fmt: skip
    found = carried(schema.settings)
    assert found["heading"].role == "heading"
    assert found["button_label_1"].group == found["button_link_1"].group == "button_link_1"
    assert found["button_label_2"].group == "button_link_2"
    assert found["link_label"].group == "link" and found["link_label"].field == "label"
    assert found["social_instagram"].role == "social:instagram"


def test_a_heading_block_and_a_heading_setting_give_the_same_bundle() -> None:
    as_block = read({"blocks": [{"type": "heading", "limit": 1, "settings": [{"id": "heading", "type": "text"}]},
                                {"type": "text", "settings": [{"id": "text", "type": "richtext"}]}]})  # fmt: skip
    as_setting = read({"settings": [{"id": "title", "type": "text"}, {"id": "body", "type": "richtext"}]})
    one = take_apart(
        BarePack(as_block),
        as_block,
        {
            "blocks": {
                "a": {"type": "heading", "settings": {"heading": "H"}},
                "b": {"type": "text", "settings": {"text": "<p>T</p>"}},
            },
            "block_order": ["a", "b"],
        },
    )  # type: ignore[arg-type]
    two = take_apart(BarePack(as_setting), as_setting, {"settings": {"title": "H", "body": "<p>T</p>"}})  # type: ignore[arg-type]

    def bundle(parts: Any) -> list[tuple[str, str, str]]:
        return [(i["type"], i["role"], i["value"]["text"]) for i in parts.content["lead"]["items"]]

    assert bundle(one) == bundle(two) == [("text", "heading", "H"), ("text", "body", "<p>T</p>")]
    assert one.content["entries"] == []
