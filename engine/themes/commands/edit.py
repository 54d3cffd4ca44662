"""A merchant's changes of sections: values, blocks, order, visibility."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.slugs import slugify
from engine.themes.models import SectionData, SectionMatch
from engine.themes.packs import Pack, SectionUse
from engine.themes.queries import SETTINGS
from engine.themes.rules import checked_value
from engine.themes.schema import BlockType, SectionSchema, Setting
from engine.themes.shaping import Apart, new_id, presentation_key

from .history import expect_revision, record_change, state_of
from .install import make_section

Json = dict[str, Any]
MAX_SECTIONS = 100
MAX_BLOCKS = 200


def section_by_id(session: StoreSession, pack: Pack, section_id: int) -> tuple[SectionData, SectionMatch]:
    """A section with the match of the pack in use. Raises NotFound."""
    data = session.find(SectionData, section_id)
    if data is None or data.removed_at is not None:
        raise NotFound("record.not_found")
    return data, _match(session, pack, data)


def section_of(
    session: StoreSession, pack: Pack, template: str, key: str
) -> tuple[SectionData, SectionMatch]:
    """A section by template and key. Raises NotFound."""
    data = session.scalars(
        select(SectionData).where(
            SectionData.template == template, SectionData.section_key == key, SectionData.removed_at.is_(None)
        )
    ).first()
    if data is None:
        raise NotFound("record.not_found")
    return data, _match(session, pack, data)


def _match(session: StoreSession, pack: Pack, data: SectionData) -> SectionMatch:
    match = session.scalars(
        select(SectionMatch).where(
            SectionMatch.section_data_id == data.id, SectionMatch.pack == pack.name, SectionMatch.is_current
        )
    ).first()
    if match is None:
        raise NotFound("record.not_found")
    return match


def _schema(pack: Pack, data: SectionData, match: SectionMatch) -> SectionSchema:
    schema = pack.settings_schema if data.template == SETTINGS else pack.sections.get(match.file)
    if schema is None:
        raise Refused("themes.section_file_missing", file=match.file, pack=pack.name)
    return schema


def update_section(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    *,
    settings: Mapping[str, Any] | None = None,
    blocks: Mapping[str, Mapping[str, Any]] | None = None,
    revision: int | None = None,
    actor: Actor,
) -> SectionData:
    """Set values of a section and its blocks (`blocks`: block key → values). Others stay as they are.

    Raises Refused naming the setting, NotFound, or Conflict when `revision` is no longer the current one.
    """
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    return change_values(session, pack, data, match, settings or {}, blocks or {}, actor)


def change_values(
    session: StoreSession,
    pack: Pack,
    data: SectionData,
    match: SectionMatch,
    settings: Mapping[str, Any],
    blocks: Mapping[str, Mapping[str, Any]],
    actor: Actor,
    *,
    checked: bool = True,
) -> SectionData:
    """Write values through the binding: bound ones into their item, new ones as new items or presentation."""
    schema = _schema(pack, data, match)
    before = state_of(data, match)
    draft = _Draft(pack, schema, data, match)
    draft.set_values(schema.settings, settings, draft.binding, "section", draft.content["lead"], checked)
    for key, values in blocks.items():
        found = draft.block(key)
        if found is None:
            raise NotFound("record.not_found")
        bound, kind, bundle = found
        place = bound.get("entry") or f"block:{key}"
        draft.set_values(kind.settings, values, bound, place, bundle, checked)
    draft.store()
    record_change(session, data, "changed", actor, before, state_of(data, match))
    match.data_revision = data.revision
    match.updated_at = clock.now()
    return data


class _Draft:
    """Copies of a section's data and binding while they are changed."""

    def __init__(self, pack: Pack, schema: SectionSchema, data: SectionData, match: SectionMatch) -> None:
        self.pack, self.schema, self.data, self.match = pack, schema, data, match
        self.content: Json = copy.deepcopy(data.content)
        self.presentation: Json = copy.deepcopy(data.presentation)
        self.unclassified: list[Any] = copy.deepcopy(data.unclassified)
        self.binding: Json = copy.deepcopy(match.binding)
        looks = self.presentation.setdefault(presentation_key(pack, match.file), {})
        self.looks: Json = looks
        self.looks.setdefault("section", {})
        self.looks.setdefault("entries", {})

    def store(self) -> None:
        """Put the copies back."""
        self.data.content = self.content
        self.data.presentation = self.presentation
        self.data.unclassified = self.unclassified
        self.match.binding = self.binding

    def block(self, key: str) -> tuple[Json, BlockType, Json] | None:
        """A block's binding, kind and bundle, at any depth."""
        return self._find(
            key, self.binding["blocks"], self.schema.blocks, self.content["lead"], self.content["entries"]
        )

    def _find(
        self, key: str, bound: list[Json], accepted: tuple[BlockType, ...], lead: Json, entries: list[Json]
    ) -> tuple[Json, BlockType, Json] | None:
        by_id = {entry["id"]: entry for entry in entries}
        for each in bound:
            kind = self.pack.block_type(accepted, each["type"]) or BlockType(each["type"])
            bundle = by_id.get(each.get("entry") or "", lead)
            if each["key"] == key:
                return each, kind, bundle
            inner = self._find(
                key, each.get("blocks") or [], kind.blocks, bundle, bundle.get("entries") or []
            )
            if inner is not None:
                return inner
        return None

    def set_values(
        self,
        settings: tuple[Setting, ...],
        values: Mapping[str, Any],
        bound: Json,
        place: str,
        bundle: Json,
        checked: bool,
    ) -> None:
        """Write values of one place. Raises Refused for unknown settings and bad values."""
        known = {s.id: s for s in settings if s.has_value}
        new: Json = {}
        for name, raw in values.items():
            setting = known.get(name)
            if setting is None:
                raise Refused("themes.setting_unknown", field=name, setting=name)
            value = checked_value(setting, raw) if checked else raw
            if not self._set_bound(bound["settings"], name, value):
                new[name] = value
        if not new:
            return
        apart = Apart(self.pack, self.schema)
        made, looks = self._file_new(apart, settings, new, bound, bundle, place)
        bound["settings"].update(made)
        target = self.looks["section"] if place == "section" else self.looks["entries"].setdefault(place, {})
        target.update(looks)
        fresh = {entry["setting"] for entry in apart.unclassified}
        self.unclassified = [
            u for u in self.unclassified if not (u["place"] == place and u["setting"] in fresh)
        ] + apart.unclassified

    def _file_new(
        self, apart: Apart, settings: tuple[Setting, ...], new: Json, bound: Json, bundle: Json, place: str
    ) -> tuple[dict[str, str], Json]:
        """File values that had no item yet; a label whose address is bound joins that link."""
        from engine.themes.roles import carried

        carries = carried(settings)
        joined: dict[str, str] = {}
        for name in list(new):
            mate = carries.get(name)
            if mate is None:
                continue
            sibling = next(
                (t for s, t in bound["settings"].items() if s in carries and carries[s].group == mate.group),
                None,
            )
            item = self._item(sibling.partition(".")[0]) if sibling else None
            if item is not None:
                item["value"][mate.field] = new.pop(name)
                joined[name] = f"{item['id']}.{mate.field}"
        made, looks = apart.values(settings, new, bundle, place)
        return {**joined, **made}, looks

    def _set_bound(self, bound: dict[str, str], name: str, value: Any) -> bool:
        target = bound.get(name)
        if target is None:
            return False
        item_id, _, field_name = target.partition(".")
        item = self._item(item_id)
        if item is None:
            return False
        item["value"][field_name] = value
        return True

    def _item(self, item_id: str) -> Json | None:
        waiting = [self.content["lead"], *self.content["entries"]]
        while waiting:
            bundle = waiting.pop()
            for item in bundle["items"]:
                if item["id"] == item_id:
                    return item
            waiting.extend(bundle.get("entries") or [])
        return None


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
    """Add a block at the end; returns its key. Raises Refused when the section takes no more of it."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    schema = _schema(pack, data, match)
    kind = pack.block_type(schema.blocks, block_type)
    local = schema.block(block_type)
    allowed = local is not None or (schema.accepts_theme_blocks and block_type in pack.blocks)
    if kind is None or not allowed:
        raise Refused("themes.block_not_accepted", type=block_type)
    bound = match.binding["blocks"]
    same = sum(1 for b in bound if b["type"] == block_type)
    limit = local.limit if local is not None else None
    if len(bound) >= min(schema.max_blocks, MAX_BLOCKS) or (limit is not None and same >= limit):
        raise Refused("themes.no_more_blocks", most=limit or schema.max_blocks)
    key = _fresh_key(block_type, {b["key"] for b in bound})
    known = {s.id: s for s in kind.settings if s.has_value}
    given = {n: checked_value(known[n], v) for n, v in (settings or {}).items() if n in known}
    before = state_of(data, match)
    draft = _Draft(pack, schema, data, match)
    apart = Apart(pack, schema)
    made = apart.blocks(
        schema.blocks,
        {"blocks": {key: {"type": block_type, "settings": given}}, "block_order": [key]},
        draft.content["lead"],
        draft.content["entries"],
        1,
    )
    draft.binding["blocks"].extend(made)
    draft.looks["entries"].update(apart.entry_looks)
    draft.store()
    record_change(session, data, "block_added", actor, before, state_of(data, match))
    return key


def remove_block(
    session: StoreSession, pack: Pack, section_id: int, key: str, *, revision: int | None = None, actor: Actor
) -> None:
    """Take a block out. Its content stays in the section's history. Raises NotFound."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    before = state_of(data, match)
    draft = _Draft(pack, _schema(pack, data, match), data, match)
    gone = next((b for b in draft.binding["blocks"] if b["key"] == key), None)
    if gone is None:
        raise NotFound("record.not_found")
    draft.binding["blocks"].remove(gone)
    if gone.get("entry"):
        draft.content["entries"] = [e for e in draft.content["entries"] if e["id"] != gone["entry"]]
    else:
        lost = {target.partition(".")[0] for target in gone["settings"].values()}
        lead = draft.content["lead"]
        lead["items"] = [item for item in lead["items"] if item["id"] not in lost]
    place = gone.get("entry") or f"block:{key}"
    draft.looks["entries"].pop(place, None)
    draft.unclassified = [u for u in draft.unclassified if u["place"] != place]
    draft.store()
    record_change(session, data, "block_removed", actor, before, state_of(data, match))


