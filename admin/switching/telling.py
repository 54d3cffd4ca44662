"""The report of a switch as the page tells it: pages in the order that people think of them, figures as whole percent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admin.shell.words import exact, t, t_or
from admin.switching.trying import Look
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.themes.models import LookSchedule
from engine.themes.queries import GROUP, group_role
from engine.themes.switching import queries as switching
from engine.themes.switching.queries import Choice, PageReport, Piece, SectionReport, SwitchReport

HOME = "index"
LAYOUTS = ("mine", "theme", "mix")
FIRST = ("index", "product", "collection", "list-collections", "page", "blog", "article", "cart", "search")
_NO_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Row:
    """A section of the report. `state`: match, partial, none, empty (nothing to show yet) or hidden."""

    section: SectionReport
    name: str
    before: str
    state: str
    parts: tuple[str, ...]

    @property
    def id(self) -> str:
        """Of its element."""
        return f"section-{self.section.section_id}"

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell but that it is shown."""
        one = self.section
        return self.state in ("match", "empty", "hidden") and not (
            one.adjusted or one.unclassified or one.is_split or one.withheld
        )


@dataclass(frozen=True)
class PageTold:
    """A template of the report. `percent`: share of its content that is shown; only all of it is 100."""

    template: str
    key: str
    name: str
    layout: str
    percent: int
    rows: tuple[Row, ...]
    brought: tuple[str, ...]
    pieces: int
    """Pieces of content that are not shown, and were."""

    @property
    def is_whole(self) -> bool:
        """Whether everything on it is shown."""
        return self.percent == 100 and not self.pieces and all(row.is_quiet for row in self.rows)


@dataclass(frozen=True)
class Told:
    """A report, told. `percent`: share of the store's content that is shown."""

    pages: tuple[PageTold, ...]
    settings: Row | None
    percent: int
    pieces: int
    sections: int
    """Sections of which something is not shown."""
    counts: dict[str, int]
    unclassified: tuple[tuple[str, str, str], ...]
    """(page, setting, value) of what no type took."""
    is_stale: bool
    """Whether something was edited since the theme's files were matched."""

    @property
    def noted(self) -> list[PageTold]:
        """Pages that have something to look at, the home page always."""
        return [page for page in self.pages if page.template == HOME or not page.is_whole]

    @property
    def whole(self) -> list[PageTold]:
        """The others."""
        return [page for page in self.pages if page.template != HOME and page.is_whole]

    def page(self, template: str) -> PageTold:
        """One page. Raises NotFound."""
        found = next((page for page in self.pages if page.template == template), None)
        if found is None:
            raise NotFound("record.not_found")
        return found

    def row(self, section_id: int) -> tuple[PageTold | None, Row]:
        """A section with its page; the theme settings have none. Raises NotFound."""
        if self.settings is not None and self.settings.section.section_id == section_id:
            return None, self.settings
        for page in self.pages:
            for row in page.rows:
                if row.section.section_id == section_id:
                    return page, row
        raise NotFound("record.not_found")


def told(session: StoreSession, look: Look) -> Told:
    """The report of a look. As many statements for fifty sections as for one."""
    worn = look.worn.pack if look.worn is not None and not look.is_worn else None
    report = switching.report(session, look.theme.id, look.pack, worn)
    pages = tuple(_page(look, page) for page in sorted(report.pages, key=lambda page: place(page.template)))
    settings = _row(look, report.settings) if report.settings is not None else None
    rows = [row for page in pages for row in page.rows]
    every = [*rows, *([settings] if settings is not None else [])]
    lost = [row for row in every if shown_before(row.section.withheld)]
    return Told(
        pages,
        settings,
        percent(report.fidelity),
        sum(len(shown_before(row.section.withheld)) for row in lost),
        len(lost),
        _counts(rows),
        tuple(_untyped(report)),
        report.unmatched > 0 or any(not row.section.is_current for row in every),
    )


def _page(look: Look, page: PageReport) -> PageTold:
    rows = tuple(_row(look, section) for section in page.sections)
    return PageTold(
        page.template,
        key_of(page.template),
        template_name(page.template),
        page.layout,
        percent(page.fidelity),
        rows,
        tuple(look.name_of(file) for file in page.brought),
        sum(len(shown_before(row.section.withheld)) for row in rows),
    )


def _row(look: Look, section: SectionReport) -> Row:
    state = section.outcome
    if section.is_hidden:
        state = "hidden"
    elif not section.file and state == "match":
        state = "empty"
    return Row(
        section,
        look.name_of(section.file) if section.file else "",
        look.name_before(section.before) if section.before else "",
        state,
        tuple(look.name_of(file) for file in section.parts),
    )


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    found = {"match": 0, "partial": 0, "none": 0}
    for row in rows:
        if row.state in found:
            found[row.state] += 1
        elif row.state == "empty":
            found["match"] += 1
    return found


