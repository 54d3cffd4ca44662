"""Undo and redo: a person's own actions, the newest first, without end and across sessions.

Nothing is taken out of the history: what is taken back is a new event that names the one it undoes. What somebody else
changed in another place of the same section stays; what they changed in the same place is never overwritten.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Refused
from engine.themes.merging import Clash, merged
from engine.themes.models import SectionData, SectionEvent, SectionMatch
from engine.themes.queries import GROUP, SETTINGS

from .history import KEPT, OF_MATCH, State, begin_action, record_change, state_of

_MINE_WINS = {"outcome", "pinned"}
_SHOWN_BY = ("settings", "blocks")
"""Of a binding, what a person decides; the rest is worked out from it."""


def undo(session: StoreSession, *, actor: Actor, template: str | None = None) -> list[SectionData]:
    """Take back this person's newest action that is not taken back yet, in a template (with settings and groups) or
    anywhere. Returns the sections that it changed.

    Raises Refused where there is nothing to undo, Conflict naming the section where somebody else changed the same since;
    then nothing is undone.
    """
    last = session.scalars(_own(actor, template).where(_is_root(), ~_taken_back()).limit(1)).first()
    if last is None:
        raise Refused("themes.nothing_to_undo")
    batch = _own(actor, None).where(_is_root(), ~_taken_back(), _same_batch(last))
    return _take_back(session, list(session.scalars(batch)), "undone", actor)


def redo(session: StoreSession, *, actor: Actor, template: str | None = None) -> list[SectionData]:
    """Make again what this person undid last, as long as they changed nothing since. Returns the sections.

    Raises Refused where there is nothing to redo, Conflict as `undo` does.
    """
    open_ = _own(actor, template).where(_is_undo(), ~_undone_again())
    last = session.scalars(open_.limit(1)).first()
    edit = session.scalars(_own(actor, template).where(_is_root()).limit(1)).first()
    if last is None or (edit is not None and edit.at > last.at):
        raise Refused("themes.nothing_to_redo")
    batch = _own(actor, None).where(_is_undo(), ~_undone_again(), _same_batch(last))
    return _take_back(session, list(session.scalars(batch)), "redone", actor)


def _own(actor: Actor, template: str | None) -> Any:
    statement = (
        select(SectionEvent)
        .where(SectionEvent.actor_kind == actor.kind, SectionEvent.actor_id == actor.id)
        .order_by(SectionEvent.at.desc(), SectionEvent.id.desc())
    )
    if template is None:
        return statement
    places = or_(
        SectionData.template.in_([template, SETTINGS]),
        SectionData.template.startswith(GROUP, autoescape=True),
    )
    return statement.join(
        SectionData,
        (SectionData.store_id == SectionEvent.store_id) & (SectionData.id == SectionEvent.section_data_id),
    ).where(places)


def _same_batch(event: SectionEvent) -> Any:
    return SectionEvent.batch == event.batch if event.batch else SectionEvent.id == event.id


def _is_root() -> Any:
    return SectionEvent.undoes_id.is_(None)


def _taken_back() -> Any:
    undoing, again = aliased(SectionEvent), aliased(SectionEvent)
    redone = exists().where(again.store_id == undoing.store_id, again.undoes_id == undoing.id)
    return exists().where(
        undoing.store_id == SectionEvent.store_id, undoing.undoes_id == SectionEvent.id, ~redone
    )


def _is_undo() -> Any:
    root = aliased(SectionEvent)
    return exists().where(
        root.store_id == SectionEvent.store_id, root.id == SectionEvent.undoes_id, root.undoes_id.is_(None)
    )


def _undone_again() -> Any:
    again = aliased(SectionEvent)
    return exists().where(again.store_id == SectionEvent.store_id, again.undoes_id == SectionEvent.id)


# -- taking one action back ----------------------------------------------------------------------------


def _take_back(
    session: StoreSession, events: list[SectionEvent], verb: str, actor: Actor
) -> list[SectionData]:
    begin_action(session)
    found = locked_sections(session, {event.section_data_id for event in events})
    for event in events:
        data = found[event.section_data_id]
        match = match_of(session, data, event.after or {})
        before = state_of(data, match)
        try:
            wanted = _without(session, event, data, before)
        except Clash as clash:
            raise _conflict(session, event, data) from clash
        match = apply_state(session, data, wanted) or match
        record_change(session, data, verb, actor, before, state_of(data, match), undoes=event)
        if match is not None:
            match.data_revision, match.updated_at = data.revision, data.updated_at
    return list(found.values())


def locked_sections(
    session: StoreSession, section_ids: Collection[int] | None = None
) -> dict[int, SectionData]:
    """Sections by id (or all of the store) as they are now; nobody else changes them until the transaction ends."""
    statement = select(SectionData).order_by(SectionData.id).with_for_update()
    if section_ids is not None:
        statement = statement.where(SectionData.id.in_(section_ids))
    rows = session.scalars(statement.execution_options(populate_existing=True))
    return {data.id: data for data in rows}


def _without(session: StoreSession, event: SectionEvent, data: SectionData, now: State) -> State:
    """The fields of a section as they are without what an event changed. Raises Clash."""
    was, became = event.before, event.after or {}
    if was is None:  # it was added
        if _changed_by_others(session, event):
            raise Clash(("removed_at",))
        return {"removed_at": now["removed_at"] or clock.now().isoformat()}
    found: State = {}
    elsewhere = became.get("file") != now.get("file")
    if elsewhere and became.get("file") != was.get("file"):
        raise Clash(("file",))
    for name, value in became.items():
        if elsewhere and name in {"pack", *OF_MATCH}:
            continue  # another file shows the section by now, with a binding of its own
        if name == "binding":
            found[name] = _binding_without(value, was.get(name) or {}, now.get(name) or {})
        elif name in _MINE_WINS or name == "pack":
            found[name] = was.get(name)
        elif name in now:
            found[name] = merged(value, was.get(name), now[name], (name,))
    return found


def _binding_without(became: State, was: State, now: State) -> State:
    decided = {name: merged(became.get(name), was.get(name), now.get(name), (name,)) for name in _SHOWN_BY}
    kept = {name: value for name, value in now.items() if name in was or name not in became}
    return {**kept, **was, **{name: value for name, value in decided.items() if value is not None}}


def _changed_by_others(session: StoreSession, event: SectionEvent) -> bool:
    return _others_since(session, event) is not None


def _others_since(session: StoreSession, event: SectionEvent) -> SectionEvent | None:
    statement = (
        select(SectionEvent)
        .where(
            SectionEvent.section_data_id == event.section_data_id,
            SectionEvent.revision > event.revision,
            or_(SectionEvent.actor_kind != event.actor_kind, SectionEvent.actor_id != event.actor_id),
        )
        .order_by(SectionEvent.revision.desc())
    )
    return session.scalars(statement.limit(1)).first()


def _conflict(session: StoreSession, event: SectionEvent, data: SectionData) -> Conflict:
    other = _others_since(session, event)
    name = other.actor_name if other is not None else event.actor_name
    return Conflict("themes.undo_meets_changes", section=data.section_key, template=data.template, by=name)


# -- bringing a state back -----------------------------------------------------------------------------


def match_of(session: StoreSession, data: SectionData, state: State) -> SectionMatch | None:
    """The match in use that a state tells about; None where it tells of none."""
    pack = state.get("pack")
    if pack is None:
        if not set(OF_MATCH) & set(state):
            return None
        pack = data.context.get("pack")
    statement = select(SectionMatch).where(
        SectionMatch.section_data_id == data.id, SectionMatch.pack == pack, SectionMatch.is_current
    )
    return session.scalars(statement.order_by(SectionMatch.part)).first()


def apply_state(session: StoreSession, data: SectionData, state: State) -> SectionMatch | None:
    """Give a section the fields that *state* names. Returns the match in use, where the state tells of one."""
    for name in KEPT:
        if name in state and name != "removed_at":
            setattr(data, name, state[name])
    if "removed_at" in state:
        gone = state["removed_at"]
        data.removed_at = datetime.fromisoformat(gone) if gone else None
    if not state.get("file") or not state.get("pack"):
        match = match_of(session, data, state)
        if match is not None and "binding" in state:
            match.binding = state["binding"]
        return match
    return use_match(session, data, state)


def use_match(session: StoreSession, data: SectionData, state: State) -> SectionMatch:
    """Show a section in a pack by the file that *state* names, as it says. Other files' matches stay, out of use."""
    rows = session.scalars(
        select(SectionMatch).where(
            SectionMatch.section_data_id == data.id, SectionMatch.pack == state["pack"]
        )
    ).all()
    match = next((row for row in rows if row.file == state["file"]), None)
    if match is None:
        match = SectionMatch(
            section_data_id=data.id,
            pack=state["pack"],
            file=state["file"],
            binding=state.get("binding") or {},
            data_revision=data.revision,
            updated_at=clock.now(),
        )
        session.add(match)
    for name in ("binding", "outcome", "pinned"):
        if state.get(name) is not None:
            setattr(match, name, state[name])
    files = match.binding.get("split") or [match.file]
    for row in {*rows, match}:
        row.is_current = row.file in files
        row.part = files.index(row.file) if row.is_current else 0
    return match
