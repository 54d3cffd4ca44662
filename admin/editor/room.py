"""The blueprint of the editor. Its routes are in ``routes``, ``arranging``, ``pickers`` and ``fonts``."""

from __future__ import annotations

from typing import Any

from admin.shell.access import room as make_room

room = make_room("editor", __name__, "theme")


@room.record_once
def _give_templates_their_words(state: Any) -> None:
    from admin.editor.fonts import choices
    from admin.editor.inspector import colors_of
    from admin.editor.references import kind_of

    state.app.jinja_env.globals.update(font_choices=choices, colors_of=colors_of, kind_of=kind_of)
