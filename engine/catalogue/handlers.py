"""Reactions of the catalogue, run as jobs: sizes of new pictures."""

from __future__ import annotations

from engine.base.db import Database
from engine.base.files import FileMissing
from engine.base.outbox import OutboxEvent
from engine.catalogue import ports
from engine.catalogue.importing.fetching import fetch_pictures
from engine.catalogue.media.renditions import COMMON_WIDTHS, Rendition, make
from engine.catalogue.models import Media

__all__ = ["fetch_pictures", "make_common_sizes", "make_wanted_avifs", "trim_renditions"]

AVIFS_AT_ONCE = 40


def make_common_sizes(database: Database, event: OutboxEvent) -> None:
    """Reacts to ``media.added``: the common widths, WebP first, then AVIF. Sizes that are there are left alone."""
    with database.read(event.store_id) as session:
        media = session.find(Media, event.payload["media_id"])
    if media is None or media.kind != "image":
        return
    widths = [width for width in COMMON_WIDTHS if width <= (media.width or 0)] or [COMMON_WIDTHS[0]]
    for extension in ("webp", "avif"):
        for width in widths:
            _make(media, Rendition(width), extension)


def _make(media: Media, wanted: Rendition, extension: str) -> None:
    cache = ports.renditions()
    if cache.find(media, wanted, extension):
        return
    try:
        data = make(ports.media_files(), media, wanted, extension)
    except FileMissing:
        return  # deleted in the meantime
    cache.keep(media, wanted, extension, data)


def make_wanted_avifs(database: Database) -> int:
    """The scheduled task: AVIFs that pages asked for and got as WebP. Returns how many were looked after."""
    cache, done = ports.renditions(), 0
    for store_id, media_id, name, marker in cache.wanted(AVIFS_AT_ONCE):
        size, _, crop = name.partition("-")
        width, _, height = size.partition("x")
        with database.read(store_id) as session:
            media = session.find(Media, media_id)
        if media is not None and width.isdecimal() and height.isdecimal():
            _make(media, Rendition(int(width), int(height), crop), "avif")
        marker.unlink(missing_ok=True)
        done += 1
    return done


def trim_renditions(_database: Database) -> int:
    """The scheduled task: keep the cache of sizes within its bounds. Returns the bytes freed."""
    return ports.renditions().trim()
