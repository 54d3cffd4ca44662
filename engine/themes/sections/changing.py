"""A section's data and binding while they are changed through the file that shows it.

What is changed in any theme is changed in the content, so every theme shows it: a value goes to the item that the setting
is bound to, a block that is moved moves its entry.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.errors import NotFound, Refused
from engine.themes.matching import Capacity
from engine.themes.matching.slots import Kind, Place, Slot
from engine.themes.packs import Pack
from engine.themes.roles import is_content, is_presentation
from engine.themes.rules import checked_value
from engine.themes.schema import BlockType, SectionSchema, Setting

from .apart import Apart, Json, all_bundles, below, hide, is_empty, new_id, place_of, renamed, targets_of
from .readers import capacity_for
from .wording import converted


@dataclass
class Spot:
    """A section or block: its node in the binding, what it declares, what it can hold, and the bundle that it fills.
    `at` leads through blocks at fixed places, whose settings belong to the place around them."""

    node: Json
    settings: tuple[Setting, ...]
    blocks: tuple[BlockType, ...]
    place: Place | None
    bundle: Json
    path: str = ""
    at: tuple[str, ...] = ()
    kind: BlockType | None = None
    """What a block is; the section itself is none."""

    @property
    def name(self) -> str:
        """Under which name presentation is kept."""
        return place_of(self.node.get("entry"), self.path) if self.path else "section"


class Draft:
    """Copies of a section's data and binding. `content`, `presentation`, `unclassified` and `binding` are the result."""

    def __init__(
        self,
        pack: Pack,
        schema: SectionSchema,
        content: Json,
        presentation: Json,
        unclassified: list[Any],
        binding: Json,
    ) -> None:
        self.pack, self.schema = pack, schema
        self.key = f"{pack.name}/{schema.file}"
        self.capacity: Capacity = capacity_for(pack, schema)
        self.content: Json = copy.deepcopy(content)
        self.presentation: Json = copy.deepcopy(presentation)
        self.unclassified: list[Any] = copy.deepcopy(unclassified)
        self.binding: Json = copy.deepcopy(binding)
        self.looks: Json = self.presentation.setdefault(self.key, {})
        self.looks.setdefault("section", {})
        self.looks.setdefault("entries", {})

    # -- finding ---------------------------------------------------------------------------------------

    def root(self) -> Spot:
        """The section itself."""
        return Spot(
            self.binding, self.schema.settings, self.schema.blocks, self.capacity.place, self.content["lead"]
        )

    def spot(self, key: str) -> Spot | None:
        """A block at any depth, by its path (`row/slide`), else the first one of that key."""
        return self._find(self.root(), key, by_path=True) or self._find(self.root(), key)

    def around(self, spot: Spot) -> Spot:
        """The section or block that a block stands in."""
        parent = spot.path.rpartition("/")[0]
        found = self.spot(parent) if parent else self.root()
        assert found is not None
        return found

    def keys(self) -> set[str]:
        """The keys of all blocks."""
        return {node["key"] for block in self.binding["blocks"] for node, _ in _nodes(block, block["key"])}

    def _find(self, around: Spot, key: str, *, by_path: bool = False) -> Spot | None:
        for node in around.node.get("blocks") or []:
            inner = self.inside(around, node)
            if key == (inner.path if by_path else node["key"]):
                return inner
            found = self._find(inner, key, by_path=by_path)
            if found is not None:
                return found
        return None

    def inside(self, around: Spot, node: Json) -> Spot:
        """A block of a section or block, by its node."""
        kind = self.pack.block_type(around.blocks, node["type"]) or BlockType(node["type"])
        path = below(around.path, node["key"])
        place, at, bundle = around.place, (*around.at, node["key"]), around.bundle
        if place is None or not _is_static(place, at):
            wrapper = tuple(f"={key}" for key in around.at)
            held = (place.kind(node["type"], wrapper) if place else None) or self.capacity.blocks.get(
                node["type"]
            )
            place, at = (held.place if held is not None else None), ()
        entry = node.get("entry")
        if entry:
            bundle = next((b for b in all_bundles(self.content) if b["id"] == entry), bundle)
        return Spot(node, kind.settings, kind.blocks, place, bundle, path, at, kind)

    def item(self, target: str) -> Json | None:
        """The item of a target, as it is kept."""
        item_id = target.rpartition(".")[0]
        return next((i for b in all_bundles(self.content) for i in b["items"] if i["id"] == item_id), None)

    def entries_of(self, bundle: Json) -> list[Json]:
        """The entries of a bundle; those of the lead are the section's."""
        found: list[Json] = (
            self.content["entries"] if bundle is self.content["lead"] else bundle.setdefault("entries", [])
        )
        return found

    # -- values ----------------------------------------------------------------------------------------

    def set_values(self, spot: Spot, values: Mapping[str, Any], *, checked: bool = True) -> None:
        """Write values of a section or block. Raises Refused for unknown settings and bad values."""
        known = {s.id: s for s in spot.settings if s.has_value}
        for name, raw in values.items():
            setting = known.get(name)
            if setting is None:
                raise Refused("themes.setting_unknown", field=name, setting=name)
            self.set_value(spot, setting, checked_value(setting, raw) if checked else raw)

    def set_value(self, spot: Spot, setting: Setting, value: Any) -> None:
        """Write one value that was checked."""
        bound = spot.node["settings"]
        listed = _list_kind(spot, setting.id)
        target = bound.get(setting.id)
        if listed is not None and (isinstance(value, list) or is_empty(value)):
            self._set_list(spot, setting, listed, value or [])
        elif isinstance(target, str) and (item := self.item(target)) is not None:
            self._write(item, target.rpartition(".")[2], setting, value)
        elif is_presentation(setting):
            self._looks_of(spot)[setting.id] = value
        elif is_content(setting) and is_empty(value):
            bound.pop(setting.id, None)
            self._loosen(spot, setting.id)
            spot.node.setdefault("fixed", {})[setting.id] = value
        elif not self._file(spot, setting, value):
            self._loosen(spot, setting.id)
            self.unclassified.append(
                {"place": spot.name, "setting": setting.id, "value": value, "file": self.key}
            )

    def _write(self, item: Json, name: str, setting: Setting, value: Any) -> None:
        held = item["value"]
        if name == "text":
            given = str(held.get("format") or setting.type)
            if value == converted(held.get("text"), given, setting.type):
                return  # as it is shown here: what another theme can show of it stays
            value = converted(value, setting.type, given)
        held[name] = value

    def _looks_of(self, spot: Spot) -> Json:
        if not spot.path:
            section: Json = self.looks["section"]
            return section
        entry: Json = self.looks["entries"].setdefault(spot.name, {})
        return entry

    def _loosen(self, spot: Spot, name: str) -> None:
        """Forget an untyped value of a setting, which is about to get another one."""
        where = (spot.name, name)
        self.unclassified = [
            u
            for u in self.unclassified
            if (u["place"], u["setting"]) != where or u.get("file", self.key) != self.key
        ]

    def _file(self, spot: Spot, setting: Setting, value: Any) -> bool:
        """Make an item of a value that had none; a label whose address is bound joins that link."""
        found = _slot_of(spot, setting.id)
        if found is None:
            return False
        slot, instance = found
        name = next(f.name for f in slot.fields if f.setting == setting.id)
        bound = spot.node["settings"]
        spot.node.get("fixed", {}).pop(setting.id, None)
        self._loosen(spot, setting.id)
        mates = [bound.get(f.setting) for f in slot.fields if f.setting != setting.id]
        item = next((i for t in mates if isinstance(t, str) and (i := self.item(t)) is not None), None)
        if item is None or name in item["value"]:
            item = {"id": new_id(), "type": slot.type, "role": slot.role, "value": {}}
            bundle = spot.bundle if instance is None else self._bundle_of(spot, instance)
            bundle["items"].append(item)
        item["value"][name] = value
        if name == "text":
            item["value"]["format"] = setting.type
        bound[setting.id] = f"{item['id']}.{name}"
        return True

    def _bundle_of(self, spot: Spot, slots: tuple[Slot, ...]) -> Json:
        """The entry that one repetition of a group of settings is; a new one if all of it was empty."""
        for slot in slots:
            for each in slot.fields:
                target = spot.node["settings"].get(each.setting)
                if isinstance(target, str):
                    bundle = self.holder(target)
                    if bundle is not None:
                        return bundle
        made: Json = {"id": new_id(), "items": [], "entries": []}
        self.entries_of(spot.bundle).append(made)
        return made

    def holder(self, target: str) -> Json | None:
        """The bundle that the item of a target lies in."""
        item_id = target.rpartition(".")[0]
        return next(
            (b for b in all_bundles(self.content) if any(i["id"] == item_id for i in b["items"])), None
        )

    def _set_list(self, spot: Spot, setting: Setting, kind: Kind, refs: list[Any]) -> None:
        """A list of references: each is an entry, which keeps what else it holds when the list is put in order."""
        bound = spot.node["settings"]
        before = bound.get(setting.id)
        old = list(before) if isinstance(before, list) else []
        held = {t: item["value"].get("ref") for t in old if (item := self.item(t)) is not None}
        slot, targets = kind.place.slots[0], []
        for ref in refs:
            target = next((t for t, value in held.items() if value == ref), None)
            if target is None:
                item = {"id": new_id(), "type": slot.type, "role": slot.role, "value": {"ref": ref}}
                self.entries_of(spot.bundle).append({"id": new_id(), "items": [item], "entries": []})
                target = f"{item['id']}.ref"
            held.pop(target, None)
            targets.append(target)
        self.remove_items(t.rpartition(".")[0] for t in held)
        spot.node.get("fixed", {}).pop(setting.id, None)
        if targets:
            bound[setting.id] = targets
        else:
            bound.pop(setting.id, None)
            spot.node.setdefault("fixed", {})[setting.id] = []
        self._follow()

    # -- blocks ----------------------------------------------------------------------------------------

    def add_block(self, key: str, block: Json, parent: str | None = None, at: int | None = None) -> Json:
        """Put a block (`type`, `settings`, `blocks`) into the section or into the block `parent`, at a position or at
        the end; returns its node. Raises NotFound for an unknown parent."""
        around = self.root() if parent is None else self.spot(parent)
        if around is None:
            raise NotFound("record.not_found")
        apart = Apart(self.pack, self.schema, capacity=self.capacity)
        data = {"blocks": {key: block}, "block_order": [key]}
        depth = around.path.count("/") + 1 if around.path else 0
        where = around.path or "section"
        wrapper = tuple(f"={step}" for step in around.at)
        added = apart.extractor.inside(around.place or Place(), data, where, wrapper, depth)
        apart.name_bundle(added)
        node = apart.block(key, block, around.blocks, around.path, depth + 1)
        made = renamed({"lead": added.as_json(), "entries": []}, apart.ids)["lead"]
        around.bundle["items"] += made["items"]
        self.entries_of(around.bundle).extend(made["entries"])
        siblings = around.node.setdefault("blocks", [])
        siblings.insert(len(siblings) if at is None else at, node)
        self.looks["entries"].update(apart.looks)
        self.unclassified += apart.unclassified
        hide(self.content, self.binding["blocks"])
        self._follow()
        return node

    def copy_unseen(self, old: Json, new: Json) -> None:
        """Give a copied block's entry what the original's holds and this file does not show, and its looks in others."""
        bundles = {bundle["id"]: bundle for bundle in all_bundles(self.content)}
        source, target = bundles.get(old.get("entry") or ""), bundles.get(new.get("entry") or "")
        if source is not None and target is not None:
            shown = {t.rpartition(".")[0] for node, _ in _nodes(old, "") for t in targets_of(node)}
            for item in source["items"]:
                if item["id"] not in shown:
                    target["items"].append({**copy.deepcopy(item), "id": new_id()})
            for key, looks in self.presentation.items():
                entries = looks.get("entries") or {}
                if key != self.key and source["id"] in entries:
                    entries[target["id"]] = copy.deepcopy(entries[source["id"]])
        for inner, copied in zip(old.get("blocks") or [], new.get("blocks") or [], strict=False):
            self.copy_unseen(inner, copied)

    def remove_block(self, key: str) -> None:
        """Take a block out with all that it shows, in every theme. Raises NotFound."""
        spot = self.spot(key)
        if spot is None:
            raise NotFound("record.not_found")
        around = self.around(spot)
        around.node["blocks"] = [node for node in around.node["blocks"] if node is not spot.node]
        gone = list(_nodes(spot.node, spot.path))
        entries = {node["entry"] for node, _ in gone if node.get("entry")}
        _without(self.content, entries)
        self.remove_items({t.rpartition(".")[0] for node, _ in gone for t in targets_of(node)})
        places = {place_of(node.get("entry"), path) for node, path in gone}
        for place in places:
            self.looks["entries"].pop(place, None)
        self.unclassified = [u for u in self.unclassified if u["place"] not in places]

    def remove_items(self, ids: Iterable[str]) -> None:
        """Take items out of the content, and bundles that held nothing else."""
        gone = set(ids)
        emptied = {
            b["id"]
            for b in all_bundles(self.content)[1:]
            if b["items"] and not b.get("entries") and all(i["id"] in gone for i in b["items"])
        }
        for bundle in all_bundles(self.content):
            bundle["items"] = [item for item in bundle["items"] if item["id"] not in gone]
        _without(self.content, emptied)

    def order_blocks(self, keys: list[str], parent: str | None = None) -> None:
        """Put the blocks of the section, or of the block `parent`, into this order. Raises Refused unless `keys` are
        exactly those blocks, NotFound for an unknown parent."""
        around = self.root() if parent is None else self.spot(parent)
        if around is None:
            raise NotFound("record.not_found")
        nodes = {node["key"]: node for node in around.node.get("blocks") or []}
        if sorted(nodes) != sorted(keys):
            raise Refused("themes.order_incomplete")
        around.node["blocks"] = [nodes[key] for key in keys]
        self._follow()

    def hide_block(self, key: str, hidden: bool) -> None:
        """Hide a block in every theme, or show it again. Raises NotFound."""
        spot = self.spot(key)
        if spot is None:
            raise NotFound("record.not_found")
        if hidden:
            spot.node["disabled"] = True
        else:
            spot.node.pop("disabled", None)
        hide(self.content, self.binding["blocks"])

    def _follow(self) -> None:
        """Put entries and items into the order in which the file shows them."""
        order: dict[str, int] = {}
        holders = {i["id"]: b["id"] for b in all_bundles(self.content) for i in b["items"]}

        def note(what: str) -> None:
            order.setdefault(what, len(order))

        def walk(node: Json) -> None:
            for target in targets_of(node):
                item = target.rpartition(".")[0]
                note(item)
                note(holders.get(item, ""))
            for block in node.get("blocks") or []:
                if block.get("entry"):
                    note(block["entry"])
                walk(block)

        for block in self.binding["blocks"]:
            if block.get("entry"):
                note(block["entry"])
            walk(block)
        lists = [t for t in self.binding["settings"].values() if isinstance(t, list)]
        for target in [t for each in lists for t in each]:
            note(holders.get(target.rpartition(".")[0], ""))
        put_in_order(self.content["entries"], order)
        for bundle in all_bundles(self.content):
            put_in_order(bundle["items"], order)
            put_in_order(bundle.setdefault("entries", []), order)


