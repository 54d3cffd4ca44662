"""Which sections a page has in a theme: the merchant's, those of the theme's own layout, or both.

What a page cannot do without (the buy box of a product, the lines of a cart) is there in any case: where no section of the
merchant's brings it along, the theme's own does, without its sample words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.themes.commands.install import make_section
from engine.themes.matching.functions import PAGES
from engine.themes.models import SectionData, SectionMatch, Theme
from engine.themes.packs import Pack, SectionUse
from engine.themes.queries import GROUP
from engine.themes.roles import is_content
from engine.themes.schema import TEXTS, BlockType, Setting
from engine.themes.sections import capacity_for
from engine.themes.sections.apart import Json

from .ground import ONLY_IN, group_role, matches_of, sections_of

MINE, THEME, MIX = "mine", "theme", "mix"
LAYOUTS = (MINE, THEME, MIX)
UNPLACED = 10_000
"""The place of a section that a theme brought along, until somebody puts it elsewhere."""
NEEDED = frozenset(
    {*PAGES, "buy", "login", "register", "account", "order", "addresses", "header", "footer", "cart-drawer"}
)
"""Functions without which a page is none."""


def layout_of(theme: Theme, template: str) -> str:
    """Whose arrangement of a template a theme shows."""
    return str((theme.layouts or {}).get(template) or MINE)


def arrange(session: StoreSession, pack: Pack, theme: Theme, *, actor: Actor) -> list[SectionData]:
    """Bring along what the pages of a theme need and the store has no section for, and put each page in the order that was
    chosen for it. Returns the sections that were made."""
    sections, matches = sections_of(session), matches_of(session)
    own = {
        data.id: next((m for m in matches.get(data.id, []) if m.pack == pack.name and m.is_current), None)
        for data in sections
    }
    made: list[SectionData] = []
    worked_on = _worked_on(session, pack)
    for template, uses in _templates(pack, sections):
        here = [d for d in sections if d.template == template and d.context.get(ONLY_IN) in (None, pack.name)]
        brought = [d for d in here if d.context.get(ONLY_IN) == pack.name]
        files = {m.file for d in here if d not in brought and not d.is_hidden and (m := own.get(d.id))}
        choice = layout_of(theme, template)
        wanted = _wanted(pack, uses, files, is_page_known=bool(set(here) - set(brought)), choice=choice)
        for data in brought:
            match = own.get(data.id) or next(m for m in matches[data.id] if m.pack == pack.name)
            match.is_current = data.section_key.removeprefix(f"{pack.name}--") in {u.key for u in wanted}
        known = {d.section_key for d in brought}
        if template in worked_on and choice == MINE:
            continue  # what is missing there was taken out in this very theme
        for use in wanted:
            if f"{pack.name}--{use.key}" not in known:
                made.append(_bring(session, pack, template, use, actor))
    session.flush()
    _order_all(session, pack, theme)
    return made


def _order_all(session: StoreSession, pack: Pack, theme: Theme) -> None:
    sections, matches = sections_of(session), matches_of(session)
    here: dict[str, list[SectionData]] = {}
    for data in sections:
        if data.context.get(ONLY_IN) in (None, pack.name):
            here.setdefault(data.template, []).append(data)
    for template, uses in _templates(pack, sections):
        _order(pack, here.get(template, []), matches, uses, layout_of(theme, template))


def _worked_on(session: StoreSession, pack: Pack) -> set[str]:
    """Templates for which sections were made in this theme itself, whether they are still there or not."""
    made_in, only = SectionData.context["pack"].as_string(), SectionData.context[ONLY_IN].as_string()
    statement = select(SectionData.template).where(made_in == pack.name, only.is_(None)).distinct()
    return set(session.scalars(statement))


def _templates(pack: Pack, sections: Iterable[SectionData]) -> list[tuple[str, tuple[SectionUse, ...]]]:
    """Templates and groups of the pack, under the names that the store has for them, and the store's alternatives."""
    groups = {group_role(d.template): d.template for d in sections if d.template.startswith(GROUP)}
    found = {name: file.sections for name, file in pack.templates.items()}
    for data in sections:
        base = data.template.partition(".")[0]
        if data.template not in found and base in pack.templates and not data.template.startswith(GROUP):
            found[data.template] = pack.templates[base].sections
    for name, group in pack.groups.items():
        found[groups.get(group_role(name), f"{GROUP}{name}")] = group.sections
    return list(found.items())


