"""A store's own copy of a theme: made, and brought up to date with its original, conflicts first."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import g

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, reading, sent, writing
from admin.shell.rendering import go, page
from admin.theme.packs import pack_named
from engine.base.errors import NotFound, Refused
from engine.themes import commands, ports
from engine.themes.copies.queries import Merged, Origin, base_key, copy_of, origin_of, update_of, updated_zip
from engine.themes.packs import Pack

room = make_room("theme_copies", __name__, "theme")
MOST_TITLE = 80


@room.get("/theme/packs/<name>/copy")
def ask_copy(name: str) -> Any:
    """What a copy is, and what it shall be called."""
    return _copy_page(_pack(name), Form())


@room.post("/theme/packs/<name>/copy")
def make_copy(name: str) -> Any:
    """Make the copy; it is checked as an upload is."""
    pack, title = _pack(name), Reader().text("title").strip()
    try:
        if not title:
            raise Refused("form.needed", field="title")
        if len(title) > MOST_TITLE:
            raise Refused("form.too_long", field="title", most=MOST_TITLE)
        origin, data = copy_of(pack, title)
        return _check(origin, data, data, f"{title}.zip")
    except Refused as refusal:
        return _copy_page(pack, sent().refuse(refusal))


@room.get("/theme/packs/<name>/update")
def ask_update(name: str) -> Any:
    """What the original's new version would change."""
    return _update_page(name, Form())


@room.post("/theme/packs/<name>/update")
def update(name: str) -> Any:
    """Bring the copy up to date, with what was decided for each file that both sides changed."""
    copy, original = _both(name)
    read = Reader()
    decided = {path: read.text(f"file.{path}") for path in read.many("path")[:2_000]}
    try:
        found = update_of(g.store.id, copy, original, decided)
        if found is None:
            return go(f"/theme/packs/{quote(name)}", "packs.update.none", title=original.title)
        origin, data, base = updated_zip(copy, original, found)
        return _check(origin, data, base, f"{origin.title}.zip")
    except Refused as refusal:
        return _update_page(name, sent().refuse(refusal))


def _check(origin: Origin, data: bytes, base: bytes, file_name: str) -> Any:
    """Keep what the next update is merged against, and have the zip checked."""
    ports.pack_files().put(base_key(g.store.id, origin), base, "application/zip")
    key = commands.keep_upload_file(g.store.id, data)
    with writing() as session:
        row = commands.request_upload(session, key, file_name, actor=g.actor)
    return go(f"/theme/uploads/{row.id}", "packs.upload.requested")


def _pack(name: str) -> Pack:
    with reading() as session:
        pack = pack_named(session, name)
    if pack is None:
        raise NotFound("record.not_found")
    return pack


def _both(name: str) -> tuple[Pack, Pack]:
    """A copy and its original as it is now. Raises NotFound."""
    copy = _pack(name)
    origin = origin_of(copy)
    if origin is None:
        raise NotFound("record.not_found")
    return copy, _pack(origin.pack)


def _copy_page(pack: Pack, form: Form) -> Any:
    return page("theme/copy.html", status=form.status, form=form, pack=pack)


def _update_page(name: str, form: Form) -> Any:
    copy, original = _both(name)
    found: Merged | None = None
    try:
        found = update_of(g.store.id, copy, original)
    except Refused as refusal:
        form = form if form.status != 200 else sent().refuse(refusal)
    return page("theme/update.html", status=form.status, form=form, copy=copy, original=original, found=found)
