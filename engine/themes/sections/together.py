"""Putting a section's JSON together for a file, following a binding."""

from __future__ import annotations

from typing import Any

from engine.themes.packs import Pack

from .apart import Json, SectionParts, all_bundles, below, place_of
from .wording import converted

FLAGS = ("disabled", "static", "name")
_LOST = object()
LOCALES = "locales"
"""In an item, and in a section's values: what is said in other languages."""


def presentation_key(pack: Pack, file: str) -> str:
    """Under which name a file's presentation is kept: `pack/file`."""
    return f"{pack.name}/{file}"


class Together:
    """Puts one section's values together for a file, following a binding."""

    def __init__(self, content: Json, presentation: Json, unclassified: list[Any], key: str) -> None:
        self.items = {item["id"]: item for bundle in all_bundles(content) for item in bundle["items"]}
        self.looks = presentation.get(key) or {}
        self.loose: dict[str, Json] = {}
        for value in unclassified:
            if value.get("file", key) == key:
                self.loose.setdefault(value["place"], {})[value["setting"]] = value["value"]

    def section(self, binding: Json) -> Json:
        """Return the section's JSON: `settings`, `blocks`, `block_order`."""
        settings = self._values(binding, self.looks.get("section") or {}, "section")
        blocks, order = self.blocks(binding.get("blocks") or [], "")
        values: Json = {"settings": settings, "blocks": blocks, "block_order": order}
        spoken = self._spoken(binding)
        return {**values, LOCALES: spoken} if spoken else values

    def _spoken(self, binding: Json) -> Json:
        """What is said in other languages: by locale, the path of the block (empty for the section) and the setting."""
        if not any(item.get(LOCALES) for item in self.items.values()):
            return {}
        found: Json = {}

        def walk(node: Json, path: str) -> None:
            formats = node.get("formats") or {}
            for setting, target in (node.get("settings") or {}).items():
                item = self.items.get(target.rpartition(".")[0]) if isinstance(target, str) else None
                for locale, said in ((item or {}).get(LOCALES) or {}).items():
                    name = str(target).rpartition(".")[2]
                    if name in said:
                        value = said[name]
                        if setting in formats:
                            value = self._formed(str(target), value, formats[setting])
                        found.setdefault(locale, {}).setdefault(path, {})[setting] = value
            for block in node.get("blocks") or ():
                walk(block, below(path, block["key"]))

        walk(binding, "")
        return found

    def _values(self, node: Json, looks: Json, place: str) -> Json:
        values = {**(node.get("fixed") or {}), **looks, **self.loose.get(place, {})}
        formats = node.get("formats") or {}
        for setting, target in (node.get("settings") or {}).items():
            if isinstance(target, list):
                values[setting] = [v for each in target if (v := self._value(each)) is not _LOST]
            elif (value := self._value(target)) is not _LOST:
                values[setting] = (
                    self._formed(target, value, formats[setting]) if setting in formats else value
                )
        return values

    def _formed(self, target: str, value: Any, wanted: str) -> Any:
        """A text in the format of the setting that shows it."""
        item = self.items[target.rpartition(".")[0]]
        return converted(value, str(item["value"].get("format") or wanted), wanted)

    def _value(self, target: str) -> Any:
        item_id, _, name = target.rpartition(".")
        item = self.items.get(item_id)
        return _LOST if item is None else item["value"].get(name, _LOST)

    def blocks(self, bound: list[Json], path: str) -> tuple[Json, list[str]]:
        """The JSON of blocks that stand at a path, and their order."""
        blocks: Json = {}
        order: list[str] = []
        entry_looks = self.looks.get("entries") or {}
        for each in bound:
            own = below(path, each["key"])
            place = place_of(each.get("entry"), own)
            settings = self._values(each, entry_looks.get(place) or {}, place)
            if each.get("app") and isinstance(config := self._value(each["app"]), dict):
                settings = config
            block: Json = {"type": each["type"], "settings": settings}
            inner, inner_order = self.blocks(each.get("blocks") or [], own)
            if inner:
                block["blocks"], block["block_order"] = inner, inner_order
            for flag in FLAGS:
                if flag in each:
                    block[flag] = each[flag]
            blocks[each["key"]] = block
            if not each.get("aside"):
                order.append(each["key"])
        return blocks, order


def spoken_in(values: Json, locale: str) -> Json:
    """A section's values in a language, as far as it was translated."""
    said = (values.get(LOCALES) or {}).get(locale)
    if not said:
        return values

    def with_said(node: Json, path: str) -> Json:
        made = dict(node)
        if path in said:
            made["settings"] = {**(node.get("settings") or {}), **said[path]}
        if node.get("blocks"):
            made["blocks"] = {k: with_said(b, below(path, k)) for k, b in node["blocks"].items()}
        return made

    return with_said(values, "")


def put_together(pack: Pack, file: str, parts: SectionParts) -> Json:
    """The inverse of `take_apart` for the same pack and file."""
    key = presentation_key(pack, file)
    return Together(parts.content, parts.presentation, parts.unclassified, key).section(parts.binding)
