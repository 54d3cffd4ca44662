"""The till's list: the same one that the shop's channel has, read with the device's key; and where an item is for sale."""

from __future__ import annotations

import gzip
from typing import Any

from flask import Response, g, jsonify, request

from admin.files.pictures import picture_answer
from admin.shell.forms import reading, writing
from admin.till.entry import room, sent, somebody, text_of, whole_of
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue.queries import media_address
from engine.inventory import commands as inventory
from engine.inventory.queries import ONLINE, pickup_holds
from engine.listing.channels import queries as channels
from engine.stores.rules import may
from engine.tills import queries

AT_ONCE = channels.MOST
PACKED = 5
"""How hard lists are packed, of 9: a page of a thousand entries is a tenth as long, for some milliseconds."""
PX = 320


@room.get("/items")
def items() -> Any:
    """A stretch of the whole list (``after``), or what changed (``since``): entries, and ids of items that are gone."""
    after, since = request.args.get("after"), request.args.get("since")
    with reading() as session:
        channel = channels.channel_of(session, "pos", g.device.location_id)
        if channel is None:
            raise Refused("tills.location")
        if since:
            told = channels.changes(session, channel.id, since, AT_ONCE)
            answer = {"gone": [gone.item_id for gone in told.gone], "cursor": told.cursor, "more": told.more}
            entries, places = told.entries, told.places
        else:
            page = channels.full_list(session, channel.id, after or None, AT_ONCE)
            answer = {"after": page.after, "cursor": page.cursor}
            if not after:
                answer["total"] = channels.about_how_many(session, channel.id)
            entries, places = page.entries, page.places
        free_of_tax = set(queries.untaxed(session, _variant_ids(entries)))
    told_places = [{"id": place.id, "name": place.name} for place in places]
    shown = [_entry(entry, free_of_tax) for entry in entries]
    return _packed(jsonify(answer | {"entries": shown, "places": told_places}))


@room.get("/pickups")
def pickups() -> Any:
    """What is kept here for people who come for it."""
    somebody()
    with reading() as session:
        waiting = pickup_holds(session, g.device.location_id)
    return jsonify(
        holds=[
            {
                "id": hold.id,
                "number": hold.number,
                "title": hold.title,
                "variant": hold.variant_id,
                "quantity": hold.quantity,
                "name": hold.name,
                "until": hold.until.isoformat(),
            }
            for hold in waiting
        ]
    )


@room.post("/designations")
def designate() -> Any:
    """Sell an item online, show it there, or take it off: the same act as in the admin, undone there too."""
    who, body = somebody(), sent()
    if not may(g.till_shift[1].role, "catalogue"):
        raise Refused("tills.may_not")
    item_id, to = whole_of(body, "item"), text_of(body, "to", 20)
    with writing() as session:
        done = inventory.designate(session, [item_id], {ONLINE: to}, who)
    with reading() as session:
        entry = _entry_of(session, item_id)
    return jsonify(entry=entry, change=done.change_id)


@room.get("/pictures/<int:media_id>/<signature>/<name>")
def picture(media_id: int, signature: str, name: str) -> Any:
    """A picture of the list, for devices, which the admin's own pictures are not for."""
    return picture_answer(media_id, signature, name)


def _packed(response: Response) -> Response:
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(response.get_data(), PACKED, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _entry_of(session: StoreSession, item_id: int) -> dict[str, Any] | None:
    channel = channels.channel_of(session, "pos", g.device.location_id)
    found = channels.entries_of(session, channel.id, [item_id]) if channel else ()
    if not found:
        return None
    return _entry(found[0], set(queries.untaxed(session, _variant_ids(found))))


def _variant_ids(entries: tuple[channels.Entry, ...]) -> list[int]:
    return [variant.id for entry in entries for variant in entry.variants]


def _entry(entry: channels.Entry, free_of_tax: set[int]) -> dict[str, Any]:
    told = channels.plain_entry(entry, g.store.currency, _picture)
    for variant in told["variants"]:
        variant["taxable"] = variant["id"] not in free_of_tax
    return told


def _picture(media_id: int, width: int | None, height: int | None) -> str:
    """The same square for everybody, below the till's own path."""
    return "/till/pictures" + media_address(g.services.signer, g.store.id, media_id, PX, PX).removeprefix(
        "/media"
    )
