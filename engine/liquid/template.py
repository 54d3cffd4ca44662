"""A parsed template. `render(context)` is the one way in; a compiled template offers the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from liquid.ast import Node
from liquid.exceptions import LiquidError, LiquidInterrupt
from liquid.template import BoundTemplate

from .context import Context, Output, Page
from .errors import Problem, RenderError, position, problem_of

if TYPE_CHECKING:
    from .environment import Environment


class Template(BoundTemplate):
    """One file of a theme pack, ready to render as often as wanted. Holds no data of any store."""

    def __init__(
        self,
        env: Environment,
        nodes: list[Node],
        path: str,
        source: str,
        notes: list[tuple[int, str]],
        schema: str | None = None,
        schema_index: int = 0,
        assets: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(env, nodes, name=path.rsplit("/", 1)[-1], path=path)
        self.env: Environment = env
        self.source = source
        self.file = path
        self.schema_text = schema
        self.schema_line = position(source, schema_index)[0] if schema is not None else 0
        self.assets = assets or {}
        self.notes = [Problem(path, *position(source, index), message) for index, message in notes]

    def render(self, context: Context) -> str:
        """Render into text. The finished page goes through `safe.finish` once."""
        output = Output(context.budget)
        self.render_into(context, output)
        return output.getvalue()

    def render_page(self, page: Page, variables: Mapping[str, object] | None = None) -> str:
        """Render as a scope of its own on `page`."""
        return self.render(Context(page, self, variables))

    def render_into(self, context: Context, output: Any) -> None:
        """Render into a buffer, in an existing context (`include` shares its caller's)."""
        before, context.template = context.template, self
        context.budget.enter()
        try:
            render_nodes(self.nodes, context, output)
        except LiquidInterrupt:
            if not context.loop_stack:
                return  # `break` outside a loop ends the template, as it does elsewhere
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
            output.write(context.host.report(problem_of(error, context.template.file)))
        except RecursionError:
            failure = RenderError("nested too deeply", node.token)
            output.write(context.host.report(problem_of(failure, context.template.file)))
