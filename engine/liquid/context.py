"""What a template sees while it renders: variables, the page's account, and the host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from liquid.context import RenderContext
from markupsafe import _escape_inner

from .budget import Budget
from .safe import HTML, SCRIPT, STYLE, for_script, for_style
from .values import to_html, to_output, to_text

if TYPE_CHECKING:
    from .environment import Environment
    from .host import Host
    from .settled import Ground
    from .template import Template
    from .traces.recorder import Recorder

_LONG = 1_000
"""Characters of one value that are charged at once."""
_MANY = 4_000
"""Parts that a buffer keeps apart."""


class Output:
    """An output buffer that charges what is written to it.

    `write` charges at once. Compiled code appends to `parts` itself and charges every few hundred steps (`look`);
    single long values are charged when they are written, so that no more than a few of them are ever in the air.
    """

    __slots__ = ("_budget", "_paid", "_settled", "parts")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.parts: list[str] = []
        self._settled = 0  # how many of the parts are charged
        self._paid = 0  # characters among the other parts that were charged at once

    def write(self, text: str) -> int:
        if text:
            self._charge(text)
            self.parts.append(text)
            if len(self.parts) - self._settled > _MANY:
                self.settle()
        return 0

    def getvalue(self) -> str:
        self.settle()
        parts = self.parts
        return parts[0] if len(parts) == 1 else "".join(parts)

    def _charge(self, text: str) -> None:
        self._budget.write(len(text))
        self._paid += len(text)

    def settle(self) -> None:
        """Charge what was appended since the last time, and put it together: short parts cost ten times their text."""
        parts = self.parts
        if self._settled < len(parts):
            recent = parts[self._settled :] if self._settled else parts
            text = "".join(recent)
            new = len(text) - self._paid
            self._paid = min(new, 0) and -new
            if new > 0:
                self._budget.write(new)
            if not text.isascii():
                self._budget.make_wide(text)
            parts[self._settled :] = [text]
            self._settled += 1

    def look(self, steps: int) -> int:
        """Charge steps and what was written; answers 0, the number of steps not yet charged."""
        self._budget.step(steps)
        self.settle()
        return 0

    def finish(self, steps: int) -> None:
        """Charge the last steps of a template."""
        budget = self._budget
        budget.steps += steps
        if budget.due:
            self.look(0)
        elif len(self.parts) - self._settled > 64:
            self.settle()

    def writers(self, context: Context, place: str) -> tuple[Callable[[str], str], Callable[[Any], str]]:
        """How short plain text, and how any value, is written to a place; `place` is empty for the scope's own."""
        if not context.autoescape:
            return str, to_text
        here = place or context.place
        if here == SCRIPT:
            return for_script, self._script
        if here == STYLE:
            return for_style, self._style
        return _escape_inner, self._html

    def _html(self, value: Any) -> str:
        kind = value.__class__
        if value is None:
            return ""
        if kind is int:
            return str(value)
        text = to_html(value)
        return text if len(text) < _LONG else self.long(text)

    def _script(self, value: Any) -> str:
        text = to_output(value, SCRIPT)
        return text if len(text) < _LONG else self.long(text)

    def _style(self, value: Any) -> str:
        text = to_output(value, STYLE)
        return text if len(text) < _LONG else self.long(text)

    def put(self, text: str) -> None:
        """Append a finished text of any length."""
        self.parts.append(text if len(text) < _LONG else self.long(text))

    def long(self, text: str) -> str:
        """A long text, charged at once."""
        self._charge(text)
        return text


