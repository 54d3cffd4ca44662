"""Writes of switching. None of them changes what shoppers see: that is `themes.commands.publish` alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from engine.base import clock, outbox
from engine.base.actor import SYSTEM, Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes.commands.edit import changing
from engine.themes.commands.history import expect_revision, record_change, state_of
from engine.themes.events import ThemeInstalled
from engine.themes.matching import Pins
from engine.themes.models import SectionData, SectionMatch, Theme
from engine.themes.packs import Pack
from engine.themes.queries import SETTINGS
from engine.themes.rules import checked_value
from engine.themes.sections.apart import Json
from engine.themes.sections.binding import rebound
from engine.themes.sections.changing import Draft, spots

from . import splitting
from .arranging import LAYOUTS, arrange
from .ground import Ground, matches_of
from .places import as_setting, item_of, setting_at, setting_of, takes
from .settling import ranked, settle, settle_one, show


def prepare_theme(
    session: StoreSession,
    pack: Pack,
    others: Iterable[Pack] = (),
    *,
    ranks_anew: bool = True,
    actor: Actor = SYSTEM,
) -> Theme:
    """Have a pack among the store's themes, as a draft if it is new, with a match for every section of the store.

    *others*: the packs that the store wears or wore, of whose files the sections come. Can be called again at any time:
    what was found before and still holds is kept. Without *ranks_anew* no section of a theme that was never published gets
    another file only because that would fit better now: what was looked at is what is published. Publishing it is
    `themes.commands.publish(theme_id=…)`.
    """
    theme = session.scalars(select(Theme).where(Theme.pack == pack.name)).first()
    if theme is None:
        theme = Theme(
            pack=pack.name,
            pack_version=pack.version,
            name=pack.title,
            role="draft",
            layouts={},
            installed_at=clock.now(),
        )
        session.add(theme)
        session.flush()
        outbox.record(session, "theme.installed", ThemeInstalled(theme.id, pack.name))
    if theme.pack_version != pack.version:
        theme.pack_version = pack.version
    ground = _ground(session, pack, others)
    settle(session, ground if ranks_anew else replace(ground, is_trial=False))
    arrange(session, pack, theme, actor=actor)
    return theme


def refresh(session: StoreSession, pack: Pack, others: Iterable[Pack], section_id: int) -> SectionMatch:
    """Look at one section again after it was changed: in a theme that was never published its files are ranked anew.

    Raises NotFound.
    """
    data = _section(session, section_id)
    ground = _ground(session, pack, others)
    found = settle_one(session, ground, data, matches_of(session, [data.id]).get(data.id, []))
    session.flush()
    return found.match


def choose_layout(
    session: StoreSession, pack: Pack, theme_id: int, template: str, choice: str, *, actor: Actor
) -> None:
    """Say for a template whether a theme shows the merchant's sections (mine), the theme's own layout filled with what the
    merchant wrote (theme), or both (mix). Raises NotFound, Refused."""
    theme = session.need(Theme, theme_id)
    if choice not in LAYOUTS:
        raise Refused("themes.layout_unknown", field="choice")
    theme.layouts = {**(theme.layouts or {}), template: choice}
    arrange(session, pack, theme, actor=actor)


def show_as(
    session: StoreSession,
    pack: Pack,
    others: Iterable[Pack],
    section_id: int,
    file: str,
    *,
    revision: int | None = None,
    actor: Actor,
) -> SectionMatch:
    """Show a section by another file of the theme, and keep that choice. Nothing is lost: what the file has no room for is
    withheld, and listed. Raises NotFound, Conflict, or Refused if the file may not stand there."""
    data = _section(session, section_id)
    expect_revision(data, revision)
    schema = pack.sections.get(file)
    if schema is None:
        raise Refused("themes.section_file_missing", file=file, pack=pack.name)
    if not schema.allows(data.template):
        raise Refused("themes.section_not_allowed_here", file=file)
    return _bind(session, pack, others, data, file, None, actor)


def unpin(
    session: StoreSession, pack: Pack, others: Iterable[Pack], section_id: int, *, actor: Actor
) -> SectionMatch:
    """Let the engine choose again. Raises NotFound."""
    data = _section(session, section_id)
    matches = matches_of(session, [data.id]).get(data.id, [])
    ground = Ground(pack, {other.name: other for other in others})
    ranking = ranked(ground, data, ground.home(data, matches), matches)
    if ranking.best is None:
        raise Refused("themes.nothing_fits")
    match = _bind(session, pack, others, data, ranking.best.file, None, actor)
    match.pinned = False
    match.binding = {**match.binding, "ranked_at": data.revision, "version": pack.version}
    return match


def move_content(
    session: StoreSession,
    pack: Pack,
    others: Iterable[Pack],
    section_id: int,
    setting: str,
    target: str,
    *,
    revision: int | None = None,
    actor: Actor,
) -> SectionMatch:
    """Let a setting show a piece of content (`item.field`), chosen by hand; an empty *target* leaves the setting empty.

    *setting*: an `Opening.address`, that is a setting of the section, or `BLOCK/SETTING`. What stood there finds another
    place or is withheld. Raises NotFound, Conflict, or Refused naming the setting.
    """
    data = _section(session, section_id)
    expect_revision(data, revision)
    match = _current(session, pack, data)
    known = setting_of(pack, data, match, setting)
    if known is None:
        raise Refused("themes.setting_unknown", field="setting", setting=setting)
    if target:
        item, name = item_of(data.content, target)
        if not takes(known, item, name):
            raise Refused("themes.content_does_not_fit", field="setting", setting=known.id)
    if match.binding.get("split"):  # what was one of several parts stands alone again
        return _bind(session, pack, others, data, match.file, {setting: target}, actor)
    return _place(session, pack, data, match, setting, target, actor)


def edit_withheld(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    target: str,
    value: Any,
    *,
    revision: int | None = None,
    actor: Actor,
) -> SectionData:
    """Change a piece of content (`item.field`) that the theme does not show. Raises NotFound, Conflict, Refused."""
    data = _section(session, section_id)
    expect_revision(data, revision)
    match = _current(session, pack, data)
    with changing(session, pack, data, match, "changed", actor) as draft:
        item = draft.item(target)
        name = target.rpartition(".")[2]
        if item is None or name not in item["value"]:
            raise NotFound("record.not_found")
        item["value"][name] = checked_value(as_setting(item, name), value)
    return data


def translate(
    session: StoreSession,
    pack: Pack,
    section_id: int,
    said: Mapping[str, Any],
    locale: str,
    *,
    revision: int | None = None,
    actor: Actor,
) -> SectionData:
    """Say pieces of content (`item.field`: value) in another language, in every theme; an empty value takes that back.

    Raises NotFound, Conflict, or Refused naming the piece.
    """
    data = _section(session, section_id)
    expect_revision(data, revision)
    with changing(session, pack, data, _current(session, pack, data), "translated", actor) as draft:
        for target, value in said.items():
            item, name = draft.item(target), target.rpartition(".")[2]
            if item is None or name not in item["value"]:
                raise NotFound("record.not_found")
            spoken: Json = item.setdefault("locales", {}).setdefault(locale, {})
            try:
                checked = checked_value(as_setting(item, name), value)
            except Refused as refused:
                raise Refused(refused.code, field=target, **refused.values) from refused
            if checked in (None, ""):
                spoken.pop(name, None)
            else:
                spoken[name] = checked
            if not spoken:
                del item["locales"][locale]
            if not item["locales"]:
                del item["locales"]
    return data


def split(
    session: StoreSession,
    pack: Pack,
    others: Iterable[Pack],
    section_id: int,
    files: list[str],
    *,
    revision: int | None = None,
    actor: Actor,
) -> list[SectionMatch]:
    """Show a section by several files, one after the other, which together hold all of it. Raises NotFound, Conflict,
    Refused for files that do not."""
    data = _section(session, section_id)
    expect_revision(data, revision)
    matches = matches_of(session, [data.id]).get(data.id, [])
    before = _state(data, next((m for m in matches if m.pack == pack.name and m.is_current), None))
    ground = Ground(pack, {other.name: other for other in others})
    found = splitting.split(session, ground, data, matches, files)
    record_change(session, data, "split", actor, before, _state(data, found[0]))
    for match in found:
        match.data_revision = data.revision
    return found


# -- what they share -----------------------------------------------------------------------------------


def _ground(session: StoreSession, pack: Pack, others: Iterable[Pack]) -> Ground:
    theme = session.scalars(select(Theme).where(Theme.pack == pack.name)).first()
    is_trial = theme is not None and theme.published_at is None
    return Ground(pack, {other.name: other for other in others}, is_trial)


def _section(session: StoreSession, section_id: int) -> SectionData:
    data = session.find(SectionData, section_id)
    if data is None or data.removed_at is not None:
        raise NotFound("record.not_found")
    return data


def _current(session: StoreSession, pack: Pack, data: SectionData) -> SectionMatch:
    rows = matches_of(session, [data.id]).get(data.id, [])
    found = next((m for m in rows if m.pack == pack.name and m.is_current and not m.part), None)
    if found is None:
        raise NotFound("record.not_found")
    return found


def _state(data: SectionData, match: SectionMatch | None) -> Json:
    state = state_of(data, match)
    if match is not None:
        state["file"] = match.file
    return state


def _bind(
    session: StoreSession,
    pack: Pack,
    others: Iterable[Pack],
    data: SectionData,
    file: str,
    pins: Mapping[str, str] | None,
    actor: Actor,
) -> SectionMatch:
    """Bind a section to a file by the merchant's choice, as one event."""
    rows = matches_of(session, [data.id]).get(data.id, [])
    own = [m for m in rows if m.pack == pack.name]
    current = next((m for m in own if m.is_current and not m.part), None)
    before = _state(data, current)
    ground = Ground(pack, {other.name: other for other in others})
    home = ground.home(data, rows)
    if home is None and current is not None and current.file in pack.sections:
        home = (pack, current.file)
    chosen = Pins(file, dict(pins or {}))
    ranking = ranked(ground, data, home, rows, chosen)
    made = show(ground, data, home, file, ranking, chosen)
    row = next((m for m in own if m.file == file), None)
    for match in own:  # what was one of several parts may stand alone again
        match.part = 0
        if match is not row and match.is_current:
            match.is_current = False
    binding = {**made.data, "held": made.held, "weight": made.weight}
    if pins:
        binding["pins"] = dict(pins)
    if row is None:
        row = SectionMatch(
            section_data_id=data.id, pack=pack.name, file=file, binding=binding, data_revision=1,
            updated_at=clock.now(),
        )  # fmt: skip
        session.add(row)
    row.binding, row.outcome, row.pinned, row.is_current = binding, made.outcome, True, True
    row.position = current.position if current is not None else None
    record_change(session, data, "shown_as", actor, before, _state(data, row))
    row.data_revision, row.updated_at = data.revision, clock.now()
    session.flush()
    return row


