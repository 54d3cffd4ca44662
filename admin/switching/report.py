"""Trying a theme on, and the comparison report: what it shows of the shop, page by page and section by section."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, request

from admin.editor.places import sample_path
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page, warn
from admin.switching.room import room
from admin.switching.telling import HOME, Told, told
from admin.switching.trying import Look, look_at, prepare, try_on
from engine.base.db import StoreSession
from engine.rendering.preview_tokens import LOOKING_LASTS
from engine.themes.queries import GROUP
from engine.themes.switching import commands as switching

FRAMES_LAST = timedelta(hours=8)


@room.post("/theme/looks")
def begin() -> Any:
    """Try a pack on with the shop's own content. Shoppers see nothing of it."""
    name = Reader().text("pack")
    theme, refused = attempt(lambda session: try_on(session, name))
    if refused or theme is None:
        for said in refused.general if refused else []:
            warn(said)
        return go("/theme/packs")
    return go(f"/theme/looks/{theme.id}")


@room.get("/theme/looks/<int:theme_id>")
def show(theme_id: int) -> Any:
    """The report."""
    return report_page(theme_id)


@room.post("/theme/looks/<int:theme_id>/renewal")
def renew(theme_id: int) -> Any:
    """Take in what was edited since the theme was tried on."""
    _, refused = attempt(lambda session: prepare(session, theme_id, ranks_anew=True))
    for said in refused.general if refused else []:
        warn(said)
    return go(f"/theme/looks/{theme_id}", None if refused else "looks.renewed")


@room.post("/theme/looks/<int:theme_id>/layouts")
def choose_layout(theme_id: int) -> Any:
    """Whose arrangement a page has: the merchant's, the theme's, or both."""
    read = Reader()
    template, choice = read.text("template"), read.text("choice")

    def action(session: StoreSession) -> None:
        look = look_at(session, theme_id)
        told(session, look).page(template)
        switching.choose_layout(session, look.pack, theme_id, template, choice, actor=g.actor)

    _, refused = attempt(action)
    if not request.headers.get("HX-Request"):
        for said in refused.general if refused else []:
            warn(said)
        return go(f"/theme/looks/{theme_id}", None if refused else "looks.layout.saved")
    with reading() as session:
        look = look_at(session, theme_id)
        report = told(session, look)
    one = report.page(template)
    return page(
        "switching/page_answer.html",
        status=refused.status if refused else 200,
        look=look,
        told=report,
        page=one,
        page_wrong=refused.general if refused else [],
    )


@room.get("/theme/looks/<int:theme_id>/comparison")
def compare(theme_id: int) -> Any:
    """Two frames of one page of the shop (`?template=`): as shoppers see it, and in this theme."""
    template = request.args.get("template", HOME)
    with reading() as session:
        look = look_at(session, theme_id)
        one = told(session, look).page(template)
        path = path_of(session, template)
    return page("switching/comparison_page.html", look=look, page=one, **frames(look, path))


def report_page(theme_id: int, form: Form | None = None) -> Any:
    """The report, with what was refused above it."""
    with reading() as session:
        look = look_at(session, theme_id)
        report = told(session, look)
        path = path_of(session, HOME)
    return page(
        "switching/report.html",
        status=form.status if form else 200,
        look=look,
        told=report,
        form=form or Form(),
        carried=_carried(look, report),
        link=look.preview("/"),
        link_days=LOOKING_LASTS.days,
        **frames(look, path),
    )


def frames(look: Look, path: str) -> dict[str, Any]:
    """Addresses of a page in both themes, for as long as somebody compares."""
    return {
        "before": look.preview_before(path, lasts=FRAMES_LAST),
        "after": look.preview(path, lasts=FRAMES_LAST),
    }


def path_of(session: StoreSession, template: str) -> str:
    """A page of the shop that shows a template; header and footer stand on the home page."""
    return "/" if template.startswith(GROUP) else sample_path(session, template)


def _carried(look: Look, report: Told) -> list[str]:
    """Labels of the theme settings that came along."""
    schema = look.pack.settings_schema
    found = report.settings.section.carries if report.settings is not None else ()
    named = [(setting, schema.setting(setting)) for setting in found]
    return [look.say(known.label) or setting for setting, known in named if known is not None]
