"""Sections that stand at fixed places of a pack's layout."""

from __future__ import annotations

from engine.themes.packs import Pack
from engine.themes.sections import reader_of


def fixed_files(pack: Pack) -> list[str]:
    """Files of sections that the layout names one by one, in the order of their names."""
    placing = reader_of(pack).placing
    return sorted(
        file for file in pack.sections if any(place.startswith("layout:") for place in placing.of(file))
    )
