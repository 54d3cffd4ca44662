"""Section data under a file's schema, as canonical content: the same bundles however the file expresses them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .content import Bundle, Item, Json, SectionContent, one_each
from .functions import BY_BLOCK, PAGES
from .slots import Capacity, Kind, Place, Slot

MOST_DEPTH = 8
FEW_WORDS = 4.0
"""A block's form with no more content beside it than this (a heading, a line, a label) is what the section is for."""
_LEVEL = re.compile(r"h[1-6]")
_HEADING = re.compile(r"\s*<(h[1-6])\b[^>]*>(?:(?!</?h[1-6]\b).)*</\1>\s*", re.DOTALL)
_APPS = ("@app", "shopify://apps/")


@dataclass
class _Open:
    """A bundle while it is being filled."""

    id: str
    items: list[Item] = field(default_factory=list)
    entries: list[Bundle] = field(default_factory=list)

    def closed(self) -> Bundle:
        return Bundle(self.id, tuple(self.items), tuple(self.entries))


class Extractor:
    """Takes one section's data (`settings`, `blocks`, `block_order`) apart."""

    def __init__(self, capacity: Capacity, keeps_empty: bool = False) -> None:
        self.capacity = capacity
        self.keeps_empty = keeps_empty
        """Whether a block without content is an entry too: one that a merchant will fill."""
        self.filed: dict[tuple[str, str], str | list[str]] = {}
        """Which item and field (`item.field`) a setting's value became, by the block's path and the setting."""
        self.opened: dict[str, str] = {}
        """The bundle that a block became, by the block's path; a part of its owner has none."""
        brought = capacity.functions & capacity.optional  # by a block, which this section may not have
        self.functions: set[str] = set(capacity.functions - brought)
        self.unclassified: list[Json] = []

    def content(self, data: Json) -> SectionContent:
        """The section's content."""
        lead = _Open("section")
        self._place(self.capacity.place, data, lead, "section", (), 0)
        settings = _settings(data)
        looks = {key: settings[key] for key in sorted(self.capacity.place.looks & settings.keys())}
        own = self.capacity.main if self.capacity.main in self.functions else ""
        words = sum(item.weight for item in lead.closed().all_items())
        brought = next((f for f in BY_BLOCK if f in self.functions), "") if words <= FEW_WORDS else ""
        main = own or brought
        if not main and not self.capacity.is_addable:  # a page's own section, made of blocks
            main = next((f for f in sorted(self.functions) if f in PAGES), "")
        return SectionContent(
            lead=Bundle("section", tuple(lead.items)),
            entries=tuple(lead.entries),
            functions=frozenset(self.functions),
            main=main,
            presentation=looks,
            unclassified=tuple(self.unclassified),
        )

    def inside(self, place: Place, data: Json, path: str, wrapper: tuple[str, ...], depth: int) -> Bundle:
        """The blocks of a place at `path` alone: what they add to the bundle around them, and their entries."""
        opened = _Open("")
        self._blocks(place, data, opened, path, wrapper, depth)
        return opened.closed()

    def _place(
        self, place: Place, node: Json, into: _Open, path: str, prefix: tuple[str, ...], depth: int
    ) -> None:
        if not prefix:
            self._own(place, node, into, path)
        self._blocks(place, node, into, path, prefix, depth)

    def _own(self, place: Place, node: Json, into: _Open, path: str) -> None:
        known = set(place.looks)
        for slot in place.slots:
            into.items.extend(self._items(slot, node, path))
            known.update(f.setting for f in slot.fields if not slot.at)
        for kind in place.kinds:
            if kind.how == "list":
                slot = kind.place.slots[0]
                known.add(kind.name)
                into.entries.extend(self._listed(slot, node, path))
            elif kind.how == "group":
                for at, slots in enumerate(kind.instances):
                    known.update(f.setting for slot in slots for f in slot.fields)
                    items = tuple(i for slot in slots for i in self._items(slot, node, path))
                    if items:
                        into.entries.append(Bundle(f"{path}#{at}", items))
        for key, value in _settings(node).items():
            if key not in known:
                self._keep(path, key, value)

    def _blocks(
        self, place: Place, node: Json, into: _Open, path: str, prefix: tuple[str, ...], depth: int
    ) -> None:
        if depth > MOST_DEPTH:
            self._keep(path, "blocks", node.get("blocks"))
            return
        blocks = list(blocks_in_order(node))
        statics = {k.wrapper[len(prefix)][1:] for k in place.kinds if _starts_static(k, prefix)}
        statics |= {slot.at[0] for slot in place.slots if slot.at} if not prefix else set()
        often = Counter(str(block.get("type")) for _, block in blocks)
        for key, block in blocks:
            if key in statics:
                self._blocks(place, block, into, _below(path, key), (*prefix, f"={key}"), depth + 1)
                continue
            name = str(block.get("type") or "")
            kind = place.kind(name, prefix) or self.capacity.blocks.get(name)
            if kind is None:
                self._unknown(key, block, into, path)
                continue
            self.functions |= kind.features
            is_lone = kind.is_container and often[kind.name] == 1 and not self._is_entry(kind)
            is_lead = kind.is_part or is_lone
            bundle = into if is_lead else _Open(_below(path, key))
            self._place(kind.place, block, bundle, _below(path, key), (), depth + 1)
            if not is_lead and (bundle.items or bundle.entries or self.keeps_empty):
                self.opened[bundle.id] = bundle.id
                into.entries.append(bundle.closed())

    def _is_entry(self, kind: Kind) -> bool:
        """Whether a container is what the section is a list of, so that one of it is a list of one."""
        return kind.name in self.capacity.list_of and kind.limit > 1 and not kind.is_frame

    def _unknown(self, key: str, block: Json, into: _Open, path: str) -> None:
        name = str(block.get("type") or "")
        if name.startswith(_APPS):
            config = {"kind": name, "config": _settings(block)}
            where = _below(path, key)
            into.items.append(Item(f"{where}:app", "feature", "app", config))
            self.filed[where, ""] = f"{where}:app.config"
            return
        for setting, value in _settings(block).items():
            self._keep(_below(path, key), setting, value)
        self._keep(_below(path, key), "blocks", block.get("blocks"))

    def _items(self, slot: Slot, node: Json, path: str) -> Iterator[Item]:
        """The item of a slot; a second film of one kind, which the slot has no other place for, is one of its own."""
        settings = _settings(_at(node, slot.at))
        where = path
        for step in slot.at:
            where = _below(where, step)
        own = f"{'/'.join((path, *slot.at))}:{slot.fields[-1].setting}"
        value: Json = {}
        for each in slot.fields:
            given = settings.get(each.setting)
            if is_blank(given):
                continue
            if each.name in value:
                more = f"{own}:{each.setting}"
                self.filed[where, each.setting] = f"{more}.{each.name}"
                yield Item(more, slot.type, slot.role, {each.name: given})
                continue
            value[each.name] = given
            self.filed[where, each.setting] = f"{own}.{each.name}"
            if each.name == "text":
                value["format"] = each.type
        if value:
            yield Item(own, slot.type, self._role(slot, settings, value), value)

    def _role(self, slot: Slot, settings: Json, value: Json) -> str:
        """A text that is one heading and nothing else, or set as one, is a heading."""
        if slot.type != "text" or slot.role not in ("body", "text"):
            return slot.role
        if slot.level and _LEVEL.fullmatch(str(settings.get(slot.level) or "")):
            return "heading"
        return "heading" if _HEADING.fullmatch(str(value.get("text"))) else slot.role

    def _listed(self, slot: Slot, node: Json, path: str) -> Iterator[Bundle]:
        name = slot.fields[0].setting
        refs = _settings(_at(node, slot.at)).get(name)
        if isinstance(refs, list) and refs:
            where = path
            for step in slot.at:
                where = _below(where, step)
            found = list(one_each(f"{path}:{name}", slot.type, slot.role, refs))
            self.filed[where, name] = [f"{bundle.id}.ref" for bundle in found]
            yield from found

    def _keep(self, path: str, setting: str, value: Any) -> None:
        """A value that nothing types. Whole blocks inside a block that is not known stay together."""
        if not is_blank(value):
            self.unclassified.append({"place": path, "setting": setting, "value": value})


