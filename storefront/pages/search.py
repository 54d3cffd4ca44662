"""Search."""

from __future__ import annotations

from flask import Blueprint, Response

from engine.rendering.queries import subjects
from storefront.pages.rendering import answer

room = Blueprint("search_pages", __name__)


@room.get("/search")
def results() -> Response:
    """The page of results."""
    return answer(subjects.search, "search")
