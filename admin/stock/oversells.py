"""Oversells: what tills sold off line and was not there, for a person to settle."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.inventory import commands, queries

room = make_room("oversells", __name__, "catalogue")


@room.get("/oversells")
def index() -> Any:
    """Open cases, or those that were settled."""
    return _page(Form(), None)


@room.post("/oversells/<int:case_id>")
def solve(case_id: int) -> Any:
    """How it was settled; refused while the numbers say otherwise."""
    read = Reader()
    _, refused = attempt(
        lambda session: commands.solve_oversell(
            session, case_id, read.text("way"), actor=g.actor, note=read.text("note")
        )
    )
    return _page(refused, case_id) if refused else go("/oversells", "oversells.solved_now")


def _page(form: Form, case_id: int | None) -> Any:
    state = "solved" if request.args.get("view") == "solved" else "open"
    with reading() as session:
        listed = queries.oversell_cases(session, state=state, cursor=request.args.get("after"))
        items = queries.named(session, [case.item_id for case in listed.items])
        places = {place.id: place.name for place in queries.locations(session, with_closed=True)}
    return page(
        "stock/oversells.html",
        status=form.status,
        form=form,
        wrong=case_id,
        listed=listed,
        items=items,
        places=places,
        ways=commands.WAYS,
        view=state,
        args={"view": request.args.get("view", "")},
        started="after" in request.args,
    )
