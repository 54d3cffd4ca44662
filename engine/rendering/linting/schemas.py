"""Schemas, settings and JSON templates: what the reader of packs refuses, and what they name that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.liquid import Problem, TemplateError
from engine.liquid.errors import position
from engine.themes.packs import Pack, TemplateFile

from .findings import Finding
from .sources import Sources

_APPS = "shopify://apps/"
_CURE = "Add the file, or take the entry out."


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every schema, JSON template and section group."""
    for problem in _problems(pack):
        yield Finding.of(problem, "schema")
    if "layout/theme.liquid" not in pack.files:
        cure = "Every page stands in it: add the file."
        yield Finding("layout/theme.liquid", 0, 0, "the pack has no such file", "missing-file", cure)
    for template in (*pack.templates.values(), *pack.groups.values()):
        yield from _template(pack, template)


def _problems(pack: Pack) -> Iterator[Problem]:
    try:
        yield from pack.check()
    except TemplateError as error:
        yield error.problem
    for name in pack.names("locales", ".json"):
        try:
            pack.json(f"locales/{name}.json")
        except TemplateError as error:
            yield error.problem


def _template(pack: Pack, template: TemplateFile) -> Iterator[Finding]:
    for use in template.sections:
        schema = pack.sections.get(use.file)
        if schema is None:
            if f"sections/{use.file}.liquid" not in pack.files:
                message = f"section '{use.key}' names sections/{use.file}.liquid, which is not there"
                yield _at(pack, template.path, use.file, message, "missing-section")
            continue
        yield from _blocks(pack, template.path, schema, use.data)


def _blocks(pack: Pack, path: str, owner: Any, data: dict[str, Any]) -> Iterator[Finding]:
    blocks = data.get("blocks")
    for key, block in blocks.items() if isinstance(blocks, dict) else ():
        name = str(block.get("type") or "") if isinstance(block, dict) else ""
        if name.startswith(_APPS):
            cure = "Applications add nothing to themes here; the block is left out."
            yield _at(
                pack, path, name, f"block '{key}' belongs to an application", "not-here", cure, "warning"
            )
            continue
        kind = pack.block_type(owner.blocks, name)
        if kind is None:
            yield _at(pack, path, name, f"block '{key}' is of an unknown type '{name}'", "missing-block")
        else:
            yield from _blocks(pack, path, kind, block)


def _at(
    pack: Pack, path: str, name: str, message: str, kind: str, cure: str = _CURE, severity: str = "error"
) -> Finding:
    text = pack.text(path) or ""
    match = re.search(rf'"type"\s*:\s*"{re.escape(name)}"', text)
    line, column = position(text, match.start()) if match else (1, 1)
    return Finding(path, line, column, message, kind, cure, severity)
