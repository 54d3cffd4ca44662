"""When a template's text is looked for, written down, and given up."""

from __future__ import annotations

from collections.abc import Hashable
from sys import getsizeof
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from liquid.exceptions import LiquidInterrupt

from engine.liquid.context import Context, Output

from .recorder import Recorder
from .steps import Step, Told, follow
from .watched import Watch, Watched, WatchedOutput

if TYPE_CHECKING:
    from engine.liquid.template import Template

MOST_CHARACTERS = 100_000
"""Of one text; a longer one is written each time."""
MOST_OF_ONE, MOST_IN_ALL = 4_000_000, 16_000_000
"""Characters that one template and that all of a process may keep, each step of the tree counted as STEP_SIZE."""
STEP_SIZE = 160
_TRIED, _WORTH = 8, 3
"""Renderings that are written down in any case, and how many more for each time that one of them was found."""
_FAILED = 4
"""How much one counts that could not be written down."""
_ONE_IN = 64
"""Of a template that did not pay so far one rendering in so many is written down nevertheless: times change."""
_MOST_GLIMPSED = 2_048
"""Places where a tree led nowhere that are remembered: what leads there a second time is written down."""


class Traced:
    """The texts of one template."""

    __slots__ = ("__weakref__", "_found", "_glimpsed", "_missed", "_roots", "_size", "_template", "_written")

    def __init__(self, template: Template) -> None:
        self._template = template
        self._roots: dict[Hashable, Step | Told | None] = {}
        self._glimpsed: set[int] = set()
        self._found = self._missed = self._written = self._size = 0

    def write(self, context: Context, out: Output, around: Recorder | None = None) -> None:
        """Write the template's text in this scope: one from before that was made of the same, or a new one.

        `around` writes down what the template reads for the one that it is a partial of.
        """
        page = context.page
        ground = page.ground
        if around is not None:
            self._watch(context, out, around)
            return
        if ground is None:
            self._template.render_into(context, out)
            return
        key = (ground.key, context.place)
        budget = page.budget
        steps, made = budget.steps, budget.made
        told = follow(self._roots.get(key), context)
        # What filters charged that were asked again is charged with the text, or when it is written.
        budget.steps, budget.made = steps, made
        if isinstance(told, Told) and budget.depth + told.depth <= budget.limits.depth:
            self._found += 1
            page.depth_below = max(page.depth_below, told.depth)
            budget.step(told.steps)
            budget.make_more(told.made)
            budget.write(told.captured)
            out.put(told.text)
            host: Any = page.host
            for preload in told.preloads:
                host.preload(*preload)
        elif self._is_worth_writing_down(key, told):
            self._write_down(context, out, key)
        else:
            self._template.render_into(context, out)

    def _is_worth_writing_down(self, key: Hashable, told: Told | int | None) -> bool:
        """Writing down takes two to three times as long as writing: only for what was here before, and comes back."""
        if self._roots.get(key) is None:
            told = hash(key)
        if not isinstance(told, int):
            return False  # it fails, or is nested too deeply here
        if told in self._glimpsed:
            return self._pays()
        if len(self._glimpsed) >= _MOST_GLIMPSED:
            self._glimpsed.clear()
        self._glimpsed.add(told)
        return False

    def _pays(self) -> bool:
        if self._written < _TRIED + _WORTH * self._found:
            return True
        self._missed += 1
        return self._missed % _ONE_IN == 0

    def _write_down(self, context: Context, out: Output, key: Hashable) -> None:
        page = context.page
        budget = page.budget
        steps, made, output = budget.steps, budget.made, budget.output
        recorder = Recorder()
        before, page.recorder = page.recorder, recorder
        inner = WatchedOutput(budget, recorder)
        outer, page.depth_below = page.depth_below, 0
        try:
            self._watch(context, inner, recorder)
            text = inner.getvalue()
            below = page.depth_below
        finally:
            page.depth_below = max(outer, page.depth_below)
            page.recorder = before
        budget.output -= len(text)  # the buffer that it goes to charges it again
        if not text.isascii():
            budget.made -= 2 * (getsizeof(text) - len(text))
        cost = budget.steps - steps, budget.made - made, budget.output - output
        out.put(text)
        if recorder.failed or len(text) > MOST_CHARACTERS:
            self._written += _FAILED  # it will fail again, and meanwhile its partials have no turn
        else:
            self._written += 1
            self._keep(key, recorder, Told(text, *cost, below, tuple(recorder.preloads)))
        recorder.scope = recorder.watch = None  # they know each other, and with them the page

    def _watch(self, context: Context, out: Output, recorder: Recorder) -> None:
        """Render, and let a recorder write down what is read."""
        page = context.page
        budget = page.budget
        watched = Watched(context, recorder)
        if recorder.scope is None:
            recorder.scope = watched
            recorder.watch = Watch(recorder)
        outer, page.depth_below = page.depth_below, 0
        budget.enter()
        try:
            recorder.watch.function_of(self._template)(watched, out)
        except LiquidInterrupt:
            pass  # `break` outside a loop ends the template
        finally:
            budget.leave()
            page.depth_below = max(outer, page.depth_below + 1)

    def _keep(self, key: Hashable, recorder: Recorder, told: Told) -> None:
        root, new = recorder.put(self._roots.get(key), told)
        if root is None:
            self._roots.pop(key, None)  # what was read in another order before
            root, new = recorder.put(None, told)
        size = len(told.text) + recorder.size + STEP_SIZE * new
        if self._size + size > MOST_OF_ONE:
            self.forget()
            root, new = recorder.put(None, told)
        self._size += size
        self._roots[key] = root
        _shelf.more(self, size)

    def forget(self) -> None:
        """Give all texts up."""
        self._roots = {}
        self._found = self._written = self._size = 0

    def roots(self) -> list[Step | Told | None]:
        """The trees that are kept, for who looks into them."""
        return list(self._roots.values())

    @property
    def found(self) -> int:
        """How often a text was found."""
        return self._found

    @property
    def written(self) -> int:
        """How often a rendering was written down."""
        return self._written

    @property
    def size(self) -> int:
        """Characters that are kept, about."""
        return self._size


class _Shelf:
    """The room that all templates of a process share. Full, it is cleared: what is in use comes back at once."""

    def __init__(self) -> None:
        self._all: WeakSet[Traced] = WeakSet()
        self._size = 0
        self._lock = Lock()

    def all(self) -> list[Traced]:
        """Those that keep something."""
        with self._lock:
            return list(self._all)

    def more(self, traced: Traced, size: int) -> None:
        """A template keeps more."""
        with self._lock:
            self._all.add(traced)
            self._size += size
            if self._size <= MOST_IN_ALL:
                return
            self._size = sum(each.size for each in self._all)  # some templates are gone meanwhile
            if self._size > MOST_IN_ALL:
                for each in self._all:
                    each.forget()
                self._size = 0


_shelf = _Shelf()


def of_process() -> list[Traced]:
    """Those of all templates of this process that keep something."""
    return _shelf.all()
