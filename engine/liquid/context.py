"""What a template sees while it renders: variables, the page's account, and the host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from liquid.context import RenderContext

from .budget import Budget
from .safe import HTML

if TYPE_CHECKING:
    from .environment import Environment
    from .host import Host
    from .template import Template


class Output:
    """An output buffer that charges what is written to it."""

    __slots__ = ("_budget", "parts")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        if text:
            self._budget.write(len(text))
            self.parts.append(text)
        return 0

    def getvalue(self) -> str:
        return "".join(self.parts)


class Nowhere(Output):
    """Takes text and forgets it."""

    def write(self, text: str) -> int:
        return 0


class Page:
    """What all templates of one page share."""

    __slots__ = ("budget", "globals", "host", "layout", "registers")

    def __init__(
        self, host: Host, variables: Mapping[str, object] | None = None, budget: Budget | None = None
    ) -> None:
        self.host = host
        self.budget = budget or Budget()
        self.globals: Mapping[str, object] = variables or {}
        self.layout: object = (
            True  # what `{% layout %}` asked for: a name, False for none, True for the usual
        )
        self.registers: dict[str, Any] = {}


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

    def __init__(
        self,
        page: Page,
        template: Template,
        variables: Mapping[str, object] | None = None,
        *,
        isolated: bool = False,
        place: str = HTML,
    ) -> None:
        # The base class would build maps that nothing here reads; only what its nodes use is set.
        self.page = page
        self.budget = page.budget
        self.env: Environment = template.env
        self.template: Template = template
        self.autoescape = self.env.autoescape
        self.locals: dict[str, object] = {}
        self.scope_variables: Mapping[str, object] = variables or {}
        self.frames: list[dict[str, object]] = []
        self.counters: dict[str, int] = {}
        self.loop_stack: list[object] = []
        self.cycles: dict[object, int] = {}
        self.offsets: dict[str, int] = {}
        self.disabled_tags: list[str] = []
        self.isolated = isolated
        self.place = place

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
        if name in self.scope_variables:
            return self.scope_variables[name]
        if name in self.page.globals:
            return self.page.globals[name]
        if name in self.counters:
            return self.counters[name]
        return None

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
        inherited = {
            name: value
            for name in ("section", "block")
            if (value := self.scope_variables.get(name)) is not None
        }
        return Context(
            self.page, template, {**inherited, **variables}, isolated=True, place=place or self.place
        )

    def output(self) -> Output:
        """A new buffer on the page's account."""
        return Output(self.budget)
