"""Pages."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.publishing import as_field, read_moment, state_of
from admin.shell.rendering import go, page, part, removal_page
from admin.shell.words import t
from engine.content import commands, queries

room = make_room("pages", __name__, "content")
FIELDS = ("title", "handle", "body_html", "template_suffix", "seo_title", "seo_description")


@room.get("/pages")
def index() -> Any:
    """The list."""
    words = request.args.get("q", "").replace("\x00", "")[:100]
    with reading() as session:
        listed = queries.list_pages(session, search=words, cursor=request.args.get("after"))
    started = "after" in request.args
    return part(
        "pages/list.html",
        "list",
        "pages/index.html",
        listed=listed,
        args={"q": words},
        started=started,
        state_of=state_of,
        ever=bool(listed.items) or bool(words) or started,
    )


@room.get("/pages/new")
def new() -> Any:
    """An empty form."""
    return _page(None, Form({"is_published": "1"}))


@room.post("/pages")
def create() -> Any:
    """A new page."""
    made, refused = attempt(lambda session: commands.create_page(session, _read(), g.actor))
    if refused or made is None:
        return _page(None, refused or sent())
    return go(f"/pages/{made.id}", "pages.created")


@room.get("/pages/<int:page_id>")
def edit(page_id: int) -> Any:
    """One page."""
    return _page(page_id, None)


@room.post("/pages/<int:page_id>")
def update(page_id: int) -> Any:
    """Save it."""
    _, refused = attempt(lambda session: commands.update_page(session, page_id, _read(), g.actor))
    return _page(page_id, refused) if refused else go(f"/pages/{page_id}", "form.saved")


@room.get("/pages/<int:page_id>/removal")
def removal(page_id: int) -> Any:
    """What deleting would do."""
    with reading() as session:
        shown = queries.page_for_editing(session, page_id)
    return removal_page(
        t("pages.remove_title", title=shown.title),
        f"/pages/{page_id}",
        shown.title,
        t("pages.remove_do"),
        [
            ("file-text", t("pages.will_go")),
            ("list-tree", t("pages.will_fall_back")),
            ("triangle-alert", t("shell.no_undo")),
        ],
    )


@room.post("/pages/<int:page_id>/removal")
def remove(page_id: int) -> Any:
    """Delete it."""
    _, refused = attempt(lambda session: commands.delete_page(session, page_id, g.actor))
    return _page(page_id, refused) if refused else go("/pages", "pages.removed")


def _read() -> commands.PageInput:
    read = Reader()
    moment = read_moment(read, "published_at")
    read.check()
    return commands.PageInput(
        title=read.text("title"),
        body_html=read.text("body_html"),
        handle=read.optional("handle"),
        is_published=read.flag("is_published"),
        published_at=moment,
        template_suffix=read.optional("template_suffix"),
        seo_title=read.optional("seo_title"),
        seo_description=read.optional("seo_description"),
    )


def _page(page_id: int | None, form: Form | None) -> Any:
    shown = None
    if page_id is not None:
        with reading() as session:
            shown = queries.page_for_editing(session, page_id)
    if form is None and shown is not None:
        form = Form(
            {name: getattr(shown, name) for name in FIELDS}
            | {
                "is_published": "1" if shown.published_at else "",
                "published_at": as_field(shown.published_at),
            }
        )
    form = form or Form()
    return page("pages/edit.html", status=form.status, form=form, shown=shown, state_of=state_of)
