"""What came to the content since it was bound: it gets the places that are free, and nothing else is moved for it."""

from __future__ import annotations

from dataclasses import replace

from engine.themes import matching
from engine.themes.matching import Candidate, Capacity, SectionContent
from engine.themes.matching.content import Bundle, Item

from .apart import Json, targets_of
from .changing import Draft, Spot, spots
from .following import follow_content


def take_apps(draft: Draft, content: SectionContent) -> None:
    """Blocks of apps that nothing shows yet, where the section takes any app's."""
    if not draft.capacity.place.takes_apps:
        return
    named = {target for spot in spots(draft) for target in targets_of(spot.node)}
    taken = draft.keys()
    for item in content.items():
        target = f"{item.id}.config"
        is_app = item.type == "feature" and "config" in item.value and target not in named
        if is_app and len(draft.binding["blocks"]) < draft.schema.max_blocks:
            block: Json = {"key": "app-1", "type": str(item.value.get("kind") or "@app"), "entry": None}
            block |= {"settings": {}, "blocks": [], "app": target}
            draft.binding["blocks"].append(_renamed(block, taken))


def add_new(draft: Draft, content: SectionContent, before: set[str]) -> None:
    """Give what came since the places that are free: in the block of its entry, else as the engine would put it."""
    named = {t for spot in spots(draft) for t in targets_of(spot.node)}
    shown = {target.rpartition(".")[0] for target in named}
    nodes = {spot.node["entry"]: spot for spot in spots(draft) if spot.path and spot.node.get("entry")}
    new_lead = [i for i in content.lead.items if i.id not in shown and i.id not in before]
    left = [item for item in new_lead if not _take(draft.root(), item)]
    entries: list[Bundle] = []

    def visit(bundle: Bundle, around: list[Bundle]) -> None:
        fresh = [i for i in bundle.items if i.id not in shown and i.id not in before]
        is_shown = bundle.id in nodes or any(item.id in shown for item in bundle.all_items())
        if not is_shown:
            if fresh or any(i.id not in before for i in bundle.all_items()):
                around.append(bundle)
            return
        for item in fresh:
            if bundle.id in nodes:
                _take(nodes[bundle.id], item)
        inner: list[Bundle] = []
        for entry in bundle.entries:
            visit(entry, inner)
        if inner and bundle.id in nodes:
            _merge(draft, nodes[bundle.id], Bundle("", ()), tuple(inner))

    for entry in content.entries:
        visit(entry, entries)
    if left or entries:
        _merge(draft, draft.root(), Bundle(content.lead.id, tuple(left)), tuple(entries))
        follow_content(draft)


def _take(spot: Spot, item: Item) -> bool:
    """Put an item into a free slot of a section or block, first of all one of the same role."""
    slots = [s for s in (spot.place.slots if spot.place else ()) if s.type == item.type and s.at == spot.at]
    free = [s for s in slots if s.seen and not any(f.setting in spot.node["settings"] for f in s.fields)]
    for slot in sorted(free, key=lambda s: s.role != item.role):
        if slot.role != item.role and (_is_named(slot.role) or _is_named(item.role)):
            continue
        if item.type == "text" and slot.role != item.role and {slot.role, item.role} & _OWN_ROLES:
            continue
        for each in slot.fields:
            if each.name in item.value:
                spot.node["settings"][each.setting] = f"{item.id}.{each.name}"
                spot.node.get("fixed", {}).pop(each.setting, None)
        return True
    return False


def _is_named(role: str) -> bool:
    """Whether a role says which one thing something is: the logo, the address on one network."""
    return ":" in role or role in ("logo", "favicon", "share")


_OWN_ROLES = frozenset({"label", "alt", "described", "author", "question", "quote"})
"""Texts that are something else than a line or passage; none of them takes the place of another."""


def _merge(draft: Draft, around: Spot, lead: Bundle, entries: tuple[Bundle, ...]) -> None:
    """Bind content by itself, and take over what has room beside what is there."""
    capacity: Capacity = draft.capacity
    if around.path:
        if around.place is None:
            return
        capacity = replace(capacity, place=around.place, memo={}, trials={})
    content = SectionContent(lead, entries)
    fit = matching.bind(capacity, matching.shaped(content))
    found = matching.binding(content, Candidate(capacity.file, "", "", fit=fit, withheld=fit.withheld))
    node = around.node
    for setting, target in found["settings"].items():
        held = node["settings"].get(setting)
        if isinstance(held, list) and isinstance(target, list):
            node["settings"][setting] = held + target
        elif held is None:
            node["settings"][setting] = target
            node.get("fixed", {}).pop(setting, None)
    taken = draft.keys()
    most = draft.schema.max_blocks if not around.path else 200
    for block in found["blocks"]:
        kind = next((b for b in around.blocks if b.type == block["type"]), None)
        same = sum(1 for each in node["blocks"] if each["type"] == block["type"])
        is_full = kind is not None and kind.limit is not None and same >= kind.limit
        if block.get("static") or is_full or len(node["blocks"]) >= most:
            continue
        node["blocks"].append(_renamed(block, taken))


def _renamed(block: Json, taken: set[str]) -> Json:
    """A block with keys that nothing has."""
    base, number, key = block["key"].rpartition("-")[0] or block["key"], 1, block["key"]
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key)
    return {**block, "key": key, "blocks": [_renamed(inner, taken) for inner in block["blocks"]]}
