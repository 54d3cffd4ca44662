"""Pairing, and who stands at the till."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, request

from admin.shell.access import address_of_visitor
from admin.shell.forms import reading, writing
from admin.till.entry import (
    KEY,
    KEY_LASTS,
    SHIFT,
    SHIFT_LASTS,
    cookie_name_of,
    give,
    mark_browser,
    room,
    sent,
    somebody,
    text_of,
    whole_of,
)
from engine.base.errors import Refused
from engine.inventory.queries import open_oversells
from engine.ordering.queries.checkouts import tax_terms
from engine.stores.commands import begin_door_try, begin_sign_in, finish_door_try
from engine.stores.passwords import matches
from engine.stores.rules import may
from engine.tills import commands, ports, queries


@room.post("/pairing")
def pair() -> Any:
    """Use a code. Tries count for the network address, so that codes cannot be guessed."""
    address = g.services.signer.short("till pairing", f"{g.store.id} {address_of_visitor()}")
    with writing() as session:
        attempt = begin_door_try(session, address)
    with writing() as session:
        device, key = commands.pair(session, text_of(sent(), "code", 40))
        finish_door_try(session, attempt)
    g.device = device
    response = jsonify(_state())
    give(response, KEY, key, KEY_LASTS)
    give(response, SHIFT, "", 0)
    mark_browser(response, KEY_LASTS)
    return response


@room.post("/pairing/ending")
def end_pairing() -> Any:
    """This device is a till no longer."""
    who = somebody()
    with writing() as session:
        commands.revoke(session, g.device.id, who)
    response = jsonify(ended=True)
    give(response, KEY, "", 0)
    give(response, SHIFT, "", 0)
    return response


@room.post("/greeting")
def greet() -> Any:
    """The app is there: its clock and its queue are noted, and it hears of its device, its shop and its people."""
    if g.device is None:
        return jsonify(device=None)
    response = jsonify(_state())
    give(response, KEY, request.cookies[cookie_name_of(KEY)], KEY_LASTS)
    return response


@room.post("/shift")
def enter() -> Any:
    """A PIN: attempt → commit → PIN → commit, with limits for the person at this till and for the till."""
    body, signer = sent(), g.services.signer
    staff_id, pin = whole_of(body, "staff"), str(body.get("pin") or "")[:20]
    with writing() as session:
        attempt = begin_sign_in(
            session,
            signer.short("till pin", f"{g.store.id} {g.device.id} {staff_id}"),
            signer.short("till", f"{g.store.id} {g.device.id}"),
        )
    with reading() as session:
        found = queries.pin_hash_of(session, staff_id)
    if not matches(found[1] if found else None, pin) or found is None:
        raise Refused("tills.pin_wrong", field="pin")
    with writing() as session:
        shift, token = commands.start_shift(session, g.device, found[0], attempt)
    g.till_shift = (shift, found[0])
    response = jsonify(_state())
    give(response, SHIFT, token, SHIFT_LASTS)
    return response


@room.post("/shift/ending")
def leave() -> Any:
    """Lock the till."""
    with writing() as session:
        commands.end_shifts(session, g.device.id)
    g.till_shift = None
    response = jsonify(_state())
    give(response, SHIFT, "", 0)
    return response


def _state() -> dict[str, Any]:
    with reading() as session:
        row = queries.device_by_id(session, g.device.id)
        terms = tax_terms(session)
        people = [{"id": staff.id, "name": staff.name} for staff in queries.sellers(session)]
        turn, oversold = queries.last_turn(session, g.device.id), open_oversells(session)
    shift = g.till_shift
    return {
        "device": {"id": row.device.id, "number": row.device.number, "name": row.device.name},
        "location": {"id": row.device.location_id, "name": row.location_name},
        "people": people,
        "shift": shift
        and {
            "id": shift[0].id,
            "staff": shift[1].id,
            "name": shift[1].name,
            "may_designate": may(shift[1].role, "catalogue"),
        },
        "tax": {"rate_bp": terms.rate_bp, "included": terms.included},
        "turn": turn,
        "card": ports.terminal().is_there and row.device.terminal is not None,
        "oversold": oversold,
        "currency": g.store.currency,
    }
