"""Sections and blocks added, copied, moved, hidden and taken away. Each answers with the tree as it then is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request

from admin.editor.answers import Message, tree_answer
from admin.editor.places import Place, place_of
from admin.editor.preview import after_move, after_section, gone
from admin.editor.room import room
from admin.editor.schematic import choices_for
from admin.editor.showing import look_again
from admin.editor.tree import dom_id, tree_of
from admin.shell.forms import Reader, reading, writing
from admin.shell.rendering import page
from admin.shell.words import t
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes import commands, queries

MOST = 200


@room.get("/theme/editor/additions")
def additions() -> Any:
    """What may be added to the template or group ``?into=``, with a picture of each."""
    with reading() as session:
        place = place_of(session)
        into = _into(place, request.args.get("into", ""))
    return page("editor/additions.html", place=place, into=into, groups=choices_for(place, into))


@room.post("/theme/editor/sections")
def add_section() -> Any:
    """Another section, filled as its preset says."""
    read = Reader()
    file, _, preset = read.text("file").partition(":")
    number = int(preset) if preset.isascii() and preset.isdigit() and len(preset) < 4 else 0

    def action(session: StoreSession, place: Place) -> int:
        into = _into(place, read.text("into"))
        return commands.add_section(session, place.pack, into, file, preset=number, actor=g.actor).id

    return _do(action, lambda made: {"select": str(made), "said": t("live.added")}, after_section)


@room.post("/theme/editor/order")
def order_sections() -> Any:
    """The sections of a template or group in another order."""
    read = Reader()
    ids = [int(text) for text in read.many("key") if text.isascii() and text.isdigit()][:MOST]

    def action(session: StoreSession, place: Place) -> list[int]:
        commands.order_sections(session, _into(place, read.text("into")), ids, actor=g.actor)
        return ids

    return _do(action, lambda _: {}, after_move)


@room.post("/theme/editor/sections/<int:section_id>/copy")
def copy_section(section_id: int) -> Any:
    """A copy right below."""

    def action(session: StoreSession, place: Place) -> int:
        return commands.duplicate_section(session, place.pack, section_id, actor=g.actor).id

    return _do(action, lambda made: {"select": str(made), "said": t("live.copied")}, after_section)


@room.post("/theme/editor/sections/<int:section_id>/visibility")
def hide_section(section_id: int) -> Any:
    """Hide from shoppers, or show again."""
    read = Reader()
    hidden, revision = read.flag("hidden"), read.whole("revision")

    def action(session: StoreSession, place: Place) -> str:
        name = dom_id(tree_of(session, place).section(section_id))
        commands.set_hidden(session, place.pack, section_id, hidden, revision=revision, actor=g.actor)
        return name

    def messages(session: StoreSession, place: Place, name: str) -> list[Message]:
        return [gone(name)] if hidden else after_section(session, place, section_id)

    return _do(action, lambda _: {"changed": section_id}, messages)


@room.post("/theme/editor/sections/<int:section_id>/removal")
def remove_section(section_id: int) -> Any:
    """Off the page; one click brings it back."""
    revision = Reader().whole("revision")

    def action(session: StoreSession, place: Place) -> tuple[str, str]:
        name = dom_id(tree_of(session, place).section(section_id))
        commands.remove_section(session, place.pack, section_id, revision=revision, actor=g.actor)
        return name, place.url(f"/theme/editor/sections/{section_id}/restoration")

    return _do(
        action,
        lambda made: {"said": t("live.removed"), "undo": made[1]},
        lambda _session, _place, made: [gone(made[0])],
    )


@room.post("/theme/editor/sections/<int:section_id>/restoration")
def restore_section(section_id: int) -> Any:
    """Back where it was."""

    def action(session: StoreSession, place: Place) -> int:
        commands.restore_section(session, section_id, actor=g.actor)
        return section_id

    return _do(action, lambda _: {"select": str(section_id), "said": t("live.restored")}, after_section)


@room.post("/theme/editor/sections/<int:section_id>/blocks")
def add_block(section_id: int) -> Any:
    """A block at the end of the section, or of the block ``into``."""
    read = Reader()
    kind, into, revision = read.text("type"), read.text("into"), read.whole("revision")

    def action(session: StoreSession, place: Place) -> str:
        if into:
            return commands.add_block_inside(
                session, place.pack, section_id, into, kind, revision=revision, actor=g.actor
            )
        return commands.add_block(session, place.pack, section_id, kind, revision=revision, actor=g.actor)

    return _do_in(section_id, action, select=True)


@room.post("/theme/editor/sections/<int:section_id>/blocks/order")
def order_blocks(section_id: int) -> Any:
    """The blocks of the section, or of the block ``into``, in another order."""
    read = Reader()
    keys, into, revision = read.many("key")[:MOST], read.text("into"), read.whole("revision")

    def action(session: StoreSession, place: Place) -> str:
        if into:
            commands.order_blocks_inside(
                session, place.pack, section_id, into, keys, revision=revision, actor=g.actor
            )
        else:
            commands.order_blocks(session, place.pack, section_id, keys, revision=revision, actor=g.actor)
        return ""

    return _do_in(section_id, action)


@room.post("/theme/editor/sections/<int:section_id>/blocks/<any(copy, visibility, removal):deed>")
def change_block(section_id: int, deed: str) -> Any:
    """Copy, hide, show or take away the block named ``block``."""
    read = Reader()
    path, hidden, revision = read.text("block"), read.flag("hidden"), read.whole("revision")

    def action(session: StoreSession, place: Place) -> str:
        given: dict[str, Any] = {"revision": revision, "actor": g.actor}
        if deed == "copy":
            return commands.duplicate_block(session, place.pack, section_id, path, **given)
        if deed == "visibility":
            commands.set_block_hidden(session, place.pack, section_id, path, hidden, **given)
        else:
            commands.remove_block(session, place.pack, section_id, path, **given)
        return ""

    said = t("live.block_removed") if deed == "removal" else ""
    return _do_in(section_id, action, select=deed == "copy", said=said)


def _do_in(
    section_id: int, action: Callable[[StoreSession, Place], str], *, select: bool = False, said: str = ""
) -> Any:
    """A change inside one section. In a theme that is tried on, another file may fit it better from then on."""

    def ranked(session: StoreSession, place: Place) -> str:
        path = action(session, place)
        look_again(session, place, section_id)
        return path

    def news(path: str) -> dict[str, Any]:
        chosen = f"{section_id}:{path}" if select and path else ""
        return {"changed": section_id, "select": chosen, "said": said}

    return _do(ranked, news, lambda session, place, _: after_section(session, place, section_id))


def _do(
    action: Callable[[StoreSession, Place], Any],
    news: Callable[[Any], dict[str, Any]],
    messages: Callable[[StoreSession, Place, Any], list[Message]],
) -> Any:
    """Run *action* in one transaction, then tell the tree and the preview what came of it."""
    try:
        with writing() as session:
            made = action(session, place_of(session))
    except NotFound:
        raise
    except Refused as refusal:
        return tree_answer(refusal=refusal)
    with reading() as session:
        told = messages(session, place_of(session), made)
    return tree_answer(messages=told, **news(made))


def _into(place: Place, template: str) -> str:
    """A template of the place, or one of its groups. Raises NotFound."""
    group = template.removeprefix(queries.GROUP) if template.startswith(queries.GROUP) else ""
    if template != place.template and group not in place.pack.groups:
        raise NotFound("record.not_found")
    return template
