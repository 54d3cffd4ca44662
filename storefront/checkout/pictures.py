"""Pictures of what is bought. They lie on the shop's host."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g

from engine.base.db import StoreSession
from engine.catalogue.queries.media import media_by_ids
from engine.rendering import ports

WIDTH = 160


def pictures_of(session: StoreSession, media_ids: Iterable[int | None]) -> dict[int, str]:
    """{media id: address of a small picture}; one query. Other files have none."""
    return {
        media_id: _absolute(ports.pictures().image(media, width=WIDTH, height=WIDTH, crop="center"))
        for media_id, media in media_by_ids(session, media_ids).items()
        if media.kind == "image"
    }


def logo_of(session: StoreSession) -> str | None:
    """The address of the store's logo, if it has one."""
    media = media_by_ids(session, [g.store.row.logo_media_id]).get(g.store.row.logo_media_id)
    return _absolute(ports.pictures().image(media, height=96)) if media else None


def _absolute(address: str) -> str:
    return (
        f"{g.addresses.base()}{address}"
        if address.startswith("/") and not address.startswith("//")
        else address
    )
