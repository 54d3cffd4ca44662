"""The promises over made-up schemas and section data, as they are stored: there and back, nothing lost, edits that carry."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.themes.matching import Context, canonical, match
from engine.themes.packs import Pack
from engine.themes.roles import is_content
from engine.themes.schema import SectionSchema
from engine.themes.sections import Draft, SectionParts, Together, take_apart
from engine.themes.sections.apart import all_bundles, is_empty, targets_of
from engine.themes.sections.binding import bound, rebound
from engine.themes.sections.changing import spots
from engine.themes.sections.readers import all_capacities
from tests.engine.themes.matching.made_up import Json, pack_of, schemas, section_data


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Pack, Json, Pack]:
    """A source pack with one file, data for it, and a target pack with some."""
    source = draw(schemas())
    targets = {f"t{n}": draw(schemas()) for n in range(draw(st.integers(1, 3)))}
    return pack_of("a", {"source": source}), draw(section_data(source)), pack_of("b", targets)


def shown(pack: Pack, file: str, parts: SectionParts, binding: Json) -> Json:
    key = f"{pack.name}/{file}"
    return Together(parts.content, parts.presentation, parts.unclassified, key).section(binding)


def items(content: Json) -> Counter[str]:
    return Counter(json.dumps(i, sort_keys=True) for b in all_bundles(content) for i in b["items"])


def there(pack: Pack, parts: SectionParts) -> tuple[SectionSchema, Any] | None:
    content = canonical(parts.content, parts.functions, parts.main)
    best = match(content, all_capacities(pack).values(), None, Context()).best
    if best is None:
        return None
    schema = pack.sections[best.file]
    return schema, bound(pack, schema, parts.content, content, best)


@given(worlds())
def test_there_and_back_without_an_edit_is_the_same(world: tuple[Pack, Json, Pack]) -> None:
    source, data, target = world
    parts = take_apart(source, source.sections["source"], data)
    before = shown(source, "source", parts, parts.binding)
    held = items(parts.content)
    found = there(target, parts)
    if found is not None:
        again = rebound(
            target, found[0], parts.content, canonical(parts.content, parts.functions), found[1].data
        )
        assert shown(target, found[0].file, parts, again.data) == shown(
            target, found[0].file, parts, found[1].data
        )
        assert again.lost == 0
    content = canonical(parts.content, parts.functions, parts.main)
    back = rebound(source, source.sections["source"], parts.content, content, parts.binding)
    assert shown(source, "source", parts, back.data) == before == data_of(data)
    assert back.lost == 0 and items(parts.content) == held


def data_of(data: Json) -> Json:
    """Section data as it is normally written: each block with settings."""

    def block(given: Json) -> Json:
        made = {"type": given["type"], "settings": given.get("settings") or {}}
        if given.get("blocks"):
            made["blocks"] = {k: block(b) for k, b in given["blocks"].items()}
            made["block_order"] = list(given.get("block_order") or given["blocks"])
        return made | {k: given[k] for k in ("disabled", "static", "name") if k in given}

    blocks = data.get("blocks") or {}
    return {
        "settings": data.get("settings") or {},
        "blocks": {k: block(b) for k, b in blocks.items()},
        "block_order": list(data.get("block_order") or blocks),
    }


@given(worlds())
def test_no_sample_of_the_target_is_shown(world: tuple[Pack, Json, Pack]) -> None:
    """Promise 5: every content setting that shows nothing of the merchant's is left empty."""
    source, data, target = world
    parts = take_apart(source, source.sections["source"], data)
    found = there(target, parts)
    if found is None:
        return
    schema, made = found
    draft = Draft(target, schema, parts.content, {}, [], made.data)
    values = shown(target, schema.file, parts, made.data)
    by_path = {"": values}

    def walk(path: str, node: Json) -> None:
        for key, block in node.get("blocks", {}).items():
            by_path[f"{path}/{key}".strip("/")] = block
            walk(f"{path}/{key}".strip("/"), block)

    walk("", values)
    for spot in spots(draft):
        here = by_path[spot.path]["settings"]
        for setting in spot.settings:
            if setting.has_value and is_content(setting) and not is_empty(setting.default):
                assert setting.id in here, (spot.path, setting.id)


