"""Who else is at this page right now."""

from __future__ import annotations

import json
from typing import Any

from flask import g

from admin.editor.places import place_of
from admin.editor.room import room
from admin.editor.tree import tree_of
from admin.shell.forms import Reader, reading, writing
from admin.shell.rendering import page
from engine.themes import commands, queries


@room.post("/theme/editor/presence")
def presence() -> Any:
    """Say that one is here, and at which section; answers with who else is, and the revisions of what they may have
    changed."""
    section_id = Reader().record_id("section")
    with writing() as session:
        place = place_of(session)
        commands.note_presence(session, place.template, section_id, actor=g.actor)
    with reading() as session:
        others = queries.present(session, place.template, besides=g.staff.id)
        tree = tree_of(session, place)
    revisions = {str(one.id): one.revision for one in tree.shown.values()}
    return page("editor/company.html", others=others, revisions=json.dumps(revisions))
