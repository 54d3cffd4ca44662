"""A merchant's changes of sections: values, blocks, order, visibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from engine.themes.schema import SectionSchema
from engine.themes.sections import Draft
from engine.themes.sections.apart import new_id
from engine.themes.sections.presentation import note_looks

from .history import expect_revision, record_change, state_of
from .install import make_section

Json = dict[str, Any]
MAX_SECTIONS = 100
MAX_BLOCKS = 200


def section_by_id(session: StoreSession, pack: Pack, section_id: int) -> tuple[SectionData, SectionMatch]:
    """A section with the match of the pack in use; nobody else changes it until the transaction ends. Raises NotFound."""
    wanted = select(SectionData).where(SectionData.id == section_id).with_for_update()
    data = session.scalars(wanted.execution_options(populate_existing=True)).first()
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
            SectionMatch.section_data_id == data.id,
            SectionMatch.pack == pack.name,
            SectionMatch.is_current,
            SectionMatch.part == 0,
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
    with changing(session, pack, data, match, "changed", actor) as draft:
        draft.set_values(draft.root(), settings, checked=checked)
        for key, values in blocks.items():
            spot = draft.spot(key)
            if spot is None:
                raise NotFound("record.not_found")
            draft.set_values(spot, values, checked=checked)
    return data


@contextmanager
def changing(
    session: StoreSession, pack: Pack, data: SectionData, match: SectionMatch, verb: str, actor: Actor
) -> Iterator[Draft]:
    """A section's draft through the file that shows it; what became of it is stored, with the event."""
    before = state_of(data, match)
    draft = Draft(
        pack,
        _schema(pack, data, match),
        data.content,
        data.presentation,
        data.unclassified,
        match.binding,
    )
    yield draft
    note_looks(draft, data)
    data.content, data.presentation = draft.content, draft.presentation
    data.unclassified, match.binding = draft.unclassified, draft.binding
    record_change(session, data, verb, actor, before, state_of(data, match))
    match.data_revision = data.revision
    match.updated_at = clock.now()


def remove_block(
    session: StoreSession, pack: Pack, section_id: int, key: str, *, revision: int | None = None, actor: Actor
) -> None:
    """Take a block out, in every theme. Its content stays in the section's history. Raises NotFound."""
    data, match = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    with changing(session, pack, data, match, "block_removed", actor) as draft:
        draft.remove_block(key)


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
    with changing(session, pack, data, match, "blocks_moved", actor) as draft:
        draft.order_blocks(keys)


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
    key = fresh_key(file, {d.section_key for d in present})
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
            key = fresh_key(block["type"], set(made))
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
    """Put sections of a template into this order. Others, such as those that the theme at hand does not show, keep their
    places. Raises Refused for ids that are none of its sections, or named twice."""
    found = session.scalars(
        select(SectionData)
        .where(SectionData.template == template, SectionData.removed_at.is_(None))
        .order_by(SectionData.position, SectionData.id)
    )
    alive = {data.id: data for data in found}
    if not set(section_ids) <= alive.keys() or len(set(section_ids)) < len(section_ids):
        raise Refused("themes.order_incomplete")
    given = set(section_ids)
    wanted = iter(section_ids)
    order = [next(wanted) if section_id in given else section_id for section_id in alive]
    for match in session.scalars(
        select(SectionMatch).where(
            SectionMatch.section_data_id.in_(section_ids), SectionMatch.position.is_not(None)
        )
    ):
        match.position = None  # where a theme had put it by itself; the merchant's word comes after
    for position, section_id in enumerate(order):
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


def fresh_key(name: str, taken: set[str]) -> str:
    """A key that is not taken, made from a name."""
    base = slugify(name, "section")
    if base not in taken:
        return base
    return f"{base}-{new_id()[:6]}"
