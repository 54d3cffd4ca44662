"""Reads of themes and section data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Text, and_, cast, or_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many, one

from .models import SectionData, SectionEvent, SectionMatch, Theme, ThemeUpload
from .packs import SETTINGS_FILE, Pack, TemplateFile
from .shaping import Together, put_together, take_apart

SETTINGS = "settings"
GROUP = "group:"
MADE_BY_DEMO = "demo"
UNTOUCHED_BY_PEOPLE = frozenset({"pack", MADE_BY_DEMO})
"""What a section's context says of one that a program filled, not a merchant."""
_NONE: dict[str, Any] = {}
MOST_SECTIONS = 512
"""Sections whose values a process keeps put together."""


@dataclass(frozen=True)
class ShownSection:
    """One section as a file of the theme in use shows it. `values` is its JSON in the public format; it is shared by
    all requests of a process and must not be changed."""

    id: int
    key: str
    template: str
    file: str
    position: int
    hidden: bool
    revision: int
    values: dict[str, Any]
    digest: bytes = b""
    """Of what `values` was put together from; empty where that is the pack's own text."""


@dataclass(frozen=True)
class ShownTheme:
    """The store's theme and the sections asked for, read in one query."""

    theme: Theme
    sections: dict[str, tuple[ShownSection, ...]]

    def settings(self) -> dict[str, Any]:
        """The theme settings by id, as far as the merchant or the pack's start set them. Shared: not to be changed."""
        shown = self.sections.get(SETTINGS) or ()
        settings: dict[str, Any] = shown[0].values["settings"] if shown else _NONE
        return settings


def starting_theme(pack: Pack) -> ShownTheme:
    """What a store would show that had just installed the pack. No database: neither theme nor sections have a row, so
    the sections' ids are negative. Raises TemplateError for settings that cannot be read."""
    theme = Theme(
        id=0,
        pack=pack.name,
        pack_version=pack.version,
        name=pack.title,
        role="main",
        installed_at=clock.now(),
    )
    files = {**pack.templates, **{f"{GROUP}{name}": group for name, group in pack.groups.items()}}
    sections: dict[str, tuple[ShownSection, ...]] = {}
    for at, (name, file) in enumerate(files.items()):
        sections[name] = tuple(_starting_sections(pack, name, file, -1 - at * MOST_SECTIONS))
    settings = {"settings": pack.starting_settings()}
    sections[SETTINGS] = (ShownSection(0, SETTINGS, SETTINGS, SETTINGS_FILE, 0, False, 0, settings),)
    return ShownTheme(theme, sections)


def _starting_sections(pack: Pack, name: str, file: TemplateFile, first: int) -> Iterator[ShownSection]:
    for at, use in enumerate(file.sections):
        schema = pack.sections.get(use.file)
        if use.hidden:
            continue
        values: dict[str, Any] = {"settings": {}, "blocks": {}, "block_order": []}
        if schema is not None:  # what an installation would store, and read again
            values = put_together(pack, use.file, take_apart(pack, schema, use.data))
        yield ShownSection(first - at, use.key, name, use.file, at, False, 0, values)


def main_theme(session: StoreSession) -> Theme | None:
    """The theme that shoppers see."""
    return session.scalars(select(Theme).where(Theme.role == "main").order_by(Theme.id)).first()


def theme_with_sections(session: StoreSession, templates: Iterable[str]) -> ShownTheme | None:
    """What shoppers see: the main theme with the sections of the templates, settings and groups. One query."""
    return draft_with_sections(session, templates)


def draft_with_sections(
    session: StoreSession, templates: Iterable[str], *, theme_id: int | None = None, with_hidden: bool = False
) -> ShownTheme | None:
    """The sections as they are being edited, as the main theme (or another one of the store) shows them.

    One query. A template comes with its alternatives: `product` with `product.gift`. Section groups are always read,
    since which of them a layout shows is only known while it renders.
    """
    wanted = sorted({*templates, SETTINGS})
    chosen = {"role": "main"} if theme_id is None else {"theme_id": theme_id}
    patterns = {f"like_{at}": f"{_escaped(name)}.%" for at, name in enumerate(wanted)}
    rows = _shown_sections(len(wanted), theme_id is None).all(session, templates=wanted, **chosen, **patterns)
    if not rows:
        return None
    theme = rows[0][0]
    found: dict[str, list[ShownSection]] = {}
    for _, section_id, key, template, position, hidden, revision, file, *texts in rows:
        if section_id is not None and file is not None and (with_hidden or not hidden):
            values, digest = _values(f"{theme.pack}/{file}", *texts)
            shown = ShownSection(
                section_id, key, template, file, position, bool(hidden), revision, values, digest
            )
            found.setdefault(template, []).append(shown)
    return ShownTheme(theme, {name: tuple(sections) for name, sections in found.items()})


