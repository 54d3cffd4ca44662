"""What the editor answers: fragments for its own page, and messages for the page in the preview."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, make_response
from flask import render_template as render

from admin.editor.places import Place
from admin.editor.tree import Tree, tree_of
from admin.shell.forms import reading
from admin.shell.words import words_of
from engine.base.errors import Refused

Message = dict[str, Any]
"""What the page in the preview is told, by the protocol of its module: ``{"type": "vitrine:section", …}``."""


def tree_answer(
    *,
    messages: Sequence[Message] = (),
    said: str = "",
    select: str = "",
    changed: int | None = None,
    renewed: Sequence[int] = (),
    undo: str = "",
    refusal: Refused | None = None,
) -> Response:
    """The tree as it is now, and news: *said* to tell, *select* (``ID`` or ``ID:BLOCK``) to choose, *changed* the section
    whose new revision is the sender's own, *renewed* sections whose form has to be asked for anew, *undo* the address that
    takes it back."""
    with reading() as session:
        place, tree = tree_here(session)
    news = {
        "preview": list(messages),
        "said": words_of(refusal) if refusal else said,
        "is_warning": refusal is not None,
        "select": select,
        "changed": changed,
        "renewed": list(renewed),
        "undo": undo,
    }
    html = render("editor/tree.html", place=place, tree=tree) + news_of(news)
    return make_response(html, refusal.status if refusal else 200)


def tree_here(session: Any) -> tuple[Place, Tree]:
    """The place that the request names, with its tree."""
    from admin.editor.places import place_of

    place = place_of(session)
    return place, tree_of(session, place)


def news_of(news: dict[str, Any]) -> str:
    """News as an element that takes the place of the one before; a module reads it."""
    return render("editor/news.html", news=json.dumps(news))


def data_answer(data: dict[str, Any], status: int = 200) -> Response:
    """JSON for the module that saves while somebody types."""
    response = make_response(json.dumps(data), status)
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = "no-store"
    return response
