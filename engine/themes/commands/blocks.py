"""The blocks of a section as a tree that can be taken apart and put together: copies until they are kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.slugs import slugify
from engine.themes.models import SectionData, SectionMatch
from engine.themes.packs import Pack
from engine.themes.schema import BlockType, SectionSchema
from engine.themes.shaping import new_id

from .history import expect_revision, record_change, state_of

Json = dict[str, Any]
MAX_BLOCKS = 200
"""Blocks of one section, those inside others included."""


@dataclass
class Spot:
    """A block and what it lies in. ``bundle`` is its own, or its owner's where it is one part of that."""

    bound: Json
    kind: BlockType
    bundle: Json
    siblings: list[Json]
    entries: list[Json]
    accepted: tuple[BlockType, ...]
    depth: int
    owner: Json
    """The bundle that the siblings lie in."""

    @property
    def place(self) -> str:
        """Under what its looks and its unclassified values are kept."""
        return self.bound.get("entry") or f"block:{self.bound['key']}"


class Blocks:
    """Copies of a section's content and binding, while its blocks are moved about."""

    def __init__(self, pack: Pack, data: SectionData, match: SectionMatch) -> None:
        schema = pack.sections.get(match.file)
        if schema is None:
            raise Refused("themes.section_file_missing", file=match.file, pack=pack.name)
        self.pack, self.data, self.match = pack, data, match
        self.schema: SectionSchema = schema
        self.content: Json = copy.deepcopy(data.content)
        self.presentation: Json = copy.deepcopy(data.presentation)
        self.unclassified: list[Any] = copy.deepcopy(data.unclassified)
        self.binding: Json = copy.deepcopy(match.binding)
        self.before = state_of(data, match)

    def spots(self) -> Iterator[Spot]:
        """Every block, each before those inside it."""
        yield from self._below(
            self.binding["blocks"], self.schema.blocks, self.content["lead"], self.content["entries"], 1
        )

    def _below(
        self, bound: list[Json], accepted: tuple[BlockType, ...], owner: Json, entries: list[Json], depth: int
    ) -> Iterator[Spot]:
        by_id = {entry["id"]: entry for entry in entries}
        for each in list(bound):
            kind = self.pack.block_type(accepted, each["type"]) or BlockType(each["type"])
            bundle = by_id.get(each.get("entry") or "", owner)
            yield Spot(each, kind, bundle, bound, entries, accepted, depth, owner)
            inner = each.setdefault("blocks", [])
            yield from self._below(inner, kind.blocks, bundle, bundle.setdefault("entries", []), depth + 1)

    def spot(self, key: str) -> Spot:
        """The block of that key, at any depth. Raises NotFound."""
        found = next((spot for spot in self.spots() if spot.bound["key"] == key), None)
        if found is None:
            raise NotFound("record.not_found")
        return found

    def keys(self) -> set[str]:
        """Of all blocks."""
        return {spot.bound["key"] for spot in self.spots()}

    def looks(self) -> list[Json]:
        """The looks of entries in every pack and file that the section was in."""
        return [looks["entries"] for looks in self.presentation.values() if looks.get("entries")]

    def keep(self, session: StoreSession, verb: str, actor: Actor) -> None:
        """Put the copies back, and tell."""
        self.data.content, self.data.presentation = self.content, self.presentation
        self.data.unclassified, self.match.binding = self.unclassified, self.binding
        record_change(session, self.data, verb, actor, self.before, state_of(self.data, self.match))
        self.match.data_revision = self.data.revision
        self.match.updated_at = clock.now()

    def check_room(self, accepted: tuple[BlockType, ...], siblings: list[Json], kind: str, most: int) -> None:
        """Refuse a block of that kind where the schema takes none, or no more."""
        local = next((b for b in accepted if b.type == kind), None)
        if local is None and not (any(b.type == "@theme" for b in accepted) and kind in self.pack.blocks):
            raise Refused("themes.block_not_accepted", type=kind)
        limit = local.limit if local is not None else None
        same = sum(1 for b in siblings if b["type"] == kind)
        full = len(siblings) >= most or len(self.keys()) >= MAX_BLOCKS
        if full or (limit is not None and same >= limit):
            raise Refused("themes.no_more_blocks", most=limit or most)


def section_at(
    session: StoreSession, pack: Pack, section_id: int, revision: int | None
) -> tuple[SectionData, SectionMatch]:
    """A section with its match, if it is still at that revision. Raises NotFound, Conflict."""
    from .edit import section_by_id

    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    return data, match


def fresh_key(name: str, taken: set[str]) -> str:
    """A key that nothing has. Two hyphens part a copy's name from what was copied, so that copies of copies stay short."""
    base = slugify(name, "section")
    return base if base not in taken else f"{base}--{new_id()[:6]}"
