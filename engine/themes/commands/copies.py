"""Copies of sections and of blocks: everything in them is kept, under ids of their own."""

from __future__ import annotations

import copy

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes.models import SectionData, SectionMatch
from engine.themes.packs import Pack
from engine.themes.queries import SETTINGS
from engine.themes.shaping import new_id

from .blocks import MAX_BLOCKS, Blocks, Json, fresh_key, section_at
from .history import record_change, state_of

MAX_SECTIONS = 100


def duplicate_section(
    session: StoreSession, pack: Pack, section_id: int, *, revision: int | None = None, actor: Actor
) -> SectionData:
    """A copy right below the section, with everything that it holds and with its matches in every pack.

    Raises NotFound, Conflict when `revision` is no longer the current one, Refused when the page is full.
    """
    data, _ = section_at(session, pack, section_id, revision)
    present = list(session.scalars(select(SectionData).where(SectionData.template == data.template)))
    alive = sorted((d for d in present if d.removed_at is None), key=lambda d: (d.position, d.id))
    if len(alive) >= MAX_SECTIONS or data.template == SETTINGS:
        raise Refused("themes.no_more_sections", most=MAX_SECTIONS)
    matches = list(session.scalars(select(SectionMatch).where(SectionMatch.section_data_id == data.id)))
    if _limit_is_reached(session, pack, matches, alive):
        raise Refused("themes.no_more_of_this_section")
    base = data.section_key.partition("--")[0]
    key = fresh_key(base, {d.section_key for d in present})
    made = _copy_of(data, key)
    session.add(made)
    session.flush()
    for match in matches:
        session.add(_match_of(match, made.id))
    session.flush()
    record_change(session, made, "copied", actor, None, state_of(made))
    at = alive.index(data) + 1
    for position, each in enumerate([*alive[:at], made, *alive[at:]]):
        if each.position != position:
            before = state_of(each)
            each.position = position
            record_change(session, each, "moved", actor, before, state_of(each))
    return made


def _limit_is_reached(
    session: StoreSession, pack: Pack, matches: list[SectionMatch], alive: list[SectionData]
) -> bool:
    file = next((m.file for m in matches if m.pack == pack.name and m.is_current), "")
    schema = pack.sections.get(file)
    if schema is None or schema.limit is None:
        return False
    of_file = select(SectionMatch.section_data_id).where(
        SectionMatch.pack == pack.name, SectionMatch.file == file, SectionMatch.is_current
    )
    return len(set(session.scalars(of_file)) & {d.id for d in alive}) >= schema.limit


def _copy_of(data: SectionData, key: str) -> SectionData:
    now = clock.now()
    return SectionData(
        template=data.template,
        section_key=key,
        position=data.position + 1,
        content=copy.deepcopy(data.content),
        presentation=copy.deepcopy(data.presentation),
        unclassified=copy.deepcopy(data.unclassified),
        context={**data.context, "made_by": "merchant", "copy_of": data.section_key},
        is_hidden=data.is_hidden,
        revision=1,
        created_at=now,
        updated_at=now,
    )


def _match_of(match: SectionMatch, section_id: int) -> SectionMatch:
    return SectionMatch(
        section_data_id=section_id,
        pack=match.pack,
        file=match.file,
        binding=copy.deepcopy(match.binding),
        outcome=match.outcome,
        pinned=match.pinned,
        is_current=match.is_current,
        data_revision=1,
        updated_at=clock.now(),
    )


def duplicate_block(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    key: str,
    *,
    revision: int | None = None,
    actor: Actor,
) -> str:
    """A copy right below a block, with all that lies inside it; returns its key.

    Raises NotFound, Conflict, or Refused when there is no room for another one.
    """
    blocks = Blocks(pack, *section_at(session, pack, section_id, revision))
    spot = blocks.spot(key)
    most = blocks.schema.max_blocks if spot.depth == 1 else MAX_BLOCKS
    blocks.check_room(spot.accepted, spot.siblings, spot.bound["type"], most)
    taken = blocks.keys()
    names: dict[str, str] = {}
    if spot.bound.get("entry"):
        entry = _fresh_ids(copy.deepcopy(spot.bundle), names)
        spot.entries.insert(spot.entries.index(spot.bundle) + 1, entry)
    else:
        items = _fresh_items(spot.bound, spot.owner, names)
        spot.owner["items"].extend(items)
    made = _bound_copy(spot.bound, names, taken)
    spot.siblings.insert(spot.siblings.index(spot.bound) + 1, made)
    for looks in blocks.looks():
        looks.update(
            {names[place]: copy.deepcopy(values) for place, values in looks.items() if place in names}
        )
    blocks.unclassified += [
        {**one, "place": names[one["place"]]} for one in blocks.unclassified if one["place"] in names
    ]
    blocks.keep(session, "block_copied", actor)
    return str(made["key"])


def _fresh_ids(bundle: Json, names: dict[str, str]) -> Json:
    """Give a copied bundle, its items and all below it ids of their own; *names* learns old → new."""
    bundle["id"] = names.setdefault(bundle["id"], new_id())
    for item in bundle.get("items") or []:
        item["id"] = names.setdefault(item["id"], new_id())
    for entry in bundle.get("entries") or []:
        _fresh_ids(entry, names)
    return bundle


def _fresh_items(bound: Json, owner: Json, names: dict[str, str]) -> list[Json]:
    """Copies of the items that a part block shows, and of what the blocks inside it hold."""
    wanted = {target.partition(".")[0] for target in (bound.get("settings") or {}).values()}
    found = [copy.deepcopy(item) for item in owner.get("items") or [] if item["id"] in wanted]
    for item in found:
        item["id"] = names.setdefault(item["id"], new_id())
    entries = {entry["id"]: entry for entry in owner.get("entries") or []}
    for inner in bound.get("blocks") or []:
        if inner.get("entry") in entries:
            owner["entries"].append(_fresh_ids(copy.deepcopy(entries[inner["entry"]]), names))
        else:
            found += _fresh_items(inner, owner, names)
    return found


def _bound_copy(bound: Json, names: dict[str, str], taken: set[str]) -> Json:
    """A binding's copy with a key of its own that points at the copied items."""
    made = copy.deepcopy(bound)
    made["key"] = fresh_key(bound["key"].partition("--")[0], taken)
    taken.add(made["key"])
    names[f"block:{bound['key']}"] = f"block:{made['key']}"
    if made.get("entry"):
        made["entry"] = names.get(made["entry"], made["entry"])
    for setting, target in (bound.get("settings") or {}).items():
        item, dot, field = target.partition(".")
        made["settings"][setting] = f"{names.get(item, item)}{dot}{field}"
    made["blocks"] = [_bound_copy(inner, names, taken) for inner in bound.get("blocks") or []]
    made.pop("static", None)
    return made
