"""Freezing what is being edited: the rows and texts of a version. Reads only; who stores them is `commands.publishing`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, and_, cast

from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many, one
from engine.themes.models import FrozenSection, KeptSection, SectionData, SectionMatch, Theme

from .published import kind_of
from .shown import GROUP, SETTINGS, digest_of, part_key, put_together_once

Row = dict[str, Any]
PLACE = ("section_data_id", "template", "section_key", "position")
SHOWN = (*PLACE, "theme_id", "pack", "file", "revision", "digest")
KEPT = (*PLACE, "is_hidden", "revision", "digest")


@dataclass
class Frozen:
    """What a version is made of. ``texts``: by digest; those that the store has already need not be there."""

    theme_id: int
    page_themes: dict[str, int]
    shown: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """The same for the same look; how often something was edited on the way there does not count."""
        lines = [json.dumps([self.theme_id, dict(sorted(self.page_themes.items()))])]
        lines += sorted(
            json.dumps([row[n] for n in (*PLACE, "theme_id", "file", "digest")]) for row in self.shown
        )
        lines += sorted(json.dumps([row[n] for n in (*PLACE, "is_hidden", "digest")]) for row in self.kept)
        return digest_of("\n".join(lines)).hex()

    def add(self, other: Frozen) -> None:
        """Take the sections of *other* in as well."""
        self.shown += other.shown
        self.kept += other.kept
        self.texts |= other.texts


def shows(template: str, theme_id: int, main_id: int, page_themes: Mapping[str, int]) -> bool:
    """Whether a theme shows a template: groups and settings all do, a page the one that its kind wears."""
    if template == SETTINGS or template.startswith(GROUP):
        return True
    return page_themes.get(kind_of(template), main_id) == theme_id


def freeze(
    session: StoreSession,
    theme_id: int,
    page_themes: Mapping[str, int],
    only: Collection[int] | None = None,
) -> Frozen:
    """The sections as they are being edited (or *only* some of them), as these themes show them. One statement."""
    found = Frozen(theme_id, dict(page_themes))
    chosen = {} if only is None else {"ids": sorted(only)}
    worn = sorted({theme_id, *page_themes.values()})
    for group in _by_section(_draft(only is not None).all(session, worn=worn, **chosen)):
        section_id, template, key, position, hidden, revision, *texts = group[0][:10]
        place = dict(zip(PLACE, (section_id, template, key, position), strict=True))
        matches = [row[10:] for row in group if row[10] is not None]
        content, presentation, unclassified, context = texts
        state = state_text(content, presentation, unclassified, context, matches)
        digest = digest_of(state).hex()
        found.texts[digest] = state
        found.kept.append(place | {"is_hidden": bool(hidden), "revision": revision, "digest": digest})
        for pack, file, binding, _, _, moved, part, wearer in matches:
            if hidden or not file or not shows(template, wearer, theme_id, page_themes):
                continue
            _, text, own = put_together_once(f"{pack}/{file}", content, presentation, unclassified, binding)
            found.texts[own.hex()] = text
            look = {"theme_id": wearer, "pack": pack, "file": file}
            here = {"section_key": part_key(key, part), "position": position if moved is None else moved}
            found.shown.append(place | here | look | {"revision": revision, "digest": own.hex()})
    return found


def _by_section(rows: Iterable[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return list(found.values())


def state_text(
    content: str,
    presentation: str,
    unclassified: str | None,
    context: str,
    matches: Iterable[tuple[Any, ...]],
) -> str:
    """JSON of a section's state: texts as the database gives them, put side by side without reading them.

    *matches*: pack, file, text of the binding, outcome, pinned, position, part, theme id.
    """
    said = []
    for pack, file, binding, outcome, pinned, position, part, _ in matches:
        names = {"pack": pack, "file": file, "outcome": outcome, "pinned": bool(pinned)}
        if position is not None or part:
            names |= {"position": position, "part": part}
        said.append(f'{json.dumps(names)[:-1]}, "binding": {binding}}}')
    return (
        f'{{"content": {content}, "presentation": {presentation}, "unclassified": {unclassified or "[]"},'
        f' "context": {context}, "matches": [{", ".join(said)}]}}'
    )


STATE = (
    SectionData.id,
    SectionData.template,
    SectionData.section_key,
    SectionData.position,
    SectionData.is_hidden,
    SectionData.revision,
    cast(SectionData.content, Text),
    cast(SectionData.presentation, Text),
    cast(SectionData.unclassified, Text),
    cast(SectionData.context, Text),
    SectionMatch.pack,
    SectionMatch.file,
    cast(SectionMatch.binding, Text),
    SectionMatch.outcome,
    SectionMatch.pinned,
    SectionMatch.position,
    SectionMatch.part,
    Theme.id,
)
MATCHES = and_(
    SectionMatch.store_id == SectionData.store_id,
    SectionMatch.section_data_id == SectionData.id,
    SectionMatch.pack == Theme.pack,
    SectionMatch.is_current,
)


@lru_cache(2)
def _draft(chosen: bool) -> Prepared:
    of_ids = [SectionData.id.in_(many("ids"))] if chosen else []
    return Prepared(
        *STATE,
        build=lambda read: (
            read.select_from(SectionData)
            .outerjoin(Theme, and_(Theme.store_id == SectionData.store_id, Theme.id.in_(many("worn"))))
            .outerjoin(SectionMatch, MATCHES)
            .where(SectionData.store_id == STORE, SectionData.removed_at.is_(None), *of_ids)
            .order_by(SectionData.id, SectionMatch.pack, SectionMatch.part)
        ),
    )


def frozen_before(session: StoreSession, version_id: int, theme_id: int, page_themes: Any) -> Frozen:
    """What an older version shows and keeps; its texts are stored already. Two statements."""
    found = Frozen(theme_id, dict(page_themes))
    found.shown = [
        dict(zip(SHOWN, row, strict=True))
        for row in _rows(FrozenSection, SHOWN).all(session, version=version_id)
    ]
    found.kept = [
        dict(zip(KEPT, row, strict=True)) for row in _rows(KeptSection, KEPT).all(session, version=version_id)
    ]
    for row in found.kept:
        row["is_hidden"] = bool(row["is_hidden"])
    return found


@lru_cache(4)
def _rows(model: Any, names: tuple[str, ...]) -> Prepared:
    return Prepared(
        *(getattr(model, name) for name in names),
        build=lambda read: read.where(model.store_id == STORE, model.version_id == one("version")).order_by(
            model.id
        ),
    )
