"""Reads of themes and section data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from engine.base.db import StoreSession

from .models import SectionData, SectionEvent, SectionMatch, Theme
from .shaping import Together

SETTINGS = "settings"
GROUP = "group:"


@dataclass(frozen=True)
class ShownSection:
    """One section as a file of the theme in use shows it. `values` is its JSON in the public format."""

    id: int
    key: str
    template: str
    file: str
    position: int
    hidden: bool
    revision: int
    values: dict[str, Any]


@dataclass(frozen=True)
class ShownTheme:
    """The store's theme and the sections asked for, read in one query."""

    theme: Theme
    sections: dict[str, tuple[ShownSection, ...]]

    def settings(self) -> dict[str, Any]:
        """The theme settings by id, as far as the merchant or the pack's start set them."""
        shown = self.sections.get(SETTINGS) or ()
        return dict(shown[0].values["settings"]) if shown else {}


def main_theme(session: StoreSession) -> Theme | None:
    """The theme that shoppers see."""
    return session.scalars(select(Theme).where(Theme.role == "main").order_by(Theme.id)).first()


def theme_with_sections(
    session: StoreSession, templates: Iterable[str], *, theme_id: int | None = None, with_hidden: bool = False
) -> ShownTheme | None:
    """The main theme (or another one of the store) with the sections of the templates, settings and groups.

    One query. A template comes with its alternatives: `product` with `product.gift`. Section groups are always read,
    since which of them a layout shows is only known while it renders.
    """
    wanted = sorted({*templates, SETTINGS})
    alternatives = [SectionData.template.startswith(f"{name}.", autoescape=True) for name in wanted]
    belongs = or_(SectionData.template.in_(wanted), SectionData.template.startswith(GROUP), *alternatives)
    chosen = Theme.id == theme_id if theme_id is not None else Theme.role == "main"
    rows = session.execute(
        select(Theme, SectionData, SectionMatch)
        .select_from(Theme)
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
        .where(chosen)
        .order_by(SectionData.template, SectionData.position, SectionData.id)
    ).all()
    if not rows:
        return None
    found: dict[str, list[ShownSection]] = {}
    for theme, data, match in rows:
        if data is not None and match is not None and (with_hidden or not data.is_hidden):
            found.setdefault(data.template, []).append(shown(data, match, theme.pack))
    return ShownTheme(rows[0][0], {name: tuple(sections) for name, sections in found.items()})


def shown(data: SectionData, match: SectionMatch, pack_name: str) -> ShownSection:
    """Put a section's data together for the file that its match names."""
    together = Together(data.content, data.presentation, data.unclassified, f"{pack_name}/{match.file}")
    return ShownSection(
        id=data.id,
        key=data.section_key,
        template=data.template,
        file=match.file,
        position=data.position,
        hidden=data.is_hidden,
        revision=data.revision,
        values=together.section(match.binding),
    )


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
