"""A binding as section data: `settings`, `blocks`, `block_order` of the target file, and the shape that is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .bind import Fit
from .content import Bundle, Item, Json, SectionContent
from .nodes import Node
from .rank import Candidate
from .slots import Static

Numbers = dict[int, int]


@dataclass(frozen=True)
class Pins:
    """What the merchant chose by hand: the file, and items for single settings of the section ({setting: `item.field`},
    where an empty text leaves the setting empty)."""

    file: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def binding(content: SectionContent, candidate: Candidate, pins: Pins | None = None) -> Json:
    """The shape of `models.SectionMatch.binding`: which setting shows which field of which item, as `item.field`; a list
    setting has a list of them."""
    assert candidate.fit is not None
    items = list(content.items())
    groups = [bundle.id for bundle in _bundles(content)]
    made = _Writer(items, groups).node(candidate.fit.root)
    for setting, target in (pins.fields if pins is not None else {}).items():
        made["settings"] = {k: v for k, v in made["settings"].items() if k != setting and v != target}
        if target:
            made["settings"][setting] = target
    return {
        "settings": made["settings"],
        "blocks": made["blocks"],
        "adjusted": adjustments(content, candidate.fit),
        "withheld": _withheld(items, made, candidate.fit)
        if pins and pins.fields
        else withheld(content, candidate),
    }


def values(content: SectionContent, bound: Json, looks: Json | None = None) -> Json:
    """The target file's section data: what the binding shows, with presentation that is carried over (`looks`)."""
    items = {item.id: item for item in content.items()}
    settings = {**(looks or {}), **_values(items, bound["settings"])}
    blocks, order = _blocks(items, bound["blocks"])
    return {"settings": settings, "blocks": blocks, "block_order": order}


def withheld(content: SectionContent, candidate: Candidate) -> list[Json]:
    """What a candidate does not show: type, role, id and field, with the reason."""
    items = list(content.items())
    if candidate.fit is None:
        lost = [(index, "") for index in range(len(items))]
    else:
        lost = list(candidate.withheld)
    by_item: dict[int, list[str]] = {}
    for index, name in lost:
        by_item.setdefault(index, []).append(name)
    features = [
        {"type": "feature", "role": name, "id": "", "shown_before": True} for name in candidate.features
    ]
    return [_lost(items[index], names) for index, names in sorted(by_item.items())] + features


def _lost(item: Item, names: list[str]) -> Json:
    fields = [name for name in names if name]
    whole = not fields or len(fields) >= len([k for k in item.value if k != "format"]) or "+" in fields[0]
    made: Json = {"type": item.type, "role": item.role, "id": item.id}
    if not whole:
        made["field"] = fields[0]
    made["shown_before"] = item.weight > 0
    return made


def _withheld(items: list[Item], made: Json, fit: Fit) -> list[Json]:
    """What is withheld once single fields were pinned: all that the binding does not name."""
    named = set(_targets(made))
    found = []
    for item in items:
        fields = [key for key in item.value if key != "format"]
        lost = [key for key in fields if f"{item.id}.{key}" not in named]
        if lost and not (item.type == "video" and len(lost) < len(fields)):
            found.append(_lost(item, lost))
    return found


def _targets(made: Json) -> Iterator[str]:
    for target in made["settings"].values():
        yield from target if isinstance(target, list) else [target]
    for block in made["blocks"]:
        yield from _targets(block)


_WHY = {
    "plain": "rich text becomes plain text",
    "unfolded": "an entry is shown as part of the section itself",
    "flattened": "entries inside an entry become entries of the section",
    "parted": "a part of an entry stands in a block of its own",
    "folded": "a part of the section becomes an entry",
}


def adjustments(content: SectionContent, fit: Fit) -> list[Json]:
    """What was changed to fit, and why."""
    items = list(content.items())
    groups = [bundle.id for bundle in _bundles(content)]
    found: list[Json] = []
    for what, number in dict.fromkeys(fit.adjusted):
        among = groups if what in ("unfolded", "flattened") else [item.id for item in items]
        found.append(
            {"what": what, "id": among[number] if 0 <= number < len(among) else "", "why": _WHY[what]}
        )
    return found


def _bundles(content: SectionContent) -> Iterator[Bundle]:
    yield content.lead
    for entry in content.entries:
        yield from _below(entry)


def _below(bundle: Bundle) -> Iterator[Bundle]:
    yield bundle
    for entry in bundle.entries:
        yield from _below(entry)


