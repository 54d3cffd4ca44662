"""Brands."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.markup import clean_html
from engine.stores import commands, queries

room = make_room("brands", __name__, "catalogue")


@room.get("/brands")
def index() -> Any:
    """Every brand; the house comes first."""
    with reading() as session:
        brands = queries.all_partners(session)
    return page("brands/index.html", brands=brands)


@room.get("/brands/new")
def new() -> Any:
    """An empty form."""
    return page("brands/edit.html", form=Form(), brand=None)


@room.post("/brands")
def create() -> Any:
    """A new brand."""
    made, refused = attempt(lambda session: _save(session, None))
    if refused or made is None:
        return page("brands/edit.html", form=refused, brand=None, status=(refused or Form()).status)
    return go(f"/brands/{made.id}", "brands.created")


@room.get("/brands/<int:brand_id>")
def edit(brand_id: int) -> Any:
    """One brand."""
    return _page(brand_id, None)


@room.post("/brands/<int:brand_id>")
def update(brand_id: int) -> Any:
    """Save it."""
    _, refused = attempt(lambda session: _save(session, brand_id))
    return _page(brand_id, refused) if refused else go(f"/brands/{brand_id}", "form.saved")


def _save(session: StoreSession, brand_id: int | None) -> Any:
    read = Reader()
    return commands.save_partner(
        session,
        brand_id,
        name=read.text("name"),
        handle=read.optional("handle"),
        tagline=read.text("tagline"),
        story_html=clean_html(read.text("story_html"), field="story_html"),
        email=read.text("email"),
        actor=g.actor,
    )


def _page(brand_id: int, form: Form | None) -> Any:
    with reading() as session:
        brand = queries.partner_by_id(session, brand_id)
    names = ("name", "handle", "tagline", "story_html", "email")
    form = form or Form({name: getattr(brand, name) for name in names})
    return page("brands/edit.html", form=form, brand=brand, status=form.status)
