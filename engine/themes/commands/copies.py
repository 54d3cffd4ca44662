"""Copies of sections, with everything in them."""

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

from .edit import MAX_SECTIONS, fresh_key, section_by_id
from .history import expect_revision, record_change, state_of


def duplicate_section(
    session: StoreSession, pack: Pack, section_id: int, *, revision: int | None = None, actor: Actor
) -> SectionData:
    """A copy right below the section, with everything that it holds and with its matches in every pack.

    Raises NotFound, Conflict when `revision` is no longer the current one, Refused when the page is full.
    """
    data, _ = section_by_id(session, pack, section_id)
    expect_revision(data, revision)
    present = list(session.scalars(select(SectionData).where(SectionData.template == data.template)))
    alive = sorted((d for d in present if d.removed_at is None), key=lambda d: (d.position, d.id))
    if len(alive) >= MAX_SECTIONS or data.template == SETTINGS:
        raise Refused("themes.no_more_sections", most=MAX_SECTIONS)
    matches = list(session.scalars(select(SectionMatch).where(SectionMatch.section_data_id == data.id)))
    if _limit_is_reached(session, pack, matches, alive):
        raise Refused("themes.no_more_of_this_section")
    base = data.section_key.partition("--")[0]
    key = fresh_key(base, {d.section_key for d in present})
    made = _added(session, _copy_of(data, key), matches, actor)
    at = alive.index(data) + 1
    for position, each in enumerate([*alive[:at], made, *alive[at:]]):
        if each.position != position:
            before = state_of(each)
            each.position = position
            record_change(session, each, "moved", actor, before, state_of(each))
    return made


def copy_section_to(session: StoreSession, data: SectionData, template: str, *, actor: Actor) -> SectionData:
    """A copy of a section at the same place of another template, with its matches in every pack."""
    made = _copy_of(data, data.section_key)
    made.template, made.position = template, data.position
    matches = list(session.scalars(select(SectionMatch).where(SectionMatch.section_data_id == data.id)))
    return _added(session, made, matches, actor)


def _added(
    session: StoreSession, made: SectionData, matches: list[SectionMatch], actor: Actor
) -> SectionData:
    session.add(made)
    session.flush()
    for match in matches:
        session.add(_match_of(match, made.id))
    session.flush()
    record_change(session, made, "copied", actor, None, state_of(made))
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
        part=match.part,
        data_revision=1,
        updated_at=clock.now(),
    )
