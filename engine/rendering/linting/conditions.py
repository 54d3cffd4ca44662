"""`visible_if`: conditions of a schema, and the settings that they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.liquid import Environment, TemplateError
from engine.liquid.expressions import Variable
from engine.themes.packs import Pack

from .documents import Document, Place
from .findings import Finding
from .sources import Sources, expressions_below

_OUTPUT = re.compile(r"\s*\{\{-?(?P<inside>.*?)-?\}\}\s*", re.DOTALL)
_MOST_CHARACTERS = 2_000


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every condition of every schema."""
    language = Environment(compiles=False)
    theme = _ids(sources.documents.settings_schema)
    for folder, documents in (("section", sources.documents.sections), ("block", sources.documents.blocks)):
        for document in documents.values():
            if isinstance(document.data, dict):
                own = _of(document.data)
                yield from _list(
                    language, document, ("settings",), document.data, {folder: own, "settings": theme}
                )
                for at, kind in enumerate(_listed(document.data.get("blocks"))):
                    known = {"section": own, "block": _of(kind), "settings": theme}
                    yield from _list(language, document, ("blocks", at, "settings"), kind, known)
    schema = sources.documents.settings_schema
    if schema is not None:
        for at, group in enumerate(_listed(schema.data)):
            yield from _list(language, schema, (at, "settings"), group, {"settings": theme})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _of(owner: Any) -> set[str]:
    settings = owner.get("settings") if isinstance(owner, dict) else None
    return {str(s["id"]) for s in _listed(settings) if isinstance(s, dict) and isinstance(s.get("id"), str)}


def _ids(document: Document | None) -> set[str]:
    return (
        {name for group in _listed(document.data) for name in _of(group)} if document is not None else set()
    )


def _list(
    language: Environment, document: Document, place: Place, owner: Any, known: dict[str, set[str]]
) -> Iterator[Finding]:
    settings = owner.get("settings") if isinstance(owner, dict) else None
    for at, setting in enumerate(_listed(settings)):
        condition = setting.get("visible_if") if isinstance(setting, dict) else None
        if isinstance(condition, str):
            for said in _faults(language, condition, known):
                yield document.finding((*place, at, "visible_if"), "visible-if", said)


def _faults(language: Environment, condition: str, known: dict[str, set[str]]) -> Iterator[str]:
    written = _OUTPUT.fullmatch(condition[:_MOST_CHARACTERS])
    if written is None or "{{" in written["inside"]:
        yield "'visible_if' must be one `{{ … }}`"
        return
    try:
        tree = language.parse_file(condition, "visible_if")
    except TemplateError as error:
        yield f"'visible_if' cannot be read: {error.problem.message}"
        return
    for node in tree.nodes:
        for expression in node.expressions():
            for each in expressions_below(expression):
                if isinstance(each, Variable):
                    yield from _path(each.path, known)


def _path(path: Any, known: dict[str, set[str]]) -> Iterator[str]:
    steps = [str(step) for step in path]
    if steps[0] == "settings":
        place, name = "settings", steps[1] if len(steps) > 1 else ""
    else:
        place, name = steps[0], steps[2] if len(steps) > 2 and steps[1] == "settings" else ""
    if place not in ("section", "block", "settings"):
        yield f"'visible_if' may ask for `section.settings`, `block.settings` and `settings`, not for '{place}'"
    elif place in known and name and name not in known[place]:
        yield f"'visible_if' asks for a setting '{name}' that is not there"
