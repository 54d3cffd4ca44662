"""Stock as a whole (worth, what runs low, the file of levels), and the history of one item with its adjustments."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, g, request, stream_with_context

from admin.home.sparkline import points
from admin.shell.access import needs
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent, writing
from admin.shell.rendering import go, page
from admin.shell.words import t
from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.paging import decode, encode
from engine.catalogue import commands as catalogue
from engine.catalogue.queries import variants_by_sku_or_barcode
from engine.inventory import commands, queries
from engine.inventory.models import InventoryItem

room = make_room("stock", __name__, "catalogue")
PER_PAGE = 50


@room.get("/stock")
def index() -> Any:
    """What it is worth, what runs low, and the file."""
    return _index(Form())


@room.get("/stock/levels.csv")
def export() -> Any:
    """Every level as a file, written out as it is read."""
    db, store_id = g.services.db, g.store.id

    def lines() -> Iterator[str]:
        with db.read(store_id) as session:
            for row in queries.export_levels(session):
                held = io.StringIO()
                csv.writer(held).writerow(row)
                yield held.getvalue()

    day = clock.now().date().isoformat()
    return Response(
        stream_with_context(lines()),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="levels-{day}.csv"'},
    )


@room.post("/stock/levels")
def import_levels() -> Any:
    """Keep the file; a job reads it, and its report is under imports."""
    needs("imports")
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Refused("form.needed", field="file")
        key = catalogue.keep_import_file(g.store.id, file.read())
        with writing() as session:
            row = commands.request_levels_import(session, key, file.filename, actor=g.actor)
    except Refused as refusal:
        return _index(sent().refuse(refusal))
    return go(f"/imports/{row.id}", "imports.requested")


@room.get("/stock/items/<int:item_id>")
def show(item_id: int) -> Any:
    """How an item's stock went."""
    return _item(item_id, None)


@room.post("/stock/items/<int:item_id>/adjustments")
def adjust(item_id: int) -> Any:
    """Add to or take from a level, with a reason."""

    def action(session: StoreSession) -> None:
        read = Reader()
        by = read.whole("by", None, least=-1_000_000, most=1_000_000)
        place = read.record_id("location_id") or 0
        reason = read.text("reason")
        if by in (None, 0):
            read.wrong.setdefault("by", Refused("inventory.adjust_by"))
        if reason not in commands.REASONS:
            read.wrong["reason"] = Refused("inventory.adjust_reason", value=reason[:40])
        read.check()
        session.need(InventoryItem, item_id)
        try:
            commands.adjust(
                session, item_id, place, by or 0, actor=g.actor, cause=reason, note=read.text("note")
            )
        except Refused as refusal:
            if refusal.field == "quantity":
                raise Refused(refusal.code, **{**refusal.values, "field": "by"}) from None
            raise

    _, refused = attempt(action)
    return _item(item_id, refused) if refused else go(f"/stock/items/{item_id}", "stock.adjusted")


@room.post("/stock/items/<int:item_id>/marks")
def mark(item_id: int) -> Any:
    """When to warn, and what each place keeps for itself."""

    def action(session: StoreSession) -> None:
        read = Reader()
        low = read.whole("low_at", None, most=1_000_000)
        keeps = {
            level.location_id: read.whole(f"safety-{level.location_id}", level.safety, most=1_000_000)
            for level in queries.levels(session, [item_id])[item_id]
        }
        read.check()
        commands.set_low_mark(session, item_id, low)
        for place, units in keeps.items():
            commands.set_safety(session, [item_id], place, units or 0)

    _, refused = attempt(action)
    return _item(item_id, refused) if refused else go(f"/stock/items/{item_id}", "form.saved")


@room.post("/stock/items/<int:item_id>/parts")
def parts(item_id: int) -> Any:
    """What a bundle is made of: numbers as typed, and one more part by its code."""

    def action(session: StoreSession) -> None:
        read = Reader()
        session.need(InventoryItem, item_id)
        found = queries.bundle_parts(session, item_id)
        for part in list(found):
            found[part] = read.whole(f"part-{part}", found[part], most=1_000) or 0
        more = read.whole("units", 1, least=1, most=1_000)
        read.check()
        if read.text("code"):
            part = queries.item_of_code(session, read.text("code"))
            found[part] = found.get(part, 0) + (more or 1)
        commands.set_bundle(session, item_id, {part: units for part, units in found.items() if units})

    _, refused = attempt(action)
    return _item(item_id, refused) if refused else go(f"/stock/items/{item_id}", "form.saved")


@room.post("/stock/items/<int:item_id>/variants")
def share(item_id: int) -> Any:
    """Another variant sells from this stock."""

    def action(session: StoreSession) -> None:
        code = Reader().text("sku")
        session.need(InventoryItem, item_id)
        found = [one for one in variants_by_sku_or_barcode(session, code) if one.sku == code] if code else []
        if not found:
            raise Refused("inventory.code_unknown", field="sku", value=code[:60])
        try:
            commands.sell_as(session, found[0].id, item_id, actor=g.actor)
        except Refused as refusal:
            raise Refused(refusal.code, field="sku") from None

    _, refused = attempt(action)
    return _item(item_id, refused) if refused else go(f"/stock/items/{item_id}", "stock.shared_now")


def _index(form: Form) -> Any:
    with reading() as session:
        worth = queries.valuation(session)
        low = queries.low_stock(session)
        oversold = queries.open_oversells(session)
    return page("stock/index.html", status=form.status, form=form, worth=worth, low=low, oversold=oversold)


def _item(item_id: int, form: Form | None) -> Any:
    before = decode(request.args.get("after"), 2)
    place_in_time: tuple[datetime, int] | None = None
    if before and isinstance(before[0], datetime) and isinstance(before[1], int):
        place_in_time = (before[0], before[1])
    with reading() as session:
        item = session.find(InventoryItem, item_id)
        if item is None:
            raise NotFound("record.not_found")
        levels = queries.levels(session, [item_id])[item_id]
        places = queries.locations(session, with_closed=True)
        rows = list(queries.movements(session, item_id, before=place_in_time, limit=PER_PAGE + 1))
        line = queries.daily_on_hand(session, item_id)
        parts_of_it = queries.bundle_parts(session, item_id) if item.is_bundle else {}
        names = queries.named(session, [item_id, *parts_of_it])
        name = names[item_id]
    after = encode([rows[PER_PAGE - 1].at, rows[PER_PAGE - 1].id]) if len(rows) > PER_PAGE else None
    marks = Form({"low_at": item.low_at, **{f"safety-{level.location_id}": level.safety for level in levels}})
    return page(
        "stock/item.html",
        status=form.status if form else 200,
        form=form or Form(),
        marks=form or marks,
        item=item,
        name=name,
        parts=parts_of_it,
        part_names=names,
        levels=levels,
        places=places,
        names={place.id: place.name for place in places},
        rows=rows[:PER_PAGE],
        after=after,
        started=bool(before),
        spark=points(line),
        line=line,
        reasons=[(reason, t(f"stock.causes.{reason}")) for reason in commands.REASONS],
    )
