"""A section's words in the other languages that its theme speaks."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from admin.theme.packs import worn_pack
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes import queries
from engine.themes.packs import Pack
from engine.themes.switching import commands as switching
from engine.themes.switching.queries import Words, words_of_section

room = make_room("theme_languages", __name__, "theme")
MOST = 500


@room.get("/theme/sections/<int:section_id>/languages")
def show(section_id: int) -> Any:
    """What the section says, and what it says in the language ``?locale=``."""
    return _page(section_id, request.args.get("locale", ""), Form())


@room.post("/theme/sections/<int:section_id>/languages")
def save(section_id: int) -> Any:
    """Keep what was translated; an empty field shows the shop's own language again."""
    read = Reader()
    locale, revision = read.text("locale"), read.whole("revision")
    said = {target: read.text(f"said.{target}") for target in read.many("target")[:MOST]}

    def action(session: StoreSession) -> None:
        pack = _pack(session)
        if locale not in languages(pack):
            raise Refused("themes.language_unknown", field="locale")
        switching.translate(session, pack, section_id, said, locale, revision=revision, actor=g.actor)

    _, refused = attempt(action)
    if refused is not None:
        return _page(section_id, locale, refused)
    return go(f"/theme/sections/{section_id}/languages?locale={locale}", "form.saved")


def languages(pack: Pack) -> list[str]:
    """The languages that the theme speaks beside the shop's own."""
    return [locale for locale in pack.locales if locale != g.store.locale]


def _pack(session: StoreSession) -> Pack:
    pack = worn_pack(session, queries.main_theme(session))
    if pack is None:
        raise NotFound("record.not_found")
    return pack


def _page(section_id: int, asked: str, form: Form) -> Any:
    with reading() as session:
        pack = _pack(session)
        known = languages(pack)
        locale = asked if asked in known else (known[0] if known else "")
        words: Words = words_of_section(session, section_id, locale)
    return page(
        "theme/languages.html", status=form.status, form=form, words=words, known=known, locale=locale
    )
