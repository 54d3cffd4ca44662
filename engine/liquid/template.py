"""A parsed template. `render(context)` is the one way in; a compiled template offers the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from liquid.ast import Node
from liquid.exceptions import LiquidError, LiquidInterrupt
from liquid.template import BoundTemplate

from .context import Context, Output, Page
from .errors import CannotCompile, Problem, RenderError, position, problem_of
from .settled import Settled

if TYPE_CHECKING:
    from .compiler.build import Compiled
    from .compiler.names import Spot
    from .environment import Environment
    from .traces import Traced


MOST_NOTES = 100
"""Tolerated faults of one file that are told."""


@dataclass(frozen=True)
class FileParts:
    """What a file says beside its tree."""

    schema: str | None = None
    schema_index: int = 0
    assets: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[tuple[int, str], ...] = ()


class Template(BoundTemplate):
    """One file of a theme pack, ready to render as often as wanted. Holds no data of any store.

    It is rendered by its compiled function if it has one, else by its nodes. A template that came from a store of
    compiled code has no tree until somebody asks for it.
    """

    def __init__(
        self,
        env: Environment,
        path: str,
        source: str,
        parts: FileParts,
        nodes: list[Node] | None = None,
        compiled: Compiled | None = None,
    ) -> None:
        self._nodes = nodes
        super().__init__(env, nodes or [], name=path.rsplit("/", 1)[-1], path=path)
        self._nodes = nodes
        self.env: Environment = env
        self.source = source
        self.file = path
        self.schema_text = parts.schema
        self.schema_line = position(source, parts.schema_index)[0] if parts.schema is not None else 0
        self.assets = parts.assets
        self.notes = [
            Problem(path, *position(source, index), message) for index, message in parts.notes[:MOST_NOTES]
        ]
        self.compiled = compiled
        self._spots: list[Spot] | None = compiled.spots if compiled is not None else None
        self.run = compiled.function(env.filters) if compiled is not None else None
        """The compiled function."""
        self._shares = compiled is not None and compiled.shared
        self.settled: Settled | None = (
            Settled(self, compiled.reads) if compiled is not None and compiled.reads is not None else None
        )
        """What it wrote before, if that follows from its arguments."""
        self.traced: Traced | None = env.traced(self)
        """What it wrote before, with what it read for it."""
        self.held: Mapping[str, str] = compiled.variables if compiled is not None else {}
        """The Python variables of the names that the template assigns."""

    @property
    def nodes(self) -> list[Node]:
        """The tree."""
        if self._nodes is None:
            self._nodes = self.env.read_tree(self.source, self.file)[0]
        return self._nodes

    @nodes.setter
    def nodes(self, nodes: list[Node]) -> None:
        self._nodes = nodes

    @property
    def spots(self) -> list[Spot]:
        """Where the interpreter can take over from the compiled function."""
        if self._spots is None:
            self._spots = self.env.compile_tree(self.nodes, self.file).spots or []
        return self._spots

    @cached_property
    def shared_form(self) -> tuple[Callable[[Any, Any], None] | None, list[Spot]]:
        """The function for a scope that is shared with other templates, and its places; made when first needed."""
        if self.compiled is not None and self.compiled.shared:
            return self.run, self.spots
        if self.compiled is None:
            return None, []
        try:
            made = self.env.compile_tree(self.nodes, self.file, shared=True)
        except CannotCompile:
            return None, []
        return made.function(self.env.filters), made.spots or []

    @property
    def shared_spots(self) -> list[Spot]:
        """Where the interpreter can take over from the function for a shared scope."""
        return self.shared_form[1]

    def render(self, context: Context) -> str:
        """Render into text. The finished page goes through `safe.finish` once."""
        output = Output(context.budget)
        self.render_into(context, output)
        return output.getvalue()

    def render_page(self, page: Page, variables: Mapping[str, object] | None = None) -> str:
        """Render as a scope of its own on `page`."""
        if self.traced is None:
            return self.render(Context(page, self, variables))
        output = Output(page.budget)
        self.traced.write(Context(page, self, variables), output)
        return output.getvalue()

    def render_into(self, context: Context, output: Any) -> None:
        """Render into a buffer, in a scope of its own."""
        if self.run is None or self._shares:
            self.render_shared(context, output)
            return
        budget = context.budget
        budget.enter()
        try:
            self.run(context, output)
        except LiquidInterrupt:
            pass  # `break` outside a loop ends the template, as it does elsewhere
        finally:
            budget.leave()

    def render_shared(self, context: Context, output: Any) -> None:
        """Render into a buffer, in a context that may be another template's (`include`)."""
        before, context.template = context.template, self
        context.budget.enter()
        try:
            run = self.shared_form[0]
            if run is not None:
                run(context, output)
            else:
                render_nodes(self.nodes, context, output)
        except LiquidInterrupt:
            if not context.loop_stack:
                return
            raise
        finally:
            context.budget.leave()
            context.template = before


def render_nodes(nodes: list[Node], context: Context, output: Any) -> None:
    """Render nodes one after the other.

    A node that fails is reported and replaced by what the host says (a message for authors, nothing for
    shoppers); the ones after it still render.
    """
    budget = context.budget
    for node in nodes:
        budget.step()
        try:
            node.render_to_output(context, output)
        except LiquidError as error:
            error.token = error.token or node.token
            output.write(context.host.report(problem_of(error, context.template.file)))
        except RecursionError:
            failure = RenderError("nested too deeply", node.token)
            output.write(context.host.report(problem_of(failure, context.template.file)))
