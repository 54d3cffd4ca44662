"""Section data to try a file with: as its pack fills it, or with the most that its schema allows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.themes.packs import Pack
from engine.themes.roles import is_content
from engine.themes.schema import BlockType, SectionSchema, Setting

from .content import Json
from .extract import blocks_in_order, content_of
from .slots import Capacity

ENTRIES = 3
"""As many blocks of an unlimited kind as show that it repeats."""
MOST_DEPTH = 3


def presets(pack: Pack, schema: SectionSchema) -> Iterator[Json]:
    """The section data that the pack itself makes of a file: its presets and the uses in templates and groups."""
    for preset in (*schema.presets, *([schema.default] if schema.default else [])):
        yield _normal(preset)
    for template in (*pack.templates.values(), *pack.groups.values()):
        for use in template.sections:
            if use.file == schema.file:
                yield _normal(use.data)


def preset(pack: Pack, schema: SectionSchema, capacity: Capacity) -> Json:
    """The richest of them, with the schema's defaults as a section that is added has them."""
    found = [_with_defaults(pack, data, schema.settings, schema.blocks) for data in presets(pack, schema)]
    if not found:
        found = [_with_defaults(pack, {}, schema.settings, schema.blocks)]

    found = [_in_words(data, pack.schema_texts(pack.default_locale)) for data in found]

    def richness(data: Json) -> tuple[float, str]:
        weight = sum(item.weight for item in content_of(capacity, data).items())
        return -weight, json.dumps(data, sort_keys=True)

    return min(found, key=richness)


def filled(pack: Pack, schema: SectionSchema, data: Json) -> Json:
    """Section data as a preset has it, with every setting of content that it leaves empty filled. Without blocks where
    the file has some, the most that the schema allows."""
    if schema.blocks and not data.get("blocks"):
        return full(pack, schema)
    return _filled(pack, data, schema.settings, schema.blocks, "", 0)


def _filled(
    pack: Pack,
    data: Json,
    settings: Iterable[Setting],
    accepted: tuple[BlockType, ...],
    path: str,
    depth: int,
) -> Json:
    given = {k: v for k, v in (data.get("settings") or {}).items() if v not in (None, "", [])}
    samples = {s.id: sample(s, f"{path}{s.id}") for s in settings if s.has_value and is_content(s)}
    made: Json = {**data, "settings": {**samples, **given}}
    if depth <= MOST_DEPTH and data.get("blocks"):
        made["blocks"] = {}
        for key, block in data["blocks"].items():
            kind = pack.block_type(accepted, str(block.get("type"))) or BlockType("")
            made["blocks"][key] = _filled(pack, block, kind.settings, kind.blocks, f"{path}{key}.", depth + 1)
    return made


def _in_words(value: Any, texts: Mapping[str, str]) -> Any:
    """Samples that are keys of the pack's texts, as these texts."""
    if isinstance(value, dict):
        return {key: _in_words(each, texts) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_words(each, texts) for each in value]
    return texts.get(value[2:], value) if isinstance(value, str) and value.startswith("t:") else value


def full(pack: Pack, schema: SectionSchema) -> Json:
    """Every content setting filled, and every kind of block there; blocks inside open containers as presets have them."""
    return _Filler(pack, list(presets(pack, schema))).section(schema)


class _Filler:
    def __init__(self, pack: Pack, examples: list[Json]) -> None:
        self.pack = pack
        self.examples = examples

    def section(self, schema: SectionSchema) -> Json:
        blocks = self._blocks(schema.blocks, self.examples, schema.max_blocks, 0, "")
        return {"settings": self._values(schema.settings, ""), "blocks": blocks, "block_order": list(blocks)}

    def _values(self, settings: Iterable[Setting], path: str) -> Json:
        return {s.id: sample(s, f"{path}{s.id}") for s in settings if s.has_value and is_content(s)}

    def _blocks(
        self, accepted: tuple[BlockType, ...], examples: list[Json], most: int, depth: int, path: str
    ) -> dict[str, Json]:
        if depth > MOST_DEPTH:
            return {}
        inside = [block for example in examples for _, block in blocks_in_order(example)]
        kinds = [kind for kind in accepted if not kind.type.startswith("@")]
        seen = {kind.type for kind in kinds}
        is_open = any(kind.type == "@theme" for kind in accepted)
        for block in inside:
            name = str(block.get("type"))
            if name in self.pack.blocks and name not in seen and (is_open or block.get("static")):
                seen.add(name)
                kinds.append(self.pack.blocks[name])
        if is_open and not inside and not depth:
            kinds += [b for n, b in self.pack.blocks.items() if n not in seen and _is_simple(n, b)]
        static = self._statics(inside)
        plan = self._plan(kinds, static, most)
        made: dict[str, Json] = {}
        for number, (key, kind) in enumerate(plan):
            name = key or f"{kind.type}-{number + 1}".strip("_")
            like = [block for block in inside if block.get("type") == kind.type]
            made[name] = self._block(kind, like, depth, f"{path}{name}.")
            if key:
                made[name]["static"] = True
        return made

    def _block(self, kind: BlockType, like: list[Json], depth: int, path: str) -> Json:
        declared = self.pack.blocks.get(kind.type) if not kind.settings else None
        settings = (declared or kind).settings
        accepted = (declared or kind).blocks
        inner = self._blocks(accepted, like, 50, depth + 1, path)
        block: Json = {"type": kind.type, "settings": self._values(settings, path)}
        if inner:
            block["blocks"], block["block_order"] = (
                inner,
                [k for k, b in inner.items() if not b.get("static")],
            )
        return block

    def _statics(self, inside: list[Json]) -> dict[str, str]:
        return {str(b.get("_key")): str(b.get("type")) for b in inside if b.get("static")}

    def _plan(self, kinds: list[BlockType], static: dict[str, str], most: int) -> list[tuple[str, BlockType]]:
        """Each kind once, then more of those that repeat, up to the limits."""
        plan: list[tuple[str, BlockType]] = []
        for key, name in sorted(static.items()):
            if name in self.pack.blocks:
                plan.append((key, self.pack.blocks[name]))
        fixed = set(static.values())
        repeated = [kind for kind in kinds if kind.type not in fixed]
        counts = {kind.type: _times(kind, len(repeated)) for kind in repeated}
        for turn in range(ENTRIES):
            for kind in repeated:
                if turn < counts[kind.type] and len(plan) < max(most, 1):
                    plan.append(("", kind))
        order = {kind.type: at for at, kind in enumerate(kinds)}
        return sorted(plan, key=lambda each: (not each[0], order.get(each[1].type, 0)))