def _wanted(
    pack: Pack, uses: tuple[SectionUse, ...], files: set[str], *, is_page_known: bool, choice: str
) -> list[SectionUse]:
    """Of the theme's own sections those that are needed beside the merchant's."""
    mains = {capacity_for(pack, pack.sections[f]).main for f in files if f in pack.sections}
    found = []
    for use in uses:
        schema = pack.sections.get(use.file)
        if schema is None or use.hidden:
            continue
        capacity = capacity_for(pack, schema)
        is_needed = capacity.main in NEEDED and capacity.main not in mains
        does_something = bool(capacity.functions) and use.file not in files and capacity.main not in mains
        if is_needed or (does_something and (choice in (MIX, THEME) or not is_page_known)):
            found.append(use)
            mains.add(capacity.main)
    return found


def _bring(session: StoreSession, pack: Pack, template: str, use: SectionUse, actor: Actor) -> SectionData:
    """A section of the theme's own, without its sample words."""
    schema = pack.sections[use.file]
    data = without_samples(pack, schema.settings, schema.blocks, use.data)
    own = SectionUse(f"{pack.name}--{use.key}", use.file, data)
    made = make_section(session, pack, template, own, UNPLACED, actor, made_by="pack")
    made.context = {**made.context, ONLY_IN: pack.name}
    flag_modified(made, "context")
    return made


def without_samples(
    pack: Pack, settings: tuple[Setting, ...], blocks: tuple[BlockType, ...], given: Json
) -> Json:
    """A section's or block's JSON with its content left empty, and the rest as it is."""
    found = copy.deepcopy(given)
    values: Json = dict(found.get("settings") or {})
    for setting in settings:
        if (
            setting.has_value
            and is_content(setting)
            and (setting.id in values or setting.default is not None)
        ):
            values[setting.id] = "" if setting.type in TEXTS or setting.type == "url" else None
    found["settings"] = values
    inner: Any = found.get("blocks")
    if isinstance(inner, dict):
        for key, block in inner.items():
            if isinstance(block, dict):
                kind = pack.block_type(blocks, str(block.get("type") or ""))
                if kind is not None:
                    inner[key] = without_samples(pack, kind.settings, kind.blocks, block)
    return found


def _order(
    pack: Pack,
    sections: list[SectionData],
    matches: Mapping[int, list[SectionMatch]],
    uses: tuple[SectionUse, ...],
    choice: str,
) -> None:
    """The places of a page's sections in this theme, where they differ from the merchant's own order."""
    rows: list[tuple[SectionData, SectionMatch]] = [
        (d, m) for d in sections for m in matches.get(d.id, []) if m.pack == pack.name and m.is_current
    ]
    brought = [(d, m) for d, m in rows if d.context.get(ONLY_IN) and d.position >= UNPLACED]
    if not brought and choice != THEME:
        for _, match in rows:
            match.position = None
        return
    file_place = {use.file: at for at, use in reversed(list(enumerate(uses)))}
    if choice == THEME:
        end = len(uses)
        rows.sort(key=lambda row: (file_place.get(row[1].file, end), row[0].position, row[1].part))
    else:
        mine = [row for row in rows if row not in brought]
        for row in sorted(brought, key=lambda row: file_place.get(row[1].file, 0)):
            mine.insert(_place(mine, row, file_place), row)
        rows = mine
    for position, (_, match) in enumerate(rows):
        match.position = position


def _place(
    rows: list[tuple[SectionData, SectionMatch]],
    new: tuple[SectionData, SectionMatch],
    file_place: dict[str, int],
) -> int:
    """Where a section of the theme's own goes: after the last of those that stand before it in the theme's layout."""
    own = file_place.get(new[1].file, 0)
    before = [at for at, (_, m) in enumerate(rows) if m.file in file_place and file_place[m.file] < own]
    if before:
        return before[-1] + 1
    return 0 if own == 0 or any(m.file in file_place for _, m in rows) else len(rows)
