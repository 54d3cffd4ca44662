"""Pick lists: what to take from the shelves of a location, order by order; and the rule that says which location gives."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import needs
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.errors import NotFound
from engine.inventory import commands
from engine.inventory import queries as inventory
from engine.inventory.models import Location
from engine.ordering import queries as orders

room = make_room("picking", __name__, "orders")


@room.get("/picking")
def index() -> Any:
    """Locations with something to pick, and the rule."""
    return _index(None)


@room.post("/picking/rule")
def choose_rule() -> Any:
    """The rule for orders to come."""
    needs("delivery")
    _, refused = attempt(
        lambda session: commands.set_allocation_rule(session, Reader().text("allocation_rule"), actor=g.actor)
    )
    return _index(refused) if refused else go("/picking", "form.saved")


@room.get("/picking/<int:location_id>")
def show(location_id: int) -> Any:
    """The list of one location, oldest order first; prints as it is."""
    with reading() as session:
        place = session.find(Location, location_id)
        if place is None:
            raise NotFound("record.not_found")
        listed = orders.pick_list(session, location_id, cursor=request.args.get("after"))
    return page("stock/pick_list.html", place=place, listed=listed, started="after" in request.args)


def _index(refused: Form | None) -> Any:
    with reading() as session:
        places = orders.picking_places(session)
        form = refused or Form({"allocation_rule": inventory.allocation_rule(session)})
    return page(
        "stock/picking.html", status=form.status, form=form, places=places, rules=tuple(commands.ALLOCATION)
    )
