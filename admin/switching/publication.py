"""Publishing a look: what shoppers will see, a yes where something stays unseen, and the way back."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from admin.switching.report import report_page
from admin.switching.room import room
from admin.switching.telling import told
from admin.switching.trying import look_at, prepare
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes import commands, queries
from engine.themes.models import LookVersion


@room.get("/theme/looks/<int:theme_id>/publication")
def ask(theme_id: int) -> Any:
    """What will happen."""
    return _dialog(theme_id, Form())


@room.post("/theme/looks/<int:theme_id>/publication")
def publish(theme_id: int) -> Any:
    """Bring the matches up to date and publish, in one transaction; nobody sees a mixture."""
    read = Reader()
    expected, everywhere = read.whole("version", most=2**53), read.flag("everywhere")

    def action(session: StoreSession) -> tuple[LookVersion | None, LookVersion]:
        before = queries.current_version(session)
        kept = {} if before is None or everywhere else own_looks(session, before)
        for wanted in sorted({theme_id, *kept.values()}):
            prepare(session, wanted)
        session.flush()
        if not read.flag("accepted") and told(session, look_at(session, theme_id)).pieces:
            raise Refused("looks.publish.not_accepted", field="accepted")
        version = commands.publish(
            session, theme_id=theme_id, page_themes=kept, expect_version=expected, actor=g.actor
        )
        return before, version

    made, refused = attempt(action)
    if refused is not None and refused.status == 409:
        return report_page(theme_id, refused)
    if refused is not None or made is None:
        return _dialog(theme_id, refused or Form())
    before, version = made
    if before is not None and before.id == version.id:
        return go("/theme", "looks.publish.same")
    return go(f"/theme?published={before.id if before is not None else 0}")


def own_looks(session: StoreSession, version: LookVersion) -> dict[str, int]:
    """Which kinds of pages wear a theme of their own, as far as the store still has it."""
    known = {theme.id for theme in queries.themes_of(session)}
    return {kind: theme_id for kind, theme_id in version.page_themes.items() if theme_id in known}


def _dialog(theme_id: int, form: Form) -> Any:
    with reading() as session:
        look = look_at(session, theme_id)
        report = told(session, look)
        changes = queries.unpublished_changes(session)
        version = queries.current_version(session)
        kinds = own_looks(session, version) if version is not None else {}
        names = {theme.id: theme.name for theme in queries.themes_of(session)}
    return page(
        "switching/publication.html",
        status=form.status,
        look=look,
        told=report,
        form=form,
        changes=changes,
        kinds=[(kind, names[other]) for kind, other in kinds.items() if other != theme_id],
    )
