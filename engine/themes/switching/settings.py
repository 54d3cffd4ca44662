"""Theme settings in another theme: logo, social links and words by the part they play; colours, fonts and layout that a
merchant chose, where the other theme has a setting for the same thing."""

from __future__ import annotations

import re
from typing import Any

from engine.themes.packs import SETTINGS_FILE, Pack
from engine.themes.schema import Setting
from engine.themes.sections import capacity_for, presentation_key
from engine.themes.sections.apart import Json
from engine.themes.sections.binding import Binding, rebound
from engine.themes.sections.presentation import SET, set_at

_WORDS = re.compile(r"[a-z]+")
_PARTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("button_text", frozenset({"buttontext", "buttonlabel"})),
    ("accent", frozenset({"accent", "primary", "brand", "button", "buttons", "link", "links", "cta"})),
    ("background", frozenset({"background", "bg", "paper", "canvas", "page"})),
    ("text", frozenset({"text", "foreground", "ink", "body", "base", "copy"})),
    ("heading", frozenset({"heading", "headings", "header", "title", "display", "headline"})),
    ("surface", frozenset({"surface", "card", "panel"})),
    ("border", frozenset({"border", "line", "rule", "outline"})),
    ("muted", frozenset({"muted", "secondary", "subtle"})),
)
_BY_PART = frozenset({"color", "color_background", "font_picker"})


def settings_binding(pack: Pack, stored: Json, content: Any, before: Json | None) -> Binding:
    """How a theme's settings show the content of the store's: by type and role, the same setting id first."""
    schema = pack.settings_schema
    if before is not None:
        return rebound(pack, schema, stored, content, before)
    place = capacity_for(pack, schema).place
    bound: Json = {}
    taken: set[str] = set()
    for exact in (True, False):
        for slot in place.slots:
            if any(f.setting in bound for f in slot.fields):
                continue
            for item in content.items():
                same = item.type == slot.type and item.role == slot.role and item.id not in taken
                if same and (slot.role not in _LOOSE or exact):
                    taken.add(item.id)
                    bound |= {f.setting: f"{item.id}.{f.name}" for f in slot.fields if f.name in item.value}
                    break
    start: Json = {"settings": bound, "blocks": [], "adjusted": [], "withheld": [], "features": []}
    return rebound(pack, schema, stored, content, start)


_LOOSE = frozenset({"text", "body", "link"})
"""Parts that say too little to take a value of another setting for one's own a second time."""


def carry_settings(presentation: Json, target: Pack, source: Pack) -> None:
    """Start with the look of the target, and bring what the merchant chose in the source."""
    looks = presentation.setdefault(presentation_key(target, SETTINGS_FILE), {})
    chosen = presentation.get(presentation_key(source, SETTINGS_FILE)) or {}
    held: Json = looks.setdefault("section", {})
    looks.setdefault("entries", {})
    known = {s.id: s for s in target.settings_schema.settings if s.has_value}
    for name, value in target.starting_settings().items():
        if name in known and name in capacity_for(target, target.settings_schema).place.looks:
            held.setdefault(name, value)
    pairs = _pairs(source.settings_schema.settings, target.settings_schema.settings)
    for name, value in (chosen.get("section") or {}).items():
        at = set_at(chosen, "section", name)
        goal = pairs.get(name)
        if at <= 1 or goal is None or set_at(looks, "section", goal.id) > at:
            continue
        if goal.type == "color_scheme_group":
            value = _schemes(source, target, name, goal, value, held.get(goal.id))
        held[goal.id] = value
        looks.setdefault(SET, {}).setdefault("section", {})[goal.id] = at


def _pairs(source: tuple[Setting, ...], target: tuple[Setting, ...]) -> dict[str, Setting]:
    """For each setting of the source the one of the target that means the same."""
    found: dict[str, Setting] = {}
    taken: set[str] = set()
    for setting in source:
        same = next((t for t in target if t.id == setting.id and models_alike(setting, t)), None)
        if same is not None:
            found[setting.id] = same
            taken.add(same.id)
    for setting in source:
        if setting.id in found or setting.type not in (*_BY_PART, "color_scheme_group"):
            continue
        part = part_of(setting)
        for other in target:
            if other.id in taken or other.type != setting.type:
                continue
            if setting.type == "color_scheme_group" or (part and part_of(other) == part):
                found[setting.id] = other
                taken.add(other.id)
                break
    return found


def part_of(setting: Setting) -> str:
    """The part that a colour or font plays, by the words of its id; empty if they do not say."""
    words = _WORDS.findall(setting.id.lower())
    joined = {"".join(words[at : at + 2]) for at in range(len(words))}
    return next((part for part, marks in _PARTS if marks & {*words, *joined}), "")


def models_alike(one: Setting, other: Setting) -> bool:
    """Whether both settings take the same values: the same type, choices and bounds."""
    return (
        one.type == other.type
        and {value for value, _ in one.options} == {value for value, _ in other.options}
        and (one.min, one.max, one.step, one.unit) == (other.min, other.max, other.step, other.unit)
    )


def _schemes(source: Pack, target: Pack, name: str, goal: Setting, value: Any, held: Any) -> Any:
    """Colour schemes by the roles of their colours; a scheme that the target has under the same name keeps the rest of its
    own colours."""
    origin = source.settings_schema.setting(name)
    ours, theirs = _roles(origin), _roles(goal)
    if not isinstance(value, dict):
        return held
    made: Json = dict(held) if isinstance(held, dict) else {}
    for scheme, said in value.items():
        colours = said.get("settings") if isinstance(said, dict) else None
        if not isinstance(colours, dict):
            continue
        own = dict((made.get(scheme) or {}).get("settings") or {})
        for role, setting in theirs.items():
            given = colours.get(ours.get(role, ""))
            if given is not None:
                own[setting] = given
        made[scheme] = {"settings": own}
    return made


def _roles(setting: Setting | None) -> dict[str, str]:
    """Which colour of a scheme plays which part."""
    said = setting.raw.get("role") if setting is not None else None
    roles = said if isinstance(said, dict) else {}
    return {role: name for role, name in roles.items() if isinstance(name, str)}
