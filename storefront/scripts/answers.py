"""Answers to scripts: JSON, and refusals as JSON with words."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, g

from engine.base.errors import Refused
from storefront.wording import TEXTS, words

PRIVATE = "private, no-store"


def json_answer(data: Any, status: int = 200) -> Response:
    """Data that belongs to one visitor. Floats that JSON cannot hold are an error, never an invalid answer."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    response = Response(text, status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = PRIVATE
    response.headers.add("Vary", "Cookie")
    return response


def json_refusal(refusal: Refused, *, title: str = "script.refused") -> Response:
    """A refusal: what kind it is (*title* names the text), and in a whole sentence why, and what to do."""
    said = words(refusal, g.store.locale, g.store.currency)
    message = TEXTS.get(title, str(g.store.locale))
    body = {"status": refusal.status, "message": message, "description": said, "errors": said}
    return json_answer(body, refusal.status)


def json_fault(code: str, status: int) -> Response:
    """An answer to what went wrong without the script's fault; *code* names the text."""
    said = TEXTS.get(code, str(g.store.locale))
    return json_answer({"status": status, "message": said, "description": said, "errors": said}, status)
