"""Partials whose text follows from their arguments: written once, and put there again.

`compiler.settled` says which templates read nothing but arguments, theme settings and texts. Here the text that such a
template wrote stands for it wherever its arguments and the ground under the page (`Ground`) are the same again. It costs the
page's account what writing it cost.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .drops import Drop

if TYPE_CHECKING:
    from .compiler.settled import Reads
    from .context import Context, Output
    from .template import Template

MOST_TEXTS = 512
"""Texts of one template."""
MOST_CHARACTERS = 32_000
"""Of one text; a longer one is written each time."""
_MOST_IN_ALL = 256_000
"""Characters of one template's texts."""
_LONGEST_ARGUMENT = 200
_TRIED = 64
"""Texts of a template after which it shows whether any of them is asked for again."""


@dataclass(eq=False)
class Ground:
    """What a page stands on beside data: theme settings, texts, language, the host. Pages with equal keys stand on the same.

    `settles` says of a setting's name whether its value is the same wherever the key is; `taken` are the names of the page's
    own objects, whose values are not.
    """

    key: Hashable
    settles: Callable[[str], bool]
    taken: frozenset[str]
    _settled: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def settles_all(self, names: tuple[str, ...]) -> bool:
        """The same for several."""
        if names not in self._settled:
            self._settled[names] = all(map(self.settles, names))
        return self._settled[names]


@dataclass(frozen=True)
class _Text:
    """What was written, and what it cost: steps, bytes made and characters captured on the way; how deep its partials went."""

    text: str
    steps: int
    made: int
    captured: int
    depth: int


class Settled:
    """The texts of one template."""

    __slots__ = ("_characters", "_found", "_names", "_settings", "_template", "_texts")

    def __init__(self, template: Template, reads: Reads) -> None:
        self._template = template
        self._names = tuple(name for name in reads.names if name not in ("settings", "routes"))
        self._settings = reads.settings
        self._texts: dict[Hashable, _Text] = {}
        self._found = 0
        self._characters = 0

    def write(self, context: Context, arguments: Mapping[str, object], place: str, out: Output) -> bool:
        """Write the template's text for these arguments, from before if possible. False: nothing was done, for they or the
        page are of no kind that says the same again."""
        page = context.page
        ground = page.ground
        if ground is None:
            return False
        key = self._key(ground, arguments, place)
        if key is None:
            return False
        kept = self._texts.get(key)
        if kept is None and context.recorder is not None:
            return False  # what its partials read has to be written down with the rest
        if kept is None:
            return self._make(context, arguments, place, out, key)
        if context.recorder is not None and not all(map(context.recorder.is_fixed, arguments.values())):
            return False  # what its text follows from would not be written down
        budget = page.budget
        if budget.depth + kept.depth > budget.limits.depth:
            return False  # its partials would be nested too deeply here: they say so themselves
        self._found += 1
        page.depth_below = max(page.depth_below, kept.depth)
        budget.step(kept.steps)
        budget.make_more(kept.made)
        budget.write(kept.captured)
        out.put(kept.text)
        return True

    def _key(self, ground: Ground, arguments: Mapping[str, object], place: str) -> Hashable | None:
        found: list[object] = [ground.key, place]
        for name in self._names:
            if name in arguments:
                value = arguments[name]
                kind = value.__class__
                if isinstance(value, str):
                    if len(value) > _LONGEST_ARGUMENT:
                        return None
                    if kind is not str:
                        value = (
                            kind,
                            str.__str__(value),
                        )  # markup says the same as text, and is written otherwise
                elif kind is int or kind is bool or value is None:
                    value = (kind, value)  # 1, 1.0 and true are one key
                else:
                    value = value.settled_key if isinstance(value, Drop) else None
                    if value is None:
                        return None
                found.append(value)
            elif name in ground.taken:
                return None
        if self._settings and not ground.settles_all(self._settings):
            return None
        return tuple(found) if len(found) == len(self._names) + 2 else (tuple(found), tuple(arguments))

    def _make(
        self, context: Context, arguments: Mapping[str, object], place: str, out: Output, key: Hashable
    ) -> bool:
        page, template = context.page, self._template
        budget = page.budget
        outer, page.unsettled = page.unsettled, False
        depth, page.depth_below = page.depth_below, 0
        steps, made, output = budget.steps, budget.made, budget.output
        inner = context.output()
        try:
            template.render_into(context.partial(template, arguments, place), inner)
            text = inner.getvalue()
            is_settled, below = not page.unsettled, page.depth_below + 1
        finally:
            page.unsettled |= outer
            page.depth_below = max(depth, page.depth_below + 1)
        budget.output -= len(text)  # the buffer that it goes to charges it again
        cost = budget.steps - steps, budget.made - made, budget.output - output
        out.put(text)
        if is_settled and len(text) <= MOST_CHARACTERS:
            self._keep(key, _Text(text, *cost, below))
        return True

    def _keep(self, key: Hashable, text: _Text) -> None:
        if len(self._texts) >= _TRIED and self._found < len(self._texts):
            self._template.settled = None  # its arguments differ each time: keeping costs more than writing
            return
        self._characters += len(text.text)
        if self._characters > _MOST_IN_ALL or len(self._texts) >= MOST_TEXTS:
            self._texts.clear()
            self._characters = len(text.text)
        self._texts[key] = text
