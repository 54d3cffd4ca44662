"""What was done, and taking it back: undo and redo of one's own, the history of a section, an earlier state of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import g

from admin.editor.answers import tree_answer
from admin.editor.places import place_of
from admin.editor.preview import after_changes
from admin.editor.room import room
from admin.editor.tree import tree_of
from admin.shell.forms import Reader, reading, writing
from admin.shell.rendering import page
from admin.shell.words import t, t_or
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes import commands, queries
from engine.themes.switching.queries import excerpt

MOST_SHOWN = 100
MOST_WORDS = 60


@room.post("/theme/editor/undo")
def undo() -> Any:
    """Take back one's own newest change of this page."""
    return _take(
        lambda session, template: commands.undo(session, actor=g.actor, template=template), "live.undone"
    )


@room.post("/theme/editor/redo")
def redo() -> Any:
    """Make again what was taken back last."""
    return _take(
        lambda session, template: commands.redo(session, actor=g.actor, template=template), "live.redone"
    )


@room.get("/theme/editor/sections/<int:section_id>/history")
def history(section_id: int) -> Any:
    """Every change of a section, the newest first."""
    with reading() as session:
        place = place_of(session)
        tree = tree_of(session, place)
        shown = tree.section(section_id)
        events = queries.section_history(session, section_id, limit=MOST_SHOWN)
    schema = place.schema(shown)
    name = t("theme.settings") if shown.template == queries.SETTINGS else schema and place.say(schema.name)
    return page(
        "editor/history.html",
        place=place,
        shown=shown,
        events=events,
        name=name or shown.file,
        did=did,
        told=told,
    )


@room.post("/theme/editor/sections/<int:section_id>/revision")
def restore(section_id: int) -> Any:
    """A section as it was at the revision ``to``."""
    read = Reader()
    to, revision = read.whole("to", 0), read.whole("revision")

    def action(session: StoreSession, _template: str) -> Sequence[Any]:
        place = place_of(session)
        tree_of(session, place).section(section_id)
        return [
            commands.restore_revision(
                session, place.pack, section_id, to or 0, revision=revision, actor=g.actor
            )
        ]

    return _take(action, "live.history.restored")


def _take(action: Callable[[StoreSession, str], Sequence[Any]], said: str) -> Any:
    """Run *action*, which returns the sections that it changed; the page and the form follow."""
    try:
        with writing() as session:
            changed = [row.id for row in action(session, place_of(session).template)]
    except NotFound:
        raise
    except Refused as refusal:
        return tree_answer(refusal=refusal)
    with reading() as session:
        messages = after_changes(session, place_of(session), changed)
    return tree_answer(messages=messages, said=t(said), renewed=changed)


def told(event: Any) -> list[tuple[str, str]]:
    """(what it said, what it says) of the texts that a change was about, shortened; at most three."""
    if not event.before or not event.after:
        return []
    was, now = _texts(event.before.get("content")), _texts(event.after.get("content"))
    if not was and not now:
        return []
    return [
        (_short(was.get(name)), _short(now.get(name)))
        for name in {**was, **now}
        if was.get(name) != now.get(name)
    ][:3]


def _texts(content: Any) -> dict[str, Any]:
    """The values of content by ``item.field``; an event that tells of no content has none."""
    found: dict[str, Any] = {}
    waiting = (
        [content.get("lead") or {}, *(content.get("entries") or [])] if isinstance(content, dict) else []
    )
    while waiting:
        bundle = waiting.pop(0)
        for item in bundle.get("items") or []:
            for name, value in (item.get("value") or {}).items():
                if name != "format":
                    found[f"{item.get('id')}.{name}"] = value
        waiting += bundle.get("entries") or []
    return found


def _short(value: Any) -> str:
    return excerpt(value)[:MOST_WORDS]


def did(verb: str) -> str:
    """What was done, in words."""
    return t_or(f"live.verb.{verb}", verb.replace("_", " ").capitalize())
