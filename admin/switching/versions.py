"""Everything that was published: who, when, and back to it in one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, redirect, request

from admin.shell.forms import attempt, reading
from admin.shell.rendering import go, page, warn
from admin.switching.room import room
from engine.rendering.preview_tokens import PreviewView, preview_address, preview_token
from engine.themes import commands, queries

PAGE = 20
SEEN_LASTS = timedelta(hours=1)


@room.get("/theme/versions")
def versions() -> Any:
    """Versions of the look, the newest first."""
    after = request.args.get("after")
    with reading() as session:
        listed = queries.versions(session, before=after, limit=PAGE)
        current = queries.current_version(session)
        names = {theme.id: theme.name for theme in queries.themes_of(session)}
    return page(
        "switching/versions.html",
        versions=listed.items,
        after=listed.next_cursor,
        started=after,
        current=current.id if current is not None else None,
        names=names,
    )


@room.get("/theme/versions/<int:version_id>/preview")
def see(version_id: int) -> Any:
    """The shop as a version has it, behind a private link of an hour."""
    with reading() as session:
        queries.version_by_id(session, version_id)
    view = PreviewView("version", version_id=version_id)
    token = preview_token(g.services.signer, g.store, view, lasts=SEEN_LASTS)
    return redirect(preview_address(g.addresses, "/", token))


@room.post("/theme/versions/<int:version_id>/restoration")
def restore(version_id: int) -> Any:
    """Take a version into what is being edited. Shoppers see nothing of it until it is published."""
    changed, refused = attempt(lambda session: commands.restore_version(session, version_id, actor=g.actor))
    for said in refused.general if refused else []:
        warn(said)
    if refused or changed is None:
        return go("/theme/versions")
    return go("/theme", "looks.version.restored" if changed else "looks.version.same")
