"""What tills sold, and how their drawers were counted."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import attempt, reading
from admin.shell.rendering import go, page
from engine.tills import commands, queries

room = make_room("till_sales", __name__, "orders")
STATES = ("settled", "needs_person")


@room.get("/tills/sales")
def index() -> Any:
    """Sales and returns, the last first."""
    state = request.args.get("state", "")
    number = request.args.get("q", "").strip()
    with reading() as session:
        found = queries.sales(
            session,
            state=state if state in STATES else None,
            number=number,
            after=request.args.get("after"),
        )
    return page("tills/sales.html", sales=found, state=state, number=number, states=STATES)


@room.get("/tills/sales/<int:sale_id>")
def show(sale_id: int) -> Any:
    """One sale."""
    with reading() as session:
        found = queries.sale_by_id(session, sale_id)
    return page("tills/sale.html", found=found, drift=round(abs(found.sale.drift_seconds) / 60))


@room.post("/tills/sales/<int:sale_id>/inspection")
def inspect(sale_id: int) -> Any:
    """Somebody looked at what it wanted a person for."""
    attempt(lambda session: commands.mark_seen(session, sale_id, g.actor))
    return go(f"/tills/sales/{sale_id}", "form.saved")


@room.get("/tills/days")
def days() -> Any:
    """Counts of drawers, the last first."""
    with reading() as session:
        found = queries.days(session, after=request.args.get("after"))
    return page("tills/days.html", days=found)
