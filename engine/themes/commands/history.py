"""Every change of section data is an event: who, when, what it was and what it became."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine.base import clock, outbox
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict
from engine.themes.events import SectionChanged
from engine.themes.merging import touched
from engine.themes.models import KeptSection, SectionData, SectionEvent, SectionMatch
from engine.themes.sections.presentation import SET

State = dict[str, Any]
KEPT = ("content", "presentation", "unclassified", "is_hidden", "position", "removed_at", "template")
OF_MATCH = ("file", "binding", "outcome", "pinned")
ONE_GO = timedelta(seconds=10)
"""Within this, further typing in the same place is the same change."""
_ALONG = {"id", "type", "role", "format"}
"""What a value brings along that is typed for the first time."""
_BATCH = "section_batch"


def state_of(data: SectionData, match: SectionMatch | None = None) -> State:
    """The fields that an event can tell about."""
    state = {name: getattr(data, name) for name in KEPT}
    state["removed_at"] = data.removed_at.isoformat() if data.removed_at else None
    if match is not None:
        state |= {"pack": match.pack, **{name: getattr(match, name) for name in OF_MATCH}}
    return state


def expect_revision(data: SectionData, revision: int | None) -> None:
    """Refuse a change that was made against an older state. Raises Conflict."""
    if revision is not None and data.revision != revision:
        raise Conflict("themes.section_changed_meanwhile", section=data.section_key, revision=data.revision)


def begin_action(session: StoreSession) -> str:
    """From here on events of this transaction are one action of a person, undone as a whole. A transaction that does not
    call this is one action."""
    batch = secrets.token_hex(8)
    session.info[_BATCH] = batch
    return batch


def record_change(
    session: StoreSession,
    data: SectionData,
    verb: str,
    actor: Actor,
    before: State | None,
    after: State | None,
    *,
    undoes: SectionEvent | None = None,
) -> None:
    """Raise the revision and write the event; only the fields that differ are kept.

    Typing that goes on in the same place belongs to the event that is there. *undoes*: the event that this one takes back.
    """
    seen = data.revision
    if before is not None and after is not None:
        changed = _changed(before, after)
        if not changed and undoes is None:
            return
        before, after = {n: before.get(n) for n in changed}, {n: after[n] for n in changed}
        data.revision += 1
    newest = _newest_of(session, actor)
    data.updated_at = clock.now()
    goes_on = newest is not None and verb == "changed" and undoes is None and before and after
    if newest is not None and goes_on and _is_same_go(session, newest, data, seen, before or {}, after or {}):
        _continue(session, newest, data, before or {}, after or {})
    else:
        session.add(
            SectionEvent(
                section_data_id=data.id,
                revision=data.revision,
                verb=verb,
                before=before,
                after=after,
                actor_kind=actor.kind,
                actor_name=actor.name,
                actor_id=actor.id,
                at=_later(data.updated_at, newest),
                undoes_id=undoes.id if undoes is not None else None,
                batch=session.info.get(_BATCH) or begin_action(session),
            )
        )
    _claim_revision(session, data)
    fact = SectionChanged(data.id, data.template, verb, data.revision)
    outbox.record(session, "section.changed", fact)


def _claim_revision(session: StoreSession, data: SectionData) -> None:
    """Of two who save at the same moment, the second finds the revision taken. Raises Conflict."""
    key, revision = data.section_key, data.revision
    try:
        session.flush()
    except IntegrityError as error:
        if "section_event" not in str(error.orig):
            raise
        raise Conflict("themes.section_changed_meanwhile", section=key, revision=revision) from error


def _changed(before: State, after: State) -> list[str]:
    """Names of the fields that differ. Whatever differs of a match comes with its pack and file."""
    changed = [name for name in after if name != "pack" and before.get(name) != after[name]]
    if "pack" in after and set(changed) & set(OF_MATCH):
        changed += [name for name in ("pack", "file") if name not in changed]
    return changed


def _newest_of(session: StoreSession, actor: Actor) -> SectionEvent | None:
    """A person's last event; programs do not undo."""
    if actor.kind != "staff":
        return None
    statement = (
        select(SectionEvent)
        .where(SectionEvent.actor_kind == actor.kind, SectionEvent.actor_id == actor.id)
        .order_by(SectionEvent.at.desc(), SectionEvent.id.desc())
    )
    return session.scalars(statement.limit(1)).first()


def _later(now: datetime, newest: SectionEvent | None) -> datetime:
    """A time after the last event of the same person: their order is the order of undoing."""
    return now if newest is None else max(now, newest.at + timedelta(microseconds=1))


def _is_same_go(
    session: StoreSession,
    newest: SectionEvent,
    data: SectionData,
    seen: int,
    before: State,
    after: State,
) -> bool:
    if newest.verb != "changed" or newest.undoes_id is not None or newest.section_data_id != data.id:
        return False
    if newest.revision != seen or data.updated_at - newest.at >= ONE_GO:
        return False
    if _places(newest.before or {}, newest.after or {}) != _places(before, after):
        return False
    frozen = select(KeptSection.id).where(
        KeptSection.section_data_id == data.id, KeptSection.revision == newest.revision
    )
    return session.scalars(frozen.limit(1)).first() is None


def _places(before: State, after: State) -> set[Any]:
    """The fields and settings that differ; a binding follows them."""
    fields = (
        "content",
        "presentation",
        "unclassified",
        "is_hidden",
        "position",
        "removed_at",
        "template",
        "file",
    )
    found = touched({n: before.get(n) for n in fields}, {n: after.get(n) for n in fields})
    return {path for path in found if path[-1] not in _ALONG and path[2:3] != (SET,)}


def _continue(
    session: StoreSession, newest: SectionEvent, data: SectionData, before: State, after: State
) -> None:
    """What was typed meanwhile is the new end of the same change; typing back to the beginning takes the event away."""
    old, new = newest.before or {}, newest.after or {}
    began, ended = {**before, **old}, {**new, **after}
    if not _changed(began, ended):
        session.delete(newest)
        return
    newest.before, newest.after = began, ended
    newest.revision, newest.at = data.revision, max(data.updated_at, newest.at)
