"""The order of candidates: lexicographic, by what the design page says, each step a number that can be explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.themes.schema import Setting

from .bind import MEDIA, Fit, bind
from .content import WEIGHTS, SectionContent
from .functions import BONUS, FEATURES, LISTS, family
from .purpose import shared
from .shapes import Shaped, shaped
from .slots import Capacity

MATCH, PARTIAL, NO_MATCH = "match", "partial", "none"
LEAST_HELD = 0.25
"""Share of the content's weight below which a file shows too little to stand for the section. A heading without its
pictures is no slideshow."""


Steps = tuple[tuple[str, float], ...]
REFUSED: Steps = (("outcome", 3.0),)

OPEN_SHARE = 0.05
"""How much of a type's weight counts that only fits in because any block does."""
EMPTY_LIST = 4.0
CONTAINED = 2.0
FEW = {"link": 0.5}
"""Types of which less is lost than a whole type: a button, where the words it stands under are shown."""
HOLE, FOLD = 0.75, 0.5
CLAIM = 6.0
"""A list of questions, quotations or collections for content that is none of it."""


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
    """Functions that would be lost: a sign-up, a buy box."""
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
    refused = _refusal(shape, capacity, context)
    if refused and not pinned:
        return Candidate(capacity.file, NO_MATCH, refused, REFUSED, weight=shape.weight)
    fit = bind(capacity, shape)
    features = tuple(sorted((shape.functions & FEATURES) - capacity.functions - capacity.optional))
    visible = round(shape.weight - fit.held + WEIGHTS["feature"] * len(features), 3)
    outcome = MATCH if visible <= 0 else PARTIAL
    if not _is_enough(content, shape, fit, capacity):
        outcome = NO_MATCH if not pinned else PARTIAL
    carried = carried_looks(content, context.shown_by, capacity)
    level = {MATCH: 0.0, PARTIAL: 1.0, NO_MATCH: 2.0}[outcome]
    steps: Steps = (
        ("outcome", -1.0 if pinned else level),
        ("function", _function_distance(shape, capacity, context)),
        *_closeness(content, shape, fit, visible, carried, capacity, context),
        ("use", 0.0 if capacity.used_in & context.places else 1.0),
        ("name", 0.0 - _likeness(context.shown_by, capacity)),
    )
    return Candidate(
        capacity.file,
        outcome,
        _reason(outcome, fit, _missing(content, fit), pinned),
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
    """The steps about what is shown. A section as its pack fills it holds nobody's content yet, so it is judged by what
    it may hold (`Context.possible`)."""
    if context.possible is not None:
        content, shape = context.possible, shaped(context.possible)
        fit = bind(capacity, shape)
        lost = round(shape.weight - fit.held, 3)
    return (
        ("combination", _missing(content, fit) + _hole(shape, capacity, fit) * (lost > 0)),
        ("coverage", lost + fit.regrouped),
        ("specificity", _generality(shape, capacity, fit)),
        ("context", _context_distance(capacity, context)),
        ("stored", 0.0 if capacity.file in context.stored else 1.0),
        ("presentation", 0.0 - len(carried)),
        ("purpose", 0.0 - _purpose(context.shown_by, capacity)),
        ("bending", float(fit.bent // max(shape.visible, 1))),
        ("structure", fit.aside),
        ("small bending", float(fit.bent)),
        ("room left", float(fit.unused)),
    )


def _refusal(shape: Shaped, capacity: Capacity, context: Context) -> str:
    """Why a file cannot stand for the section at all; empty if it can."""
    if shape.main and family(shape.main) not in capacity.families:
        return f"it has no {shape.main}"
    if capacity.main and family(capacity.main) not in shape.families:
        return f"it is for something else: {capacity.main}"
    if shape.main and context.is_placed and context.shown_by is not None:
        used = [bool(c.used_in) or c.is_addable for c in (context.shown_by, capacity)]
        if used[0] != used[1]:
            return "it belongs to a page of its own" if used[1] else "no page uses it"
    if not any(capacity.allows(place) for place in context.places | context.may_stand):
        return f"it is not allowed in {', '.join(sorted(context.places))}"
    source = context.shown_by
    is_ornament = capacity.is_addable and not capacity.types and (source is None or source.is_addable)
    if not shape.weight and not shape.main and not is_ornament:
        return "there is nothing to show in it"
    return ""


def _is_enough(content: SectionContent, shape: Shaped, fit: Fit, capacity: Capacity) -> bool:
    """More than a title or a button of what the section was: a quarter of it, or at least a picture, a passage…"""
    if not shape.weight:
        return True
    if shape.main not in ("", *LISTS) and family(shape.main) in capacity.families:
        return True
    if fit.held <= 0 or fit.held / shape.weight >= LEAST_HELD:
        return fit.held > 0
    lost = {index for index, _ in fit.withheld}
    shown = [item for index, item in enumerate(content.items()) if index not in lost and item.weight]
    return any(
        item.type not in ("text", "link") or item.role in ("body", "answer", "quote") for item in shown
    )


def _function_distance(shape: Shaped, capacity: Capacity, context: Context) -> float:
    """Functions that are lost or new, and pages on which the file is not used though the section is."""
    distance = 0.0
    if shape.character and shape.character not in capacity.characters:
        distance += 0.5
    elif shape.character != capacity.character and shape.character:
        distance += 0.25
    if not shape.main:
        return distance
    distance += 0.25 * (family(shape.main) != family(capacity.main)) + 0.1 * (shape.main != capacity.main)
    lost = len(shape.functions - BONUS - capacity.functions - capacity.optional)
    source = context.shown_by.used_in if context.shown_by is not None else context.places
    templates, here = _templates(source), _templates(capacity.used_in)
    elsewhere = bool(templates) != bool(here) or bool(templates and not templates & here)
    is_fixed = context.shown_by is not None and not context.shown_by.is_addable
    return distance + lost + (0.5 if elsewhere and (is_fixed or not capacity.is_addable) else 0.0)


def _templates(places: frozenset[str]) -> frozenset[str]:
    return frozenset(place for place in places if not place.startswith("layout:"))


def _generality(shape: Shaped, capacity: Capacity, fit: Fit) -> float:
    """How far a file is from being for only this content, by weight: what it names beside, what is there and it does
    not name, a list that it is made for and that would stay empty, a part that its texts would claim to play."""
    total = sum(WEIGHTS[_kind(key)] * _share(key, shape, fit) for key in capacity.core - shape.types)
    total += OPEN_SHARE * sum(WEIGHTS[_kind(key)] for key in capacity.types - capacity.core - shape.types)
    total += sum(WEIGHTS[_kind(key)] for key in shape.types - capacity.core)
    total += sum(WEIGHTS[_kind(key)] for key in fit.unfilled if key in shape.types)
    total += EMPTY_LIST * bool(capacity.list_of - fit.kinds)
    total += CONTAINED * fit.contained
    total += CLAIM * bool(capacity.character and capacity.character not in shape.characters)
    return round(total, 3)


def _share(key: str, shape: Shaped, fit: Fit) -> float:
    """A film where a picture stands, or a picture for a film, is the other way of one and the same place."""
    other = {"video": "image", "image": "video"}.get(key)
    return 0.0 if other in shape.types and other not in fit.unfilled else 1.0


def _kind(key: str) -> str:
    return key.split(":")[0]


def _missing(content: SectionContent, fit: Fit) -> float:
    """How many types of content the file shows less than half of."""
    lost = {index for index, _ in fit.withheld}
    if not lost:
        return 0.0
    present: dict[str, float] = {}
    gone: dict[str, float] = {}
    for index, item in enumerate(content.items()):
        if item.weight and not (
            item.type == "link" and "label" not in item.value
        ):  # the address of something else
            present[item.type] = present.get(item.type, 0.0) + item.weight
            gone[item.type] = gone.get(item.type, 0.0) + item.weight * (index in lost)
    return sum(FEW.get(kind, 1.0) for kind, weight in present.items() if gone[kind] > weight / 2)


def _hole(shape: Shaped, capacity: Capacity, fit: Fit) -> float:
    """Whether words stand beside the empty place of a picture or list, as questions that they are not, or as an entry."""
    claims = bool(capacity.character) and capacity.character not in shape.characters
    empty = (fit.framed and not MEDIA & shape.types) or bool(capacity.list_of - fit.kinds)
    folded = any(what == "folded" for what, _ in fit.adjusted)
    return HOLE * (claims or empty) + FOLD * folded


def _context_distance(capacity: Capacity, context: Context) -> float:
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


def _reason(outcome: str, fit: Fit, missing: float, pinned: bool) -> str:
    if pinned:
        return "the merchant chose it"
    if outcome == MATCH:
        return "it shows everything" if not fit.regrouped else "it shows everything, grouped another way"
    if outcome == NO_MATCH:
        return "it shows too little of it"
    return "it has no room for a kind of content" if missing else "it shows a part of it"