def content_of(capacity: Capacity, data: Json) -> SectionContent:
    """What section data holds, read by the file that it was made with."""
    return Extractor(capacity).content(data)


def blocks_in_order(node: Json) -> Iterator[tuple[str, Json]]:
    """The blocks of a section or block, those that the order leaves out (at fixed places) last."""
    blocks = node.get("blocks")
    if not isinstance(blocks, dict):
        return
    order = node.get("block_order")
    listed = [k for k in order if isinstance(k, str) and k in blocks] if isinstance(order, list) else []
    for key in dict.fromkeys([*listed, *blocks]):
        if isinstance(blocks[key], dict):
            yield key, blocks[key]


def is_blank(value: Any) -> bool:
    """Whether a value is no content."""
    return value is None or value == "" or value == [] or value == {}


def _settings(node: Json) -> Json:
    settings = node.get("settings")
    return settings if isinstance(settings, dict) else {}


def _at(node: Json, chain: tuple[str, ...]) -> Json:
    for key in chain:
        blocks = node.get("blocks")
        inner = blocks.get(key) if isinstance(blocks, dict) else None
        node = inner if isinstance(inner, dict) else {}
    return node


def _below(path: str, key: str) -> str:
    return key if path == "section" else f"{path}/{key}"


def _starts_static(kind: Kind, prefix: tuple[str, ...]) -> bool:
    at = len(prefix)
    return kind.wrapper[:at] == prefix and len(kind.wrapper) > at and kind.wrapper[at].startswith("=")