class _Writer:
    """Writes nodes as stored bindings; blocks at fixed places and containers are made on the way."""

    def __init__(self, items: list[Item], groups: list[str]) -> None:
        self.items = items
        self.groups = groups
        self.keys: set[str] = set()

    def node(self, node: Node, items: Numbers | None = None, groups: Numbers | None = None) -> Json:
        """One node; `items` and `groups` say what the numbers of a trial stand for here."""
        made: Json = {"settings": {}, "blocks": []}
        for (at, setting), (number, name) in sorted(node.values.items()):
            owner = made
            for key in at:
                owner = self._static(owner, key, node)
            if name:
                owner["settings"][setting] = self._target(number, name, items)
        lists: dict[str, list[str]] = {}
        for block in node.blocks:
            self._block(made, node, block, lists, items, groups)
        for setting, targets in lists.items():
            made["settings"][setting] = targets
        return made

    def _block(
        self,
        made: Json,
        node: Node,
        block: Node,
        lists: dict[str, list[str]],
        items: Numbers | None,
        groups: Numbers | None,
    ) -> None:
        kind, trial = block.kind, block.trial
        assert kind is not None
        number = block.group
        if groups is not None and number is not None:
            number = groups.get(number)
        inside = block
        if trial is not None:
            leaves = zip(trial.leaves, block.leaves, strict=True)
            items = {old.number: items[new.number] if items else new.number for old, new in leaves}
            pairs = zip(trial.groups, block.groups, strict=True)
            groups = {old: groups.get(new, new) if groups else new for old, new in pairs}
            inside = trial.node
        if kind.how == "block":
            owner = made
            for step in kind.wrapper:
                is_static = step.startswith("=")
                owner = self._static(owner, step[1:], node) if is_static else self._wrapper(owner, step)
            entry = self.groups[number] if number is not None and number >= 0 else None
            key = self._key(kind.name)
            inner = self.node(inside, items, groups)
            owner["blocks"].append({"key": key, "type": kind.name, "entry": entry, **inner})
            return
        here = kind.instances[block.instance] if kind.how == "group" else ()
        moved = {
            f.setting: g.setting
            for old, new in zip(kind.place.slots, here, strict=False)
            for f, g in zip(old.fields, new.fields, strict=True)
        }
        for (_, setting), (number, name) in inside.values.items():
            target = self._target(number, name, items)
            if kind.how == "list":
                lists.setdefault(setting, []).append(target)
            else:
                made["settings"][moved[setting]] = target

    def _target(self, number: int, name: str, items: Numbers | None) -> str:
        return f"{self.items[items[number] if items else number].id}.{name}"

    def _static(self, owner: Json, key: str, node: Node) -> Json:
        for block in owner["blocks"]:
            if block["key"] == key and block.get("static"):
                found: Json = block
                return found
        kind = next((s.type for s in _statics(node) if s.id == key), key)
        made: Json = {"key": key, "type": kind, "entry": None, "settings": {}, "blocks": [], "static": True}
        owner["blocks"].append(made)
        return made

    def _wrapper(self, owner: Json, kind: str) -> Json:
        last = owner["blocks"][-1] if owner["blocks"] else None
        if last is not None and last["type"] == kind and last.get("wraps"):
            wrapped: Json = last
            return wrapped
        made: Json = {
            "key": self._key(kind),
            "type": kind,
            "entry": None,
            "settings": {},
            "blocks": [],
            "wraps": True,
        }
        owner["blocks"].append(made)
        return made

    def _key(self, kind: str) -> str:
        """A key that no other block of the section has."""
        number = 1
        while f"{kind}-{number}" in self.keys:
            number += 1
        self.keys.add(f"{kind}-{number}")
        return f"{kind}-{number}"


def _statics(node: Node) -> Iterator[Static]:
    waiting = list(node.place.statics)
    while waiting:
        static = waiting.pop()
        yield static
        waiting.extend(static.statics)


def _values(items: Mapping[str, Item], bound: Mapping[str, str | list[str]]) -> Json:
    found: Json = {}
    for setting, target in bound.items():
        if isinstance(target, list):
            found[setting] = [_value(items, each) for each in target]
        elif (value := _value(items, target)) is not None:
            found[setting] = value
    return found


def _value(items: Mapping[str, Item], target: str) -> object:
    item_id, _, name = target.rpartition(".")
    item = items.get(item_id)
    return None if item is None else item.value.get(name)


def _blocks(items: Mapping[str, Item], bound: list[Json]) -> tuple[Json, list[str]]:
    blocks: Json = {}
    order: list[str] = []
    for each in bound:
        block: Json = {"type": each["type"], "settings": _values(items, each["settings"])}
        inner, inner_order = _blocks(items, each["blocks"])
        if inner:
            block["blocks"], block["block_order"] = inner, inner_order
        if each.get("static"):
            block["static"] = True
        else:
            order.append(each["key"])
        blocks[each["key"]] = block
    return blocks, order
