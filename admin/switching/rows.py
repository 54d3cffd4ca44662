"""What can be done about one section in the report: another file, several files, or the choice of the program again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request

from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page, part, warn
from admin.switching.room import room
from admin.switching.telling import told
from admin.switching.trying import Look, look_at
from engine.base.db import StoreSession
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports

ACCEPTABLE = 0.5
"""Share of a section that a file must show to be offered openly; the rest stand behind "show with loss"."""
MOST_NEAR = 4


@room.get("/theme/looks/<int:theme_id>/sections/<int:section_id>/choices")
def choices(theme_id: int, section_id: int) -> Any:
    """Every file of the theme that could show a section, those that lose nothing first."""
    with reading() as session:
        look = look_at(session, theme_id)
        _, row = told(session, look).row(section_id)
        found = reports.choices(session, look.pack, look.others, section_id)
    near = [one for one in found if one.outcome == "partial" and one.share >= ACCEPTABLE][:MOST_NEAR]
    return part(
        "switching/choices.html",
        f"choices-{section_id}",
        "switching/choices_page.html",
        look=look,
        row=row,
        lossless=[one for one in found if one.outcome == "match"],
        lossy=near,
        rest=[one for one in found if one.outcome != "match" and one not in near],
    )


@room.post("/theme/looks/<int:theme_id>/sections/<int:section_id>/file")
def show_as(theme_id: int, section_id: int) -> Any:
    """Show it by another file, and keep to that."""
    read = Reader()
    file, revision = read.text("file"), read.whole("revision")
    return answer(
        theme_id,
        section_id,
        lambda session, look: switching.show_as(
            session, look.pack, look.others, section_id, file, revision=revision, actor=g.actor
        ),
        "looks.row.pinned",
    )


@room.post("/theme/looks/<int:theme_id>/sections/<int:section_id>/file/removal")
def unpin(theme_id: int, section_id: int) -> Any:
    """Let the program choose the file again."""
    return answer(
        theme_id,
        section_id,
        lambda session, look: switching.unpin(session, look.pack, look.others, section_id, actor=g.actor),
        "looks.row.unpinned",
    )


@room.post("/theme/looks/<int:theme_id>/sections/<int:section_id>/split")
def split(theme_id: int, section_id: int) -> Any:
    """Show it by several files, one after the other, which together hold all of it."""
    read = Reader()
    files, revision = read.many("file")[:5], read.whole("revision")
    return answer(
        theme_id,
        section_id,
        lambda session, look: switching.split(
            session, look.pack, look.others, section_id, files, revision=revision, actor=g.actor
        ),
        "looks.row.was_split",
    )


def answer(
    theme_id: int,
    section_id: int,
    action: Callable[[StoreSession, Look], Any],
    said: str,
    wrong: Callable[[Form], Any] | None = None,
) -> Any:
    """Do it in one transaction, then show the section's row and the figures anew, and nothing else of the report.

    *wrong* makes the answer where it was refused; without it the row says so.
    """

    def checked(session: StoreSession) -> None:
        look = look_at(session, theme_id)
        told(session, look).row(section_id)
        action(session, look)

    _, refused = attempt(checked)
    if refused and wrong is not None:
        return wrong(refused)
    if not request.headers.get("HX-Request"):
        for text in refused.general if refused else []:
            warn(text)
        return go(f"/theme/looks/{theme_id}#section-{section_id}", None if refused else said)
    return row_page(theme_id, section_id, said="" if refused else said, form=refused)


def row_page(theme_id: int, section_id: int, *, said: str = "", form: Form | None = None) -> Any:
    """A row of the report with the figures that depend on it."""
    with reading() as session:
        look = look_at(session, theme_id)
        report = told(session, look)
    one, row = report.row(section_id)
    return page(
        "switching/row_answer.html",
        status=form.status if form else 200,
        look=look,
        told=report,
        page=one,
        row=row,
        said=said,
        row_wrong=form.general if form else [],
    )
