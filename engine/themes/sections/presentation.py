"""Presentation that several files model the same way: the value that was set last is the one."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.themes.models import SectionData

    from .changing import Draft

Json = dict[str, Any]
SET = "set"


def note_looks(draft: Draft, data: SectionData) -> None:
    """Note at which revision each value of presentation was set, so that the last one is known."""
    before = data.presentation.get(draft.key) or {}
    now = draft.looks
    marks = copy.deepcopy(now.get(SET) or {})
    for place, values in _places(now):
        old = dict(_places(before)).get(place) or {}
        for name, value in values.items():
            if name not in old or old[name] != value:
                marks.setdefault(place, {})[name] = data.revision + 1
    if marks:
        now[SET] = marks


def _places(looks: Json) -> list[tuple[str, Json]]:
    return [("section", looks.get("section") or {}), *(looks.get("entries") or {}).items()]


def set_at(looks: Json, place: str, name: str) -> int:
    """At which revision a value was set; 1 for what it began with."""
    found: int = ((looks.get(SET) or {}).get(place) or {}).get(name, 1)
    return found


def carry(target: Json, source: Json, place: str, names: set[str], target_place: str | None = None) -> None:
    """Bring values that both files model the same way from one file's presentation to another's, unless the other has one
    that was set later."""
    goal = target_place or place
    given = dict(_places(source)).get(place) or {}
    if goal == "section":
        held = target.setdefault("section", {})
    else:
        held = target.setdefault("entries", {}).get(goal) or {}
    for name in sorted(names & given.keys()):
        at = set_at(source, place, name)
        if name in held and (held[name] == given[name] or set_at(target, goal, name) > at):
            continue
        if name in held and set_at(target, goal, name) == at:
            continue
        held[name] = given[name]
        if at > 1:
            target.setdefault(SET, {}).setdefault(goal, {})[name] = at
    if goal != "section" and held:
        target.setdefault("entries", {})[goal] = held
