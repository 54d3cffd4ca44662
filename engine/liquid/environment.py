"""The language with its tags and filters, and how it calls filters safely."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from liquid import Environment as BaseEnvironment
from liquid.exceptions import LiquidError
from liquid.mode import Mode

from .context import Context
from .errors import RenderError, TemplateError, problem_of
from .filters import STANDARD_FILTERS
from .lexer import TemplateLexer
from .parser import Parser
from .tags import STANDARD_TAGS
from .tags.base import Tag
from .template import Template

Filter = Callable[..., object]


class Environment(BaseEnvironment):
    """Liquid as theme packs write it.

    Filters take `(context, value, *arguments, **named)`. One environment serves every store and pack: it
    holds functions only; data comes with the context.
    """

    def __init__(
        self,
        filters: Mapping[str, Filter] | None = None,
        *,
        autoescape: bool = True,
        let_pass: tuple[type[Exception], ...] = (),
    ) -> None:
        self._let_pass: tuple[type[Exception], ...] = (LiquidError, *let_pass)
        super().__init__(tolerance=Mode.STRICT, autoescape=autoescape)
        self.filters = {**STANDARD_FILTERS, **(filters or {})}

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register our own tags; none of the base library's are used."""
        self.parser = Parser(self)
        self.tags: dict[str, Tag] = {tag.name: tag(self) for tag in STANDARD_TAGS}  # type: ignore[assignment]

    def parse_file(self, source: str, path: str) -> Template:
        """Parse one file of a pack. Raises `TemplateError` with the file, line and column of a fault."""
        lexer = TemplateLexer(source.removeprefix("\ufeff"))
        try:
            result = self.parser.parse_template(lexer)
        except LiquidError as error:
            raise TemplateError(problem_of(error, path)) from error
        except RecursionError as error:
            raise TemplateError(problem_of(RenderError("blocks nested too deeply"), path)) from error
        return Template(
            self,
            result.nodes,
            path,
            lexer.source,
            lexer.notes,
            schema=result.schema,
            schema_index=result.schema_index,
            assets=result.assets,
        )

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
        try:
            result = self.filters[name](context, value, *arguments, **named)
        except self._let_pass:
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