def spots(draft: Draft) -> Iterator[Spot]:
    """The section and all its blocks, each before those inside it."""

    def below(spot: Spot) -> Iterator[Spot]:
        yield spot
        for node in list(spot.node.get("blocks") or ()):
            yield from below(draft.inside(spot, node))

    yield from below(draft.root())


def put_in_order(things: list[Json], order: Mapping[str, int]) -> None:
    """Sort those that have a place in the order among themselves; the others stay where they are."""
    slots = [at for at, each in enumerate(things) if each["id"] in order]
    ranked = sorted((things[at] for at in slots), key=lambda each: order[each["id"]])
    for at, each in zip(slots, ranked, strict=True):
        things[at] = each


def _without(content: Json, gone: set[str]) -> None:
    content["entries"] = [entry for entry in content["entries"] if entry["id"] not in gone]
    for bundle in all_bundles(content):
        bundle["entries"] = [entry for entry in bundle.get("entries") or () if entry["id"] not in gone]


def _nodes(node: Json, path: str) -> Iterable[tuple[Json, str]]:
    yield node, path
    for inner in node.get("blocks") or []:
        yield from _nodes(inner, below(path, inner["key"]))


def _is_static(place: Place, at: tuple[str, ...]) -> bool:
    """Whether blocks at fixed places lead that way."""
    wrapper = tuple(f"={key}" for key in at)
    return any(slot.at[: len(at)] == at for slot in place.slots) or any(
        kind.wrapper[: len(at)] == wrapper for kind in place.kinds if kind.wrapper
    )


def _slot_of(spot: Spot, setting: str) -> tuple[Slot, tuple[Slot, ...] | None] | None:
    """The slot of a setting, with its repetition if it stands in a repeated group."""
    if spot.place is None:
        return None
    for slot in spot.place.slots:
        if slot.at == spot.at and any(f.setting == setting for f in slot.fields):
            return slot, None
    for kind in spot.place.kinds:
        for instance in kind.instances:
            for slot in instance:
                if slot.at == spot.at and any(f.setting == setting for f in slot.fields):
                    return slot, instance
    return None


def _list_kind(spot: Spot, setting: str) -> Kind | None:
    if spot.place is None:
        return None
    kinds = (k for k in spot.place.kinds if k.how == "list" and k.name == setting)
    return next((k for k in kinds if k.place.slots[0].at == spot.at), None)
