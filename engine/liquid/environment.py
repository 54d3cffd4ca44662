"""The language with its tags and filters, and how it calls filters safely."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from liquid import Environment as BaseEnvironment
from liquid.ast import Node
from liquid.exceptions import LiquidError
from liquid.mode import Mode

from .compiler import COMPILER_VERSION, CannotCompile, CodeStore, Compiled, compile_nodes
from .context import Context
from .errors import RenderError, TemplateError, problem_of
from .filters import STANDARD_FILTERS
from .lexer import TemplateLexer
from .parser import Parser
from .tags import STANDARD_TAGS
from .tags.base import Tag
from .template import FileParts, Template
from .traces import Traced

log = logging.getLogger("vitrine.themes")

Filter = Callable[..., object]


class Environment(BaseEnvironment):
    """Liquid as theme packs write it.

    Filters take `(context, value, *arguments, **named)`. One environment serves every store and pack: it
    holds functions only; data comes with the context. Templates are compiled unless `compiles` is False: then
    the interpreter renders, more slowly, the same bytes. Without `traces` every text is written anew.
    """

    def __init__(
        self,
        filters: Mapping[str, Filter] | None = None,
        *,
        autoescape: bool = True,
        let_pass: tuple[type[Exception], ...] = (),
        compiles: bool = True,
        traces: bool = True,
    ) -> None:
        self.compiles = compiles
        self._traces = traces
        self.let_pass: tuple[type[Exception], ...] = (LiquidError, *let_pass)
        super().__init__(tolerance=Mode.STRICT, autoescape=autoescape)
        self.filters = {**STANDARD_FILTERS, **(filters or {})}

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register our own tags; none of the base library's are used."""
        self.parser = Parser(self)
        self.tags: dict[str, Tag] = {tag.name: tag(self) for tag in STANDARD_TAGS}  # type: ignore[assignment]

    def parse_file(self, source: str, path: str, store: CodeStore | None = None) -> Template:
        """Read one file of a pack. Raises `TemplateError` with the file, line and column of a fault.

        With a `store`, code that another process compiled from the same text is used as it is.
        """
        source = source.removeprefix("\ufeff")
        if store is not None and self.compiles:
            key = store.key(self._identity, path, source)
            kept = store.get(key)
            if kept is not None:
                return Template(self, path, source, kept[1], compiled=kept[0])
        nodes, parts = self.read_tree(source, path)
        compiled = self._compiled(nodes, path) if self.compiles else None
        if store is not None and compiled is not None:
            store.put(key, compiled, parts)
        return Template(self, path, source, parts, nodes, compiled)

    def read_tree(self, source: str, path: str) -> tuple[list[Node], FileParts]:
        """The tree of a file, and what it says beside. Raises `TemplateError`."""
        lexer = TemplateLexer(source)
        try:
            result = self.parser.parse_template(lexer)
        except LiquidError as error:
            raise TemplateError(problem_of(error, path)) from error
        except RecursionError as error:
            raise TemplateError(problem_of(RenderError("blocks nested too deeply"), path)) from error
        parts = FileParts(result.schema, result.schema_index, result.assets, tuple(lexer.notes))
        return result.nodes, parts

    def traced(self, template: Template) -> Traced | None:
        """What keeps a template's texts with what was read for them."""
        compiled = template.compiled
        return Traced(template) if self._traces and compiled is not None and compiled.traceable else None

    def compile_tree(self, nodes: list[Node], path: str, *, shared: bool = False) -> Compiled:
        """Compile a tree; `shared` for one that is included. Raises `CannotCompile`."""
        return compile_nodes(nodes, path, autoescape=self.autoescape, shared=shared)

    def _compiled(self, nodes: list[Node], path: str) -> Compiled | None:
        try:
            return self.compile_tree(nodes, path)
        except CannotCompile as reason:
            log.info("%s is left to the interpreter: %s", path, reason)
            return None

    @cached_property
    def _identity(self) -> str:
        """What compiled code depends on beside the file: the compiler, Python, and the names of the filters."""
        names = ",".join(sorted(self.filters))
        return f"{COMPILER_VERSION}/{sys.implementation.cache_tag}/{self.autoescape}/{names}"

    def apply_filter(
        self,
        context: Context,
        name: str,
        value: object,
        arguments: list[object],
        named: dict[str, object],
    ) -> object:
        """Call a filter. Whatever it raises becomes a Liquid error; what it made is charged."""
        context.budget.step()
        if isinstance(value, range):
            context.budget.make(len(value) * 32)
        elif isinstance(value, (str, list, dict)) and len(value) > 4_000:
            context.budget.read(value)
        try:
            result = self.filters[name](context, value, *arguments, **named)
        except self.let_pass:
            raise
        except TypeError as error:
            raise RenderError(f"{name}: {_argument_fault(error)}") from error
        except Exception as error:
            raise RenderError(f"{name}: {error or type(error).__name__}") from error
        if isinstance(result, (str, list)):
            context.budget.make(sys.getsizeof(result))
        return result


def _argument_fault(error: TypeError) -> str:
    text = str(error)
    if "positional argument" in text or "keyword argument" in text:
        return "wrong number or names of arguments"
    return "a value of the wrong type"


def text_of(value: Any) -> str:
    """The plain `str` behind a value that may be markup."""
    return str.__str__(value) if isinstance(value, str) else str(value)
