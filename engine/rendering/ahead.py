"""Reading ahead: what the sections of a page point at, each kind in one query, before the first of them is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.base.bounded import Bounded
from engine.themes.packs import Pack
from engine.themes.queries import GROUP, SETTINGS, ShownSection
from engine.themes.schema import SectionSchema

from . import references
from .drops.product import ProductDrop

if TYPE_CHECKING:
    from .page import PageRenderer


def dom_id_of(section: ShownSection) -> str:
    """The id of a section's element, but for its beginning."""
    return f"{section.template.removeprefix(GROUP) if section.template.startswith(GROUP) else 'template'}__{section.key}"


def read_ahead(page: PageRenderer, only: frozenset[str] | None = None) -> None:
    """Read at once what the settings of all sections of a page (or of `only` some) point at."""
    pairs: list[tuple[str, Any]] = []
    shelves: list[Any] = []
    for template, sections in page.shown.sections.items():
        if template not in (page.template_name, SETTINGS) and not template.startswith(GROUP):
            continue
        for section in sections:
            if only is not None and not {section.key, dom_id_of(section)} & only:
                continue
            schema = (
                page.pack.settings_schema if template == SETTINGS else page.pack.sections.get(section.file)
            )
            if schema is not None:
                # What the theme settings point at is mostly shown elsewhere: only their pictures are fetched.
                kinds = ("image_picker", "video") if template == SETTINGS else None
                pairs += _pointed(page.pack, schema, section.values, kinds)
                if template != SETTINGS:
                    shelves += _shelves_of(schema, section.values)
    logo = page.visit.store.row.logo_media_id
    if logo is not None:
        pairs.append(("image_picker", logo))
    references.prefetch(page.front, pairs)
    references.expect_shelves(page.front, shelves)
    product = page.subject.objects.get("product") if page.head.template == "product" else None
    if isinstance(product, ProductDrop):
        sections = page.shown.sections.get(page.template_name, ())
        shown = [s.file for s in sections if only is None or s.key in only]
        references.expect_beside(page.front, product, shown)


_KNOWN: Bounded[tuple[int, int], tuple[Any, Any, list[tuple[str, Any]]]] = Bounded(4_096)
"""What values point at, with the schema and the values that it was read off: both are the same objects from page to page."""


def _pointed(
    pack: Pack, schema: Any, values: dict[str, Any], kinds: tuple[str, ...] | None
) -> list[tuple[str, Any]]:
    """(type, value) of each setting of a section and its blocks, of these types only."""
    key = (id(schema), id(values))
    known = _KNOWN.get(key)
    if known is None:
        found: list[tuple[str, Any]] = []
        _gather(pack, schema, values, found, kinds)
        known = _KNOWN.keep(key, (schema, values, found))
    return known[2]


def _gather(
    pack: Pack,
    schema: Any,
    values: dict[str, Any],
    pairs: list[tuple[str, Any]],
    kinds: tuple[str, ...] | None = None,
) -> None:
    given = values.get("settings") or {}
    chosen = (s for s in schema.settings if s.has_value and (kinds is None or s.type in kinds))
    pairs.extend((s.type, given.get(s.id, s.default)) for s in chosen)
    for block in (values.get("blocks") or {}).values():
        if isinstance(block, dict):
            kind = pack.block_type(schema.blocks, str(block.get("type") or ""))
            if kind is not None:
                _gather(pack, kind, block, pairs)


def _shelves_of(schema: SectionSchema, values: dict[str, Any]) -> list[Any]:
    """The collections that a section itself is about, not its blocks."""
    given = values.get("settings") or {}
    return [given.get(s.id, s.default) for s in schema.settings if s.type == "collection"]
