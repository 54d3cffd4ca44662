"""What a binding shows, kept in step with content that has changed: what is gone is taken out, what was moved follows."""

from __future__ import annotations

from engine.themes.matching.slots import Kind

from .apart import Json, all_bundles, targets_of
from .changing import Draft, Spot, put_in_order, spots


def prune(draft: Draft) -> None:
    """Take out what shows content that is gone."""
    bundles = {bundle["id"] for bundle in all_bundles(draft.content)}
    items = {item["id"] for bundle in all_bundles(draft.content) for item in bundle["items"]}

    def is_there(target: str) -> bool:
        return target.rpartition(".")[0].partition("#")[0] in items

    def visit(node: Json) -> None:
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
            visit(block)
            has = bool(targets_of(block)) or bool(block.get("blocks"))
            if had and not has and not block.get("entry") and not block.get("static"):
                continue
            kept.append(block)
        node["blocks"] = kept

    visit(draft.binding)


def _order(content: Json) -> dict[str, int]:
    """The place of every bundle and item."""
    order: dict[str, int] = {}
    for bundle in all_bundles(content):
        order[bundle["id"]] = len(order)
        for item in bundle["items"]:
            order[item["id"]] = len(order)
    return order


def follow_content(draft: Draft) -> None:
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
