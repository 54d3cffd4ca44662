"""From the theme's page: what is edited goes to the shoppers, and back to what they saw before."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.access import room as make_room
from admin.shell.forms import Reader, attempt
from admin.shell.rendering import go, warn
from engine.themes import commands

room = make_room("theme_publishing", __name__, "theme")


@room.post("/theme/versions")
def publish() -> Any:
    """Let shoppers see what is being edited, if nobody published since the page was opened."""
    seen = Reader().record_id("version")
    _, refused = attempt(lambda session: commands.publish(session, expect_version=seen, actor=g.actor))
    for said in refused.general if refused else []:
        warn(said)
    return go("/theme", None if refused else "theme.published")


@room.post("/theme/versions/<int:version_id>/showing")
def show(version_id: int) -> Any:
    """Let shoppers see an earlier version again; what is being edited stays as it is."""
    _, refused = attempt(lambda session: commands.rollback(session, to=version_id, actor=g.actor))
    for said in refused.general if refused else []:
        warn(said)
    return go("/theme", None if refused else "theme.rolled_back")
