"""The drawer: what should lie in it, and counting it."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify

from admin.shell.forms import reading, writing
from admin.till.entry import room, sent, somebody, text_of, whole_of
from engine.tills import commands, queries


@room.get("/drawer")
def drawer() -> Any:
    """Since the last count."""
    somebody()
    with reading() as session:
        now = queries.drawer_now(session, g.device.id)
    return jsonify(
        float=now.float_minor,
        cash=now.cash_minor,
        card=now.card_minor,
        sales=now.sales,
        returns=now.returns,
        expected=now.expected_minor,
    )


@room.post("/days")
def close() -> Any:
    """Count it."""
    who, body = somebody(), sent()
    with writing() as session:
        day = commands.close_day(
            session,
            g.device,
            text_of(body, "id", 60),
            counted_minor=whole_of(body, "counted"),
            left_minor=whole_of(body, "left"),
            note=text_of(body, "note", 500),
            actor=who,
        )
        return jsonify(
            expected=day.expected_minor,
            counted=day.counted_minor,
            difference=day.difference_minor,
            left=day.left_minor,
            by=day.staff_name,
        )
