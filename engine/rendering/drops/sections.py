"""Sections and blocks as templates see them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from engine.liquid import Drop, SequenceDrop, prop
from engine.liquid.safe import trusted
from engine.themes.packs import Pack
from engine.themes.schema import BlockType, SectionSchema

from .settings import ColorSchemes, SettingsDrop

if TYPE_CHECKING:
    from .front import Front

Json = dict[str, Any]
NONE: Json = {}
"""No settings: one object, so that what is kept of it is kept once."""


class SectionDrop(Drop):
    """One section of the page."""

    liquid_name = "SectionDrop"

    def __init__(
        self,
        front: Front,
        schema: SectionSchema,
        section_id: str,
        values: Json,
        schemes: ColorSchemes | None,
        *,
        index: int | None = None,
        location: str = "template",
    ) -> None:
        self.front = front
        self.schema = schema
        self.section_id = section_id
        self.values = values
        self.schemes = schemes
        self._index = index
        self._location = location

    @prop
    def id(self) -> str:
        return self.section_id

    @prop
    def type(self) -> str:
        return self.schema.file

    @prop
    def settings(self) -> SettingsDrop:
        return SettingsDrop(
            self.front, self.schema.settings, self.values.get("settings") or NONE, self.schemes
        )

    @prop
    def blocks(self) -> BlockList:
        return BlockList(blocks_of(self, self.schema.blocks, self.values))

    @prop("blocks_size")
    def blocks_size(self) -> int:
        found: Any = self.liquid_get("blocks")
        return len(found)

    @prop
    def index(self) -> int | None:
        return self._index

    @prop
    def index0(self) -> int | None:
        return None if self._index is None else self._index - 1

    @prop
    def location(self) -> str:
        return self._location

    @prop
    def shopify_attributes(self) -> str:
        if not self.front.visit.design_mode:
            return ""
        return _for_editor("section", self.section_id, self.schema.file)


def _for_editor(what: str, name: str, kind: str) -> Markup:
    """The attribute by which the editor finds a part of a page, in the public format."""
    described = escape(json.dumps({"id": name, "type": kind}))
    return trusted(f'data-shopify-editor-{what}="{described}"')


class BlockList(SequenceDrop):
    """The blocks of a section or block."""

    liquid_name = "BlocksDrop"

    def __init__(self, blocks: list[BlockDrop]) -> None:
        self.items = blocks

    def __len__(self) -> int:
        return len(self.items)

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return list(self.items[start:stop])


class BlockDrop(Drop):
    """One block."""

    liquid_name = "BlockDrop"

    def __init__(self, section: SectionDrop, key: str, kind: BlockType, values: Json) -> None:
        self.section = section
        self.front = section.front
        self.key = key
        self.kind = kind
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BlockDrop) and other.key == self.key and other.section is self.section

    def __hash__(self) -> int:
        return hash(self.key)

    @prop
    def id(self) -> str:
        return self.key

    @prop
    def type(self) -> str:
        return self.kind.type

    @prop("name")
    def title(self) -> str:
        return str(self.values.get("name") or self.kind.name)

    @prop
    def settings(self) -> SettingsDrop:
        chosen = self.values.get("settings") or NONE
        return SettingsDrop(self.front, self.kind.settings, chosen, self.section.schemes)

    @prop
    def blocks(self) -> BlockList:
        return BlockList(blocks_of(self.section, self.kind.blocks, self.values))

    @prop
    def shopify_attributes(self) -> str:
        if not self.front.visit.design_mode:
            return ""
        return _for_editor("block", self.key, self.kind.type)


def blocks_of(section: SectionDrop, accepted: tuple[BlockType, ...], values: Json) -> list[BlockDrop]:
    """The blocks of a section's or block's values, hidden ones left out, in order."""
    pack: Pack = section.front.pack
    blocks: Json = values.get("blocks") or {}
    found = []
    for key in values.get("block_order") or list(blocks):
        block = blocks.get(key)
        if not isinstance(block, dict) or block.get("disabled") or block.get("static"):
            continue
        name = str(block.get("type") or "")
        found.append(BlockDrop(section, key, pack.block_type(accepted, name) or BlockType(name), block))
    return found


def static_block(section: SectionDrop, owner: Any, kind: BlockType, key: str) -> BlockDrop:
    """A block that stands at a fixed place, with what the merchant set for it."""
    blocks: Json = owner.values.get("blocks") or {}
    values = blocks.get(key)
    return BlockDrop(section, key, kind, values if isinstance(values, dict) else {})