def _times(kind: BlockType, kinds: int) -> int:
    if kind.limit is not None:
        return min(kind.limit, ENTRIES)
    content = [s for s in kind.settings if s.has_value and is_content(s)]
    plain = all(s.type in ("text", "textarea", "richtext", "inline_richtext", "url") for s in content)
    if kind.blocks and not content:
        return 1
    return 1 if kinds > 1 and plain and len(content) <= 2 and not kind.blocks else ENTRIES


def _is_simple(name: str, kind: BlockType) -> bool:
    content = {s.type for s in kind.settings if s.has_value and is_content(s)}
    simple = {"text", "textarea", "richtext", "inline_richtext", "image_picker", "url"}
    return not name.startswith("_") and bool(content) and content <= simple and not kind.blocks


def sample(setting: Setting, path: str) -> Any:
    """A value for a content setting, different in each place."""
    name = path.replace(".", "-")
    kind = setting.type
    if kind.endswith("_list") and kind != "link_list":
        return [f"{name}-{n + 1}" for n in range(min(setting.limit or ENTRIES, ENTRIES))]
    samples = {
        "richtext": f"<p>Words of {path}</p>",
        "html": f"<p>Words of {path}</p>",
        "liquid": "{{ shop.name }}",
        "image_picker": f"shopify://shop_images/{name}.jpg",
        "video": f"shopify://files/videos/{name}.mp4",
        "video_url": "https://www.youtube.com/watch?v=aaaaaaaaaaa",
        "url": f"/pages/{name}",
    }
    if kind in samples:
        return samples[kind]
    return f"Words of {path}" if kind in ("text", "textarea", "inline_richtext") else name


def _normal(data: Json) -> Json:
    """Blocks written as a list get keys; every block knows its key. What has the wrong shape is left out."""
    settings, blocks = data.get("settings"), data.get("blocks")
    if isinstance(blocks, list):
        listed = {f"{b.get('type')}-{n + 1}": b for n, b in enumerate(blocks) if isinstance(b, dict)}
    else:
        listed = {k: b for k, b in blocks.items() if isinstance(b, dict)} if isinstance(blocks, dict) else {}
    made: Json = {"settings": dict(settings) if isinstance(settings, dict) else {}}
    made.update({key: data[key] for key in ("type", "static") if key in data})
    if listed:
        made["blocks"] = {key: {**_normal(block), "_key": key} for key, block in listed.items()}
        order = data.get("block_order")
        given = order if isinstance(order, list) else [k for k, b in listed.items() if not b.get("static")]
        made["block_order"] = [key for key in given if isinstance(key, str) and key in listed]
    return made


def _with_defaults(
    pack: Pack, data: Json, settings: Iterable[Setting], accepted: tuple[BlockType, ...], depth: int = 0
) -> Json:
    given = data.get("settings") or {}
    defaults = {s.id: s.default for s in settings if s.has_value and s.default is not None}
    made: Json = {**data, "settings": {**defaults, **given}}
    if depth <= MOST_DEPTH and data.get("blocks"):
        made["blocks"] = {}
        for key, block in data["blocks"].items():
            kind = pack.block_type(accepted, str(block.get("type"))) or BlockType("")
            made["blocks"][key] = _with_defaults(pack, block, kind.settings, kind.blocks, depth + 1)
    return made
