"""Files: by id, in lists, and pictures at a size."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select, tuple_

from engine.base.db import StoreSession
from engine.base.files import FileMissing
from engine.base.paging import Page, decode, page_of
from engine.catalogue import ports
from engine.catalogue.media import renditions
from engine.catalogue.media.renditions import Made, Rendition
from engine.catalogue.models import Media


def media_by_id(session: StoreSession, media_id: int) -> Media | None:
    """One file of this store, or None."""
    return session.find(Media, media_id)


def media_by_ids(session: StoreSession, media_ids: Iterable[int | None]) -> dict[int, Media]:
    """Files by id in one query; unknown ids (and None) are left out."""
    wanted = [media_id for media_id in media_ids if media_id is not None]
    if not wanted:
        return {}
    return {media.id: media for media in session.scalars(select(Media).where(Media.id.in_(wanted)))}


def list_media(
    session: StoreSession,
    *,
    search: str = "",
    kind: str | None = None,
    cursor: str | None = None,
    limit: int = 60,
) -> Page[Media]:
    """A stretch of the files, newest first; *kind*: image, video, file. One query."""
    statement = select(Media)
    for word in search.split()[:8]:
        statement = statement.where(
            or_(Media.file_name.icontains(word, autoescape=True), Media.alt.icontains(word, autoescape=True))
        )
    if kind is not None:
        statement = statement.where(Media.kind == kind)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(Media.created_at, Media.id) < tuple_(*after))
    rows = session.scalars(
        statement.order_by(Media.created_at.desc(), Media.id.desc()).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda row: (row.created_at, row.id))


def sized(media: Media, wanted: Rendition, accept: str = "") -> Made | None:
    """A picture at a size, ready to send; None when its original is gone from the media store, or it is no picture."""
    if media.kind != "image":
        return None
    try:
        return renditions.rendition(ports.media_files(), ports.renditions(), media, wanted, accept=accept)
    except FileMissing:
        return None


def original(media: Media) -> Made | None:
    """A file as it was uploaded; None when it is gone. Send anything but video as an attachment, under a CSP sandbox."""
    try:
        with ports.media_files().open(media.storage_key) as source:
            return Made(media.content_type, data=source.read())
    except FileMissing:
        return None
