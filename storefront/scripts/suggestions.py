"""Suggestions while a shopper types, and recommendations: as data, or as a section of the theme."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from engine.base.errors import Refused
from engine.rendering.queries import Front, subjects
from engine.rendering.recommending import asked_for
from engine.rendering.scripts import recommended_data, suggested_data
from engine.rendering.suggesting import wish_of
from storefront.pages.rendering import answer, first, visit
from storefront.scripts.answers import json_refusal
from storefront.scripts.products import told

room = Blueprint("suggestion_scripts", __name__)

TITLE = "script.parameter_refused"


def _asks_for_sections() -> bool:
    return bool(request.args.get("section_id") or request.args.get("sections"))


@room.get("/search/suggest")
def suggest() -> Response:
    """A section with suggestions, while a shopper types."""
    if not _asks_for_sections():
        return Response("", 404)
    try:
        wish_of(visit())
    except Refused as refusal:
        return json_refusal(refusal, title=TITLE)
    return answer(subjects.search, "search")


@room.get("/search/suggest.json")
def suggest_data() -> Response:
    """The same as data."""
    return suggest() if _asks_for_sections() else told(suggested_data)


@room.get("/recommendations/products")
def recommend() -> Response:
    """A section about what goes with a product."""
    if not _asks_for_sections():
        return Response("", 404)
    try:
        product_id, limit, intent = asked_for(visit())
    except Refused as refusal:
        return json_refusal(refusal, title=TITLE)
    find = first(subjects.recommendations, product_id, limit, intent)
    return answer(find, "product", missing=lambda: Response("", 404))


@room.get("/recommendations/products.json")
def recommend_data() -> Response:
    """The same as data."""
    if _asks_for_sections():
        return recommend()

    def find(front: Front) -> Any:
        return recommended_data(front, *asked_for(front.visit))

    return told(find)
