"""Finding for each section the file that shows it in a theme, and keeping what was found true.

A match that was stored is kept as long as it shows all that it showed: what nobody changed looks as it did, also after
years in another theme. Where it would drop something new, the theme's files are ranked again, and it wins ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes import matching
from engine.themes.matching import MATCH, NO_MATCH, Pins, Ranking, SectionContent
from engine.themes.models import SectionData, SectionMatch
from engine.themes.packs import SETTINGS_FILE, Pack
from engine.themes.queries import SETTINGS
from engine.themes.sections import capacity_for, presentation_key
from engine.themes.sections.apart import Json
from engine.themes.sections.binding import Binding, bound, rebound, updated
from engine.themes.sections.presentation import carry

from . import splitting
from .ground import ONLY_IN, Ground, knows, matches_of, sections_of
from .settings import carry_settings, models_alike, settings_binding

OFFERED = 6
"""Files that are remembered as alternatives."""
NO_FILE = ""
"""The file of a match that says: nothing in this theme shows the section, or there is nothing to show yet."""


@dataclass(frozen=True)
class Settled:
    """How a theme shows one section. `match` is the stored row; its file is empty where nothing fits."""

    data: SectionData
    match: SectionMatch
    changed: bool


def settle(session: StoreSession, ground: Ground, section_ids: list[int] | None = None) -> list[Settled]:
    """Find or refresh the matches of all sections (or some) in the ground's target. Writes matches and carried
    presentation only; no content is touched, and shoppers see nothing of it."""
    matches = matches_of(session, section_ids)
    found = []
    for data in sections_of(session):
        if section_ids is not None and data.id not in section_ids:
            continue
        if data.context.get(ONLY_IN) not in (None, ground.target.name):
            continue
        if not knows(ground.target, data.template):
            continue
        found.append(settle_one(session, ground, data, matches.get(data.id, [])))
    session.flush()
    return found


def settle_one(
    session: StoreSession, ground: Ground, data: SectionData, matches: list[SectionMatch]
) -> Settled:
    """The same for one section."""
    own = [m for m in matches if m.pack == ground.target.name]
    current = next((m for m in own if m.is_current and not m.part), None)
    home = ground.home(data, matches)
    was_updated = current is not None and _is_of_another_version(ground, data, current)
    if current is not None:
        _follow_author(ground, data, current)
        if _holds(ground, data, current):
            return Settled(data, current, False)
    if current is not None and current.binding.get("split"):
        parts = _split_again(session, ground, data, matches, current)
        if parts is not None:
            return Settled(data, parts, True)
    if data.template == SETTINGS:
        made = _settings(ground, data, current, home)
        return Settled(data, _store(session, ground, data, own, SETTINGS_FILE, made, current), True)
    content = ground.content(data, home)
    if current is not None and current.file in ground.target.sections:
        kept = rebound(
            ground.target,
            ground.target.sections[current.file],
            data.content,
            content,
            current.binding,
        )
        is_kept = kept.lost <= 0 and not _ranks_anew(ground, current)
        if is_kept or current.pinned or was_updated:
            _carry(ground, data, home, current.file, kept)
            return Settled(data, _store(session, ground, data, own, current.file, kept, current), True)
    if not content.functions and not any(item.weight for item in content.items()):
        nothing = Binding({"settings": {}, "blocks": [], "adjusted": [], "withheld": []}, MATCH, 0.0, 0.0)
        return Settled(data, _store(session, ground, data, own, NO_FILE, nothing, None), True)
    ranking = ranked(ground, data, home, matches)
    best = ranking.best
    if best is None:
        empty = Binding({"settings": {}, "blocks": [], **_told(ranking, content)}, NO_MATCH, 0.0, 0.0)
        return Settled(data, _store(session, ground, data, own, NO_FILE, empty, None), True)
    made = show(ground, data, home, best.file, ranking)
    return Settled(data, _store(session, ground, data, own, best.file, made, None), True)


def _ranks_anew(ground: Ground, current: SectionMatch) -> bool:
    return (
        ground.is_trial
        and not current.pinned
        and current.file != SETTINGS_FILE
        and "ranked_at" in current.binding
    )


def _split_again(
    session: StoreSession,
    ground: Ground,
    data: SectionData,
    matches: list[SectionMatch],
    current: SectionMatch,
) -> SectionMatch | None:
    """The parts of a section that several files show, after it was changed; None if they no longer hold all of it."""
    try:
        return splitting.split(session, ground, data, matches, list(current.binding["split"]))[0]
    except Refused:
        for match in matches:
            if match.pack == ground.target.name and match.part:
                match.is_current, match.part = False, 0
        current.binding = {name: v for name, v in current.binding.items() if name != "split"}
        return None


def _follow_author(ground: Ground, data: SectionData, current: SectionMatch) -> None:
    """A pack that was updated: files and settings by the names that their author gives them now."""
    pack = ground.target
    if not _is_of_another_version(ground, data, current):
        return
    new = pack.renames.file(current.file)
    if new != current.file and current.file not in pack.sections and new in pack.sections:
        _rename_looks(data, pack, current.file, new)
        current.file = new
    elif pack.renames.settings:
        _rename_looks(data, pack, current.file, current.file)
    if current.file in pack.sections or current.file == SETTINGS_FILE:
        before = current.binding
        current.binding = {**updated(pack, current.file, before), "version": pack.version}
        if current.binding.get("settings") != before.get("settings") or current.binding[
            "blocks"
        ] != before.get("blocks"):
            current.data_revision = 0  # what it shows is looked at anew


def _is_of_another_version(ground: Ground, data: SectionData, current: SectionMatch) -> bool:
    made_in = current.binding.get("version")
    if made_in is None and data.context.get("pack") == ground.target.name:
        made_in = data.context.get("version")
    return made_in is not None and made_in != ground.target.version


def _rename_looks(data: SectionData, pack: Pack, old: str, new: str) -> None:
    looks = dict(data.presentation)
    held = looks.pop(f"{pack.name}/{old}", None)
    if held is None:
        return
    named = {pack.renames.setting(new, n): v for n, v in (held.get("section") or {}).items()}
    data.presentation = {**looks, f"{pack.name}/{new}": {**held, "section": named}}


def _holds(ground: Ground, data: SectionData, current: SectionMatch) -> bool:
    if current.data_revision != data.revision:
        return False
    if _ranks_anew(ground, current) and current.binding.get("ranked_at") != data.revision:
        return False
    return current.file in (NO_FILE, SETTINGS_FILE) or current.file in ground.target.sections


def ranked(
    ground: Ground,
    data: SectionData,
    home: tuple[Any, str] | None,
    matches: list[SectionMatch],
    pins: Pins | None = None,
) -> Ranking:
    """Every file of the target for a section."""
    content = ground.judged(ground.content(data, home), home)
    return matching.match(content, ground.capacities.values(), pins, ground.context(data, home, matches))


def show(
    ground: Ground,
    data: SectionData,
    home: tuple[Any, str] | None,
    file: str,
    ranking: Ranking,
    pins: Pins | None = None,
) -> Binding:
    """The binding of a section to a file that was ranked, with what else there was to choose."""
    schema = ground.target.sections[file]
    content = ground.content(data, home)
    candidate = next((c for c in ranking.candidates if c.file == file), None)
    if candidate is None or candidate.fit is None or ranking.content is not content:
        fit = matching.bind(capacity_for(ground.target, schema), matching.shaped(content))
        candidate = matching.Candidate(file, "", "", fit=fit, withheld=fit.withheld)
    made = bound(ground.target, schema, data.content, content, candidate, pins)
    made.data.update(_told(ranking, content))
    _carry(ground, data, home, file, made)
    return made


def _told(ranking: Ranking, content: SectionContent) -> Json:
    """What the report and the list of choices say without ranking again."""
    told: Json = {
        "splits": [list(files) for files in ranking.splits],
        "offered": [
            {"file": c.file, "outcome": c.outcome, "reason": c.reason, "share": round(c.share, 3)}
            for c in ranking.candidates
            if c.fit is not None
        ][:OFFERED],
    }
    if ranking.best is None:
        told |= {
            "adjusted": [],
            "withheld": [
                {"type": i.type, "role": i.role, "id": i.id, "shown_before": i.weight > 0}
                for i in content.items()
            ],
            "features": [],
        }
    return told


def _settings(
    ground: Ground, data: SectionData, current: SectionMatch | None, home: tuple[Any, str] | None
) -> Binding:
    looks = dict(data.presentation)
    for pack in ground.others.values():
        if pack.name != ground.target.name:
            carry_settings(looks, ground.target, pack)
    data.presentation = looks
    content = ground.content(data, None)
    return settings_binding(
        ground.target, data.content, content, current.binding if current is not None else None
    )


def _carry(ground: Ground, data: SectionData, home: tuple[Any, str] | None, file: str, made: Binding) -> None:
    """Bring presentation that both files model the same way, in whichever it was set last."""
    if home is None:
        return
    source_pack, source_file = home
    schema, origin = ground.target.sections[file], source_pack.sections[source_file]
    names = {
        s.id
        for s in schema.settings
        if s.has_value and (o := origin.setting(s.id)) is not None and models_alike(s, o)
    }
    looks = capacity_for(ground.target, schema).place.looks
    presentation: Json = {key: dict(value) for key, value in data.presentation.items()}
    target = presentation.setdefault(presentation_key(ground.target, file), {})
    target["section"] = dict(target.get("section") or {})
    target["entries"] = dict(target.get("entries") or {})
    if "set" in target:
        target["set"] = {place: dict(marks) for place, marks in target["set"].items()}
    source = presentation.get(presentation_key(source_pack, source_file)) or {}
    carry(target, source, "section", names & looks)
    if presentation != data.presentation:
        data.presentation = presentation


def _store(
    session: StoreSession,
    ground: Ground,
    data: SectionData,
    own: list[SectionMatch],
    file: str,
    made: Binding,
    current: SectionMatch | None,
) -> SectionMatch:
    """Write a match down, as the one in use."""
    row = next((m for m in own if m.file == file and not m.part), None)
    for match in own:
        if match is not row and not match.part and match.is_current:
            match.is_current = False
    before: Json = current.binding if current is not None else {}
    binding: Json = {name: before[name] for name in ("splits", "offered", "pins") if name in before}
    binding |= {**made.data, "held": made.held, "weight": made.weight, "version": ground.target.version}
    binding["ranked_at"] = data.revision
    if row is None:
        row = SectionMatch(
            section_data_id=data.id,
            pack=ground.target.name,
            file=file,
            binding=binding,
            outcome=made.outcome,
            data_revision=data.revision,
            updated_at=clock.now(),
        )
        session.add(row)
    else:
        if row.binding != binding:
            row.binding = binding
        row.outcome, row.is_current = made.outcome, True
        row.data_revision, row.updated_at = data.revision, clock.now()
    return row
