"""Where blocks stand in a section: blocks inside blocks, their order, and blocks that are hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes.packs import Pack
from engine.themes.rules import checked_value
from engine.themes.schema import BlockType
from engine.themes.shaping import MAX_DEPTH, Apart, presentation_key

from .blocks import MAX_BLOCKS, Blocks, Json, fresh_key, section_at


def add_block_inside(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    into: str,
    block_type: str,
    *,
    settings: Mapping[str, Any] | None = None,
    revision: int | None = None,
    actor: Actor,
) -> str:
    """Add a block at the end of another block; returns its key. Raises NotFound, Conflict, Refused."""
    blocks = Blocks(pack, *section_at(session, pack, section_id, revision))
    spot = blocks.spot(into)
    inner = spot.bound.setdefault("blocks", [])
    if spot.depth >= MAX_DEPTH:
        raise Refused("themes.block_not_accepted", type=block_type)
    blocks.check_room(spot.kind.blocks, inner, block_type, MAX_BLOCKS)
    kind = pack.block_type(spot.kind.blocks, block_type) or BlockType(block_type)
    known = {s.id: s for s in kind.settings if s.has_value}
    given = {n: checked_value(known[n], v) for n, v in (settings or {}).items() if n in known}
    key = fresh_key(block_type, blocks.keys())
    apart = Apart(pack, blocks.schema)
    made = apart.blocks(
        spot.kind.blocks,
        {"blocks": {key: {"type": block_type, "settings": given}}, "block_order": [key]},
        spot.bundle,
        spot.bundle.setdefault("entries", []),
        spot.depth + 1,
    )
    inner.extend(made)
    looks = blocks.presentation.setdefault(presentation_key(pack, blocks.match.file), {})
    looks.setdefault("section", {})
    looks.setdefault("entries", {}).update(apart.entry_looks)
    blocks.unclassified += apart.unclassified
    blocks.keep(session, "block_added", actor)
    return key


def remove_block_inside(
    session: StoreSession, pack: Pack, section_id: int, key: str, *, revision: int | None = None, actor: Actor
) -> None:
    """Take a block out, wherever it lies, with all inside it. Its content stays in the section's history."""
    blocks = Blocks(pack, *section_at(session, pack, section_id, revision))
    spot = blocks.spot(key)
    gone = {spot.place}
    if spot.bound.get("entry"):
        spot.entries.remove(spot.bundle)
        gone |= set(_places(spot.bound))
    else:
        _remove_items(spot.bound, spot.owner, gone)
    spot.siblings.remove(spot.bound)
    for looks in blocks.looks():
        for place in gone & set(looks):
            del looks[place]
    blocks.unclassified = [one for one in blocks.unclassified if one["place"] not in gone]
    blocks.keep(session, "block_removed", actor)


def _places(bound: Json) -> Iterator[str]:
    yield bound.get("entry") or f"block:{bound['key']}"
    for inner in bound.get("blocks") or []:
        yield from _places(inner)


def _remove_items(bound: Json, owner: Json, gone: set[str]) -> None:
    gone |= set(_places(bound))
    lost = {target.partition(".")[0] for target in (bound.get("settings") or {}).values()}
    owner["items"] = [item for item in owner["items"] if item["id"] not in lost]
    for inner in bound.get("blocks") or []:
        if inner.get("entry"):
            owner["entries"] = [e for e in owner.get("entries") or [] if e["id"] != inner["entry"]]
        else:
            _remove_items(inner, owner, gone)


def order_blocks_inside(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    into: str,
    keys: list[str],
    *,
    revision: int | None = None,
    actor: Actor,
) -> None:
    """Put the blocks of a block into this order. Raises Refused unless `keys` are exactly those."""
    blocks = Blocks(pack, *section_at(session, pack, section_id, revision))
    spot = blocks.spot(into)
    by_key = {bound["key"]: bound for bound in spot.bound["blocks"]}
    if sorted(by_key) != sorted(keys):
        raise Refused("themes.order_incomplete")
    spot.bound["blocks"] = [by_key[key] for key in keys]
    entries = {entry["id"]: entry for entry in spot.bundle.get("entries") or []}
    order = [by_key[key].get("entry") for key in keys]
    first = [entries.pop(entry) for entry in order if entry in entries]
    spot.bundle["entries"] = first + list(entries.values())
    blocks.keep(session, "blocks_moved", actor)


def set_block_hidden(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    key: str,
    hidden: bool,
    *,
    revision: int | None = None,
    actor: Actor,
) -> None:
    """Hide a block from shoppers with all inside it, or show it again. Raises NotFound, Conflict."""
    blocks = Blocks(pack, *section_at(session, pack, section_id, revision))
    spot = blocks.spot(key)
    if hidden:
        spot.bound["disabled"] = True
    else:
        spot.bound.pop("disabled", None)
    blocks.keep(session, "block_hidden" if hidden else "block_shown", actor)
