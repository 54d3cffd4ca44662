"""Whether a file does what the section does: refusals, and how far it is from it. A form stays a form, a list of questions
a list of questions."""

from __future__ import annotations

from .bind import Fit
from .context import SIDES, Context, standing
from .functions import BESIDE, BONUS, FEATURES, INSTEAD, LISTED, LISTS, family
from .shapes import Shaped
from .slots import Capacity

OFFERED, POSSIBLE, NOTHING = 0.1, 0.25, 0.5
LEAST_LISTED = 1 / 3
"""A list of collections or products that shows less of the content than this is a list of these and no more."""


def refusal(shape: Shaped, capacity: Capacity, context: Context) -> str:
    """Why a file cannot stand for the section at all; empty if it can."""
    stands_in = shape.main in INSTEAD and BESIDE in capacity.functions
    if shape.main and family(shape.main) not in capacity.families and not stands_in:
        return f"it has no {shape.main}"
    if (
        capacity.main
        and family(capacity.main) not in shape.families
        and not stands_in
        and not _lists_it(shape, capacity)
    ):
        return f"it is for something else: {capacity.main}"
    if shape.main and context.is_placed and context.shown_by is not None:
        used = [bool(c.used_in) or c.is_addable for c in (context.shown_by, capacity)]
        if used[0] and not used[1]:
            return "no page uses it"
        if used[1] and not used[0] and not capacity.is_addable:
            return "it belongs to a page of its own"
    if not any(capacity.allows(place) for place in context.places | context.may_stand):
        return f"it is not allowed in {', '.join(sorted(context.places))}"
    source = context.shown_by
    is_ornament = capacity.is_addable and not capacity.types and (source is None or source.is_addable)
    if not shape.weight and not shape.main and not is_ornament:
        return "there is nothing to show in it"
    return ""


def _lists_it(shape: Shaped, capacity: Capacity) -> bool:
    """Whether a list of posts or products has entries of its own for what is there: single articles, single products."""
    return not shape.main and any(
        kind in shape.types and any(kind in each.place.rooms for each in capacity.place.lists)
        for kind in LISTS.get(capacity.main, ())
    )


def function_distance(shape: Shaped, judged: Shaped, fit: Fit, capacity: Capacity, context: Context) -> float:
    """Functions that are lost or new, and pages on which the file is not used though the section is. `judged` is the shape
    of what the section may hold, bound as `fit`."""
    distance = character_distance(judged, capacity)
    if judged.character in LISTED.values() and fit.held < judged.weight * LEAST_LISTED:
        distance = NOTHING
    if not shape.main:
        return distance + 0.5 * len((shape.functions & FEATURES) - capacity.functions - capacity.optional)
    if family(shape.main) != family(capacity.main):
        distance += OFFERED if shape.main in capacity.offered.functions else POSSIBLE
    distance += 0.1 * (shape.main != capacity.main)
    lost = sum(
        not (function.startswith("only:") and family(function) in capacity.families)
        for function in shape.functions - BONUS - capacity.functions - capacity.optional
    )
    if context.shown_by is not None:
        sides = [{p for p in c.used_in if p in SIDES} for c in (context.shown_by, capacity)]
        distance += 0.2 * bool(sides[0] and sides[1] and not sides[0] & sides[1])
    source = context.shown_by.used_in if context.shown_by is not None else context.places
    templates, here = standing(source), standing(capacity.used_in)
    elsewhere = bool(templates) != bool(here) or bool(templates and not templates & here)
    is_fixed = context.shown_by is not None and not context.shown_by.is_addable
    distance += 0.2 * (capacity.is_alternate and not (context.shown_by and context.shown_by.is_alternate))
    return distance + lost + (0.5 if elsewhere and (is_fixed or not capacity.is_addable) else 0.0)


def loses_character(shape: Shaped, capacity: Capacity, source: Capacity | None) -> bool:
    """Whether a list that is one now would be none. What the file that shows it now is not for is not lost."""
    if character_distance(shape, capacity) < POSSIBLE:
        return False
    return source is None or character_distance(shape, source) < POSSIBLE


def character_distance(shape: Shaped, capacity: Capacity) -> float:
    """How far a file is from being a list of what the content is a list of: made for it, offered as it by a preset,
    able to hold it because any block may stand there, or nothing of it."""
    if not shape.character or shape.character in (capacity.character, *capacity.pointed_at):
        return 0.0
    if shape.character not in capacity.characters:
        return NOTHING
    return OFFERED if shape.character in capacity.offered.characters else POSSIBLE
