"""The order of candidates: lexicographic, by what the design page says, each step a number that can be explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.themes.schema import Setting

from .bind import Fit, bind
from .content import WEIGHTS, SectionContent
from .context import Context, carried_looks, context_distance
from .doing import function_distance, loses_character, refusal
from .functions import FEATURES, LISTS, family
from .holding import generality, hole, missing_types
from .purpose import shared
from .shapes import Shaped, shaped
from .slots import Capacity

MATCH, PARTIAL, NO_MATCH = "match", "partial", "none"
LEAST_HELD = 0.25
"""Share of the content's weight below which a file shows too little to stand for the section. A heading without its
pictures is no slideshow."""


Steps = tuple[tuple[str, float], ...]
REFUSED: Steps = (("outcome", 3.0),)


@dataclass(frozen=True)
class Candidate:
    """One file's record: its outcome, what it holds, withholds and bends, and where it comes in each step."""

    file: str
    outcome: str
    reason: str
    steps: Steps = ()
    fit: Fit | None = None
    held: float = 0.0
    weight: float = 0.0
    withheld: tuple[tuple[int, str], ...] = ()
    features: tuple[str, ...] = ()
    """Functions that would be lost: a sign-up, a buy box; and what its list would be no more: questions, quotations."""
    carried: tuple[str, ...] = ()
    """Presentation settings that both files model the same way."""
    pinned: bool = False

    @property
    def share(self) -> float:
        """Share of the content that is shown, by weight; 1.0 is all."""
        return 1.0 if not self.weight else self.held / self.weight


@dataclass(frozen=True)
class Ranking:
    """Every file of the target, best first; `best` is None if nothing fits."""

    content: SectionContent
    candidates: tuple[Candidate, ...]
    best: Candidate | None
    outcome: str
    splits: tuple[tuple[str, ...], ...] = field(default=())


def rank(
    content: SectionContent, capacities: Iterable[Capacity], context: Context, pin: str | None = None
) -> list[Candidate]:
    """Every file's record, in order."""
    shape = shaped(content)
    found = [candidate(content, shape, each, context, pin) for each in capacities]
    found.sort(key=lambda each: (*(value for _, value in each.steps), each.file))
    return found


def candidate(
    content: SectionContent, shape: Shaped, capacity: Capacity, context: Context, pin: str | None = None
) -> Candidate:
    """One file's record."""
    pinned = capacity.file == pin
    refused = refusal(shape, capacity, context)
    if refused and not pinned:
        return Candidate(capacity.file, NO_MATCH, refused, REFUSED, weight=shape.weight)
    fit = bind(capacity, shape)
    features = tuple(sorted((shape.functions & FEATURES) - capacity.functions - capacity.optional))
    visible = round(shape.weight - fit.held + WEIGHTS["feature"] * len(features), 3)
    # a section as its pack fills it holds nobody's content yet: it is judged by what it may hold
    judged = shaped(context.possible) if context.possible is not None else shape
    judged_fit = fit if judged is shape else bind(capacity, judged)
    if loses_character(judged, capacity, context.shown_by):
        features = (*features, judged.character)
    outcome = MATCH if visible <= 0 and not features and not fit.torn else PARTIAL
    if not _is_enough(context.possible or content, judged, judged_fit, capacity):
        outcome = NO_MATCH if not pinned else PARTIAL
    carried = carried_looks(content, context.shown_by, capacity)
    lost = visible if judged is shape else round(judged.weight - judged_fit.held, 3)
    level = {MATCH: 0.0, PARTIAL: 1.0, NO_MATCH: 2.0}[outcome]
    steps: Steps = (
        ("outcome", -1.0 if pinned else level),
        ("function", function_distance(shape, judged, judged_fit, capacity, context)),
        *_closeness(context.possible or content, judged, judged_fit, lost, carried, capacity, context),
        ("use", 0.0 if capacity.used_in & context.places else 1.0),
        ("name", 0.0 - _likeness(context.shown_by, capacity)),
    )
    return Candidate(
        capacity.file,
        outcome,
        _reason(outcome, fit, visible, missing_types(content, fit), features, pinned),
        steps,
        fit,
        fit.held,
        shape.weight,
        fit.withheld,
        features,
        tuple(s.id for s in carried),
        pinned,
    )


def _closeness(
    content: SectionContent,
    shape: Shaped,
    fit: Fit,
    lost: float,
    carried: tuple[Setting, ...],
    capacity: Capacity,
    context: Context,
) -> Steps:
    """The steps about what is shown."""
    return (
        (
            "combination",
            missing_types(content, fit) + hole(shape, capacity, fit, context) * (lost > 0),
        ),
        ("coverage", lost + fit.regrouped),
        ("specificity", generality(shape, capacity, fit, context)),
        ("context", context_distance(capacity, context)),
        ("stored", 0.0 if capacity.file in context.stored else 1.0),
        ("presentation", 0.0 - len(carried)),
        ("purpose", 0.0 - _purpose(context.shown_by, capacity)),
        ("bending", float(fit.bent // max(shape.visible, 1))),
        ("structure", fit.aside),
        ("small bending", float(fit.bent)),
        ("room left", float(fit.unused)),
    )


def _is_enough(content: SectionContent, shape: Shaped, fit: Fit, capacity: Capacity) -> bool:
    """More than a title or a button of what the section was: a quarter of it, or at least a picture, a passage…"""
    if not shape.weight:
        return True
    if shape.main not in ("", *LISTS) and family(shape.main) in capacity.families:
        return True
    forms = shape.functions & FEATURES
    kept = fit.held + WEIGHTS["feature"] * len(forms & (capacity.functions | capacity.optional))
    if kept <= 0 or kept / (shape.weight + WEIGHTS["feature"] * len(forms)) >= LEAST_HELD:
        return kept > 0
    lost = {index for index, _ in fit.withheld}
    shown = [item for index, item in enumerate(content.items()) if index not in lost and item.weight]
    return any(
        item.type not in ("text", "link") or item.role in ("body", "answer", "quote") for item in shown
    )


def _purpose(source: Capacity | None, capacity: Capacity) -> float:
    if source is None:
        return 0.0
    return shared(source.named, source.marked, capacity.named, capacity.marked)


def _likeness(source: Capacity | None, capacity: Capacity) -> float:
    """Words that the names share; decides between files that are equal in all else."""
    if source is None:
        return 0.0
    if source.file == capacity.file:
        return 2.0
    words = {w for w in source.name.lower().split() if len(w) > 2}
    others = {w for w in capacity.name.lower().split() if len(w) > 2}
    return len(words & others) / max(len(words | others), 1)


def _reason(
    outcome: str, fit: Fit, visible: float, missing: float, features: tuple[str, ...], pinned: bool
) -> str:
    if pinned:
        return "the merchant chose it"
    if outcome == NO_MATCH:
        return "it shows too little of it"
    if visible <= 0 and features:
        return f"it shows everything, and is not for {', '.join(features)}"
    if visible <= 0 and fit.torn:
        return "it shows everything, but takes it apart"
    if outcome == MATCH:
        return "it shows everything" if not fit.regrouped else "it shows everything, grouped another way"
    return "it has no room for a kind of content" if missing else "it shows a part of it"
