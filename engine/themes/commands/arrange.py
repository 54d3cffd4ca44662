"""Where blocks stand in a section: copies, blocks inside blocks, their order, and blocks that are hidden.

A block is named by its path: its key, after those of the blocks that it lies in (``row/slide``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes.packs import Pack
from engine.themes.rules import checked_value
from engine.themes.schema import BlockType
from engine.themes.sections import Draft, Together
from engine.themes.sections.apart import MAX_DEPTH
from engine.themes.sections.changing import Spot

from .edit import MAX_BLOCKS, changing, fresh_key, section_by_id
from .history import expect_revision

Json = dict[str, Any]


def duplicate_block(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    path: str,
    *,
    revision: int | None = None,
    actor: Actor,
) -> str:
    """A copy right below a block, of all that it shows; returns its path.

    Raises NotFound, Conflict when `revision` is no longer the current one, Refused when there is no room for another.
    """
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    with changing(session, pack, data, match, "block_copied", actor) as draft:
        spot, around = _spot(draft, path), _around(draft, path)
        _check_room(draft, around, str(spot.node["type"]))
        values = Together(draft.content, draft.presentation, draft.unclassified, draft.key).section(
            draft.binding
        )
        siblings = around.node["blocks"]
        at = next(place for place, node in enumerate(siblings) if node is spot.node) + 1
        taken = _keys(draft.binding)
        key = _copied_key(spot.node["key"], taken)
        made = draft.add_block(key, _copy(_block_at(values, path), taken), around.path or None, at)
        draft.copy_unseen(spot.node, made)
    return f"{around.path}/{key}" if around.path else key


def add_block(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    block_type: str,
    *,
    settings: Mapping[str, Any] | None = None,
    revision: int | None = None,
    actor: Actor,
) -> str:
    """Add a block at the end of a section; returns its key. Raises NotFound, Conflict, Refused when the section takes no
    more of it."""
    return add_block_inside(
        session, pack, section_id, "", block_type, settings=settings, revision=revision, actor=actor
    )


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
    """Add a block at the end of another block (of the section itself where *into* is empty); returns its path.

    Raises NotFound, Conflict, Refused.
    """
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    with changing(session, pack, data, match, "block_added", actor) as draft:
        around = _spot(draft, into) if into else draft.root()
        _check_room(draft, around, block_type)
        kind = pack.block_type(around.blocks, block_type) or BlockType(block_type)
        known = {s.id: s for s in kind.settings if s.has_value}
        given = {n: checked_value(known[n], v) for n, v in (settings or {}).items() if n in known}
        taken = _keys(draft.binding) if into else {each["key"] for each in draft.binding["blocks"]}
        key = fresh_key(block_type, taken)
        draft.add_block(key, {"type": block_type, "settings": given}, around.path or None)
    return f"{around.path}/{key}" if around.path else key


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
    """Put the blocks of a block into this order (keys or paths). Raises NotFound, Conflict, or Refused unless they are
    exactly those."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    with changing(session, pack, data, match, "blocks_moved", actor) as draft:
        draft.order_blocks([key.rpartition("/")[2] for key in keys], into)


def set_block_hidden(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    path: str,
    hidden: bool,
    *,
    revision: int | None = None,
    actor: Actor,
) -> None:
    """Hide a block from shoppers with all inside it, or show it again. Raises NotFound, Conflict."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    verb = "block_hidden" if hidden else "block_shown"
    with changing(session, pack, data, match, verb, actor) as draft:
        draft.hide_block(path, hidden)


def _spot(draft: Draft, path: str) -> Spot:
    spot = draft.spot(path)
    if spot is None:
        raise NotFound("record.not_found")
    return spot


def _around(draft: Draft, path: str) -> Spot:
    """What a block lies in: a block, or the section itself."""
    parent = _spot(draft, path).path.rpartition("/")[0]
    return _spot(draft, parent) if parent else draft.root()


def _check_room(draft: Draft, around: Spot, kind: str) -> None:
    """Refuse a block of that kind where the schema takes none, or no more, or too deep inside of others."""
    if around.path.count("/") + 2 > MAX_DEPTH:
        raise Refused("themes.block_not_accepted", type=kind)
    named = next((b for b in around.blocks if b.type == kind), None)
    of_theme = any(b.type == "@theme" for b in around.blocks) and kind in draft.pack.blocks
    if named is None and not of_theme:
        raise Refused("themes.block_not_accepted", type=kind)
    siblings = around.node.get("blocks") or []
    most = MAX_BLOCKS if around.path else min(draft.schema.max_blocks, MAX_BLOCKS)
    limit = named.limit if named is not None else None
    same = sum(1 for node in siblings if node["type"] == kind)
    is_full = len(siblings) >= most or len(_keys(draft.binding)) >= MAX_BLOCKS
    if is_full or (limit is not None and same >= limit):
        raise Refused("themes.no_more_blocks", most=limit or most)


def _keys(node: Json) -> set[str]:
    """The keys of all blocks below a node of a binding."""
    inner = node.get("blocks") or []
    return {each["key"] for each in inner}.union(*(_keys(each) for each in inner))


def _block_at(values: Json, path: str) -> Json:
    """A block in a section's JSON, by its path."""
    first, _, rest = path.partition("/")
    block: Json = values["blocks"][first]
    return _block_at(block, rest) if rest else block


def _copy(block: Json, taken: set[str]) -> Json:
    """A block's JSON with keys of its own inside."""
    inner: Json = {}
    for key in block.get("block_order") or ():
        inner[_copied_key(key, taken)] = _copy(block["blocks"][key], taken)
    kept = {name: value for name, value in block.items() if name not in ("blocks", "block_order", "static")}
    return {**kept, "blocks": inner, "block_order": list(inner)} if inner else kept


def _copied_key(key: str, taken: set[str]) -> str:
    """A key for a copy. Two hyphens part what was made up from what was copied, so that copies of copies stay short."""
    base = key.partition("--")[0]
    made = fresh_key(base, {*taken, base}).removeprefix(f"{base}-")
    found = f"{base}--{made}"
    taken.add(found)
    return found
