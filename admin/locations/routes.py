"""Locations."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.access import room as make_room
from admin.shell.choices import countries
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.inventory import commands, queries
from engine.inventory.hours import DAYS, read_hours, typed
from engine.stores.commands.settings import ADDRESS_PARTS
from engine.stores.queries import all_partners

room = make_room("locations", __name__, "delivery")


@room.get("/locations")
def index() -> Any:
    """Every location, closed ones too."""
    with reading() as session:
        places = queries.locations(session, with_closed=True)
    return page("locations/index.html", places=places)


@room.get("/locations/new")
def new() -> Any:
    """An empty form."""
    return _page(None, None)


@room.post("/locations")
def create() -> Any:
    """A new location."""
    made, refused = attempt(lambda session: commands.create_location(session, read_location(), g.actor))
    if refused or made is None:
        return _page(None, refused)
    return go("/locations", "locations.created", name=made.name)


@room.get("/locations/<int:location_id>")
def edit(location_id: int) -> Any:
    """One location."""
    return _page(location_id, None)


@room.post("/locations/<int:location_id>")
def update(location_id: int) -> Any:
    """Save it."""

    def action(session: StoreSession) -> None:
        kept = _location(session, location_id)
        commands.update_location(session, location_id, read_location(list(kept.hours)), g.actor)

    _, refused = attempt(action)
    return _page(location_id, refused) if refused else go(f"/locations/{location_id}", "form.saved")


def read_location(hours: list[Any] | None = None) -> commands.LocationInput:
    """The form as a command takes it; the set-up checklist uses it too."""
    read = Reader()
    address = {part: read.text(f"address.{part}")[:120] for part in ADDRESS_PARTS}
    given = hours or []
    if any(f"hours.{day}" in read.form for day in DAYS):
        given = read_hours({day: read.text(f"hours.{day}") for day in DAYS})
    return commands.LocationInput(
        name=read.text("name"),
        kind=read.text("kind", "warehouse"),
        partner_id=read.record_id("partner_id"),
        address=address if any(address.values()) else None,
        hours=given,
        offers_pickup=read.flag("offers_pickup"),
        is_active=not read.flag("is_closed"),
    )


def _location(session: StoreSession, location_id: int) -> Any:
    places = queries.locations(session, with_closed=True)
    found = next((place for place in places if place.id == location_id), None)
    if found is None:
        raise NotFound("record.not_found")
    return found


def _page(location_id: int | None, form: Form | None) -> Any:
    with reading() as session:
        place = _location(session, location_id) if location_id is not None else None
        brands = all_partners(session)
    if form is None and place is not None:
        address = {f"address.{part}": value for part, value in (place.address or {}).items()}
        hours = {f"hours.{day}": text for day, text in typed(place.hours).items()}
        form = Form(
            {
                "name": place.name,
                "kind": place.kind,
                "partner_id": place.partner_id,
                "offers_pickup": "1" if place.offers_pickup else "",
                "is_closed": "" if place.is_active else "1",
                **address,
                **hours,
            }
        )
    form = form or Form({"kind": "warehouse"})
    return page(
        "locations/edit.html",
        status=form.status,
        form=form,
        place=place,
        brands=brands,
        countries=[("", ""), *countries(g.store.locale)],
    )


@room.get("/pickups")
def pickups() -> Any:
    """What shops keep for people, those that end first before the others."""
    with reading() as session:
        holds = queries.pickup_holds(session)
    return page("locations/pickups.html", holds=holds)


@room.post("/pickups/<int:hold_id>/<any(handover, release):step>")
def end_pickup(hold_id: int, step: str) -> Any:
    """It was handed over, or nobody comes for it."""
    end = commands.hand_over_hold if step == "handover" else commands.let_go_hold
    hold, refused = attempt(lambda session: end(session, hold_id, g.actor))
    if refused or hold is None:
        return go("/pickups", "pickups.over")
    return go("/pickups", f"pickups.{step}_done", number=hold.number)
