"""A theme as its author laid it out, with products of the shop where the author left a place for some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

from engine.base.db import StoreSession
from engine.themes.packs import Pack
from engine.themes.queries import SETTINGS, ShownSection, ShownTheme, starting_theme
from engine.themes.schema import BlockType, Setting

from .authoring.samples import collection_handles, product_handles

MOST_SHELVES, MOST_PRODUCTS, IN_A_LIST = 6, 12, 6


def sample_theme(session: StoreSession, pack: Pack) -> ShownTheme:
    """What *pack* starts with, its empty places for products and collections filled with the shop's own. Writes nothing
    and needs no theme of the store. Two queries."""
    start = starting_theme(pack)
    filling = _Filling(collection_handles(session, MOST_SHELVES), product_handles(session, MOST_PRODUCTS))
    sections = {
        template: tuple(one if template == SETTINGS else filling.section(pack, one) for one in found)
        for template, found in start.sections.items()
    }
    return ShownTheme(start.theme, sections)


class _Filling:
    """Hands out collections and products in turn, so that two sections show different ones."""

    def __init__(self, shelves: list[str], products: list[str]) -> None:
        self._next: dict[str, Iterator[str]] = {}
        if shelves:
            self._next["collection"] = cycle(shelves)
        if products:
            self._next["product"] = cycle(products)

    def section(self, pack: Pack, shown: ShownSection) -> ShownSection:
        """The section with nothing left empty that the shop could fill."""
        schema = pack.sections.get(shown.file)
        if schema is None:
            return shown
        return replace(
            shown, values=self._filled(pack, schema.settings, schema.blocks, shown.values), digest=b""
        )

    def _filled(
        self,
        pack: Pack,
        settings: Iterable[Setting],
        accepted: tuple[BlockType, ...],
        values: Mapping[str, Any],
    ) -> dict[str, Any]:
        given = dict(values.get("settings") or {})
        for setting in settings:
            if not given.get(setting.id) and not setting.default:
                found = self._value(setting.type)
                if found:
                    given[setting.id] = found
        blocks = {}
        for key, block in (values.get("blocks") or {}).items():
            kind = (
                pack.block_type(accepted, str(block.get("type") or "")) if isinstance(block, dict) else None
            )
            blocks[key] = block if kind is None else self._filled(pack, kind.settings, kind.blocks, block)
        return {**values, "settings": given, "blocks": blocks}

    def _value(self, kind: str) -> str | list[str] | None:
        base = kind.removesuffix("_list")
        source = self._next.get(base)
        if source is None or base == kind:
            return next(source) if source is not None else None
        return list(dict.fromkeys(islice(source, IN_A_LIST)))
