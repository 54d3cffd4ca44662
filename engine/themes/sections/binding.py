"""How a section file shows stored content: bindings made by the matching engine, and kept true when content has changed.

A binding of the engine says which setting shows what; here it is completed for the page: texts in the format of the
setting, hidden entries, and blanks where the theme's sample would show in place of a merchant's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.themes import matching
from engine.themes.matching import Candidate, Capacity, Pins, SectionContent
from engine.themes.matching.content import Bundle, Item
from engine.themes.matching.functions import FEATURES
from engine.themes.matching.slots import Kind, Static
from engine.themes.packs import SETTINGS_FILE, Pack
from engine.themes.roles import is_content
from engine.themes.schema import TEXTS, BlockType, SectionSchema

from .apart import Json, all_bundles, is_empty, targets_of
from .changing import Draft, Spot, put_in_order
from .wording import converted

NO_FEATURES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Binding:
    """A stored binding with what it comes to. `lost` is the weight of content that it withholds and did not before."""

    data: Json
    outcome: str
    held: float
    weight: float
    lost: float = 0.0


def bound(
    pack: Pack,
    schema: SectionSchema,
    stored: Json,
    content: SectionContent,
    candidate: Candidate,
    pins: Pins | None = None,
) -> Binding:
    """The binding of a candidate of the engine, completed. `stored` is the content as it is kept."""
    made = matching.binding(content, candidate, pins)
    made["features"] = list(candidate.features)
    if candidate.fit is not None and candidate.fit.torn:
        made["torn"] = True
    draft = Draft(pack, schema, stored, {}, [], made)
    return _completed(draft, content, set())


def updated(pack: Pack, file: str, binding: Json) -> Json:
    """A binding of an earlier version of a pack, by the names that settings have now; settings that are gone show nothing
    any more, so that what they showed is found a new place or listed as withheld."""
    schema = pack.settings_schema if file == SETTINGS_FILE else pack.sections[file]

    def node(given: Json, owner: str, accepted: tuple[BlockType, ...], known: frozenset[str]) -> Json:
        made = {**given}
        for part in ("settings", "fixed", "formats"):
            values = {pack.renames.setting(owner, n): v for n, v in (given.get(part) or {}).items()}
            if part in given:
                made[part] = {n: v for n, v in values.items() if n in known}
        made["blocks"] = []
        for block in given.get("blocks") or ():
            kind = pack.block_type(accepted, block["type"])
            if kind is None:
                continue
            names = frozenset(s.id for s in kind.settings)
            made["blocks"].append(node(block, f"blocks/{block['type']}", kind.blocks, names))
        return made

    return node(binding, file, schema.blocks, frozenset(s.id for s in schema.settings))


def rebound(
    pack: Pack, schema: SectionSchema, stored: Json, content: SectionContent, binding: Json
) -> Binding:
    """A stored binding after the content has changed: what is gone is taken out, what was moved follows, what came gets
    the places that are free. Nothing else is touched, so what nobody changed looks as it did."""
    draft = Draft(pack, schema, stored, {}, [], binding)
    before = {lost["id"] for lost in binding.get("withheld") or [] if lost.get("id")}
    known = {target for spot in spots(draft) for target in targets_of(spot.node)}
    _prune(draft)
    _follow_content(draft)
    _add_new(draft, content, before)
    return _completed(draft, content, before, is_own="features" not in binding, known=known)


def spots(draft: Draft) -> Iterator[Spot]:
    """The section and all its blocks, each before those inside it."""

    def below(spot: Spot) -> Iterator[Spot]:
        yield spot
        for node in list(spot.node.get("blocks") or ()):
            yield from below(draft.inside(spot, node))

    yield from below(draft.root())


# -- after a change ------------------------------------------------------------------------------------


def _prune(draft: Draft) -> None:
    """Take out what shows content that is gone."""
    bundles = {bundle["id"] for bundle in all_bundles(draft.content)}
    items = {item["id"] for bundle in all_bundles(draft.content) for item in bundle["items"]}

    def is_there(target: str) -> bool:
        return target.rpartition(".")[0].partition("#")[0] in items

    def prune(node: Json) -> None:
        for setting, target in list(node["settings"].items()):
            if isinstance(target, list):
                node["settings"][setting] = [each for each in target if is_there(each)]
                if target and not node["settings"][setting]:
                    del node["settings"][setting]
                    node.setdefault("fixed", {})[setting] = []
            elif not is_there(target):
                del node["settings"][setting]
                node.setdefault("fixed", {})[setting] = ""
        kept = []
        for block in node.get("blocks") or []:
            had = bool(targets_of(block)) or bool(block.get("blocks"))
            if block.get("entry") and block["entry"] not in bundles:
                continue
            if block.get("app") and not is_there(block["app"]):
                continue
            prune(block)
            has = bool(targets_of(block)) or bool(block.get("blocks"))
            if had and not has and not block.get("entry") and not block.get("static"):
                continue
            kept.append(block)
        node["blocks"] = kept

    prune(draft.binding)


def _order(content: Json) -> dict[str, int]:
    """The place of every bundle and item."""
    order: dict[str, int] = {}
    for bundle in all_bundles(content):
        order[bundle["id"]] = len(order)
        for item in bundle["items"]:
            order[item["id"]] = len(order)
    return order


def _follow_content(draft: Draft) -> None:
    """Blocks, references and repeated settings in the order of what they show."""
    order = _order(draft.content)

    def at(target: str) -> int:
        return order.get(target.rpartition(".")[0].partition("#")[0], len(order))

    for spot in spots(draft):
        blocks = spot.node.get("blocks") or []
        for parts in (False, True):
            places: dict[str, int] = {}
            shown = []
            for number, node in enumerate(blocks):
                targets = targets_of(node)
                is_part = not node.get("entry")
                if is_part != parts or node.get("static") or (is_part and not targets):
                    continue
                name = str(number)
                places[name] = order.get(node["entry"], 0) if not is_part else min(map(at, targets))
                shown.append({"id": name, "node": node})
            slots = [int(each["id"]) for each in shown]
            put_in_order(shown, places)
            for slot, each in zip(slots, shown, strict=True):
                blocks[slot] = each["node"]
        for setting, target in spot.node["settings"].items():
            if isinstance(target, list):
                spot.node["settings"][setting] = sorted(target, key=at)
        for kind in spot.place.kinds if spot.place is not None else ():
            if kind.how == "group" and not spot.at:
                _order_group(draft, spot, kind, order)


def _order_group(draft: Draft, spot: Spot, kind: Kind, order: dict[str, int]) -> None:
    """Repetitions of settings in the order of the entries that they show."""
    bound = spot.node["settings"]
    shown: list[tuple[int, dict[int, str]]] = []
    for slots in kind.instances:
        names = [f.setting for slot in slots for f in slot.fields]
        fields = {n: bound[s] for n, s in enumerate(names) if isinstance(bound.get(s), str)}
        holder = draft.holder(next(iter(fields.values()))) if fields else None
        if holder is not None:
            shown.append((order[holder["id"]], fields))
    ranked = sorted(shown, key=lambda each: each[0])
    if ranked == shown and len(shown) == _filled(bound, kind):
        return
    for slots in kind.instances:
        for each in (f.setting for slot in slots for f in slot.fields):
            if bound.pop(each, None) is not None:
                spot.node.setdefault("fixed", {}).setdefault(each, "")
    for (_, fields), slots in zip(ranked, kind.instances, strict=False):
        names = [f.setting for slot in slots for f in slot.fields]
        for n, target in fields.items():
            bound[names[n]] = target
            spot.node.get("fixed", {}).pop(names[n], None)


def _filled(bound: Json, kind: Kind) -> int:
    """How many repetitions, from the first, are in use without a gap."""
    count = 0
    for slots in kind.instances:
        if not any(f.setting in bound for slot in slots for f in slot.fields):
            break
        count += 1
    return count


def _add_new(draft: Draft, content: SectionContent, before: set[str]) -> None:
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
        _follow_content(draft)


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


# -- completing ----------------------------------------------------------------------------------------


def _completed(
    draft: Draft,
    content: SectionContent,
    before: set[str],
    *,
    is_own: bool = False,
    known: set[str] | None = None,
) -> Binding:
    """`is_own`: the file in which it was written; what is empty there shows what the merchant saw there."""
    _take_apps(draft, content)
    if not is_own:
        _statics(draft)
        _follow_content(draft)
    hidden = {b["id"]: bool(b.get("hidden")) for b in all_bundles(draft.content)}
    formats = {
        item["id"]: str(item["value"].get("format") or "")
        for bundle in all_bundles(draft.content)
        for item in bundle["items"]
        if item["type"] == "text"
    }
    for spot in list(spots(draft)):
        _format(spot, formats)
        entry = spot.node.get("entry") if spot.path else None
        if entry in hidden:
            if hidden[entry]:
                spot.node["disabled"] = True
            elif not is_own:
                spot.node.pop("disabled", None)
        if not is_own:
            _blank(spot)
    return _account(draft, content, before, known)


def _take_apps(draft: Draft, content: SectionContent) -> None:
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


def _format(spot: Spot, formats: dict[str, str]) -> None:
    """Say of texts that are shown in another format which one that is."""
    wanted = {s.id: s.type for s in spot.settings}
    made: Json = {}
    for setting, target in spot.node["settings"].items():
        if isinstance(target, str) and wanted.get(setting) in TEXTS:
            given = formats.get(target.rpartition(".")[0], "")
            if (
                given
                and given != wanted[setting]
                and converted("<b>a</b>\n\nb", given, wanted[setting]) != ("<b>a</b>\n\nb")
            ):
                made[setting] = wanted[setting]
    if made:
        spot.node["formats"] = made
    else:
        spot.node.pop("formats", None)


def _blank(spot: Spot) -> None:
    """Leave content settings empty that show nothing of the merchant's, where the schema has a sample."""
    fixed: Json = spot.node.get("fixed") or {}
    for setting in spot.settings:
        if not setting.has_value or not is_content(setting) or is_empty(setting.default):
            continue
        if setting.id not in spot.node["settings"] and setting.id not in fixed and not spot.node.get("app"):
            fixed[setting.id] = "" if setting.type in TEXTS or setting.type == "url" else None
    for name in spot.node["settings"]:
        fixed.pop(name, None)
    if fixed:
        spot.node["fixed"] = fixed
    else:
        spot.node.pop("fixed", None)


