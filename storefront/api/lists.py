"""`/api/channels/…/items`: the list of a channel, whole or what changed, for whoever shows one of its keys."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.catalogue.queries import media_address
from engine.listing.channels import keys, queries
from engine.listing.channels.keys import KeyHolder
from engine.listing.channels.queries import Unreadable
from storefront.api import described
from storefront.api.answers import Forbidden, Unauthorised, json_answer, problem

room = Blueprint("channel_lists", __name__)
room.register_error_handler(Refused, problem)

_PICTURE = 800
"""Pixels of a picture's width, at most."""


@room.get("/api/openapi.json")
def description() -> Response:
    """What can be asked here, for programs."""
    return json_answer(described.openapi(g.addresses.base()))


@room.get("/api/channels/online/items")
def online() -> Response:
    """The list of the online store."""
    return _list("online", None)


@room.get("/api/channels/pos/<int:location_id>/items")
def shop(location_id: int) -> Response:
    """The list for the tills of a shop."""
    return _list("pos", location_id)


@room.get("/api/channels/<int:channel_id>/items")
def elsewhere(channel_id: int) -> Response:
    """The list of another channel on the web."""
    return _list("other", channel_id)


def _list(kind: str, number: int | None) -> Response:
    limit, since, after = _limit(), request.args.get("since"), request.args.get("after")
    if since is not None and after is not None:
        raise Unreadable("channels.since_or_after", field="after")
    with g.services.db.read(g.store.id) as session:
        holder = _holder(session)
        channel = queries.channel_of(session, kind, number)
        if channel is None:
            raise NotFound("channels.none_here")
        if channel.id != holder.channel_id:
            raise Forbidden("channels.key_of_another")
        if since is None:
            answer: Any = queries.full_list(session, channel.id, after, limit)
        else:
            answer = queries.changes(session, channel.id, since, limit)
        said = {"id": channel.id, "kind": channel.kind, "name": channel.name, "others": channel.others}
    response = _told(said, answer)
    if holder.is_due:
        database, store_id = g.services.db, g.store.id
        response.call_on_close(lambda: keys.note_use(database, store_id, holder))
    return response


def _told(channel: dict[str, Any], answer: queries.ListPage | queries.Changes) -> Response:
    body: dict[str, Any] = {
        "channel": channel,
        "shop": g.addresses.base(),
        "currency": answer.currency,
        "items": [queries.plain_entry(entry, answer.currency, _picture) for entry in answer.entries],
        "locations": [queries.plain_place(place) for place in answer.places],
    }
    if isinstance(answer, queries.Changes):
        body["gone"] = [queries.plain_gone(gone) for gone in answer.gone]
        body |= {"more": answer.more, "cursor": answer.cursor}
    else:
        body |= {"after": answer.after, "cursor": answer.cursor}
    return json_answer(body, untagged=("after", "cursor"))


def _holder(session: StoreSession) -> KeyHolder:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        raise Unauthorised("channels.key_missing")
    holder = keys.holder_of(session, key.strip())
    if holder is None:
        raise Unauthorised("channels.key_unknown")
    if holder.is_revoked:
        raise Unauthorised("channels.key_revoked")
    return holder


def _limit() -> int:
    said = request.args.get("limit")
    if said is None:
        return queries.MOST
    if not (said.isascii() and said.isdigit() and len(said) < 6):
        raise Unreadable("channels.limit", field="limit", most=queries.MOST)
    return int(said)


def _picture(media_id: int, width: int | None, height: int | None) -> str:
    wide = min(width or _PICTURE, _PICTURE)
    return media_address(g.services.signer, g.store.id, media_id, wide)
