"""Taking a section's JSON apart: content in the platform's types, presentation, and what nothing types, with the binding
that puts the same JSON together again, exact to the value.

What is content and which part it plays is what the matching engine reads from schema and Liquid, so the content is the
same however a file expresses it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.themes.matching import Capacity
from engine.themes.matching.content import Bundle, SectionContent
from engine.themes.matching.extract import Extractor, blocks_in_order
from engine.themes.packs import Pack
from engine.themes.roles import is_content, is_presentation
from engine.themes.schema import BlockType, SectionSchema, Setting

from .readers import capacity_for

Json = dict[str, Any]
NewId = Callable[[], str]
MAX_DEPTH = 8
FLAGS = ("disabled", "static", "name")


def new_id() -> str:
    """A short id for a bundle or item; unique within one section data."""
    return secrets.token_hex(5)


@dataclass
class SectionParts:
    """A section's values, taken apart. Shapes as in `models.SectionData` and `models.SectionMatch`. `functions` and
    `main` are what the section does."""

    content: Json
    presentation: Json
    unclassified: list[Any]
    binding: Json = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    main: str = ""


def place_of(entry: str | None, path: str) -> str:
    """Under which name a block's presentation and untyped values are kept: its bundle, else its path."""
    return entry or f"block:{path}"


def below(path: str, key: str) -> str:
    """The path of a block inside a block; the section itself has none."""
    return f"{path}/{key}" if path else key


class Apart:
    """Takes one section apart."""

    def __init__(
        self, pack: Pack, schema: SectionSchema, make_id: NewId = new_id, capacity: Capacity | None = None
    ) -> None:
        self.pack = pack
        self.schema = schema
        self.key = f"{pack.name}/{schema.file}"
        self.make_id = make_id
        self.capacity = capacity or capacity_for(pack, schema)
        self.extractor = Extractor(self.capacity, keeps_empty=True)
        self.ids: dict[str, str] = {}
        self.unclassified: list[Any] = []
        self.looks: dict[str, Json] = {}

    def section(self, data: Json) -> SectionParts:
        """Take a section's JSON (`settings`, `blocks`, `block_order`) apart."""
        found = self.extractor.content(data)
        self.name(found)
        settings, fixed, looks = self.values(self.schema.settings, data.get("settings") or {}, "", "section")
        blocks = self.blocks(self.schema.blocks, data, "")
        content = renamed(found.as_json(), self.ids)
        hide(content, blocks)
        return SectionParts(
            content=content,
            presentation={self.key: {"section": looks, "entries": self.looks}},
            unclassified=self.unclassified,
            binding={
                "settings": settings,
                **fixed,
                "blocks": blocks,
                "adjusted": [],
                "withheld": [],
            },
            functions=found.functions,
            main=found.main,
        )

    def name(self, found: SectionContent) -> None:
        """Give bundles and items ids of their own, since those of the reading are places in the JSON."""
        for bundle in (found.lead, *found.entries):
            self.name_bundle(bundle)

    def name_bundle(self, bundle: Bundle) -> None:
        """The same for one bundle with all inside."""
        self.ids[f"bundle {bundle.id}"] = self.make_id()
        for item in bundle.items:
            self.ids[item.id] = self.make_id()
        for entry in bundle.entries:
            self.name_bundle(entry)

    def target(self, read: str) -> str:
        """A target of the reading with the item's own id."""
        item, _, name = read.rpartition(".")
        return f"{self.ids[item]}.{name}"

    def values(
        self, settings: tuple[Setting, ...], given: Json, path: str, place: str
    ) -> tuple[Json, Json, Json]:
        """Where each given value went: targets of content, `fixed` values that are none, and presentation."""
        known = {s.id: s for s in settings if s.has_value}
        bound: Json = {}
        fixed: Json = {}
        looks: Json = {}
        where = path or "section"
        for name, value in given.items():
            read = self.extractor.filed.get((where, name))
            setting = known.get(name)
            if isinstance(read, list):
                bound[name] = [self.target(each) for each in read]
            elif read is not None:
                bound[name] = self.target(read)
            elif setting is not None and is_presentation(setting):
                looks[name] = value
            elif setting is not None and is_content(setting) and is_empty(value):
                fixed[name] = value
            else:
                self.unclassified.append({"place": place, "setting": name, "value": value, "file": self.key})
        return bound, {"fixed": fixed} if fixed else {}, looks

    def blocks(self, accepted: tuple[BlockType, ...], data: Json, path: str, depth: int = 1) -> list[Json]:
        """The binding of every block, in order; those that the order leaves out come last."""
        listed = data.get("block_order")
        ordered = set(listed) if isinstance(listed, list) and listed else None
        found = []
        for key, block in blocks_in_order(data):
            made = self.block(key, block, accepted, path, depth)
            if ordered is not None and key not in ordered:
                made["aside"] = True
            found.append(made)
        return found

    def block(self, key: str, block: Json, accepted: tuple[BlockType, ...], path: str, depth: int) -> Json:
        """The binding of one block."""
        kind_name = str(block.get("type") or "")
        kind = self.pack.block_type(accepted, kind_name) or BlockType(kind_name)
        own = below(path, key)
        opened = self.extractor.opened.get(own)
        entry = self.ids[f"bundle {opened}"] if opened is not None else None
        place = place_of(entry, own)
        made: Json = {"key": key, "type": kind_name, "entry": entry}
        app = self.extractor.filed.get((own, ""))
        if isinstance(app, str):
            made.update(app=self.target(app), settings={})
        else:
            bound, fixed, looks = self.values(kind.settings, block.get("settings") or {}, own, place)
            made.update(settings=bound, **fixed)
            if looks:
                self.looks[place] = looks
        made["blocks"] = self.blocks(kind.blocks, block, own, depth + 1) if depth < MAX_DEPTH else []
        for flag in FLAGS:
            if flag in block:
                made[flag] = block[flag]
        return made


