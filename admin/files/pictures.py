"""Addresses of pictures in the sizes that pages show. The admin serves them itself, to those who are signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g

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
