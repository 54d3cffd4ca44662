"""Search and suggestions."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine.rendering.queries import subjects
from storefront.pages.rendering import answer

room = Blueprint("search_pages", __name__)


@room.get("/search")
def results() -> Response:
    """The page of results."""
    return answer(subjects.search, "search")


@room.get("/search/suggest")
def suggest() -> Response:
    """A section with suggestions, while a shopper types."""
    if not request.args.get("section_id") and not request.args.get("sections"):
        return Response("", 404)
    return answer(subjects.search, "search")
