"""Private links to a preview: all that were given out so far are ended at once."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.forms import attempt
from admin.shell.rendering import go, warn
from admin.switching.room import room
from admin.switching.trying import look_at
from engine.base.db import StoreSession
from engine.stores import commands as stores


@room.post("/theme/looks/<int:theme_id>/links/ending")
def end_links(theme_id: int) -> Any:
    """End them, in every look; then back to this one, with a new link."""

    def action(session: StoreSession) -> None:
        look_at(session, theme_id)
        stores.end_preview_links(session, actor=g.actor)

    _, refused = attempt(action)
    for said in refused.general if refused else []:
        warn(said)
    return go(f"/theme/looks/{theme_id}", None if refused else "looks.link.ended")
