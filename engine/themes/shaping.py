"""Between a pack's JSON and section data: taking a section's values apart, and putting them together again.

`take_apart` files each value as content (in the platform's types), as presentation, or as unclassified, and returns
the binding that says where each came from. `put_together` is its inverse for the same file, exact to the value.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .packs import Pack
from .roles import Carries, carried, is_content, is_presentation
from .schema import BlockType, SectionSchema, Setting

Json = dict[str, Any]
NewId = Callable[[], str]

MAX_DEPTH = 8


def new_id() -> str:
    """A short id for a bundle or item; unique within one section data."""
    return secrets.token_hex(5)


@dataclass
class SectionParts:
    """A section's values, taken apart. Shapes as in `models.SectionData` and `models.SectionMatch`."""

    content: Json
    presentation: Json
    unclassified: list[Any]
    binding: Json = field(default_factory=dict)


def empty_bundle(bundle_id: str) -> Json:
    """A bundle without items or entries."""
    return {"id": bundle_id, "items": [], "entries": []}


def presentation_key(pack: Pack, file: str) -> str:
    """Under which name a file's presentation is kept: `pack/file`."""
    return f"{pack.name}/{file}"


class Apart:
    """Takes one section apart."""

    def __init__(self, pack: Pack, schema: SectionSchema, make_id: NewId = new_id) -> None:
        self.pack = pack
        self.schema = schema
        self.make_id = make_id
        self.unclassified: list[Any] = []
        self.entry_looks: dict[str, Json] = {}

    def section(self, data: Json) -> SectionParts:
        """Take a section's JSON (`settings`, `blocks`, `block_order`) apart."""
        lead = empty_bundle(self.make_id())
        settings, looks = self.values(self.schema.settings, data.get("settings") or {}, lead, "section")
        entries: list[Json] = []
        blocks = self.blocks(self.schema.blocks, data, lead, entries, 1)
        key = presentation_key(self.pack, self.schema.file)
        return SectionParts(
            content={"lead": lead, "entries": entries},
            presentation={key: {"section": looks, "entries": self.entry_looks}},
            unclassified=self.unclassified,
            binding={"settings": settings, "blocks": blocks, "adjusted": [], "withheld": []},
        )

    def values(
        self, settings: tuple[Setting, ...], given: Json, bundle: Json, place: str
    ) -> tuple[dict[str, str], Json]:
        """File given values; content goes into `bundle`. Returns the binding and the presentation."""
        known = {s.id: s for s in settings if s.has_value}
        carries = carried(settings)
        items: dict[str, Json] = {}
        bound: dict[str, str] = {}
        looks: Json = {}
        for key, value in given.items():
            setting = known.get(key)
            if setting is not None and key in carries:
                bound[key] = self._file(items, bundle, setting, carries[key], value)
            elif setting is not None and is_presentation(setting):
                looks[key] = value
            else:
                self.unclassified.append({"place": place, "setting": key, "value": value})
        return bound, looks

    def _file(
        self, items: dict[str, Json], bundle: Json, setting: Setting, carries: Carries, value: Any
    ) -> str:
        item = items.get(carries.group)
        if item is None:
            item = {"id": self.make_id(), "type": carries.type, "role": carries.role, "value": {}}
            items[carries.group] = item
            bundle["items"].append(item)
        item["value"][carries.field] = value
        if carries.type == "text":
            item["value"]["format"] = setting.type
        return f"{item['id']}.{carries.field}"

    def blocks(
        self, accepted: tuple[BlockType, ...], data: Json, lead: Json, entries: list[Json], depth: int
    ) -> list[Json]:
        """Take blocks apart. A block that is one part of its owner (a heading among several kinds) adds to the
        owner's own bundle; any other block with content is an entry."""
        given = data.get("blocks")
        if not isinstance(given, dict) or depth > MAX_DEPTH:
            return []
        order = [key for key in data.get("block_order") or list(given) if key in given]
        parts = part_types(accepted)
        bound: list[Json] = []
        for key in order:
            block = given[key]
            if isinstance(block, dict):
                bound.append(self._block(key, block, accepted, parts, lead, entries, depth))
        return bound

    def _block(
        self,
        key: str,
        block: Json,
        accepted: tuple[BlockType, ...],
        parts: frozenset[str],
        lead: Json,
        entries: list[Json],
        depth: int,
    ) -> Json:
        name = str(block.get("type") or "")
        kind = self.pack.block_type(accepted, name) or BlockType(name)
        is_part = name in parts
        bundle = lead if is_part else empty_bundle(self.make_id())
        place = f"block:{key}" if is_part else bundle["id"]
        settings, looks = self.values(kind.settings, block.get("settings") or {}, bundle, place)
        inner = self.blocks(kind.blocks, block, bundle, bundle["entries"], depth + 1)
        if looks:
            self.entry_looks[place] = looks
        if not is_part:
            entries.append(bundle)
        made: Json = {
            "key": key,
            "type": name,
            "entry": None if is_part else bundle["id"],
            "settings": settings,
            "blocks": inner,
        }
        for flag in ("disabled", "static", "name"):
            if flag in block:
                made[flag] = block[flag]
        return made


