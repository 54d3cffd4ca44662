"""Content that the theme does not show: read it, change it, or move it by hand to a field that can take it."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.forms import Form, Reader, reading
from admin.shell.rendering import part
from admin.shell.words import t
from admin.switching.room import room
from admin.switching.rows import answer
from admin.switching.telling import piece_name, told
from admin.switching.trying import Look, look_at
from admin.theme.choices import choices_of, value_of
from admin.theme.form import SectionForm, form_of, read_form
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.themes.packs import Pack
from engine.themes.schema import SectionSchema, Setting
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports
from engine.themes.switching.places import Opening, openings
from engine.themes.switching.queries import Piece, excerpt

OWN = "piece"
"""The name of the one setting that the form of a piece has."""
_BY_FIELD = {"label": "text", "alt": "text", "caption": "text"}
_BY_TYPE = {
    "image": "image_picker",
    "video": "video",
    "link": "url",
    "menu": "link_list",
    "record": "metaobject",
    "code": "html",
}


@room.get("/theme/looks/<int:theme_id>/sections/<int:section_id>/pieces/<target>")
def piece(theme_id: int, section_id: int, target: str) -> Any:
    """One piece: its form, and the settings that it could be moved to."""
    return piece_page(theme_id, section_id, target, Form())


@room.post("/theme/looks/<int:theme_id>/sections/<int:section_id>/pieces/<target>")
def save(theme_id: int, section_id: int, target: str) -> Any:
    """Change it. It stays what it is: content of the shop, for every theme."""
    read = Reader()
    revision = read.whole("revision")

    def action(session: StoreSession, look: Any) -> None:
        one = _piece(session, look.pack, section_id, target)
        value = read_form(_form(look.pack, one), read)[0].get(OWN)
        switching.edit_withheld(
            session, look.pack, section_id, target, value, revision=revision, actor=g.actor
        )
        switching.refresh(session, look.pack, look.others, section_id)

    return answer(
        theme_id,
        section_id,
        action,
        "looks.piece.saved",
        lambda form: piece_page(theme_id, section_id, target, form),
    )


@room.post("/theme/looks/<int:theme_id>/sections/<int:section_id>/pieces/<target>/place")
def move(theme_id: int, section_id: int, target: str) -> Any:
    """Let a setting of the section or of a block show it. What stood there is withheld instead, and listed."""
    read = Reader()
    setting, revision = read.text("setting"), read.whole("revision")

    def action(session: StoreSession, look: Any) -> None:
        _piece(session, look.pack, section_id, target)
        switching.move_content(
            session, look.pack, look.others, section_id, setting, target, revision=revision, actor=g.actor
        )

    return answer(
        theme_id,
        section_id,
        action,
        "looks.piece.moved",
        lambda form: piece_page(theme_id, section_id, target, form),
    )


def piece_page(theme_id: int, section_id: int, target: str, form: Form) -> Any:
    """A piece's forms, with what was typed and what was refused."""
    with reading() as session:
        look = look_at(session, theme_id)
        _, row = told(session, look).row(section_id)
        one = _piece(session, look.pack, section_id, target)
        fields = _form(look.pack, one)
        choices = choices_of(session, fields)
        places = [
            (found.address, _place_name(look, found), excerpt(found.value))
            for found in openings(session, look.pack, section_id, target)
            if found.shows != target
        ]
    own_id = f"piece-{section_id}-{target.replace('.', '-')}"
    made = part(
        "switching/piece.html",
        f"section-{section_id}" if form.errors or form.general else own_id,
        "switching/piece_page.html",
        id=own_id,
        status=form.status,
        look=look,
        row=row,
        piece=one,
        name=piece_name(one),
        field=fields.fields[0],
        form=form,
        places=places,
        choices=choices,
        value_of=value_of,
    )
    if form.status >= 400:  # the form asked for its row; what is wrong belongs to the piece
        made.headers["HX-Retarget"], made.headers["HX-Reswap"] = f"#{own_id}", "outerHTML"
    return made


def _place_name(look: Look, found: Opening) -> str:
    """The setting's label; in a block with the name of that."""
    label = look.say(found.setting.label) or found.setting.id
    if found.block is None:
        return label
    name = look.say(found.block.name) or found.block.type
    return t("looks.piece.in_block", block=name, number=found.number, label=label)


def _piece(session: StoreSession, pack: Pack, section_id: int, target: str) -> Piece:
    """A piece that the theme does not show. Raises NotFound."""
    for found in reports.withheld(session, pack, section_id):
        if found.target == target:
            return found
    raise NotFound("record.not_found")


def _form(pack: Pack, one: Piece) -> SectionForm:
    name = one.target.rpartition(".")[2]
    kind = one.format or _BY_FIELD.get(name) or _BY_TYPE.get(one.type, one.type)
    if one.type == "video" and name == "url":
        kind = "video_url"
    setting = Setting(OWN, kind, label=piece_name(one))
    schema = SectionSchema("", settings=(setting,))
    return form_of(pack, schema, {"settings": {OWN: one.value}}, g.store.locale, {})
