"""What tills sold, and how their drawers were counted."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import needs
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.rendering import go, page
from engine.base.errors import NotFound, Refused
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
    return _show(sale_id, None)


def _show(sale_id: int, form: Form | None) -> Any:
    with reading() as session:
        found = queries.sale_by_id(session, sale_id)
    form = form or Form()
    drift = round(abs(found.sale.drift_seconds) / 60)
    return page("tills/sale.html", status=form.status, form=form, found=found, drift=drift)


@room.post("/tills/sales/<int:sale_id>/inspection")
def inspect(sale_id: int) -> Any:
    """Somebody looked at what it wanted a person for."""
    _, refused = attempt(lambda session: commands.mark_seen(session, sale_id, g.actor))
    return _show(sale_id, refused) if refused else go(f"/tills/sales/{sale_id}", "form.saved")


@room.post("/tills/sales/<int:sale_id>/order")
def place(sale_id: int) -> Any:
    """Make the order after all that its card paid."""
    needs("refunds")
    _, refused = attempt(lambda session: commands.place_again(session, sale_id, g.actor))
    return _show(sale_id, refused) if refused else go(f"/tills/sales/{sale_id}", "till_room.order_made")


@room.post("/tills/sales/<int:sale_id>/repayment")
def repay(sale_id: int) -> Any:
    """Give back what was paid for an order that could not be made."""
    needs("refunds")
    way = Reader().text("way")
    try:
        state = commands.give_back_owed(g.services.db, g.store.id, sale_id, way, g.actor)
    except NotFound:
        raise
    except Refused as refusal:
        return _show(sale_id, sent().refuse(refusal))
    return go(f"/tills/sales/{sale_id}", f"till_room.repaid_{state}")


@room.get("/tills/days")
def days() -> Any:
    """Counts of drawers, the last first."""
    with reading() as session:
        found = queries.days(session, after=request.args.get("after"))
    return page("tills/days.html", days=found)