def _place(
    session: StoreSession,
    pack: Pack,
    data: SectionData,
    match: SectionMatch,
    address: str,
    target: str,
    actor: Actor,
) -> SectionMatch:
    """Show a piece of content at a place of the binding in use, and leave the rest of it as it is."""
    before = _state(data, match)
    schema = pack.settings_schema if data.template == SETTINGS else pack.sections[match.file]
    draft = Draft(pack, schema, data.content, {}, [], match.binding)
    for spot in spots(draft):
        bound = spot.node["settings"]
        for name, shown in list(bound.items()):
            if target and shown == target:
                del bound[name]
            elif target and isinstance(shown, list):
                bound[name] = [each for each in shown if each != target]
        name = setting_at(spot, address)
        if name is not None:
            bound.pop(name, None)
            fixed = spot.node.setdefault("fixed", {})
            fixed.pop(name, None)
            if target:
                bound[name] = target
            else:
                fixed[name] = ""
    content = Ground(pack).content(data, None)
    made = rebound(pack, schema, data.content, content, draft.binding)
    match.binding = {**match.binding, **made.data, "held": made.held, "weight": made.weight}
    match.outcome, match.pinned = made.outcome, True
    record_change(session, data, "shown_as", actor, before, _state(data, match))
    match.data_revision, match.updated_at = data.revision, clock.now()
    session.flush()
    return match
