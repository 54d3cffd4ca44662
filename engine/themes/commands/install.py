"""Installing a pack: its templates and presets become the store's first section data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.base import clock, outbox
from engine.base.actor import SYSTEM, Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes.events import ThemeInstalled
from engine.themes.models import SectionData, SectionMatch, Theme
from engine.themes.packs import SETTINGS_FILE, Pack, SectionUse
from engine.themes.queries import GROUP, SETTINGS, current_version, is_untouched, main_theme
from engine.themes.sections import take_apart

from .history import record_change, state_of
from .publishing import locked_look, publish, publish_added


def install_pack(session: StoreSession, pack: Pack, *, role: str = "main", actor: Actor = SYSTEM) -> Theme:
    """Install a pack in the session's store and, as `main`, let shoppers see it.

    Templates, groups and settings that the store has no section data for get the pack's starting content;
    what a merchant has is never touched, and what is being edited is only published where the pack was not shown before.
    Installing the same pack again only notes its new version.
    """
    if role == "main":
        locked_look(session)  # before themes, as everywhere
    theme = session.scalars(select(Theme).where(Theme.pack == pack.name)).first()
    if theme is None:
        theme = Theme(
            pack=pack.name,
            pack_version=pack.version,
            name=pack.title,
            role=role,
            installed_at=clock.now(),
            published_at=clock.now() if role == "main" else None,
        )
        session.add(theme)
        session.flush()
        outbox.record(session, "theme.installed", ThemeInstalled(theme.id, pack.name))
    theme.pack_version = pack.version
    if role == "main":
        _make_main(session, theme)
    added = _fill_missing(session, pack, actor)
    if role == "main":
        _show(session, theme, added, actor)
    return theme


def _show(session: StoreSession, theme: Theme, added: list[int], actor: Actor) -> None:
    version = current_version(session)
    if version is not None and version.theme_id == theme.id:
        publish_added(session, added, actor=actor)
    else:
        publish(session, theme_id=theme.id, page_themes={}, actor=actor)


def _fill_missing(session: StoreSession, pack: Pack, actor: Actor) -> list[int]:
    """The pack's starting content for what the store has no sections of. Returns the ids of what was made."""
    present = set(session.scalars(select(SectionData.template).distinct()))
    start = SectionUse(SETTINGS, SETTINGS_FILE, {"settings": pack.starting_settings()})
    wanted = {name: template.sections for name, template in pack.templates.items()}
    wanted |= {f"{GROUP}{name}": group.sections for name, group in pack.groups.items()}
    wanted[SETTINGS] = (start,)
    return [
        data.id
        for name, uses in wanted.items()
        if name not in present
        for data in _fill(session, pack, name, uses, actor)
    ]


def wear_pack(session: StoreSession, pack: Pack, *, actor: Actor = SYSTEM) -> Theme:
    """Let shoppers see a pack: for a shop without a theme, or one whose pages nobody has touched yet.

    Untouched pages make room for those that the pack begins with. Raises Refused where words or looks of a merchant
    would fall from view.
    """
    worn = main_theme(session)
    if worn is not None and worn.pack != pack.name:
        if not is_untouched(session):
            raise Refused("themes.pages_are_filled", worn=worn.name, title=pack.title)
        for data in session.scalars(select(SectionData)):
            session.delete(data)
        session.flush()
    return install_pack(session, pack, actor=actor)


def _make_main(session: StoreSession, theme: Theme) -> None:
    for other in session.scalars(select(Theme).where(Theme.role == "main", Theme.id != theme.id)):
        other.role = "draft"
    if theme.role != "main" or theme.published_at is None:
        theme.published_at = clock.now()
    theme.role = "main"


def _fill(
    session: StoreSession, pack: Pack, template: str, uses: tuple[SectionUse, ...], actor: Actor
) -> list[SectionData]:
    return [
        make_section(session, pack, template, use, position, actor, made_by="pack")
        for position, use in enumerate(uses)
    ]


def make_section(
    session: StoreSession,
    pack: Pack,
    template: str,
    use: SectionUse,
    position: int,
    actor: Actor,
    *,
    made_by: str,
) -> SectionData:
    """Store one section: its values taken apart, the match with its file, and the event.

    Raises Refused when the pack has no usable file of that name.
    """
    schema = pack.settings_schema if template == SETTINGS else pack.sections.get(use.file)
    if schema is None:
        raise Refused("themes.section_file_missing", file=use.file, pack=pack.name)
    parts = take_apart(pack, schema, use.data)
    now = clock.now()
    data = SectionData(
        template=template,
        section_key=use.key,
        position=position,
        content=parts.content,
        presentation=parts.presentation,
        unclassified=parts.unclassified,
        context={
            "pack": pack.name,
            "version": pack.version,
            "file": use.file,
            "made_by": made_by,
            "functions": sorted(parts.functions),
            "main": parts.main,
        },
        is_hidden=use.hidden,
        revision=1,
        created_at=now,
        updated_at=now,
    )
    session.add(data)
    session.flush()
    match = SectionMatch(
        section_data_id=data.id,
        pack=pack.name,
        file=use.file,
        binding=parts.binding,
        outcome="match",
        data_revision=1,
        updated_at=now,
    )
    session.add(match)
    session.flush()
    record_change(session, data, "added", actor, None, state_of(data, match))
    return data


def set_template(
    session: StoreSession,
    pack: Pack,
    template: str,
    sections: Mapping[str, Mapping[str, Any]],
    order: list[str] | None = None,
    *,
    actor: Actor = SYSTEM,
    made_by: str = "merchant",
) -> list[SectionData]:
    """Give a template (`index`, `group:footer-group`) exactly these sections, in the public JSON format.

    What it had is removed for good, so this is for the first filling of a store (a demo, a migration); a
    merchant's edits go through `update_section` and its like. Shoppers see it once it is published.
    """
    for old in session.scalars(select(SectionData).where(SectionData.template == template)):
        session.delete(old)
    session.flush()
    made = []
    for position, key in enumerate(order or list(sections)):
        entry = dict(sections[key])
        use = SectionUse(key, str(entry.get("type") or ""), entry, bool(entry.get("disabled")))
        made.append(make_section(session, pack, template, use, position, actor, made_by=made_by))
    return made


def set_theme_settings(
    session: StoreSession, pack: Pack, values: Mapping[str, Any], *, actor: Actor = SYSTEM
) -> SectionData:
    """Give the theme settings these values over what they are now. See `update_section` for a merchant's edits."""
    from .edit import change_values, section_of

    data, match = section_of(session, pack, SETTINGS, SETTINGS)
    return change_values(session, pack, data, match, values, {}, actor, checked=False)