def order_blocks(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    keys: list[str],
    *,
    revision: int | None = None,
    actor: Actor,
) -> None:
    """Put the blocks into this order. Raises Refused unless `keys` are exactly the section's blocks."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    before = state_of(data, match)
    binding = copy.deepcopy(match.binding)
    by_key = {b["key"]: b for b in binding["blocks"]}
    if sorted(by_key) != sorted(keys):
        raise Refused("themes.order_incomplete")
    binding["blocks"] = [by_key[key] for key in keys]
    content = copy.deepcopy(data.content)
    entries = {e["id"]: e for e in content["entries"]}
    order = [b["entry"] for b in binding["blocks"] if b.get("entry") in entries]
    content["entries"] = [entries.pop(entry) for entry in order] + list(entries.values())
    data.content, match.binding = content, binding
    record_change(session, data, "blocks_moved", actor, before, state_of(data, match))


def add_section(
    session: StoreSession,
    pack: Pack,
    template: str,
    file: str,
    *,
    preset: int = 0,
    actor: Actor,
) -> SectionData:
    """Add a section at the end of a template, filled as the file's preset says. Raises Refused."""
    schema = pack.sections.get(file)
    if schema is None:
        raise Refused("themes.section_file_missing", file=file, pack=pack.name)
    if not schema.allows(template):
        raise Refused("themes.section_not_allowed_here", file=file)
    present = list(session.scalars(select(SectionData).where(SectionData.template == template)))
    alive = [d for d in present if d.removed_at is None]
    if len(alive) >= MAX_SECTIONS:
        raise Refused("themes.no_more_sections", most=MAX_SECTIONS)
    key = _fresh_key(file, {d.section_key for d in present})
    use = SectionUse(key, file, preset_values(schema, preset))
    position = max((d.position for d in alive), default=-1) + 1
    return make_section(session, pack, template, use, position, actor, made_by="preset")


