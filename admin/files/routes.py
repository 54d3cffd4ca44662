"""The library of files."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request

from admin.files.pictures import picture_answer, picture_of, square_of
from admin.shell.access import needs
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page, part, warn
from admin.shell.words import words_of
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.catalogue import commands, queries

room = make_room("files", __name__)
MOST_AT_ONCE = 30


@room.before_request
def _rights() -> None:
    if g.staff is not None and request.endpoint != "files.media":
        needs("catalogue")


@room.get("/files")
def index() -> Any:
    """The library, newest first."""
    words, kind = request.args.get("q", "").replace("\x00", "")[:100], request.args.get("kind", "")
    with reading() as session:
        listed = queries.list_media(
            session,
            search=words,
            kind=kind if kind in ("image", "video", "file") else None,
            cursor=request.args.get("after"),
            limit=48,
        )
    return part(
        "files/list.html",
        "list",
        "files/index.html",
        listed=listed,
        args={"q": words, "kind": kind},
        started="after" in request.args,
        square_of=square_of,
    )


@room.post("/files")
def upload() -> Any:
    """Take files in. One that cannot be kept does not stop the others."""
    taken = 0
    for file in request.files.getlist("file")[:MOST_AT_ONCE]:
        if not file.filename:
            continue
        try:
            commands.upload_media(g.services.db, g.store.id, file.filename, file.read())
            taken += 1
        except Refused as refusal:
            warn(f"{file.filename[:80]}: {words_of(refusal)}")
    return go("/files", "files.taken" if taken else None, count=taken)


@room.get("/files/<int:media_id>")
def edit(media_id: int) -> Any:
    """One file."""
    return _page(media_id, None)


@room.post("/files/<int:media_id>")
def update(media_id: int) -> Any:
    """Its alt text."""
    alt = Reader().text("alt")
    _, refused = attempt(lambda session: commands.set_alt(session, media_id, alt))
    return _page(media_id, refused) if refused else go(f"/files/{media_id}", "form.saved")


@room.get("/files/<int:media_id>/removal")
def removal(media_id: int) -> Any:
    """What will happen."""
    with reading() as session:
        media = _media(session, media_id)
    return page("files/removal.html", media=media, picture=picture_of(media, 320))


@room.post("/files/<int:media_id>/removal")
def remove(media_id: int) -> Any:
    """Take the file out of everything that shows it, then away."""
    key, refused = attempt(lambda session: commands.delete_media(session, media_id, g.actor))
    if refused or key is None:
        return _page(media_id, refused)
    commands.remove_file(g.store.id, media_id, key)
    return go("/files", "files.removed")


@room.get("/media/<int:media_id>/<signature>/<name>")
def media(media_id: int, signature: str, name: str) -> Response:
    """A picture at a size, on the admin's own origin."""
    return picture_answer(media_id, signature, name)


def _media(session: StoreSession, media_id: int) -> Any:
    found = queries.media_by_id(session, media_id)
    if found is None:
        raise NotFound("record.not_found")
    return found


def _page(media_id: int, form: Form | None) -> Any:
    with reading() as session:
        media = _media(session, media_id)
    form = form or Form({"alt": media.alt})
    return page("files/edit.html", status=form.status, form=form, media=media, picture=picture_of(media, 960))
