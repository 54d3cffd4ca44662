"""One section shown by several files, one after the other."""

from __future__ import annotations

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes import matching
from engine.themes.matching import MATCH, SectionContent
from engine.themes.matching.split import rest
from engine.themes.models import SectionData, SectionMatch
from engine.themes.sections import capacity_for
from engine.themes.sections.apart import Json
from engine.themes.sections.binding import bound

from .ground import Ground


def parts_of(ground: Ground, data: SectionData, content: SectionContent, files: list[str]) -> list[Json]:
    """The bindings of a split: each file shows what those before it left over. Raises Refused if something is left."""
    made: list[Json] = []
    left = content
    for file in files:
        schema = ground.target.sections.get(file)
        if schema is None:
            raise Refused("themes.section_file_missing", file=file, pack=ground.target.name)
        fit = matching.bind(capacity_for(ground.target, schema), matching.shaped(left))
        if fit.held <= 0:
            raise Refused("themes.split_does_not_hold", file=file)
        candidate = matching.Candidate(file, MATCH, "", fit=fit, withheld=fit.withheld)
        made.append(bound(ground.target, schema, data.content, left, candidate).data)
        left = rest(left, {index for index, _ in fit.withheld})
    if sum(item.weight for item in left.items()) > 0:
        raise Refused("themes.split_does_not_hold", file=files[-1])
    return made


def split(
    session: StoreSession, ground: Ground, data: SectionData, matches: list[SectionMatch], files: list[str]
) -> list[SectionMatch]:
    """Store a split, as the merchant's choice. Raises Refused."""
    if not 2 <= len(files) <= matching.split.MOST_PARTS or len(set(files)) != len(files):
        raise Refused("themes.split_does_not_hold", file=", ".join(files))
    home = ground.home(data, matches)
    parts = parts_of(ground, data, ground.content(data, home), files)
    own = {m.file: m for m in matches if m.pack == ground.target.name}
    position = next((m.position for m in own.values() if m.is_current and not m.part), None)
    for match in own.values():
        match.is_current = False
    found = []
    for number, (file, binding) in enumerate(zip(files, parts, strict=True)):
        binding["withheld"] = [] if number == 0 else binding["withheld"]
        binding["split"] = list(files)
        row = own.get(file)
        if row is None:
            row = SectionMatch(
                section_data_id=data.id,
                pack=ground.target.name,
                file=file,
                binding=binding,
                data_revision=data.revision,
                updated_at=clock.now(),
            )
            session.add(row)
        row.binding, row.outcome, row.pinned, row.is_current = binding, MATCH, True, True
        row.part, row.position = number, position
        row.data_revision, row.updated_at = data.revision, clock.now()
        found.append(row)
    session.flush()
    return found
