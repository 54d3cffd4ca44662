"""What the page in the preview is told after a change: the sections that it concerns, made anew, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, g

from admin.editor.places import Place
from admin.editor.tree import Tree, dom_id, tree_of
from engine.base.db import StoreSession
from engine.liquid import BudgetExceeded
from engine.rendering.previewing import sections_html
from engine.rendering.queries import NoTheme
from engine.themes import queries

Message = dict[str, Any]
RELOAD: Message = {"type": "vitrine:reload"}
STYLES: Message = {"type": "vitrine:styles", "reload": True}
_STYLED = frozenset({"color", "color_background", "color_scheme", "color_scheme_group", "font_picker"})


def after_values(
    session: StoreSession, place: Place, tree: Tree, section_id: int, types: frozenset[str]
) -> list[Message]:
    """After values of a section changed, of settings of these types."""
    shown = tree.section(section_id)
    if shown.template == queries.SETTINGS:
        return [STYLES if types and types <= _STYLED else RELOAD]
    return [RELOAD] if shown.hidden else _made(session, place, [shown])


def after_section(session: StoreSession, place: Place, section_id: int) -> list[Message]:
    """After a section was made, shown, or its blocks were changed: it stands before the next one that shoppers see."""
    tree = tree_of(session, place)
    if section_id not in tree.shown:
        return [RELOAD]
    shown = tree.section(section_id)
    if shown.hidden:
        return []
    listed = [one for one in tree.shown.values() if one.template == shown.template and not one.hidden]
    later = listed[listed.index(shown) + 1 :]
    before = dom_id(later[0]) if later else None
    told = _made(session, place, [shown])
    return [{**one, "before": before} if one["type"] == "vitrine:section" else one for one in told]


def after_changes(session: StoreSession, place: Place, section_ids: Sequence[int]) -> list[Message]:
    """After anything may have happened to these sections: one alone is made anew, more are shown with the whole page."""
    tree = tree_of(session, place)
    if len(section_ids) == 1 and section_ids[0] in tree.shown:
        return after_section(session, place, section_ids[0])
    return [RELOAD]


def gone(name: str) -> Message:
    """A section went off the page; *name* is the id of its element."""
    return {"type": "vitrine:remove", "id": name}


def after_move(session: StoreSession, place: Place, section_ids: Sequence[int]) -> list[Message]:
    """After sections were put in order."""
    tree = tree_of(session, place)
    ids = [dom_id(tree.shown[one]) for one in section_ids if one in tree.shown and not tree.shown[one].hidden]
    return [{"type": "vitrine:order", "ids": ids}]


def _made(session: StoreSession, place: Place, sections: Sequence[queries.ShownSection]) -> list[Message]:
    wanted = [dom_id(one) for one in sections]
    try:
        made = sections_html(
            current_app.extensions["vitrine_themes"],
            session,
            g.store,
            place.preview_theme,
            place.template,
            place.path,
            wanted,
            addresses=g.addresses,
        )
    except (NoTheme, BudgetExceeded):
        return [RELOAD]
    told: list[Message] = []
    for name in wanted:
        if name in made:
            told.append({"type": "vitrine:section", "id": name, "html": made[name]})
        else:
            told.append(gone(name))
    return told