def _statics(draft: Draft) -> None:
    """Blocks at fixed places, so that their samples can be left out."""

    def add(node: Json, statics: tuple[Static, ...]) -> None:
        there = {block["key"]: block for block in node["blocks"]}
        for static in statics:
            block = there.get(static.id)
            if block is None:
                block = {"key": static.id, "type": static.type, "entry": None, "settings": {}, "blocks": []}
                node["blocks"].append(block)
            block["static"] = block["aside"] = True
            add(block, static.statics)

    add(draft.binding, draft.capacity.place.statics)


def _account(draft: Draft, content: SectionContent, before: set[str], known: set[str] | None) -> Binding:
    """What is withheld, and the outcome."""
    named = {target for spot in spots(draft) for target in targets_of(spot.node)}
    withheld: list[Json] = []
    held = weight = lost = 0.0
    for item in content.items():
        fields = [name for name in item.value if name not in ("format", "kind")]
        missing = [name for name in fields if f"{item.id}.{name}" not in named]
        weight += item.weight
        if not missing or (item.type == "video" and len(missing) < len(fields)):
            held += item.weight
            continue
        share = item.weight * len(missing) / len(fields)
        held += item.weight - share
        was_shown = known is None or any(f"{item.id}.{name}" in known for name in missing)
        if item.id not in before or (known is not None and was_shown):
            lost += share
        entry: Json = {"type": item.type, "role": item.role, "id": item.id, "shown_before": item.weight > 0}
        if len(missing) < len(fields):
            entry["field"] = missing[0]
        withheld.append(entry)
    features = draft.binding.get("features") or []
    withheld += [{"type": "feature", "role": name, "id": "", "shown_before": True} for name in features]
    weight += matching.content.WEIGHTS["feature"] * len(FEATURES.intersection(features))
    draft.binding["withheld"] = withheld
    missed = any(each["shown_before"] for each in withheld) or draft.binding.get("torn")
    outcome = matching.PARTIAL if missed else matching.MATCH
    return Binding(draft.binding, outcome, round(held, 3), round(weight, 3), round(lost, 3))


__all__ = ["Binding", "Json", "bound", "rebound", "spots"]
