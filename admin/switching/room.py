"""The blueprint of switching. Its routes are in `report`, `links`, `rows`, `pieces`, `publication`, `schedules`, `kinds`
and `versions`."""

from __future__ import annotations

from typing import Any

from admin.shell.access import room as make_room

room = make_room("switching", __name__, "theme")


@room.record_once
def _give_templates_their_words(state: Any) -> None:
    from admin.switching import telling

    state.app.jinja_env.globals.update(
        adjusted_words=telling.adjusted_words,
        exact_span=telling.exact_span,
        names_of=telling.names_of,
        piece_name=telling.piece_name,
        piece_words=telling.piece_words,
        reason_words=telling.reason_words,
        unseen_rows=telling.unseen_rows,
    )