@lru_cache(64)
def _shown_sections(names: int, of_main_theme: bool) -> Prepared:
    alternatives = [SectionData.template.like(one(f"like_{at}"), escape="/") for at in range(names)]
    belongs = or_(
        SectionData.template.in_(many("templates")), SectionData.template.startswith(GROUP), *alternatives
    )
    chosen = Theme.role == one("role") if of_main_theme else Theme.id == one("theme_id")
    return Prepared(
        Theme,
        SectionData.id,
        SectionData.section_key,
        SectionData.template,
        SectionData.position,
        SectionData.is_hidden,
        SectionData.revision,
        SectionMatch.file,
        cast(SectionData.content, Text),
        cast(SectionData.presentation, Text),
        cast(SectionData.unclassified, Text),
        cast(SectionMatch.binding, Text),
        build=lambda read: (
            read.select_from(Theme)
            .outerjoin(
                SectionData,
                and_(SectionData.store_id == Theme.store_id, belongs, SectionData.removed_at.is_(None)),
            )
            .outerjoin(
                SectionMatch,
                and_(
                    SectionMatch.store_id == SectionData.store_id,
                    SectionMatch.section_data_id == SectionData.id,
                    SectionMatch.pack == Theme.pack,
                    SectionMatch.is_current,
                ),
            )
            .where(Theme.store_id == STORE, chosen)
            .order_by(SectionData.template, SectionData.position, SectionData.id)
        ),
    )


def _escaped(name: str) -> str:
    return name.replace("/", "//").replace("%", "/%").replace("_", "/_")


@lru_cache(MOST_SECTIONS)
def _values(
    file_key: str, content: str, presentation: str, unclassified: str, binding: str
) -> tuple[dict[str, Any], bytes]:
    """A section's data put together for a file. Kept by the whole text of what it is made of, so it is never stale."""
    together = Together(
        json.loads(content), json.loads(presentation), json.loads(unclassified or "[]"), file_key
    )
    made_of = "\0".join((file_key, content, presentation, unclassified or "", binding))
    return together.section(json.loads(binding)), blake2b(made_of.encode(), digest_size=16).digest()


def section_templates(session: StoreSession) -> list[str]:
    """Names of the templates that the store has sections for."""
    names = session.scalars(select(SectionData.template).where(SectionData.removed_at.is_(None)).distinct())
    return sorted(names)


def section_history(session: StoreSession, section_data_id: int) -> list[SectionEvent]:
    """Every change of a section, newest first."""
    statement = (
        select(SectionEvent)
        .where(SectionEvent.section_data_id == section_data_id)
        .order_by(SectionEvent.revision.desc())
    )
    return list(session.scalars(statement))


def current_match(session: StoreSession, section_data_id: int, pack: str) -> SectionMatch | None:
    """How the theme in use shows a section."""
    return session.scalars(
        select(SectionMatch).where(
            SectionMatch.section_data_id == section_data_id,
            SectionMatch.pack == pack,
            SectionMatch.is_current,
        )
    ).first()


def themes_of(session: StoreSession) -> list[Theme]:
    """Every pack that the store has installed, the one that shoppers see first."""
    found = session.scalars(select(Theme).order_by(Theme.id))
    return sorted(found, key=lambda theme: theme.role != "main")


def own_packs(session: StoreSession) -> list[ThemeUpload]:
    """The packs that the store has uploaded, each in its current version, by title."""
    statement = select(ThemeUpload).where(ThemeUpload.state == "ready", ThemeUpload.is_current)
    return sorted(session.scalars(statement), key=lambda row: (row.title.lower(), row.id))


def own_pack(session: StoreSession, pack: str) -> ThemeUpload | None:
    """The current version of a pack that the store has uploaded."""
    statement = select(ThemeUpload).where(ThemeUpload.pack == pack, ThemeUpload.is_current)
    return session.scalars(statement.order_by(ThemeUpload.id.desc())).first()


def has_own_version(session: StoreSession, pack: str, version: str) -> bool:
    """Whether the store has uploaded that version of a pack and its files are kept."""
    statement = select(ThemeUpload.id).where(
        ThemeUpload.pack == pack, ThemeUpload.version == version, ThemeUpload.state == "ready"
    )
    return session.scalars(statement.limit(1)).first() is not None


def upload_by_id(session: StoreSession, upload_id: int) -> ThemeUpload:
    """An upload. Raises NotFound."""
    return session.need(ThemeUpload, upload_id)


def latest_uploads(session: StoreSession, limit: int = 5) -> list[ThemeUpload]:
    """The last uploads, newest first."""
    statement = select(ThemeUpload).order_by(ThemeUpload.created_at.desc(), ThemeUpload.id.desc())
    return list(session.scalars(statement.limit(limit)))


def is_untouched(session: StoreSession) -> bool:
    """Whether every section says what its pack or the demo began with: nobody has added, changed or moved anything."""
    made_by = SectionData.context["made_by"].as_string()
    changed = select(SectionData.id).where(
        or_(SectionData.revision > 1, made_by.not_in(sorted(UNTOUCHED_BY_PEOPLE)))
    )
    return session.scalars(changed.limit(1)).first() is None
