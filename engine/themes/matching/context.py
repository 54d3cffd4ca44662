"""Where a section stands, and what of its looks goes with it to another file."""

from __future__ import annotations

from dataclasses import dataclass

from engine.themes.schema import Setting

from .content import SectionContent
from .slots import Capacity


@dataclass(frozen=True)
class Context:
    """Where the section stands: templates (`index`) and groups (`group:header`), and the file that shows it now.

    `stored` are files that showed it in an earlier stay; they win ties. `shown_by` is compared by name, last of all.
    """

    places: frozenset[str] = frozenset({"index"})
    may_stand: frozenset[str] = frozenset()
    """Further places that it could be moved to."""
    shown_by: Capacity | None = None
    stored: frozenset[str] = frozenset()
    possible: SectionContent | None = None
    """For section data that a pack made and no merchant: the most that the section may hold."""
    is_placed: bool = False
    """Whether it is known which templates use which files, in the source and in the target."""


SIDES = {"layout:before": "group:header", "layout:after": "group:footer"}


def standing(used_in: frozenset[str]) -> frozenset[str]:
    """Templates and groups that a file stands in; before the page's content is where a header group stands."""
    return frozenset(SIDES.get(place, place) for place in used_in)


def context_distance(capacity: Capacity, context: Context) -> float:
    """Whether the section may stand there now, and be added there."""
    fixed = not capacity.is_addable and not capacity.used_in & context.places
    return float(fixed) + float(not any(capacity.allows(place) for place in context.places))


def carried_looks(
    content: SectionContent, source: Capacity | None, capacity: Capacity
) -> tuple[Setting, ...]:
    """Presentation settings whose values mean the same in both files: same id, type and domain."""
    if source is None or not content.presentation:
        return ()
    theirs = {s.id: s for s in capacity.presentation}
    return tuple(
        theirs[s.id]
        for s in source.presentation
        if s.id in content.presentation and s.id in theirs and _same_model(s, theirs[s.id])
    )


def _same_model(one: Setting, other: Setting) -> bool:
    if one.type != other.type:
        return False
    domains = [(tuple(v for v, _ in s.options), s.min, s.max, s.step, s.unit) for s in (one, other)]
    return domains[0] == domains[1]