class Page:
    """What all templates of one page share."""

    __slots__ = (
        "_ground",
        "_words",
        "budget",
        "depth_below",
        "found",
        "globals",
        "host",
        "layout",
        "partials",
        "recorder",
        "registers",
        "unsettled",
    )

    def __init__(
        self, host: Host, variables: Mapping[str, object] | None = None, budget: Budget | None = None
    ) -> None:
        self.host = host
        self.budget = budget or Budget()
        self.globals: Mapping[str, object] = variables or {}
        self.found: dict[object, object] = {}
        """Those of them that were read: each is one object all over the page."""
        self.layout: object = (
            True  # what `{% layout %}` asked for: a name, False for none, True for the usual
        )
        self.registers: dict[str, Any] = {}
        self.partials: dict[str, Template] = {}
        self.unsettled = False  # something was written that need not be the same next time
        self.recorder: Recorder | None = None
        """What writes down the text that is being made."""
        self.depth_below = 0  # how deep the partials went whose text was put here (settled.py)
        self._ground: tuple[Ground | None] | None = None
        self._words: Mapping[str, str] | None = None

    def reported(self) -> None:
        """A fault was told, which has to be told each time: no text stands for this."""
        self.unsettled = True
        if self.recorder is not None:
            self.recorder.fail()

    @property
    def words(self) -> Mapping[str, str]:
        """Texts of the theme in the page's language, by key: those that the `t` filter would write as they are."""
        if self._words is None:
            self._words = self.host.words()
        return self._words

    @property
    def ground(self) -> Ground | None:
        """What the page stands on beside data; None where that is not known."""
        if self._ground is None:
            self._ground = (self.host.ground(),)
        return self._ground[0]


class Context(RenderContext):
    """One scope of variables: a template, a section, or an isolated partial.

    Names are looked up in loops first, then in what was assigned, then in what the caller handed in, and
    last in the page's own objects.
    """

    __slots__ = (
        "budget",
        "cycles",
        "frames",
        "isolated",
        "loop_stack",
        "offsets",
        "page",
        "place",
        "scope_variables",
    )

    recorder: Recorder | None = None
    """What writes down what is read in this scope (`traces`)."""

    def __init__(
        self,
        page: Page,
        template: Template,
        variables: Mapping[str, object] | None = None,
        *,
        isolated: bool = False,
        place: str = HTML,
    ) -> None:
        # The base class would build maps that nothing here reads, and most scopes need none of the others
        # either: those are made when they are first asked for.
        self.page = page
        self.budget = page.budget
        self.env: Environment = template.env
        self.template: Template = template
        self.autoescape = template.env.autoescape
        self.scope_variables: Mapping[str, object] = variables or _NOTHING
        self.isolated = isolated
        self.place = place

    def __getattr__(self, name: str) -> Any:
        make = _MADE_LATER.get(name)
        if make is None:
            raise AttributeError(name)
        value: Any = make()
        setattr(self, name, value)
        return value

    @property
    def host(self) -> Host:
        """The page's host."""
        return self.page.host

    def variable(self, name: Any) -> object:
        """Look a name up; nil if nothing has it."""
        for frame in reversed(self.frames):
            if name in frame:
                return frame[name]
        if name in self.locals:
            return self.locals[name]
        return self.given(name)

    def given(self, name: Any) -> object:
        """What a name means before anything is assigned: what the caller handed in, the page's objects, a counter."""
        if name in self.scope_variables:
            return self.scope_variables[name]
        return self.shared(name)

    def shared(self, name: Any) -> object:
        """What a name means that nobody handed in: one of the page's objects, a counter."""
        page = self.page
        found = page.found
        if name in found:
            return found[name]
        if name in page.globals:
            value = found[name] = page.globals[name]
            return value
        counters = self.counters
        return counters.get(name)

    def assign(self, key: str, val: Any) -> None:
        """Set a variable of this scope."""
        self.locals[key] = val

    @contextmanager
    def frame(self, variables: dict[str, object]) -> Iterator[dict[str, object]]:
        """Put variables in front for the time of a block."""
        self.frames.append(variables)
        try:
            yield variables
        finally:
            self.frames.pop()

    def partial(self, template: Template, variables: Mapping[str, object], place: str = HTML) -> Context:
        """Return the scope of a partial, which sees its arguments and the page's objects only.

        `section` and `block` are visible in the partials of a section, as the public format has it.
        """
        given = self.scope_variables
        if "section" in given or "block" in given:
            variables = {
                **{n: v for n in ("section", "block") if (v := given.get(n)) is not None},
                **variables,
            }
        return Context(self.page, template, variables, isolated=True, place=place or self.place)

    def output(self) -> Output:
        """A new buffer on the page's account."""
        return Output(self.budget)


_NOTHING: Mapping[str, object] = {}
_MADE_LATER: dict[str, Callable[[], object]] = {
    "locals": dict,
    "frames": list,
    "counters": dict,
    "loop_stack": list,
    "cycles": dict,
    "offsets": dict,
    "disabled_tags": list,
}
