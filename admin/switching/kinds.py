"""Which look for which kind of page: one theme for products, another for the rest."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.forms import Reader, attempt
from admin.shell.rendering import go, warn
from admin.switching.room import room
from admin.switching.trying import prepare
from engine.base.db import StoreSession
from engine.themes import commands

KINDS = ("index", "product", "collection", "list-collections", "page", "blog", "article", "cart", "search")


@room.post("/theme/kinds")
def choose() -> Any:
    """Prepare the themes that were chosen, and publish: everything changes in the same moment."""
    read = Reader()
    chosen = {kind: theme_id for kind in KINDS if (theme_id := read.record_id(kind)) is not None}
    main, expected = read.record_id("main"), read.record_id("version")

    def action(session: StoreSession) -> None:
        for wanted in sorted({*chosen.values(), *([main] if main is not None else [])}):
            prepare(session, wanted)
        session.flush()
        commands.publish(session, theme_id=main, page_themes=chosen, expect_version=expected, actor=g.actor)

    _, refused = attempt(action)
    for said in refused.general if refused else []:
        warn(said)
    return go("/theme#kinds", None if refused else "looks.each.saved")