@given(worlds(), st.data())
def test_what_is_typed_there_is_read_here(world: tuple[Pack, Json, Pack], choose: st.DataObject) -> None:
    """Promise 4, values: what both show is the same in both, whichever it was typed in; the rest of A stays."""
    source, data, target = world
    parts = take_apart(source, source.sections["source"], data)
    found = there(target, parts)
    if found is None:
        return
    schema, made = found
    draft = Draft(target, schema, parts.content, parts.presentation, parts.unclassified, made.data)
    bound_texts = [
        (spot, s)
        for spot in spots(draft)
        for s in spot.settings
        if s.type == "text" and isinstance(spot.node["settings"].get(s.id), str)
    ]
    if not bound_texts:
        return
    spot, setting = choose.draw(st.sampled_from(bound_texts))
    target_of = spot.node["settings"][setting.id]
    draft.set_value(spot, setting, "Typed there")
    edited = SectionParts(draft.content, draft.presentation, draft.unclassified, parts.binding)
    back = rebound(
        source,
        source.sections["source"],
        edited.content,
        canonical(edited.content, parts.functions, parts.main),
        parts.binding,
    )
    after = shown(source, "source", edited, back.data)
    before = shown(source, "source", parts, parts.binding)
    named = [s.path for s in spots(Draft(source, source.sections["source"], edited.content, {}, [], back.data))
             if target_of in targets_of(s.node)]  # fmt: skip
    assert len(named) == 1
    assert "Typed there" in json.dumps(after)
    changed = json.dumps(after).replace("<p>Typed there</p>", "Typed there")
    assert changed.count("Typed there") == 1
    assert structure(after) == structure(before)


def structure(values: Json) -> Any:
    """Blocks and the names of settings, without values."""
    return (
        sorted(values["settings"]),
        [
            (k, values["blocks"][k]["type"], structure({"blocks": {}, **values["blocks"][k]}))
            for k in values.get("blocks", {})
        ],
        values.get("block_order"),
    )


@given(worlds(), st.data())
def test_blocks_that_are_moved_removed_or_added_there_are_so_here(
    world: tuple[Pack, Json, Pack], choose: st.DataObject
) -> None:
    """Promise 4, structure: content and both bindings stay in agreement after any edit, and nothing else is lost."""
    source, data, target = world
    parts = take_apart(source, source.sections["source"], data)
    found = there(target, parts)
    if found is None:
        return
    schema, made = found
    draft = Draft(target, schema, parts.content, parts.presentation, parts.unclassified, made.data)
    held = items(draft.content)
    keys = [b["key"] for b in draft.binding["blocks"] if not b.get("static")]
    what = choose.draw(st.sampled_from(["move", "remove", "add"]))
    gone: Counter[str] = Counter()
    if what == "move" and len(keys) > 1:
        order = choose.draw(st.permutations([b["key"] for b in draft.binding["blocks"]]))
        draft.order_blocks(list(order))
    elif what == "remove" and keys:
        key = choose.draw(st.sampled_from(keys))
        draft.remove_block(key)
        gone = held - items(draft.content)
    elif what == "add" and schema.blocks:
        kind = choose.draw(st.sampled_from(schema.blocks))
        texts = {s.id: "Added" for s in kind.settings if s.type == "text"}
        draft.add_block("fresh", {"type": kind.type, "settings": texts})
    assert not (held - gone) - items(draft.content)
    edited = SectionParts(draft.content, draft.presentation, draft.unclassified)
    for pack, file, binding in ((source, "source", parts.binding), (target, schema.file, draft.binding)):
        content = canonical(draft.content, parts.functions, parts.main)
        again = rebound(pack, pack.sections[file], draft.content, content, binding)
        values = shown(pack, file, edited, again.data)
        twice = rebound(pack, pack.sections[file], draft.content, content, copy.deepcopy(again.data))
        assert shown(pack, file, edited, twice.data) == values
        named = [
            t
            for s in spots(Draft(pack, pack.sections[file], draft.content, {}, [], again.data))
            for t in targets_of(s.node)
        ]
        assert len(named) == len(set(named))
        lost = {w["id"] for w in again.data["withheld"]}
        for item in content.items():
            fields = {f"{item.id}.{n}" for n in item.value if n != "format"}
            assert item.id in lost or fields <= set(named) or item.type == "video"
