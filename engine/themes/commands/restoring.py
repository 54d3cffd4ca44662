"""Bringing an older state back into what is being edited: one section as it was, or all of a version. Both are events
like any other, so they can be undone; shoppers see nothing of it until it is published."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.themes.models import FrozenText, KeptSection, LookVersion, SectionData, SectionEvent, SectionMatch
from engine.themes.packs import Pack

from .history import OF_MATCH, State, begin_action, expect_revision, record_change, state_of
from .undoing import apply_state, locked_sections, match_of, use_match

OF_SECTION = ("content", "presentation", "unclassified", "is_hidden")


def restore_revision(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    to_revision: int,
    *,
    revision: int | None = None,
    actor: Actor,
) -> SectionData:
    """One section as it was at a revision: its content, looks, visibility, and how *pack* showed it. Where it stands stays.

    Raises NotFound for a section or a revision that is not there, Conflict when `revision` is no longer the current one.
    """
    data = locked_sections(session, [section_id]).get(section_id)
    if data is None or data.removed_at is not None:
        raise NotFound("record.not_found")
    expect_revision(data, revision)
    match = match_of(session, data, {"pack": pack.name})
    before = state_of(data, match)
    wanted = {name: before[name] for name in OF_SECTION}
    found = False
    for event in _since(session, data, to_revision - 1):
        if event.revision <= to_revision:
            found = True
            continue
        was = event.before or {}
        own = was.get("pack") in (None, pack.name)
        wanted |= {n: was[n] for n in OF_SECTION if n in was}
        wanted |= {n: was[n] for n in (*OF_MATCH, "pack") if own and was.get(n) is not None}
    if not found and not _reaches(session, data, to_revision):
        raise NotFound("record.not_found")
    if set(OF_MATCH) & set(wanted):
        wanted["pack"] = pack.name
    match = apply_state(session, data, wanted) or match
    record_change(session, data, "restored_revision", actor, before, state_of(data, match))
    if match is not None:
        match.data_revision, match.updated_at = data.revision, clock.now()
    return data


def _since(session: StoreSession, data: SectionData, revision: int) -> list[SectionEvent]:
    """Events after a revision, newest first."""
    statement = (
        select(SectionEvent)
        .where(SectionEvent.section_data_id == data.id, SectionEvent.revision > revision)
        .order_by(SectionEvent.revision.desc())
    )
    return list(session.scalars(statement))


def _reaches(session: StoreSession, data: SectionData, revision: int) -> bool:
    """Whether the section had begun by then: a revision that typing went over has no event of its own."""
    if revision > data.revision:
        return False
    earlier = select(SectionEvent.id).where(
        SectionEvent.section_data_id == data.id, SectionEvent.revision <= revision
    )
    return session.scalars(earlier.limit(1)).first() is not None


def restore_version(session: StoreSession, version_id: int, *, actor: Actor) -> list[SectionData]:
    """What is being edited becomes what the version was made of: content, order, visibility and how its themes showed it.

    Sections added since are taken off their pages, where they can be restored; those removed since come back. Returns the
    sections that it changed. Raises NotFound.
    """
    session.need(LookVersion, version_id)
    begin_action(session)
    rows = session.scalars(select(KeptSection).where(KeptSection.version_id == version_id)).all()
    texts = _texts(session, {row.digest for row in rows})
    present = locked_sections(session)
    by_place = {(data.template, data.section_key): data for data in present.values()}
    changed: list[SectionData] = []
    used = set()
    for row in rows:
        state = json.loads(texts[row.digest])
        data = present.get(row.section_data_id) or by_place.get((row.template, row.section_key))
        if data is None:
            data = _made_again(session, row, state, actor)
            changed.append(data)
        elif _brought_back(session, data, row, state, actor):
            changed.append(data)
        used.add(data.id)
    for data in present.values():
        if data.id not in used and data.removed_at is None:
            before = state_of(data)
            data.removed_at = clock.now()
            record_change(session, data, "removed", actor, before, state_of(data))
            changed.append(data)
    return changed


def _texts(session: StoreSession, digests: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = sorted(digests)
    for start in range(0, len(wanted), 1_000):
        part = wanted[start : start + 1_000]
        rows = session.execute(
            select(FrozenText.digest, FrozenText.text).where(
                FrozenText.store_id == session.store, FrozenText.digest.in_(part)
            )
        )
        found |= {row.digest: row.text for row in rows}
    return found


def _wanted(row: KeptSection, state: dict[str, Any]) -> State:
    return {
        "content": state["content"],
        "presentation": state["presentation"],
        "unclassified": state["unclassified"],
        "is_hidden": row.is_hidden,
        "position": row.position,
        "template": row.template,
        "removed_at": None,
    }


def _brought_back(
    session: StoreSession, data: SectionData, row: KeptSection, state: dict[str, Any], actor: Actor
) -> bool:
    """Whether anything of it was otherwise. One event for the section, and one for each further theme that shows it."""
    began = data.revision
    wanted = _wanted(row, state)
    first = True
    for kept in [each for each in state["matches"] if not each.get("part")] or [{}]:
        match = match_of(session, data, kept) if kept else None
        before = state_of(data, match)
        if first:
            apply_state(session, data, wanted)
        if kept:
            match = _use(session, data, kept, state["matches"])
        record_change(session, data, "restored_version", actor, before, state_of(data, match))
        if match is not None and data.revision != began:
            match.data_revision, match.updated_at = data.revision, clock.now()
        first = False
    return data.revision != began


def _use(
    session: StoreSession, data: SectionData, kept: State, matches: list[dict[str, Any]]
) -> SectionMatch:
    """The match as it was kept, with the further files of a section that several show."""
    match = use_match(session, data, kept)
    match.position = kept.get("position")
    for other in matches:
        if other["pack"] == kept["pack"] and other.get("part"):
            further = session.scalars(
                select(SectionMatch).where(
                    SectionMatch.section_data_id == data.id,
                    SectionMatch.pack == other["pack"],
                    SectionMatch.file == other["file"],
                )
            ).first()
            if further is None:
                further = SectionMatch(
                    section_data_id=data.id,
                    pack=other["pack"],
                    file=other["file"],
                    data_revision=data.revision,
                    updated_at=clock.now(),
                )
                session.add(further)
            further.binding, further.outcome = other["binding"], other["outcome"]
            further.pinned, further.is_current = other["pinned"], True
            further.part, further.position = other["part"], other.get("position")
            further.updated_at = clock.now()
    return match


def _made_again(session: StoreSession, row: KeptSection, state: dict[str, Any], actor: Actor) -> SectionData:
    """A section that was deleted for good, made anew from what the version keeps."""
    now = clock.now()
    data = SectionData(
        id=row.section_data_id,
        template=row.template,
        section_key=row.section_key,
        position=row.position,
        content=state["content"],
        presentation=state["presentation"],
        unclassified=state["unclassified"],
        context=state["context"],
        is_hidden=row.is_hidden,
        revision=1,
        created_at=now,
        updated_at=now,
    )
    session.add(data)
    session.flush()
    match = None
    for kept in [each for each in state["matches"] if not each.get("part")]:
        match = _use(session, data, kept, state["matches"])
    session.flush()
    record_change(session, data, "added", actor, None, state_of(data, match))
    return data