def is_empty(value: Any) -> bool:
    """Whether a value says that a setting stays empty."""
    return value is None or value == "" or value == [] or value == {}


def renamed(content: Json, ids: dict[str, str]) -> Json:
    """Content with ids of its own in place of those of the reading."""

    def bundle(read: Json) -> Json:
        return {
            "id": ids[f"bundle {read['id']}"],
            "items": [{**item, "id": ids[item["id"]]} for item in read["items"]],
            "entries": [bundle(entry) for entry in read["entries"]],
        }

    return {"lead": bundle(content["lead"]), "entries": [bundle(entry) for entry in content["entries"]]}


def hide(content: Json, blocks: list[Json]) -> None:
    """Mark what hidden blocks hold: hidden in every theme, until it is shown again."""
    bundles = {bundle["id"]: bundle for bundle in all_bundles(content)}
    items = {item["id"]: item for bundle in bundles.values() for item in bundle["items"]}

    def mark(bound: list[Json], is_hidden: bool) -> None:
        for each in bound:
            now = is_hidden or bool(each.get("disabled"))
            if each.get("entry") in bundles:
                set_flag(bundles[each["entry"]], now)
            for target in targets_of(each):
                item = items.get(target.rpartition(".")[0])
                if item is not None and not each.get("entry"):
                    set_flag(item, now)
            mark(each.get("blocks") or [], now)

    mark(blocks, False)


def set_flag(what: Json, is_hidden: bool) -> None:
    """Say of a bundle or item that it is hidden, or no longer."""
    if is_hidden:
        what["hidden"] = True
    else:
        what.pop("hidden", None)


def targets_of(node: Json) -> list[str]:
    """What a block or section shows in its own settings."""
    found: list[str] = [node["app"]] if node.get("app") else []
    for target in (node.get("settings") or {}).values():
        found += target if isinstance(target, list) else [target]
    return found


def all_bundles(content: Json) -> list[Json]:
    """Every bundle, the lead first, in order."""
    found: list[Json] = []

    def walk(bundle: Json) -> None:
        found.append(bundle)
        for entry in bundle.get("entries") or ():
            walk(entry)

    for bundle in (content["lead"], *content["entries"]):
        walk(bundle)
    return found


def take_apart(pack: Pack, schema: SectionSchema, data: Json, make_id: NewId = new_id) -> SectionParts:
    """Take a section's JSON apart into content, presentation, unclassified values and a binding. Raises KeyError for a
    file that the pack does not have."""
    return Apart(pack, schema, make_id).section(data)
