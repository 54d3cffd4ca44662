"""Settings that repeat: `image_1, title_1, image_2, title_2 …` are entries, written out one by one.

What is looked at is the sequence of types, not the names: a pattern of several slots that occurs twice, or one slot that
occurs three times, with ids or labels that agree but for their numbers, or with a heading of the side bar before each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.themes.schema import Setting

from .slots import Slot

MOST_SLOTS = 8
_COUNTS = "first second third fourth fifth sixth one two three four five six before after"
_NUMBER = re.compile(rf"\d+|(?<![a-z])(?:{'|'.join(_COUNTS.split())})(?![a-z])", re.I)

Shape = tuple[str, tuple[tuple[str, str], ...]]


def repeated(slots: Sequence[Slot], settings: Sequence[Setting]) -> tuple[int, int, int] | None:
    """Where the longest repetition begins, how many slots it has, and how often it occurs; None if nothing repeats."""
    shapes = [_shape(slot) for slot in slots]
    best: tuple[int, int, int] | None = None
    for length in range(1, min(MOST_SLOTS, len(slots) // 2) + 1):
        for start in range(len(slots) - 2 * length + 1):
            times = _times(shapes, start, length)
            if times < (3 if length == 1 else 2) or (shapes[start][0] == "text" and length == 1):
                continue
            if times < 3 and not _agree(slots[start : start + length * times], length, settings):
                continue
            if best is None or length * times > best[1] * best[2]:
                best = (start, length, times)
    return best


def _shape(slot: Slot) -> Shape:
    return slot.type, tuple((f.name, f.type) for f in slot.fields)


def _times(shapes: Sequence[Shape], start: int, length: int) -> int:
    pattern = shapes[start : start + length]
    if length > 1 and len(set(pattern)) == 1:
        return 0
    times = 1
    while shapes[start + times * length : start + (times + 1) * length] == pattern:
        times += 1
    return times


def _agree(slots: Sequence[Slot], length: int, settings: Sequence[Setting]) -> bool:
    labels = {s.id: s.label for s in settings}
    for words in (lambda setting_id: setting_id, lambda setting_id: labels.get(setting_id, "")):
        stems = [_NUMBER.sub("#", words(f.setting)) for slot in slots for f in slot.fields]
        size = len(stems) // (len(slots) // length)
        groups = [stems[at : at + size] for at in range(0, len(stems), size)]
        if all("#" in stem for stem in stems) and all(group == groups[0] for group in groups):
            return True
    return _headed(slots, length, settings)


def _headed(slots: Sequence[Slot], length: int, settings: Sequence[Setting]) -> bool:
    """Whether a heading of the side bar stands before each repetition."""
    first = {slots[at].fields[0].setting for at in range(0, len(slots), length)}
    headed = False
    found = 0
    for setting in settings:
        if setting.type == "header":
            headed = True
        elif setting.id in first:
            found += headed
            headed = False
    return found == len(first)
