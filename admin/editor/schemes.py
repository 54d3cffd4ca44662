"""Colour schemes of a theme added and taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import g

from admin.editor.answers import tree_answer
from admin.editor.places import place_of
from admin.editor.preview import after_values
from admin.editor.room import room
from admin.editor.tree import tree_of
from admin.shell.forms import Reader, reading, writing
from admin.shell.words import t
from engine.base.errors import NotFound, Refused
from engine.themes import commands

MOST = 21
"""Schemes of one theme, as in the public format."""

Schemes = dict[str, Any]


@room.post("/theme/editor/schemes")
def add_scheme() -> Any:
    """Another scheme with the colours of the one named ``scheme``, in the setting named ``setting``."""
    return _do(with_copy, "live.schemes.added")


@room.post("/theme/editor/schemes/removal")
def remove_scheme() -> Any:
    """Take a scheme away. What was shown in it is shown in the first one."""
    return _do(without, "live.schemes.removed")


def with_copy(schemes: Schemes, name: str) -> Schemes:
    """The schemes and a copy of that one. Raises Refused."""
    if len(schemes) >= MOST:
        raise Refused("themes.too_many_schemes", most=MOST)
    base = re.sub(r"-\d+$", "", name)[:50] or "scheme"
    number = 2
    while f"{base}-{number}" in schemes:
        number += 1
    return {**schemes, f"{base}-{number}": schemes[name]}


def without(schemes: Schemes, name: str) -> Schemes:
    """The schemes but that one. Raises Refused for the last one."""
    if len(schemes) < 2:
        raise Refused("themes.last_scheme")
    return {each: scheme for each, scheme in schemes.items() if each != name}


def _do(change: Callable[[Schemes, str], Schemes], said: str) -> Any:
    read = Reader()
    setting_id, name = read.text("setting"), read.text("scheme")
    try:
        with writing() as session:
            place = place_of(session)
            shown = tree_of(session, place).settings
            setting = place.pack.settings_schema.setting(setting_id)
            if shown is None or setting is None or setting.type != "color_scheme_group":
                raise NotFound("record.not_found")
            now = shown.values["settings"].get(setting.id, setting.default)
            schemes: Schemes = dict(now) if isinstance(now, dict) else {}
            if name not in schemes:
                raise NotFound("record.not_found")
            changed = {setting.id: change(schemes, name)}
            commands.update_section(  # the whole group is written: not over what somebody else wrote just now
                session,
                place.pack,
                shown.id,
                settings=changed,
                revision=shown.revision,
                actor=g.actor,
            )
    except NotFound:
        raise
    except Refused as refusal:
        return tree_answer(refusal=refusal)
    with reading() as session:
        place = place_of(session)
        types = frozenset({"color_scheme_group"})
        messages = after_values(session, place, tree_of(session, place), shown.id, types)
    return tree_answer(messages=messages, said=t(said), changed=shown.id, renewed=[shown.id])
