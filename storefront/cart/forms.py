"""Reading what a cart form says. Field names follow the public theme format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.base.errors import Refused
from engine.ordering.commands import NewLine

_NAMED = re.compile(r"(properties|attributes|updates)\[([^\[\]]{1,120})\]")
_ITEM = re.compile(r"items\[(\d{1,3})\]\[(id|quantity|properties)\](?:\[([^\[\]]{1,120})\])?")


def named(form: MultiDict[str, str], group: str) -> dict[str, str]:
    """``properties[Engraving]=A`` → {"Engraving": "A"}."""
    return dict(_pairs(form, group))


def new_lines(form: MultiDict[str, str]) -> list[NewLine]:
    """What to add: ``id``, ``quantity``, ``properties[…]``; or several as ``items[0][id]`` and so on."""
    items: dict[int, dict[str, Any]] = {}
    for field, value in form.items():
        match = _ITEM.fullmatch(field)
        if match:
            item = items.setdefault(int(match[1]), {"properties": {}})
            if match[2] == "properties":
                item["properties"][match[3] or ""] = value
            else:
                item[match[2]] = value
    if items:
        return [
            NewLine(item.get("id"), item.get("quantity", 1), item["properties"])
            for _, item in sorted(items.items())
        ]
    if "id" not in form:
        raise Refused("cart.nothing_to_add", field="id")
    return [NewLine(form["id"], form.get("quantity", 1) or 1, named(form, "properties"))]


def line_named(form: MultiDict[str, str]) -> str:
    """Which line: ``id`` (its key or variant) or ``line`` (its place, from 1)."""
    return form["id"] if form.get("id") else f"#{form.get('line', '')}"


def updates(form: MultiDict[str, str]) -> dict[str, str]:
    """Quantities by line: ``updates[KEY]=2``, or ``updates[]=2`` for each line in order."""
    by_place = {f"#{place}": value for place, value in enumerate(form.getlist("updates[]"), start=1)}
    return by_place | named(form, "updates")


def _pairs(form: MultiDict[str, str], group: str) -> Iterator[tuple[str, str]]:
    for field, value in form.items():
        match = _NAMED.fullmatch(field)
        if match and match[1] == group:
            yield match[2], value
