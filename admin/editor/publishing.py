"""Letting shoppers see the draft: now, or for a time; what would change, and the versions that were shown before."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.editor.answers import tree_answer
from admin.editor.history import did
from admin.editor.places import Place, place_of
from admin.editor.preview import RELOAD
from admin.editor.room import room
from admin.editor.tree import label_of
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.publishing import needed_moment, read_moment
from admin.shell.rendering import page
from admin.shell.words import t
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes import commands, queries

KEPT = 12
"""Versions that the dialog lists at once."""


@room.get("/theme/editor/publication")
def publication() -> Any:
    """What would change, and what was shown before."""
    return _dialog(Form())


@room.post("/theme/editor/publication")
def publish() -> Any:
    """Let shoppers see the draft, if nobody published since the dialog was opened."""
    read = Reader()
    label, seen = read.text("label")[:120], read.record_id("version")
    _, refused = attempt(
        lambda session: commands.publish(session, label=label, expect_version=seen, actor=g.actor)
    )
    return _dialog(refused or Form(), said="" if refused else t("live.publish.done"))


@room.post("/theme/editor/rollback")
def rollback() -> Any:
    """Let shoppers see an earlier version again; the draft stays as it is."""
    to = Reader().record_id("to")
    _, refused = attempt(lambda session: commands.rollback(session, to=to, actor=g.actor))
    return _dialog(refused or Form(), said="" if refused else t("live.publish.rolled_back"))


@room.post("/theme/editor/versions/<int:version_id>/restoration")
def restore_version(version_id: int) -> Any:
    """The draft becomes what a version was made of; shoppers see no change yet."""
    try:
        with_changes = attempt(
            lambda session: [row.id for row in commands.restore_version(session, version_id, actor=g.actor)]
        )
    except Refused as refusal:
        return tree_answer(refusal=refusal)
    changed, refused = with_changes
    if refused or changed is None:
        return tree_answer(said=" ".join(refused.general) if refused else "")
    return tree_answer(messages=[RELOAD], said=t("live.publish.restored"), renewed=changed)


@room.post("/theme/editor/schedules")
def schedule() -> Any:
    """Show the draft from a time on, until another if one is given."""
    read = Reader()
    ends, label = read_moment(read, "ends_at"), read.text("label")[:120]

    def action(session: StoreSession) -> Any:
        starts = needed_moment(read, "starts_at")
        read.check()
        return commands.schedule_publish(session, starts_at=starts, ends_at=ends, label=label, actor=g.actor)

    _, refused = attempt(action)
    return _dialog(refused or Form(), said="" if refused else t("live.publish.scheduled"))


@room.post("/theme/editor/schedules/<int:schedule_id>/cancellation")
def cancel(schedule_id: int) -> Any:
    """Not then, after all."""
    _, refused = attempt(lambda session: commands.cancel_schedule(session, schedule_id, actor=g.actor))
    return _dialog(refused or Form(), said="" if refused else t("live.publish.cancelled"))


def _dialog(form: Form, *, said: str = "") -> Any:
    with reading() as session:
        place = place_of(session)
        changes = queries.unpublished_changes(session)
        current = queries.current_version(session)
        look = queries.look_of(session)
        listed = queries.versions(session, before=request.args.get("before"), limit=KEPT)
        waiting = queries.schedules(session)
        names = _names(session, place, {one.template for one in changes})
    return page(
        "editor/publication.html",
        status=form.status,
        place=place,
        form=form,
        said=said,
        changes=changes,
        names=names,
        current=current,
        previous=look.previous_version_id if look else None,
        versions=listed,
        schedules=waiting,
        did=did,
    )


def _names(session: StoreSession, place: Place, templates: set[str]) -> dict[int, tuple[str, str]]:
    """(what kind of section, what it says) by id, of the sections in those templates; one query."""
    shown = queries.draft_with_sections(session, templates, theme_id=place.theme.id, with_hidden=True)
    found: dict[int, tuple[str, str]] = {}
    for sections in (shown.sections if shown else {}).values():
        for one in sections:
            schema = place.schema(one)
            name = place.say(schema.name) if schema else one.file
            if one.template == queries.SETTINGS:
                name = t("theme.settings")
            found[one.id] = (name, label_of(one.values.get("settings") or {}))
    return found
