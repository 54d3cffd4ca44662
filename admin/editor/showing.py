"""*Show as…*: another file of the theme for one section. What it has no room for is withheld, named, and never lost."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.editor.answers import tree_answer
from admin.editor.places import Place, place_of
from admin.editor.preview import after_section
from admin.editor.room import room
from admin.editor.schematic import drawing
from admin.editor.tree import tree_of
from admin.shell.forms import Reader, reading, writing
from admin.shell.rendering import page
from admin.shell.words import t
from admin.theme.packs import worn_pack
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes.packs import Pack
from engine.themes.queries import themes_of
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as switches


@room.get("/theme/editor/sections/<int:section_id>/choices")
def show_choices(section_id: int) -> Any:
    """The files that could show a section: those that lose nothing first, the rest with what they would withhold."""
    with reading() as session:
        place = place_of(session)
        shown = tree_of(session, place).section(section_id)
        found = switches.choices(session, place.pack, others_of(session, place), section_id)
    found.sort(key=lambda one: not one.is_current)
    whole = [one for one in found if not one.loses]
    partly = [one for one in found if one.loses]
    return page(
        "editor/choices.html",
        place=place,
        shown=shown,
        whole=whole,
        partly=partly,
        look=lambda file: drawing(place.pack.sections[file], {}),
    )


@room.post("/theme/editor/sections/<int:section_id>/file")
def show_as(section_id: int) -> Any:
    """Show a section by the file named ``file``."""
    read = Reader()
    file, revision = read.text("file"), read.whole("revision")
    try:
        with writing() as session:
            place = place_of(session)
            tree_of(session, place).section(section_id)
            switching.show_as(
                session,
                place.pack,
                others_of(session, place),
                section_id,
                file,
                revision=revision,
                actor=g.actor,
            )
    except NotFound:
        raise
    except Refused as refusal:
        return tree_answer(refusal=refusal)
    with reading() as session:
        messages = after_section(session, place_of(session), section_id)
    return tree_answer(
        messages=messages, said=t("live.show.done"), renewed=[section_id], select=str(section_id)
    )


def look_again(session: StoreSession, place: Place, section_id: int) -> None:
    """In a theme that is tried on, what was changed may be shown by another file from then on."""
    if place.theme.published_at is None:
        session.flush()
        switching.refresh(session, place.pack, others_of(session, place), section_id)


def others_of(session: StoreSession, place: Place) -> list[Pack]:
    """The packs of the store's other themes: what a section was made in says what it is."""
    packs = (worn_pack(session, theme) for theme in themes_of(session) if theme.pack != place.theme.pack)
    return [pack for pack in packs if pack is not None]
