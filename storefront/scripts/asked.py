"""What a script sends: JSON, or form fields with names such as ``items[0][properties][Engraving]``, as one shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from engine.base.errors import Refused

LARGEST = 256 * 1024
"""Bytes of a body; a full cart with all its details is well below."""
MOST_FIELDS = 2_000
DEEPEST = 4

_FIELD = re.compile(r"([^\[\]]{1,80})((?:\[[^\[\]]{0,120}\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


class Unreadable(Refused):
    """A body that is neither JSON nor a form."""

    status = 400


class TooLarge(Refused):
    """A body beyond every cart."""

    status = 413


def wants_data() -> bool:
    """Whether a plain cart address was asked by a script: it sends JSON, or takes JSON rather than a page."""
    if request.headers.get("HX-Request"):
        return False
    accepted = request.headers.get("Accept", "")
    takes_script = "application/json" in accepted or "application/javascript" in accepted
    return request.is_json or (takes_script and "text/html" not in accepted)


def asked() -> dict[str, Any]:
    """The request's body as a dictionary. Raises Unreadable or TooLarge."""
    request.max_content_length = LARGEST
    try:
        if request.is_json:
            return _of_json(request.get_data(cache=False))
        return _of_form(request.form.items(multi=True))
    except RequestEntityTooLarge as error:
        raise TooLarge("script.too_large", most=LARGEST // 1024) from error


def _of_json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Unreadable("script.no_json") from error
    if not isinstance(found, dict):
        raise Unreadable("script.no_json")
    return found


def _of_form(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """``a[b][]=1`` → ``{"a": {"b": {"0": "1"}}}``: lists are dictionaries by place, so that both kinds read alike."""
    found: dict[str, Any] = {}
    for number, (field, value) in enumerate(fields):
        if number >= MOST_FIELDS:
            raise TooLarge("script.too_large", most=LARGEST // 1024)
        match = _FIELD.fullmatch(field)
        if match is None:
            continue
        path = [match[1], *_PART.findall(match[2])]
        if len(path) <= DEEPEST:
            _place(found, path, value)
    return found


def _place(tree: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        name = part or str(len(tree))
        inner = tree.get(name)
        if not isinstance(inner, dict):
            inner = tree[name] = {}
        tree = inner
    tree[path[-1] or str(len(tree))] = value


def listed(value: Any) -> list[Any]:
    """A list, however it was sent: as one, as a dictionary by place, or as a single thing."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        places = [key for key in value if key.isascii() and key.isdigit() and len(key) < 6]
        return [value[key] for key in sorted(places, key=int)]
    return [] if value is None else [value]