def part_types(accepted: tuple[BlockType, ...]) -> frozenset[str]:
    """Block types that are single parts of their owner (a heading, a text, a button), not entries of a list.

    A kind counts as a part if it carries one content item only and stands among other such kinds, or may
    occur once; a section whose only kind is `image` is a list of pictures.
    """
    single = {b.type for b in accepted if _items_of(b) == 1 and not b.blocks}
    if len(single) >= 2:
        return frozenset(single)
    return frozenset(b.type for b in accepted if b.type in single and b.limit == 1)


def _items_of(kind: BlockType) -> int:
    return len({c.group for c in carried(kind.settings).values()})


class Together:
    """Puts one section's values together for a file, following a binding."""

    def __init__(self, content: Json, presentation: Json, unclassified: list[Any], key: str) -> None:
        self.items = {item["id"]: item for item in _all_items(content)}
        self.looks = presentation.get(key) or {}
        self.loose: dict[str, Json] = {}
        for value in unclassified:
            self.loose.setdefault(value["place"], {})[value["setting"]] = value["value"]

    def section(self, binding: Json) -> Json:
        """Return the section's JSON: `settings`, `blocks`, `block_order`."""
        settings = self._values(binding.get("settings") or {}, self.looks.get("section") or {}, "section")
        blocks, order = self._blocks(binding.get("blocks") or [])
        return {"settings": settings, "blocks": blocks, "block_order": order}

    def _values(self, bound: dict[str, str], looks: Json, place: str) -> Json:
        values = {**looks, **self.loose.get(place, {})}
        for setting, target in bound.items():
            item_id, _, field_name = target.partition(".")
            item = self.items.get(item_id)
            if item is not None and field_name in item["value"]:
                values[setting] = item["value"][field_name]
        return values

    def _blocks(self, bound: list[Json]) -> tuple[Json, list[str]]:
        blocks: Json = {}
        order: list[str] = []
        entry_looks = self.looks.get("entries") or {}
        for each in bound:
            place = each.get("entry") or f"block:{each['key']}"
            block: Json = {
                "type": each["type"],
                "settings": self._values(each.get("settings") or {}, entry_looks.get(place) or {}, place),
            }
            inner, inner_order = self._blocks(each.get("blocks") or [])
            if inner:
                block["blocks"], block["block_order"] = inner, inner_order
            for flag in ("disabled", "static", "name"):
                if flag in each:
                    block[flag] = each[flag]
            blocks[each["key"]] = block
            order.append(each["key"])
        return blocks, order


def _all_items(content: Json) -> list[Json]:
    found: list[Json] = []
    waiting = [content.get("lead") or {}, *(content.get("entries") or [])]
    while waiting:
        bundle = waiting.pop()
        found.extend(bundle.get("items") or [])
        waiting.extend(bundle.get("entries") or [])
    return found


def take_apart(pack: Pack, schema: SectionSchema, data: Json, make_id: NewId = new_id) -> SectionParts:
    """Take a section's JSON apart into content, presentation, unclassified values and a binding."""
    return Apart(pack, schema, make_id).section(data)


def put_together(pack: Pack, file: str, parts: SectionParts) -> Json:
    """The inverse of `take_apart` for the same pack and file."""
    key = presentation_key(pack, file)
    return Together(parts.content, parts.presentation, parts.unclassified, key).section(parts.binding)


__all__ = ["SectionParts", "Setting", "empty_bundle", "is_content", "new_id", "put_together", "take_apart"]