def _untyped(report: SwitchReport) -> Iterable[tuple[str, str, str]]:
    settings = [("settings", report.settings)] if report.settings is not None else []
    for template, section in [
        *((page.template, section) for page in report.pages for section in page.sections),
        *settings,
    ]:
        for each in section.unclassified:
            yield (
                template_name(template),
                str(each.get("setting") or ""),
                switching.excerpt(each.get("value")),
            )


def shown_before(pieces: Iterable[Piece]) -> list[Piece]:
    """Of what is withheld, what some theme of the store showed."""
    return [piece for piece in pieces if piece.was_shown]


def percent(share: float) -> int:
    """A share as whole percent: 100 only for all of it."""
    return 100 if share >= 1 else min(99, int(share * 100))


def key_of(template: str) -> str:
    """A template's name as part of an element's id."""
    return _NO_KEY.sub("-", template.lower()).strip("-")


def template_name(template: str) -> str:
    """A template in words: `Product pages`, `Header`; `Product pages: gift` for `product.gift`."""
    if template.startswith(GROUP):
        role = group_role(template)
        return t_or(f"looks.groups.{role}", role.replace("-", " ").capitalize())
    kind, _, suffix = template.partition(".")
    name = t_or(
        f"looks.kinds.{kind.replace('/', '-')}", kind.replace("/", ": ").replace("-", " ").capitalize()
    )
    return t("looks.alternate", name=name, suffix=suffix) if suffix else name


def place(template: str) -> tuple[int, str]:
    """Where a template stands in lists: header and footer after the home page, accounts last."""
    kind = template.partition(".")[0]
    if template.startswith(GROUP):
        return (1 if "head" in template else 2), template
    if kind == HOME:
        return 0, template
    return (3 + FIRST.index(kind) if kind in FIRST else 40 + kind.startswith("customers/")), template


def piece_name(piece: Piece) -> str:
    """What a piece of content is, in words: `Heading`, `Picture`, `Address of a link`."""
    name = piece.target.rpartition(".")[2]
    if piece.type == "link":
        return t("looks.pieces.label" if name == "label" else "looks.pieces.url")
    if piece.type == "text":
        return t_or(f"looks.roles.{piece.role}", t("looks.pieces.text"))
    kind = t_or(f"looks.pieces.{piece.type}", piece.type.capitalize())
    part = t_or(f"looks.parts.{name}", "") if name not in ("file", "ref", "refs", "url", "code") else ""
    return f"{kind}: {part}" if part else kind


def adjusted_words(adjusted: Sequence[dict[str, object]]) -> list[str]:
    """What was changed to fit, in words: each kind once, with how often."""
    counts = Counter(str(each.get("what") or "") for each in adjusted)
    return [t(f"looks.adjusted.{what}", count=count) for what, count in counts.items() if what in ADJUSTMENTS]


ADJUSTMENTS = ("plain", "unfolded", "flattened", "parted", "folded")


def names_of(look: Look, files: Sequence[str]) -> list[str]:
    """What section files are called."""
    return [look.name_of(file) for file in files]


def piece_words(piece: Piece) -> str:
    """A few words of a piece; an address of the shop as people know it."""
    return piece.excerpt.replace("shopify:/", "", 1) if piece.type == "link" else piece.excerpt


def reason_words(choice: Choice) -> str:
    """What a file would leave out of a section, in words: `4: Text ×3, Picture`."""
    if not choice.loses and choice.features:
        return (
            f"{t('looks.row.features')} {', '.join(t(f'looks.features.{name}') for name in choice.features)}"
        )
    if not choice.loses:
        code = "shows_all" if choice.outcome == "match" else "share"
        return t(f"looks.ways.{code}", percent=int(choice.share * 100))
    kinds = Counter(piece_name(piece) for piece in choice.loses)
    named = [f"{name} ×{count}" if count > 1 else name for name, count in kinds.most_common(MOST_NAMED)]
    said = t("looks.ways.loses", count=len(choice.loses), names=", ".join(named))
    more = len(kinds) - len(named)
    return t("looks.ways.more", said=said, count=more) if more > 0 else said


MOST_NAMED = 3


def unseen_rows(report: Told) -> list[tuple[str, Row]]:
    """(page, section) where something that some theme showed is not shown."""
    rows = [(page.name, row) for page in report.pages for row in page.rows]
    if report.settings is not None:
        rows.append((t("theme.settings"), report.settings))
    return [(name, row) for name, row in rows if shown_before(row.section.withheld)]


def exact_span(schedule: LookSchedule) -> str:
    """From when to when a look is shown, in the store's time zone."""
    start = exact(schedule.starts_at)
    if schedule.ends_at is None:
        return t("looks.schedule.open_end", start=start)
    return t("looks.schedule.span", start=start, end=exact(schedule.ends_at))
