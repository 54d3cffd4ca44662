"""How a file holds what is there: types that it has no room for, empty places, what it is made for beside."""

from __future__ import annotations

from .bind import MEDIA, Fit
from .content import WEIGHTS, SectionContent
from .context import Context
from .shapes import Shaped
from .slots import Capacity

OPEN_SHARE = 0.05
"""How much of a type's weight counts that only fits in because any block does."""
EMPTY_LIST = 4.0
CONTAINED = 2.0
FEW = {"link": 0.5}
"""Types of which less is lost than a whole type: a button, where the words it stands under are shown."""
HOLE, FOLD = 0.75, 0.5
CLAIM = 6.0
"""A list of questions, quotations or collections for content that is none of it."""


def generality(shape: Shaped, capacity: Capacity, fit: Fit, context: Context) -> float:
    """How far a file is from being for only this content, by weight: what it names beside, what is there and it does
    not name, a list that it is made for and that would stay empty, a part that its texts would claim to play."""
    total = sum(WEIGHTS[_kind(key)] * _share(key, shape, fit) for key in capacity.core - shape.types)
    total += OPEN_SHARE * sum(WEIGHTS[_kind(key)] for key in capacity.types - capacity.core - shape.types)
    total += _unnamed(shape.types - capacity.core, capacity, shape)
    total += sum(WEIGHTS[_kind(key)] for key in fit.unfilled if key in shape.types)
    total += EMPTY_LIST * bool(capacity.list_of - fit.kinds)
    total += CONTAINED * fit.contained
    total += CLAIM * _claims(shape, capacity, context)
    return round(total, 3)


def _claims(shape: Shaped, capacity: Capacity, context: Context) -> bool:
    """Whether the file would say of the content what it is not: questions, quotations, a table of things to compare."""
    was_compared = context.shown_by is not None and context.shown_by.compares
    is_stranger = bool(capacity.character) and capacity.character not in shape.characters
    return is_stranger or (capacity.compares and not was_compared)


def _unnamed(types: frozenset[str], capacity: Capacity, shape: Shaped) -> float:
    """Types that are there and that the file does not name, unless it offers just these in a preset."""

    def weight(keys: frozenset[str]) -> float:
        return sum(WEIGHTS[_kind(key)] for key in keys)

    offered = [
        weight(types - each) + weight(each - shape.types - capacity.core) for each in capacity.offered.types
    ]
    return min([weight(types), *offered])


def _share(key: str, shape: Shaped, fit: Fit) -> float:
    """A film where a picture stands, or a picture for a film, is the other way of one and the same place."""
    other = {"video": "image", "image": "video"}.get(key)
    return 0.0 if other in shape.types and other not in fit.unfilled else 1.0


def _kind(key: str) -> str:
    return key.split(":")[0]


def missing_types(content: SectionContent, fit: Fit) -> float:
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


def hole(shape: Shaped, capacity: Capacity, fit: Fit, context: Context) -> float:
    """Whether words stand beside the empty place of a picture or list, as questions that they are not, or as an entry."""
    empty = (fit.framed and not MEDIA & shape.types) or bool(capacity.list_of - fit.kinds)
    folded = any(what == "folded" for what, _ in fit.adjusted)
    return HOLE * (_claims(shape, capacity, context) or empty) + FOLD * folded