def preset_values(schema: SectionSchema, number: int) -> Json:
    """A preset as a section's JSON: its blocks get keys."""
    preset = schema.presets[number] if number < len(schema.presets) else {}
    return {"settings": dict(preset.get("settings") or {}), **_preset_blocks(preset.get("blocks"))}


def _preset_blocks(blocks: Any) -> Json:
    listed = list(blocks.values()) if isinstance(blocks, dict) else list(blocks or [])
    made: Json = {}
    for block in listed:
        if isinstance(block, dict) and isinstance(block.get("type"), str):
            key = _fresh_key(block["type"], set(made))
            made[key] = {
                "type": block["type"],
                "settings": dict(block.get("settings") or {}),
                **_preset_blocks(block.get("blocks")),
            }
    return {"blocks": made, "block_order": list(made)}


def remove_section(
    session: StoreSession, pack: Pack, section_id: int, *, revision: int | None = None, actor: Actor
) -> None:
    """Take a section off its page. It can be restored; nothing is deleted."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    before = state_of(data, match)
    data.removed_at = clock.now()
    record_change(session, data, "removed", actor, before, state_of(data, match))


def restore_section(session: StoreSession, section_id: int, *, actor: Actor) -> SectionData:
    """Put a removed section back where it was. Raises NotFound."""
    data = session.need(SectionData, section_id)
    before = state_of(data)
    data.removed_at = None
    record_change(session, data, "restored", actor, before, state_of(data))
    return data


def set_hidden(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    hidden: bool,
    *,
    revision: int | None = None,
    actor: Actor,
) -> None:
    """Hide a section from shoppers, or show it again."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    before = state_of(data, match)
    data.is_hidden = hidden
    record_change(session, data, "hidden" if hidden else "shown", actor, before, state_of(data, match))


