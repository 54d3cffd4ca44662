"""Which settings can show a piece of content (`item.field`), for moving it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.themes.models import SectionData, SectionMatch
from engine.themes.packs import Pack
from engine.themes.queries import SETTINGS
from engine.themes.schema import BlockType, Setting
from engine.themes.sections.apart import Json, all_bundles
from engine.themes.sections.changing import Draft, Spot, spots

from .ground import matches_of

_FIELDS = {
    "image_picker": ("image", "file"),
    "video": ("video", "file"),
    "video_url": ("video", "url"),
    "url": ("link", "url"),
    "product": ("product", "ref"),
    "collection": ("collection", "ref"),
    "page": ("page", "ref"),
    "blog": ("blog", "ref"),
    "article": ("article", "ref"),
    "link_list": ("menu", "ref"),
    "metaobject": ("record", "ref"),
    "html": ("code", "code"),
    "liquid": ("code", "code"),
}
"""What settings of a type can show: the type of an item and its field. All others are for texts."""
_TEXTS = frozenset({"text", "textarea", "richtext", "inline_richtext"})


@dataclass(frozen=True)
class Opening:
    """A setting that can show a piece of content. `shows`: the piece (`item.field`) that stands there now, or empty."""

    setting: Setting
    address: str
    """The setting's id, or `BLOCK/SETTING`, where the block is named by what it shows."""
    block: BlockType | None = None
    number: int = 0
    """Which of the blocks of its type, from one."""
    shows: str = ""
    value: object = None


def openings(session: StoreSession, pack: Pack, section_id: int, target: str) -> list[Opening]:
    """The settings of the file in use that can show a piece of the section's content: the section's own, then those of
    its blocks. Raises NotFound."""
    data = session.find(SectionData, section_id)
    if data is None or data.removed_at is not None:
        raise NotFound("record.not_found")
    item, name = item_of(data.content, target)
    rows = matches_of(session, [section_id]).get(section_id, [])
    match = next((m for m in rows if m.pack == pack.name and m.is_current and not m.part), None)
    if match is None:
        return []
    found = []
    counts: dict[str, int] = {}
    for spot in _spots(pack, data, match):
        number = 0
        if spot.kind is not None:
            number = counts[spot.kind.type] = counts.get(spot.kind.type, 0) + 1
        bound = spot.node.get("settings") or {}
        for setting in spot.settings:
            if not setting.has_value or not takes(setting, item, name):
                continue
            shown = bound.get(setting.id)
            shows = shown if isinstance(shown, str) else ""
            value = _value_of(data.content, shows) if shows else None
            found.append(Opening(setting, _address(spot, setting), spot.kind, number, shows, value))
    return found


def setting_of(pack: Pack, data: SectionData, match: SectionMatch, address: str) -> Setting | None:
    """The setting at an address; None if the section or its blocks have none there."""
    for spot in _spots(pack, data, match):
        name = setting_at(spot, address)
        setting = next((s for s in spot.settings if s.id == name and s.has_value), None)
        if setting is not None:
            return setting
    return None


def setting_at(spot: Spot, address: str) -> str | None:
    """The id of a setting at an address, if the address is one of that section or block."""
    place, _, name = address.rpartition("/")
    return name if place == (spot.name if spot.path else "") else None


def _address(spot: Spot, setting: Setting) -> str:
    return f"{spot.name}/{setting.id}" if spot.path else setting.id


def _spots(pack: Pack, data: SectionData, match: SectionMatch) -> Iterator[Spot]:
    """The section and, where one file alone shows it, its blocks."""
    schema = pack.settings_schema if data.template == SETTINGS else pack.sections.get(match.file)
    if schema is None:
        return
    draft = Draft(pack, schema, data.content, {}, [], match.binding)
    for spot in spots(draft):
        if not spot.path or not (match.binding.get("split") or spot.node.get("app")):
            yield spot


def _value_of(content: Json, target: str) -> object:
    try:
        item, name = item_of(content, target)
    except NotFound:
        return None
    value: object = item["value"][name]
    return value


def item_of(content: Json, target: str) -> tuple[Json, str]:
    """The item that a target names, and its field. Raises NotFound."""
    item_id, _, name = target.rpartition(".")
    for bundle in all_bundles(content):
        for item in bundle["items"]:
            if item["id"] == item_id and name in item["value"]:
                return item, name
    raise NotFound("record.not_found")


def takes(setting: Setting, item: Json, name: str) -> bool:
    """Whether a setting can show a field of an item."""
    if setting.type in _TEXTS:
        return name in ("text", "label")
    return _FIELDS.get(setting.type) == (item["type"], name)


def as_setting(item: Json, name: str) -> Setting:
    """A setting that would take this piece of content, for its form and for checking a new value."""
    if name == "text":
        return Setting(name, str(item["value"].get("format") or "text"))
    if name == "label":
        return Setting(name, "text")
    kind = next((k for k, what in _FIELDS.items() if what == (item["type"], name)), "text")
    return Setting(name, kind)
