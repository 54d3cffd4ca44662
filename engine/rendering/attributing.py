"""Which words and pictures of a section come from which of its settings, for whoever clicks on them in the editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.markup import plain_text
from engine.catalogue.models import Media
from engine.themes.schema import Setting

from .ahead import read_ahead
from .drops.media import ImageDrop
from .drops.sections import NONE
from .drops.settings import SettingsDrop
from .page import PageRenderer

_WORDS = frozenset({"html", "inline_richtext", "liquid", "richtext", "text", "textarea"})
_PLAIN = frozenset({"text", "textarea"})
_PICTURES = frozenset({"image_picker", "video"})
MOST_CHARACTERS = 5_000
"""Of a text; nobody clicks on a longer one as a whole."""


@dataclass(frozen=True)
class Held:
    """What a setting of a section (or of one of its blocks) holds: words, or the number of a picture."""

    block: str | None
    setting: str
    text: str = ""
    media: int | None = None

    def told(self) -> dict[str, Any]:
        """As data."""
        held = {"text": self.text} if self.media is None else {"media": self.media}
        return {"block": self.block, "setting": self.setting, **held}


def held_by(page: PageRenderer, section_id: str) -> list[Held]:
    """Everything that the settings of a section of *page* hold; nothing for a section that is not there."""
    found = page.values_of(section_id)
    if found is None:
        return []
    schema, values = found
    read_ahead(page, frozenset({section_id}))  # all pictures in one query
    return list(_held(page, None, schema.settings, schema.blocks, values))


def _held(
    page: PageRenderer, key: str | None, settings: Iterable[Setting], accepted: Any, values: Mapping[str, Any]
) -> Iterator[Held]:
    given = values.get("settings") or NONE
    drop = SettingsDrop(page.front, tuple(settings), given, page.color_schemes)
    for setting in settings:
        if setting.type in _WORDS:
            value = str(given.get(setting.id, setting.default) or "")
            text = value[:MOST_CHARACTERS] if setting.type in _PLAIN else plain_text(value, MOST_CHARACTERS)
            if text.strip():
                yield Held(key, setting.id, text=text)
        elif setting.type in _PICTURES:
            media = _media_of(drop.liquid_get(setting.id))
            if media is not None:
                yield Held(key, setting.id, media=media.id)
    for block_key, block in (values.get("blocks") or {}).items():
        kind = (
            page.pack.block_type(accepted, str(block.get("type") or "")) if isinstance(block, dict) else None
        )
        if kind is not None:
            yield from _held(page, block_key, kind.settings, kind.blocks, block)


def _media_of(value: object) -> Media | None:
    return value.media if isinstance(value, ImageDrop) else None
