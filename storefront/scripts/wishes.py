"""From what a script sent to what the cart's commands take. Whether it can be done is theirs to say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import request

from engine.base.errors import Refused
from engine.ordering.commands import NewLine
from engine.ordering.rules import MAX_LINES
from storefront.pages.places import Place, place_of
from storefront.scripts.asked import Unreadable, listed


def new_lines(said: Mapping[str, Any]) -> list[NewLine]:
    """``items: [{id, quantity, properties}]``, or one such thing by itself."""
    things = listed(said["items"]) if "items" in said else [said]
    if len(things) > MAX_LINES:
        raise Refused("cart.too_many_lines", most=MAX_LINES)
    return [_new_line(thing) for thing in things]


def _new_line(thing: Any) -> NewLine:
    if not isinstance(thing, dict) or thing.get("id") in (None, ""):
        raise Refused("cart.nothing_to_add", field="id")
    _no_plan(thing)
    quantity = thing.get("quantity")
    properties = details(thing.get("properties"), "properties") or {}
    return NewLine(thing["id"], 1 if quantity in (None, "") else quantity, properties)


def change(said: Mapping[str, Any]) -> tuple[str, Any, dict[str, Any] | None]:
    """(line, quantity or None, properties or None) of ``id`` or ``line`` with what it shall be. Raises Unreadable."""
    _no_plan(said)
    line, named = said.get("line"), said.get("id")
    if line in (None, "") and named in (None, ""):
        raise Unreadable("script.no_line", field="line")
    properties = details(said["properties"], "properties") if "properties" in said else None
    quantity = said.get("quantity")
    if quantity is None and properties is None:
        raise Unreadable("script.no_quantity", field="quantity")
    return str(named) if named not in (None, "") else f"#{line}", quantity, properties


def updates(said: Mapping[str, Any]) -> dict[str, Any]:
    """``updates`` by line or variant, or one quantity for each line in order."""
    given = said.get("updates")
    if isinstance(given, list):
        found = {f"#{place}": quantity for place, quantity in enumerate(given, 1)}
    elif isinstance(given, dict):
        found = _by_name(given)
    elif given is None or given == "":
        found = {}
    else:
        raise Unreadable("script.no_updates", field="updates")
    if len(found) > MAX_LINES:
        raise Refused("cart.too_many_lines", most=MAX_LINES)
    return found


def _by_name(given: Mapping[str, Any]) -> dict[str, Any]:
    """A form's ``updates[]`` come by place from 0, everything else by line or variant."""
    places = [str(place) for place in range(len(given))]
    if list(given) == places and not request.is_json:
        return {f"#{int(place) + 1}": given[place] for place in places}
    return {str(name): quantity for name, quantity in given.items()}


def note(said: Mapping[str, Any]) -> str | None:
    """The cart's note; None leaves it alone."""
    given = said.get("note")
    return None if given is None else str(given)


def details(given: Any, field: str) -> dict[str, Any] | None:
    """Properties or attributes: names with plain values; lists and objects among them are kept as JSON."""
    if given is None or given in ("", []):
        return None
    if not isinstance(given, dict):
        raise Refused("script.no_object", field=field)
    return {
        str(name): json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
        for name, value in given.items()
    }


def sections(said: Mapping[str, Any]) -> list[str]:
    """The sections to send along: a list, or names joined by commas. Raises Refused for more than an answer holds."""
    from storefront.pages.rendering import names_in

    given = said.get("sections")
    if isinstance(given, (list, dict)):
        given = ",".join(str(name) for name in listed(given))
    return names_in(str(given)) if given else []


def place(said: Mapping[str, Any]) -> Place:
    """The page that the sections are for: ``sections_url``, else the one that the script runs on."""
    given = said.get("sections_url")
    return place_of(str(given) if given else request.headers.get("Referer"))


def _no_plan(thing: Mapping[str, Any]) -> None:
    if thing.get("selling_plan") not in (None, "", 0):
        raise Refused("cart.no_selling_plans", field="selling_plan")
