"""The sections as they are being edited."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Text, and_, cast, func, or_, select

from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many, one
from engine.themes.models import SectionData, SectionMatch, Theme

from .shown import (
    GROUP,
    SETTINGS,
    UNTOUCHED_BY_PEOPLE,
    ShownSection,
    ShownTheme,
    part_key,
    put_together_once,
)


def draft_with_sections(
    session: StoreSession, templates: Iterable[str], *, theme_id: int | None = None, with_hidden: bool = False
) -> ShownTheme | None:
    """The sections as they are being edited, as the main theme (or another one of the store) shows them.

    One query. A template comes with its alternatives: `product` with `product.gift`. Section groups are always read,
    since which of them a layout shows is only known while it renders.
    """
    wanted = sorted({*templates, SETTINGS})
    chosen = {"role": "main"} if theme_id is None else {"theme_id": theme_id}
    patterns = {f"like_{at}": pattern for at, pattern in enumerate(alternatives_of(wanted))}
    rows = _shown_sections(len(wanted), theme_id is None).all(session, templates=wanted, **chosen, **patterns)
    if not rows:
        return None
    theme = rows[0][0]
    found: dict[str, list[ShownSection]] = {}
    for _, section_id, key, template, position, hidden, revision, part, file, *texts in rows:
        if section_id is not None and file and (with_hidden or not hidden):
            values, _, digest = put_together_once(f"{theme.pack}/{file}", *texts)
            shown = ShownSection(
                section_id,
                part_key(key, part),
                template,
                file,
                position,
                bool(hidden),
                revision,
                values,
                digest,
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
        func.coalesce(SectionMatch.position, SectionData.position),
        SectionData.is_hidden,
        SectionData.revision,
        SectionMatch.part,
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
            .order_by(
                SectionData.template,
                func.coalesce(SectionMatch.position, SectionData.position),
                SectionData.id,
                SectionMatch.part,
            )
        ),
    )


def alternatives_of(templates: Iterable[str]) -> list[str]:
    """Patterns of LIKE, escaped by "/", that the alternatives of the templates match: `product.gift` of `product`."""
    return [f"{_escaped(name)}.%" for name in templates]


def _escaped(name: str) -> str:
    return name.replace("/", "//").replace("%", "/%").replace("_", "/_")


def section_templates(session: StoreSession) -> list[str]:
    """Names of the templates that the store has sections for."""
    names = session.scalars(select(SectionData.template).where(SectionData.removed_at.is_(None)).distinct())
    return sorted(names)


def current_match(session: StoreSession, section_data_id: int, pack: str) -> SectionMatch | None:
    """How the theme in use shows a section."""
    return session.scalars(
        select(SectionMatch).where(
            SectionMatch.section_data_id == section_data_id,
            SectionMatch.pack == pack,
            SectionMatch.is_current,
            SectionMatch.part == 0,
        )
    ).first()


def is_untouched(session: StoreSession) -> bool:
    """Whether every section says what its pack or the demo began with: nobody has added, changed or moved anything."""
    made_by = SectionData.context["made_by"].as_string()
    changed = select(SectionData.id).where(
        or_(SectionData.revision > 1, made_by.not_in(sorted(UNTOUCHED_BY_PEOPLE)))
    )
    return session.scalars(changed.limit(1)).first() is None
