"""The theme packs of this installation."""

from __future__ import annotations

from engine.base.settings import ROOT
from engine.liquid import TemplateError
from engine.themes.packs import Pack, PackLibrary

LIBRARY = PackLibrary(ROOT / "theme_packs")


def all_packs() -> list[Pack]:
    """Every pack that can be read, by title."""
    packs = [pack for name in LIBRARY.names() if (pack := pack_named(name)) is not None]
    return sorted(packs, key=lambda pack: pack.title.lower())


def pack_named(name: str) -> Pack | None:
    """The pack of that name; None when there is none or it cannot be read."""
    try:
        return LIBRARY.get(name)
    except TemplateError:
        return None
