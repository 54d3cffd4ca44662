"""Schemas, theme settings, locales and JSON templates: whether they look as the public format says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.themes.packs import Pack

from . import schema_shapes
from .documents import Document, Documents, Place
from .findings import Finding
from .shapes import Check, Fault, anything, listed, shape, text, values
from .sources import Sources

_APPS = "shopify://apps/"


def _or_null(check: Check) -> Check:
    return lambda value: iter(()) if value is None else check(value)


def _block(value: Any) -> Iterator[Fault]:
    yield from shape({"type": text, **_INSIDE}, needs=("type",), is_open=True, of="a block of a template")(
        value
    )


_INSIDE: dict[str, Check] = {
    "settings": _or_null(values(anything)),
    "blocks": _or_null(values(_block)),
    "block_order": _or_null(listed),
}
_use = shape({"type": text, **_INSIDE}, needs=("type",), is_open=True, of="a section of a template")
_TEMPLATE = shape(
    {"sections": values(_use), "order": _or_null(listed)}, needs=("sections",), is_open=True, of="a template"
)


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every schema, JSON template, section group and locale."""
    documents = sources.documents
    yield from documents.faults
    if "layout/theme.liquid" not in pack.files:
        yield Finding.at("layout/theme.liquid", (0, 0), "missing-file", "the pack has no such file")
    for document, expected in _shaped(documents):
        yield from (_said(document, fault) for fault in expected(document.data))
        yield from _twice(document)
    for document, place, data, order in documents.beginnings():
        yield from _template(pack, document, place, data, order)


def _shaped(documents: Documents) -> Iterator[tuple[Document, Check]]:
    yield from ((document, schema_shapes.section) for document in documents.sections.values())
    yield from ((document, schema_shapes.block) for document in documents.blocks.values())
    yield from ((document, schema_shapes.locale) for document in documents.locales.values())
    yield from ((document, _TEMPLATE) for document in documents.templates.values())
    yield from ((document, _TEMPLATE) for document in documents.groups.values())
    if documents.settings_schema is not None:
        yield documents.settings_schema, schema_shapes.theme_settings


def _said(document: Document, fault: Fault) -> Finding:
    return document.finding(fault.place, fault.kind, fault.message)


def settings_lists(value: Any, place: Place = ()) -> Iterator[tuple[Place, list[Any]]]:
    """Every list of settings in a schema: the section's own and those of its kinds of blocks, or those of theme groups."""
    if isinstance(value, dict):
        if isinstance(value.get("settings"), list):
            yield (*place, "settings"), value["settings"]
        yield from settings_lists(value.get("blocks"), (*place, "blocks"))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            if isinstance(item, dict):
                yield from settings_lists(item, (*place, at))


def _twice(document: Document) -> Iterator[Finding]:
    """Settings of one name; those of all groups of theme settings share their names."""
    shared = isinstance(document.data, list)
    seen: set[str] = set()
    for place, settings in settings_lists(document.data):
        seen = seen if shared else set()
        for at, setting in enumerate(settings):
            name = setting.get("id") if isinstance(setting, dict) else None
            if isinstance(name, str) and name in seen:
                message = f"two settings are called '{name}'; the second is left out"
                yield document.finding((*place, at, "id"), "duplicate-setting", message)
            elif isinstance(name, str):
                seen.add(name)


# -- templates and groups ------------------------------------------------------------------------------


def _template(
    pack: Pack, document: Document, around: Place, data: dict[str, Any], order: str
) -> Iterator[Finding]:
    sections = data.get("sections")
    if not isinstance(sections, dict):
        return
    yield from _order(document, (*around, order), data.get(order), sections, "section", order)
    for key, use in sections.items():
        name = use.get("type") if isinstance(use, dict) else None
        if not isinstance(name, str) or name.startswith(_APPS):
            continue
        place: Place = (*around, "sections", key)
        schema = pack.sections.get(name)
        if f"sections/{name}.liquid" not in pack.files:
            message = f"section '{key}' names sections/{name}.liquid, which is not there"
            yield document.finding((*place, "type"), "missing-section", message)
        elif schema is not None:
            yield from _blocks(pack, document, place, schema, use)


def _order(
    document: Document, place: Place, order: Any, known: dict[str, Any], what: str, name: str = "order"
) -> Iterator[Finding]:
    for at, key in enumerate(order if isinstance(order, list) else ()):
        if not isinstance(key, str) or key not in known:
            yield document.finding(
                (*place, at), "schema", f"'{name}' names a {what} '{key}' that is not there"
            )


def _blocks(
    pack: Pack, document: Document, place: Place, owner: Any, data: dict[str, Any]
) -> Iterator[Finding]:
    blocks = data.get("blocks")
    if not isinstance(blocks, dict):
        return
    yield from _order(document, (*place, "block_order"), data.get("block_order"), blocks, "block")
    for key, block in blocks.items():
        here: Place = (*place, "blocks", key)
        name = str(block.get("type") or "") if isinstance(block, dict) else ""
        if name.startswith(_APPS):
            message, cure = (
                f"block '{key}' belongs to an application",
                "Applications add nothing to themes here; the block is left out.",
            )
            yield document.finding((*here, "type"), "not-here", message, cure)
            continue
        kind = pack.block_type(owner.blocks, name)
        if kind is None:
            message = f"block '{key}' is of an unknown type '{name}'"
            yield document.finding((*here, "type"), "missing-block", message)
        else:
            yield from _blocks(pack, document, here, kind, block)
