"""From source to a code object that can be kept, and from that to a function of this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from liquid.ast import Node

from engine.liquid.errors import CannotCompile
from engine.liquid.safe import mark_own
from engine.liquid.values import own_text

from .generate import Generator
from .lines import with_lines
from .names import Spot
from .runtime import GLOBALS
from .settled import Reads, is_traceable, reads_of


@dataclass
class Compiled:
    """A template's code, free of this process's own values: `code` defines the function `render`."""

    code: CodeType
    constants: list[tuple[str, str]]
    filters: dict[str, str]
    variables: dict[str, str]
    fallbacks: list[str]
    source: str = ""
    reads: Reads | None = None
    """What it reads, where its text depends on nothing else."""
    traceable: bool = False
    """What it reads can be written down (`traces`)."""
    shared: bool = False
    """The function keeps its variables in the context: it may be included, and may include."""
    spots: list[Spot] | None = None
    """None when the code came from a store: they are made from the tree when they are needed."""

    def function(self, filters: Mapping[str, Callable[..., object]]) -> Callable[[Any, Any], None]:
        """The function `render(context, output)`, bound to the filters of an environment."""
        scope = dict(GLOBALS)
        for name, variable in self.filters.items():
            scope[variable] = filters[name]
        for at, (kind, text) in enumerate(self.constants):
            scope[f"K{at}"] = _CONSTANTS[kind](text)
        exec(self.code, scope)  # noqa: S102 - our own code, from a tree or from a store that only we can write
        return scope["render"]


_CONSTANTS: dict[str, Callable[[str], object]] = {"own": own_text, "mark": mark_own, "float": float}


def compile_nodes(nodes: list[Node], path: str, *, autoescape: bool = True, shared: bool = False) -> Compiled:
    """Compile a tree, for a scope of its own or one that is `shared`. Lines in tracebacks are those of the template.

    Raises CannotCompile.
    """
    try:
        generator = Generator(nodes, autoescape, shared=shared)
        made = generator.generate()
        code = with_lines(compile(made.source, path, "exec"), made.origins)
    except (SyntaxError, RecursionError, MemoryError) as error:
        # Python has limits that a template need not have, such as twenty blocks inside each other.
        raise CannotCompile(f"Python says: {error}") from error
    return Compiled(
        code,
        made.constants,
        made.filters,
        generator.names.variables,
        made.fallbacks,
        made.source,
        reads_of(nodes) if not generator.shared else None,
        not generator.shared
        and not made.fallbacks
        and is_traceable(nodes, sections=path.startswith("layout/")),
        generator.shared,
        made.spots,
    )
