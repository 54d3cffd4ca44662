"""What the account costs a page: the grid of products, compiled as it is and with its charging taken out, in turns."""

from __future__ import annotations

import ast
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.liquid import BareHost, Environment, Page
from engine.liquid.context import Context, Output
from tests.bench import grid
from tests.bench.ground import Ground, Row

TITLE = "What the account of time, steps and sizes costs a page (bound: 15 %)"
ROUNDS, RENDERS = 40, 12
MOST = 15.0


def bench(ground: Ground) -> Iterator[Row]:
    """Medians of both, and the median of the ratios of neighbouring rounds, of which the machine's moods cancel out."""
    source = (grid.HERE / "grid.liquid").read_text()
    data = grid._data()
    charged, free = with_account(source, data), without_account(source, data)
    assert charged() == free()
    times: dict[str, list[float]] = {"charged": [], "free": []}
    for turn in range(ROUNDS):
        pair = [("charged", charged), ("free", free)]
        for name, render in pair if turn % 2 else reversed(pair):
            times[name].append(seconds(render))
    ratio = statistics.median(a / b for a, b in zip(times["charged"], times["free"], strict=True))
    more = round((ratio - 1) * 100, 1)
    yield Row("with the account", {"ms": _ms(times["charged"]), "% more": more}, {"% more": MOST})
    yield Row("its charging taken out", {"ms": _ms(times["free"]), "% more": 0.0})


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:.3f}"


def seconds(render: Callable[[], str]) -> float:
    """The fastest of a few renders, in seconds."""
    found = []
    for _ in range(RENDERS):
        began = time.perf_counter()
        render()
        found.append(time.perf_counter() - began)
    return min(found)


def with_account(source: str, data: dict[str, Any]) -> Callable[[], str]:
    """Renders a template as every page does."""
    template = Environment().parse_file(source, "grid.liquid")
    return lambda: template.render_page(Page(BareHost(), data))


def without_account(source: str, data: dict[str, Any]) -> Callable[[], str]:
    """Renders the same template by the same code, without its lines and calls that charge."""
    env = Environment()
    template = env.parse_file(source, "grid.liquid")
    assert template.compiled is not None
    tree = _Uncharged().visit(ast.parse(template.compiled.source))
    template.compiled.code = compile(ast.unparse(tree), "grid.liquid", "exec")
    function = template.compiled.function(env.filters)

    def render() -> str:
        output = _Parts()
        function(Context(Page(BareHost(), data), template, {}), output)
        return "".join(output.parts)

    return render


class _Uncharged(ast.NodeTransformer):
    """Takes steps, looks at the account, and charges of what filters read and make out of generated code."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return ast.Pass() if ast.unparse(node.target) == "s" else node

    def visit_If(self, node: ast.If) -> ast.AST:
        return ast.Pass() if ast.unparse(node.test) == "s > 800" else self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        # What a filter made: (t if (t := made).__class__ is str and len(t) < 65 else kept(t, b)).
        if isinstance(node.orelse, ast.Call) and ast.unparse(node.orelse.func) == "kept":
            made = next(each for each in ast.walk(node.test) if isinstance(each, ast.NamedExpr))
            return self.visit(made.value)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "whole":
            return node.args[0]
        if name in ("same", "contains"):
            node.func, node.args = ast.Name("equals" if name == "same" else name, ast.Load()), node.args[:2]
        return node


class _Parts:
    """A buffer that charges nothing."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def writers(self, context: Context, place: str) -> Any:
        return Output(context.budget).writers(context, place)

    def finish(self, steps: int) -> None:
        """Nothing is owed."""


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place, Ground(Path(place)) as ground:
        for row in bench(ground):
            print(row.line())
