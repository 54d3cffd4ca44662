"""What shoppers see: the sections of the version that the store's look points at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, func, or_, select

from engine.base.bounded import Bounded
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many, one
from engine.themes.models import FrozenSection, FrozenText, Look, LookVersion, Theme

from .draft import alternatives_of
from .shown import GROUP, MOST_SECTIONS, SETTINGS, ShownSection, ShownTheme

Sections = dict[str, tuple[ShownSection, ...]]
MOST_PAGES = 128
"""Kinds of pages, each of one store, whose sections a process keeps."""
_PAGES: dict[tuple[int, tuple[str, ...]], tuple[int, str, Sections]] = Bounded(MOST_PAGES)
"""Version, its digest and the sections: a version never changes, so what is kept holds as long as it is the one shown."""
_VALUES: Bounded[str, dict[str, Any]] = Bounded(MOST_SECTIONS)
"""Values by digest."""


def kind_of(template: str) -> str:
    """The kind of page that a template is for: `product` of `product.gift`."""
    return template.partition(".")[0]


def theme_with_sections(
    session: StoreSession, templates: Iterable[str], *, pack: str | None = None
) -> ShownTheme | None:
    """What shoppers see: a version's theme with the sections of the templates, settings and groups.

    A kind of page that wears a theme of its own comes with that one, its groups and settings; the kind is that of the
    first template, unless a theme is named by its *pack*. One query; a process that has read the version before gets no
    sections from it but whether they hold.
    """
    asked = tuple(templates)
    wanted = tuple(sorted({*asked, SETTINGS}))
    kind = kind_of(asked[0]) if asked else ""
    place = (session.store, (pack or "", kind, *wanted))
    version, digest, known = _PAGES.get(place) or (0, "", {})
    given = {f"like_{at}": pattern for at, pattern in enumerate(alternatives_of(wanted))}
    given |= {} if pack is None else {"pack": pack}
    rows = _shown(len(wanted), kind, pack is not None).all(
        session, templates=list(wanted), known=version, known_digest=digest, **given
    )
    if not rows:
        return None
    theme, *now = rows[0][:3]
    if now != [version, digest]:
        known = _sections(rows)
        _PAGES[place] = (*now, known)
    return ShownTheme(theme, dict(known))


def theme_of_version(session: StoreSession, templates: Iterable[str], version_id: int) -> ShownTheme | None:
    """The same of another version, whether shoppers ever saw it or not; None if it is gone. One query."""
    asked = tuple(templates)
    wanted = tuple(sorted({*asked, SETTINGS}))
    given = {f"like_{at}": pattern for at, pattern in enumerate(alternatives_of(wanted))}
    rows = _shown(len(wanted), kind_of(asked[0]) if asked else "", False, True).all(
        session, templates=list(wanted), version=version_id, known=0, known_digest="", **given
    )
    return ShownTheme(rows[0][0], _sections(rows)) if rows else None


def _sections(rows: list[tuple[Any, ...]]) -> Sections:
    found: dict[str, list[ShownSection]] = {}
    for _, _, _, section_id, key, template, position, revision, file, digest, text in rows:
        if section_id is not None:
            values = _VALUES.get(digest)
            if values is None:
                values = _VALUES.keep(digest, json.loads(text))
            shown = ShownSection(
                section_id, key, template, file, position, False, revision, values, bytes.fromhex(digest)
            )
            found.setdefault(template, []).append(shown)
    return {name: tuple(sections) for name, sections in found.items()}


@lru_cache(128)
def _shown(names: int, kind: str, of_pack: bool, of_version: bool = False) -> Prepared:
    alternatives = [FrozenSection.template.like(one(f"like_{at}"), escape="/") for at in range(names)]
    belongs = or_(
        FrozenSection.template.in_(many("templates")), FrozenSection.template.startswith(GROUP), *alternatives
    )
    is_known = and_(LookVersion.id == one("known"), LookVersion.digest == one("known_digest"))
    wanted = case((is_known, None), else_=LookVersion.id)  # nothing equals NULL, so nothing is looked for
    theme_id: Any = LookVersion.theme_id
    if kind:
        theme_id = func.coalesce(cast(LookVersion.page_themes[kind].as_string(), BigInteger), theme_id)
    chosen = Theme.pack == one("pack") if of_pack else Theme.id == theme_id
    version = one("version") if of_version else Look.current_version_id
    return Prepared(
        Theme,
        LookVersion.id,
        LookVersion.digest,
        FrozenSection.section_data_id,
        FrozenSection.section_key,
        FrozenSection.template,
        FrozenSection.position,
        FrozenSection.revision,
        FrozenSection.file,
        FrozenSection.digest,
        FrozenText.text,
        build=lambda read: (
            read.select_from(Look)
            .join(
                LookVersion,
                and_(LookVersion.store_id == Look.store_id, LookVersion.id == version),
            )
            .join(Theme, and_(Theme.store_id == Look.store_id, chosen))
            .outerjoin(
                FrozenSection,
                and_(
                    FrozenSection.store_id == Look.store_id,
                    FrozenSection.version_id == wanted,
                    FrozenSection.theme_id == Theme.id,
                    belongs,
                ),
            )
            .outerjoin(
                FrozenText,
                and_(
                    FrozenText.store_id == FrozenSection.store_id, FrozenText.digest == FrozenSection.digest
                ),
            )
            .where(Look.store_id == STORE)
            .order_by(FrozenSection.template, FrozenSection.position, FrozenSection.section_data_id)
        ),
    )


def look_of(session: StoreSession) -> Look | None:
    """Which version shoppers see, and which they saw before."""
    return session.scalars(select(Look)).first()


def current_version(session: StoreSession) -> LookVersion | None:
    """The version that shoppers see."""
    statement = select(LookVersion).join(
        Look, and_(Look.store_id == LookVersion.store_id, Look.current_version_id == LookVersion.id)
    )
    return session.scalars(statement).first()


def shown_versions(session: StoreSession) -> tuple[LookVersion | None, LookVersion | None]:
    """The version that shoppers see, and the one that they saw before it. One query."""
    here = or_(Look.current_version_id == LookVersion.id, Look.previous_version_id == LookVersion.id)
    statement = select(LookVersion, Look.current_version_id).join(
        Look, and_(Look.store_id == LookVersion.store_id, here)
    )
    current = previous = None
    for version, shown in session.execute(statement):
        if version.id == shown:
            current = version
        else:
            previous = version
    return current, previous
