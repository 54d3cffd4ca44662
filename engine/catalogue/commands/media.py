"""Uploads: kept in the media store first, then written down."""

from __future__ import annotations

from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.catalogue import ports
from engine.catalogue.commands import checks
from engine.catalogue.commands.checks import Errors
from engine.catalogue.commands.gallery import forget_media
from engine.catalogue.events import media_added
from engine.catalogue.media.accept import Accepted, accept_upload
from engine.catalogue.models import Collection, Media
from engine.stores.commands import record_activity
from engine.stores.models import Store


def upload_media(
    database: Database,
    store_id: int,
    file_name: str,
    data: bytes,
    *,
    alt: str | None = None,
    source_address: str | None = None,
    only_images: bool = False,
) -> int:
    """Take an upload: look at it, keep the file, write it down; returns the id. Opens its own transaction at the end.

    The same bytes again give the same id. Raises Refused as ``accept_upload``; nothing is kept then.
    """
    accepted = accept_upload(file_name, data)
    if only_images and accepted.kind != "image":
        raise Refused("media.not_a_picture", field="file")
    ports.media_files().put(accepted.storage_key(store_id), accepted.data, accepted.content_type)
    with database.write(store_id) as session:
        return add_media(session, accepted, alt=alt, source_address=source_address).id


def add_media(
    session: StoreSession, accepted: Accepted, *, alt: str | None = None, source_address: str | None = None
) -> Media:
    """Write down a file that lies in the media store already. One that was written down before is answered as it is."""
    key = accepted.storage_key(session.store)
    known = session.scalars(select(Media).where(Media.storage_key == key)).first()
    if known is not None:
        known.source_address = known.source_address or source_address
        known.alt = known.alt or _short(alt)
        session.flush()
        return known
    media = Media(
        kind=accepted.kind,
        storage_key=key,
        file_name=accepted.file_name,
        content_type=accepted.content_type,
        byte_size=len(accepted.data),
        width=accepted.width,
        height=accepted.height,
        alt=_short(alt),
        sha256=accepted.sha256,
        source_address=source_address,
        created_at=clock.now(),
    )
    session.add(media)
    session.flush()
    media_added(session, media.id)
    return media


def set_alt(session: StoreSession, media_id: int, alt: str | None) -> Media:
    """Say what a picture shows, for those who do not see it. Raises Invalid, NotFound."""
    media = session.need(Media, media_id)
    errors = Errors()
    media.alt = checks.text(errors, "alt", alt, 500)
    errors.finish()
    session.flush()
    return media


def delete_media(session: StoreSession, media_id: int, actor: Actor) -> str:
    """Take a file out of products, collections and the list. Returns its storage key: the caller removes the file
    with ``remove_file`` once this is committed. Raises NotFound."""
    media = session.need(Media, media_id)
    forget_media(session, media_id)
    session.execute(
        update(Collection)
        .where(Collection.store_id == session.store, Collection.media_id == media_id)
        .values(media_id=None)
        .execution_options(synchronize_session="fetch")
    )
    store = session.get(Store, session.store)
    if store is not None and store.logo_media_id == media_id:
        store.logo_media_id = None
    ports.media_users().forget(session, media_id)
    record_activity(session, actor, "media.deleted", "media", media.id, media.file_name)
    session.delete(media)
    session.flush()
    return media.storage_key


def remove_file(store_id: int, media_id: int, storage_key: str) -> None:
    """After a deletion was committed: the file itself, and its sizes in the cache."""
    ports.media_files().delete(storage_key)
    ports.renditions().forget(store_id, media_id)


def _short(alt: str | None) -> str | None:
    return " ".join((alt or "").replace("\0", "").split())[:500] or None
