"""Imports: upload a CSV, watch it come in, read the report."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, reading, sent, writing
from admin.shell.rendering import go, page, part
from engine.base.errors import Refused
from engine.catalogue import commands, queries
from engine.stores.queries import all_partners

room = make_room("imports", __name__, "imports")


@room.get("/imports")
def index() -> Any:
    """Earlier imports, and the form for another."""
    return _page(Form())


@room.post("/imports")
def create() -> Any:
    """Keep the file, then ask for the import; a job does the rest."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Refused("form.needed", field="file")
        key = commands.keep_import_file(g.store.id, file.read())
        with writing() as session:
            row = commands.request_import(
                session, key, file.filename, partner=Reader().optional("partner"), actor=g.actor
            )
    except Refused as refusal:
        return _page(sent().refuse(refusal))
    return go(f"/imports/{row.id}", "imports.requested")


@room.get("/imports/<int:import_id>")
def show(import_id: int) -> Any:
    """One import; while it runs, this page looks again by itself."""
    with reading() as session:
        shown = queries.import_by_id(session, import_id)
    return part(
        "imports/report.html",
        "report",
        "imports/import.html",
        shown=shown,
        offered=queries.offered_parts(shown.offered or {}),
        given_up=queries.was_given_up(shown),
    )


def _page(form: Form) -> Any:
    with reading() as session:
        listed = queries.list_imports(session, cursor=request.args.get("after"))
        brands = all_partners(session)
    return page(
        "imports/index.html",
        status=form.status,
        form=form,
        listed=listed,
        brands=brands,
        started="after" in request.args,
    )
