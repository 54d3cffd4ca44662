"""Addresses of pictures in the sizes that pages show. The admin serves them itself, to those who are signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, g, request, send_file

from admin.shell.forms import reading
from engine.base.db import StoreSession
from engine.catalogue import queries


def picture_urls(session: StoreSession, media_ids: Iterable[int | None], width: int) -> dict[int, str | None]:
    """Addresses by media id, in one query."""
    found = queries.media_by_ids(session, set(media_ids))
    return {media.id: picture_of(media, width) for media in found.values()}


def picture_url(session: StoreSession, media_id: int | None, width: int) -> str | None:
    """The address of one picture; None when there is none."""
    return picture_urls(session, [media_id], width).get(media_id or 0)


def picture_of(media: Any, width: int, height: int = 0) -> str | None:
    """The address of a picture at least *width* pixels wide; None for what is no picture."""
    if media is None or media.kind != "image":
        return None
    return queries.media_address(g.services.signer, g.store.id, media.id, width, height)


def square_of(media: Any) -> str | None:
    """The address of a small square of a picture, for lists."""
    return picture_of(media, 128, 128)


def picture_answer(media_id: int, signature: str, name: str) -> Response:
    """A picture at a size, as its signed address names it; 404 for any other."""
    wanted = queries.read_media_address(g.services.signer, g.store.id, media_id, signature, name)
    with reading() as session:
        found = queries.media_by_id(session, media_id) if wanted else None
    made = queries.sized(found, wanted, request.headers.get("Accept", "")) if found and wanted else None
    if made is None:
        abort(404)
    if made.path is not None:
        response = send_file(made.path, mimetype=made.content_type)
    else:
        response = Response(made.data, mimetype=made.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
