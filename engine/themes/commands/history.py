"""Every change of section data is an event: who, when, what it was and what it became."""

from __future__ import annotations

from typing import Any

from engine.base import clock, outbox
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict
from engine.themes.events import SectionChanged
from engine.themes.models import SectionData, SectionEvent, SectionMatch

KEPT = ("content", "presentation", "unclassified", "is_hidden", "position", "removed_at", "template")


def state_of(data: SectionData, match: SectionMatch | None = None) -> dict[str, Any]:
    """The fields that an event can tell about."""
    state = {name: getattr(data, name) for name in KEPT}
    state["removed_at"] = data.removed_at.isoformat() if data.removed_at else None
    if match is not None:
        state["binding"] = match.binding
    return state


def expect_revision(data: SectionData, revision: int | None) -> None:
    """Refuse a change that was made against an older state. Raises Conflict."""
    if revision is not None and data.revision != revision:
        raise Conflict("themes.section_changed_meanwhile", section=data.section_key, revision=data.revision)


def record_change(
    session: StoreSession,
    data: SectionData,
    verb: str,
    actor: Actor,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """Raise the revision and write the event; only the fields that differ are kept."""
    if before is not None and after is not None:
        changed = [name for name in after if before.get(name) != after[name]]
        if not changed:
            return
        before, after = {n: before.get(n) for n in changed}, {n: after[n] for n in changed}
        data.revision += 1
    data.updated_at = clock.now()
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
            at=data.updated_at,
        )
    )
    fact = SectionChanged(data.id, data.template, verb, data.revision)
    outbox.record(session, "section.changed", fact)
