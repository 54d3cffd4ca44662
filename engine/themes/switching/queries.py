"""Reads of switching: what became of every section in a theme, what else it could be shown as, what is withheld."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.themes.matching import NO_MATCH, PARTIAL
from engine.themes.matching.content import WEIGHTS, Item
from engine.themes.models import SectionData, SectionMatch, Theme
from engine.themes.packs import SETTINGS_FILE, Pack
from engine.themes.queries import SETTINGS
from engine.themes.sections import presentation_key
from engine.themes.sections.apart import Json, all_bundles
from engine.themes.sections.presentation import SET

from .arranging import layout_of
from .ground import ONLY_IN, Ground, knows, matches_of, sections_of
from .settling import ranked

EXCERPT = 120
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Piece:
    """A piece of content: `target` is `item.field`, `value` what it holds, `excerpt` its words, shortened."""

    target: str
    type: str
    role: str
    value: Any
    excerpt: str
    format: str = ""
    was_shown: bool = True


@dataclass(frozen=True)
class Choice:
    """A file that could show a section. `share`: of the content's weight that it shows. `loses`: what it would withhold.
    `features`: forms that it lacks, and what the section's entries would be no more, such as questions."""

    file: str
    name: str
    outcome: str
    reason: str
    share: float
    is_current: bool
    loses: tuple[Piece, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionReport:
    """What became of a section. `file` is empty where nothing fits; `before` the file that shows it in the theme worn."""

    section_id: int
    key: str
    title: str
    before: str
    file: str
    outcome: str
    held: float
    weight: float
    pinned: bool
    is_hidden: bool
    withheld: tuple[Piece, ...] = ()
    features: tuple[str, ...] = ()
    adjusted: tuple[Json, ...] = ()
    splits: tuple[tuple[str, ...], ...] = ()
    offered: tuple[Json, ...] = ()
    is_split: bool = False
    parts: tuple[str, ...] = ()
    """The files that show it one after the other, where several do."""
    revision: int = 0
    words: str = ""
    """What people know it by: its heading, else the first words in it."""
    unclassified: tuple[Json, ...] = ()
    """Values that no type took: {"place", "setting", "value", "file"}."""
    carries: tuple[str, ...] = ()
    """Of the theme settings: those that show content, or a look that the merchant chose."""
    is_current: bool = True
    """Whether the match was found for the section as it is now."""


@dataclass(frozen=True)
class PageReport:
    """A template with its sections. `fidelity`: share of its content that the theme shows, 1.0 is all."""

    template: str
    layout: str
    sections: tuple[SectionReport, ...] = ()
    brought: tuple[str, ...] = ()
    """Files of the theme's own that were added because the page needs them."""

    @property
    def fidelity(self) -> float:
        return _share(self.sections)


@dataclass(frozen=True)
class SwitchReport:
    """A theme compared with what the store has."""

    theme_id: int
    pages: tuple[PageReport, ...] = ()
    settings: SectionReport | None = None
    unclassified: int = 0
    """Values of the merchant's that no type took; they stay with their section."""
    counts: dict[str, int] = field(default_factory=dict)
    """Sections by outcome."""
    unmatched: int = 0
    """Sections that came since the theme was prepared."""

    @property
    def fidelity(self) -> float:
        """Share of the store's content that the theme shows."""
        return _share([s for page in self.pages for s in page.sections])


def _share(sections: Iterable[SectionReport]) -> float:
    shown = [s for s in sections if not s.is_hidden]
    weight = sum(s.weight for s in shown)
    return 1.0 if weight <= 0 else round(sum(s.held for s in shown) / weight, 4)


def report(session: StoreSession, theme_id: int, pack: Pack, worn: str | None = None) -> SwitchReport:
    """What a theme that was prepared shows, page by page. *worn*: the pack that shoppers see. Three statements. Raises
    NotFound."""
    theme = session.need(Theme, theme_id)
    matches = matches_of(session)
    pages: dict[str, list[SectionReport]] = {}
    brought: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    settings: SectionReport | None = None
    untyped = unmatched = 0
    for data in sections_of(session):
        rows = matches.get(data.id, [])
        own = [m for m in rows if m.pack == pack.name and m.is_current]
        only = data.context.get(ONLY_IN)
        if only is not None:
            if only == pack.name and own:
                brought.setdefault(data.template, []).append(own[0].file)
            continue
        untyped += len(data.unclassified)
        if not own:
            unmatched += knows(pack, data.template)
            continue
        before = next((m.file for m in rows if m.pack == worn and m.is_current and not m.part), "")
        one = _section_report(data, own, before, pack)
        if data.template == SETTINGS:
            settings = replace(one, carries=_carried(data, own[0], pack))
            continue
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
        pages.setdefault(data.template, []).append(one)
    found = [
        PageReport(
            name,
            layout_of(theme, name),
            tuple(pages.get(name, ())),
            tuple(brought.get(name, ())),
        )
        for name in sorted({*pages, *brought})
    ]
    return SwitchReport(theme.id, tuple(found), settings, untyped, counts, unmatched)


def _section_report(data: SectionData, own: list[SectionMatch], before: str, pack: Pack) -> SectionReport:
    own = sorted(own, key=lambda m: m.part)
    match, binding = own[0], own[0].binding
    weight = sum(_weight(item) for bundle in all_bundles(data.content) for item in bundle["items"])
    pieces = pieces_of(data.content, binding.get("withheld") or [])
    held = float(binding.get("held", weight))
    total = float(binding.get("weight", weight))
    if match.outcome == NO_MATCH:
        held, total = 0.0, weight
    schema = pack.sections.get(match.file)
    return SectionReport(
        section_id=data.id,
        key=data.section_key,
        title=schema.name if schema is not None else data.section_key,
        before=before,
        file=match.file,
        outcome=match.outcome,
        held=held,
        weight=total,
        pinned=match.pinned,
        is_hidden=data.is_hidden,
        withheld=tuple(pieces),
        features=tuple(binding.get("features") or ()),
        adjusted=tuple(binding.get("adjusted") or ()),
        splits=tuple(tuple(files) for files in binding.get("splits") or ()) if len(own) == 1 else (),
        offered=tuple(binding.get("offered") or ()),
        is_split=len(own) > 1,
        parts=tuple(m.file for m in own) if len(own) > 1 else (),
        revision=data.revision,
        words=_known_by(data.content),
        unclassified=tuple(data.unclassified),
        is_current=match.data_revision == data.revision,
    )


def _carried(data: SectionData, match: SectionMatch, pack: Pack) -> tuple[str, ...]:
    looks = data.presentation.get(presentation_key(pack, SETTINGS_FILE)) or {}
    chosen = (looks.get(SET) or {}).get("section") or {}
    names = {*(match.binding.get("settings") or {}), *chosen}
    return tuple(s.id for s in pack.settings_schema.settings if s.id in names)


def _known_by(content: Json) -> str:
    said = [i for bundle in all_bundles(content) for i in bundle["items"] if i["type"] == "text"]
    said.sort(key=lambda item: item["role"] != "heading")
    return next((words for item in said if (words := excerpt(item["value"].get("text")))), "")


def _weight(item: Json) -> float:
    if item.get("hidden") or item["type"] not in WEIGHTS:
        return 0.0
    if all(v in (None, "", [], {}) for k, v in item["value"].items() if k != "format"):
        return 0.0
    return Item(item["id"], item["type"], item["role"], item["value"]).weight


def withheld(session: StoreSession, pack: Pack, section_id: int) -> list[Piece]:
    """What the theme does not show of a section, to be read, changed and moved by hand. Raises NotFound."""
    data = session.find(SectionData, section_id)
    if data is None:
        raise NotFound("record.not_found")
    rows = matches_of(session, [section_id]).get(section_id, [])
    match = next((m for m in rows if m.pack == pack.name and m.is_current and not m.part), None)
    if match is None:
        return []
    return pieces_of(data.content, match.binding.get("withheld") or [])


def pieces_of(content: Json, lost: Iterable[Json]) -> list[Piece]:
    """Withheld content with its values; what was shown nowhere before comes last."""
    items = {item["id"]: item for bundle in all_bundles(content) for item in bundle["items"]}
    found: list[Piece] = []
    for each in lost:
        item = items.get(each.get("id") or "")
        if item is None:
            continue
        names = (
            [each["field"]]
            if each.get("field")
            else [n for n in item["value"] if n not in ("format", "kind")]
        )
        for name in names:
            value = item["value"].get(name)
            found.append(
                Piece(
                    f"{item['id']}.{name}",
                    item["type"],
                    item["role"],
                    value,
                    excerpt(value),
                    str(item["value"].get("format") or ""),
                    bool(each.get("shown_before", True)),
                )
            )
    return sorted(found, key=lambda piece: not piece.was_shown)


def excerpt(value: Any) -> str:
    """The words of a value, shortened."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("handle") or value.get("alt") or value.get("id") or ""
    text = " ".join(unescape(_TAG.sub(" ", str(value if value is not None else ""))).split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"


@dataclass(frozen=True)
class Words:
    """What a section says: each piece with what it says in another language, empty where nobody has translated it."""

    section_id: int
    revision: int
    pieces: tuple[tuple[Piece, str], ...]


def words_of_section(session: StoreSession, section_id: int, locale: str) -> Words:
    """The texts, labels and addresses of a section, in the order in which they are kept. Raises NotFound."""
    data = session.find(SectionData, section_id)
    if data is None or data.removed_at is not None:
        raise NotFound("record.not_found")
    found = []
    for bundle in all_bundles(data.content):
        for item in bundle["items"]:
            said = (item.get("locales") or {}).get(locale) or {}
            for name in ("text", "label", "caption", "alt"):
                value = item["value"].get(name)
                if isinstance(value, str) and value.strip():
                    form = str(item["value"].get("format") or "")
                    piece = Piece(
                        f"{item['id']}.{name}", item["type"], item["role"], value, excerpt(value), form
                    )
                    found.append((piece, str(said.get(name) or "")))
    return Words(section_id, data.revision, tuple(found))


def choices(session: StoreSession, pack: Pack, others: Iterable[Pack], section_id: int) -> list[Choice]:
    """Every file of the theme that could show a section: first those that lose nothing, then those with a loss, the
    smallest first. Raises NotFound."""
    data = session.find(SectionData, section_id)
    if data is None or data.removed_at is not None:
        raise NotFound("record.not_found")
    rows = matches_of(session, [section_id]).get(section_id, [])
    ground = Ground(pack, {other.name: other for other in others})
    current = next((m for m in rows if m.pack == pack.name and m.is_current and not m.part), None)
    home = ground.home(data, rows)
    if home is None and current is not None and current.file in pack.sections:
        home = (pack, current.file)
    ranking = ranked(ground, data, home, rows)
    items = list(ranking.content.items())
    found = []
    for candidate in ranking.candidates:
        schema = pack.sections[candidate.file]
        is_current = current is not None and candidate.file == current.file
        if (candidate.fit is None or not schema.allows(data.template)) and not is_current:
            continue
        lost: dict[int, list[str]] = {}
        for index, name in candidate.withheld:
            lost.setdefault(index, []).append(name)
        told = [{"id": items[i].id, "shown_before": items[i].weight > 0} for i in lost]
        found.append(
            Choice(
                candidate.file,
                schema.name,
                candidate.outcome,
                candidate.reason,
                candidate.share,
                is_current,
                tuple(pieces_of(data.content, told)),
                candidate.features,
            )
        )
    order = {PARTIAL: 1, NO_MATCH: 2}
    return sorted(found, key=lambda c: (order.get(c.outcome, 0), -c.share))
