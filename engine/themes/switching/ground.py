"""What matching has to know of a store beside its content: packs, where sections stand, what showed them before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.themes.matching import Capacity, Context, SectionContent, canonical, content_of
from engine.themes.matching import fill as filling
from engine.themes.matching.comparing import may_stand
from engine.themes.models import SectionData, SectionMatch
from engine.themes.packs import Pack
from engine.themes.queries import GROUP, SETTINGS, STATIC, group_role
from engine.themes.sections import capacity_for, presentation_key
from engine.themes.sections.readers import all_capacities

ONLY_IN = "only_in"
"""In a section's context: the pack that brought it along and alone shows it."""


def place_name(template: str) -> str:
    """Where a section stands in the engine's words: `product` for `product.gift`, `group:header`."""
    if template.startswith(GROUP):
        return f"group:{group_role(template)}"
    return template.partition(".")[0]


def knows(pack: Pack, template: str) -> bool:
    """Whether a pack has pages or groups where sections of that template can stand."""
    if template in (SETTINGS, STATIC):
        return True
    if template.startswith(GROUP):
        return any(group_role(name) == group_role(template) for name in pack.groups)
    base = template.partition(".")[0]
    return base in pack.templates or template in pack.templates


@dataclass
class Ground:
    """A target pack, with the packs that showed the sections before (by name)."""

    target: Pack
    others: Mapping[str, Pack] = field(default_factory=dict)
    is_trial: bool = False
    """Whether the theme was never published: then its files are ranked anew whenever content changes. In one that shoppers
    know, a section keeps its file as long as that shows all of it."""

    @property
    def capacities(self) -> dict[str, Capacity]:
        """What every file of the target can hold."""
        return all_capacities(self.target)

    def home(self, data: SectionData, matches: list[SectionMatch]) -> tuple[Pack, str] | None:
        """The pack and file that show the section elsewhere: where it was changed last, else where it was made."""
        known = [m for m in matches if m.pack in self.others and m.pack != self.target.name and m.is_current]
        known.sort(key=lambda m: (-m.data_revision, m.pack != data.context.get("pack"), m.id))
        for match in known:
            pack = self.others[match.pack]
            if match.file in pack.sections:
                return pack, match.file
        return None

    def content(self, data: SectionData, home: tuple[Pack, str] | None) -> SectionContent:
        """The section's content, with what it does and the presentation that it was given."""
        found = canonical(
            data.content,
            frozenset(data.context.get("functions") or ()),
            str(data.context.get("main") or ""),
        )
        if home is not None:
            looks = data.presentation.get(presentation_key(*home)) or {}
            found = SectionContent(
                found.lead, found.entries, found.functions, found.main, dict(looks.get("section") or {})
            )
        return found

    def context(
        self, data: SectionData, home: tuple[Pack, str] | None, matches: list[SectionMatch]
    ) -> Context:
        """Where it stands, and what showed it."""
        shown_by = capacity_for(home[0], home[0].sections[home[1]]) if home is not None else None
        place = place_name(data.template)
        return Context(
            places=frozenset({place}),
            may_stand=may_stand(shown_by) if shown_by is not None else frozenset(),
            shown_by=shown_by,
            stored=frozenset(m.file for m in matches if m.pack == self.target.name),
            is_placed=shown_by is not None,
        )

    def judged(self, content: SectionContent, home: tuple[Pack, str] | None) -> SectionContent:
        """What a file is chosen by: the content, or for a section that is still empty, what it may hold."""
        if any(item.weight for item in content.items()) or home is None:
            return content
        pack, file = home
        shown_by = capacity_for(pack, pack.sections[file])
        if not shown_by.types:
            return content
        return content_of(shown_by, filling.full(pack, pack.sections[file]))


def matches_of(session: StoreSession, section_ids: list[int] | None = None) -> dict[int, list[SectionMatch]]:
    """Every stored match, by section. One statement."""
    statement = select(SectionMatch).order_by(SectionMatch.section_data_id, SectionMatch.id)
    if section_ids is not None:
        statement = statement.where(SectionMatch.section_data_id.in_(section_ids))
    found: dict[int, list[SectionMatch]] = {}
    for match in session.scalars(statement):
        found.setdefault(match.section_data_id, []).append(match)
    return found


def sections_of(session: StoreSession, template: str | None = None) -> list[SectionData]:
    """The sections that are on a page, in order. One statement."""
    statement = (
        select(SectionData)
        .where(SectionData.removed_at.is_(None))
        .order_by(SectionData.template, SectionData.position, SectionData.id)
    )
    if template is not None:
        statement = statement.where(SectionData.template == template)
    return list(session.scalars(statement))


__all__ = [
    "ONLY_IN",
    "STATIC",
    "Ground",
    "group_role",
    "knows",
    "matches_of",
    "place_name",
    "sections_of",
]
