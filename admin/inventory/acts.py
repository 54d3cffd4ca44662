"""Recent acts: who changed what is offered where, when, of how many items, and how to take it back."""

from __future__ import annotations

from typing import Any

from flask import flash, g, request

from admin.inventory.asking import back
from admin.inventory.tabs import TABS
from admin.inventory.telling import act_words
from admin.shell.access import room as make_room
from admin.shell.forms import Reader, attempt, reading
from admin.shell.rendering import go, part, warn
from admin.shell.words import t
from engine.inventory.commands import selecting
from engine.inventory.queries.acts import act, acts

room = make_room("inventory_acts", __name__, "catalogue")


@room.get("/inventory/acts")
def index() -> Any:
    """The list, newest first; while one is being done, it looks again by itself."""
    with reading() as session:
        listed = acts(session, cursor=request.args.get("after"))
    return part(
        "inventory/acts_list.html",
        "acts",
        "inventory/acts.html",
        listed=listed,
        running=any(one.state == "running" for one in listed.items),
        started="after" in request.args,
        act_words=act_words,
        tabs=TABS,
    )


@room.post("/inventory/acts/<int:act_id>/undoing")
def undo(act_id: int) -> Any:
    """Take an act back: what nobody changed since becomes what it was."""
    read = Reader()
    path = back(read) if read.text("back") else "/inventory/acts"
    with reading() as session:
        act(session, act_id)
    undone, refused = attempt(lambda session: _take_back(session, act_id))
    if refused:
        for said in refused.general:
            warn(said)
        return go(path)
    if undone is None:
        return go(path, "inventory.act.nothing_undone")
    state, count, undo_id = undone
    if state == "running":
        return go("/inventory/acts", "inventory.act.begun", count=count)

    flash(t("inventory.act.undone", count=count), f"undo-{undo_id}")
    return go(path)


def _take_back(session: Any, act_id: int) -> tuple[str, int, int] | None:
    change = selecting.take_back(session, act_id, g.actor)
    return (change.state, change.total, change.id) if change else None
