"""How a section file shows stored content: bindings made by the matching engine, and kept true when content has changed.

A binding of the engine says which setting shows what; here it is completed for the page: texts in the format of the
setting, hidden entries, and blanks where the theme's sample would show in place of a merchant's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.themes import matching
from engine.themes.matching import Candidate, Pins, SectionContent
from engine.themes.matching.functions import FEATURES
from engine.themes.matching.slots import Static
from engine.themes.packs import SETTINGS_FILE, Pack
from engine.themes.roles import is_content
from engine.themes.schema import TEXTS, BlockType, SectionSchema

from .adding import add_new, take_apps
from .apart import Json, all_bundles, is_empty, targets_of
from .changing import Draft, Spot, spots
from .following import follow_content, prune
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
    prune(draft)
    follow_content(draft)
    add_new(draft, content, before)
    return _completed(draft, content, before, is_own="features" not in binding, known=known)


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
    take_apps(draft, content)
    if not is_own:
        _statics(draft)
        follow_content(draft)
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


__all__ = ["Binding", "Json", "bound", "rebound", "updated"]
