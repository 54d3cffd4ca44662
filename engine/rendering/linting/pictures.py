"""Pictures: room kept for them while they load, and words for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.themes.packs import Pack

from .findings import Finding
from .sources import Sources


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every literal `<img>`."""
    for source in sources.pages():
        for image in source.markup.opening("img"):
            if not (image.has("width") and image.has("height")):
                missing = " and ".join(name for name in ("width", "height") if not image.has(name))
                yield source.finding_at(image.start, "image-size", f"a picture without {missing}")
            if not image.has("alt"):
                yield source.finding_at(image.start, "image-alt", "a picture without alt")
