"""What the theme tags need from whoever renders the page.

The language knows no shop: `{% form %}`, `{% paginate %}`, `{% section %}` and their like ask the host.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from .drops import Drop
from .errors import Problem, RenderError

if TYPE_CHECKING:
    from .context import Context
    from .settled import Ground
    from .template import Template


@dataclass(frozen=True)
class FormParts:
    """What a `{% form %}` writes around its block, and the object that the block sees as `form`."""

    opening: Markup
    form: object
    closing: Markup


@dataclass(frozen=True)
class PagedItems:
    """What a `{% paginate %}` block sees: the `paginate` object and the page's items."""

    paginate: Drop
    items: object


class Host(Protocol):
    """Everything around a template that is not language."""

    def snippet(self, name: str) -> Template | None:
        """Return the partial of that name, or None."""

    def section(self, context: Context, name: str) -> str:
        """Render a section that stands at a fixed place."""

    def section_group(self, context: Context, name: str) -> str:
        """Render a section group such as the header."""

    def blocks(self, context: Context, arguments: Mapping[str, object]) -> str:
        """Render the theme blocks that a merchant put into the current section or block."""

    def block(self, context: Context, arguments: Mapping[str, object]) -> str:
        """Render one theme block that stands at a fixed place of the current section or block."""

    def render_object(self, context: Context, value: object) -> str | None:
        """Render an object that knows how to (`{% render block %}`); None if it does not."""

    def form(
        self, context: Context, kind: str, positional: list[object], attributes: Mapping[str, object]
    ) -> FormParts:
        """Open a form of a documented kind."""

    def paginate(self, context: Context, value: object, size: int, window: int) -> PagedItems:
        """Cut a list into pages and return the current one. `size` is at least 1."""

    def now(self) -> dt.datetime:
        """The time of the page, aware, in the time zone of whoever reads it."""

    def time_shown(self, pattern: str) -> None:
        """Take note that the time of the page was written, by a strftime pattern."""

    def site(self) -> str:
        """The host of the shop's addresses, with its port; empty if there is none."""

    def words(self) -> Mapping[str, str]:
        """Texts of the theme in the page's language, by key, that no value goes into; markup is marked as such."""

    def ground(self) -> Ground | None:
        """What the page stands on beside data, so that partials without any need not be written anew; None if unknown."""

    def report(self, problem: Problem) -> str:
        """Take note of a fault; returns the text to show in its place, which is empty for shoppers."""


class BareHost:
    """A host with nothing around it: for tests of the language and for templates without a shop."""

    def __init__(
        self, snippets: Mapping[str, Template] | None = None, now: dt.datetime | None = None
    ) -> None:
        self.snippets = snippets or {}
        self.problems: list[Problem] = []
        self._now = now or dt.datetime(2024, 1, 1, tzinfo=dt.UTC)

    def snippet(self, name: str) -> Template | None:
        return self.snippets.get(name)

    def section(self, context: Context, name: str) -> str:
        raise RenderError("sections can only be rendered on a page")

    def section_group(self, context: Context, name: str) -> str:
        raise RenderError("section groups can only be rendered on a page")

    def blocks(self, context: Context, arguments: Mapping[str, object]) -> str:
        raise RenderError("blocks can only be rendered in a section")

    def block(self, context: Context, arguments: Mapping[str, object]) -> str:
        raise RenderError("blocks can only be rendered in a section")

    def render_object(self, context: Context, value: object) -> str | None:
        return None

    def form(
        self, context: Context, kind: str, positional: list[object], attributes: Mapping[str, object]
    ) -> FormParts:
        raise RenderError("forms can only be rendered on a page")

    def paginate(self, context: Context, value: object, size: int, window: int) -> PagedItems:
        raise RenderError("lists can only be paged on a page")

    def now(self) -> dt.datetime:
        return self._now

    def time_shown(self, pattern: str) -> None:
        pass

    def site(self) -> str:
        return ""

    def words(self) -> Mapping[str, str]:
        return {}

    def ground(self) -> Ground | None:
        return None

    def report(self, problem: Problem) -> str:
        self.problems.append(problem)
        return f"Liquid error ({problem})"