def order_sections(session: StoreSession, template: str, section_ids: list[int], *, actor: Actor) -> None:
    """Put a template's sections into this order. Raises Refused unless the ids are exactly its sections."""
    alive = {
        d.id: d
        for d in session.scalars(
            select(SectionData).where(SectionData.template == template, SectionData.removed_at.is_(None))
        )
    }
    if sorted(alive) != sorted(section_ids):
        raise Refused("themes.order_incomplete")
    for position, section_id in enumerate(section_ids):
        data = alive[section_id]
        before = state_of(data)
        data.position = position
        record_change(session, data, "moved", actor, before, state_of(data))


def move_section(session: StoreSession, section_id: int, offset: int, *, actor: Actor) -> None:
    """Move a section up (negative) or down among its neighbours."""
    data = session.need(SectionData, section_id)
    ids = list(
        session.scalars(
            select(SectionData.id)
            .where(SectionData.template == data.template, SectionData.removed_at.is_(None))
            .order_by(SectionData.position, SectionData.id)
        )
    )
    at = ids.index(section_id)
    ids.insert(min(max(at + offset, 0), len(ids) - 1), ids.pop(at))
    order_sections(session, data.template, ids, actor=actor)


def _fresh_key(name: str, taken: set[str]) -> str:
    base = slugify(name, "section")
    if base not in taken:
        return base
    return f"{base}-{new_id()[:6]}"
