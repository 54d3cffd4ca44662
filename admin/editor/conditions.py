"""``visible_if``: whether a setting is shown, asked of the same Liquid that renders the shop."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.liquid import BareHost, BudgetExceeded, Environment, Page, RenderError, Template, TemplateError

MOST_CHARACTERS = 2_000
_NOTHING = frozenset({"", "false", "nil"})


@lru_cache(maxsize=1)
def _language() -> Environment:
    return Environment(compiles=False)


@lru_cache(maxsize=512)
def _condition(text: str) -> Template | None:
    try:
        return _language().parse_file(text, "visible_if")
    except TemplateError:
        return None


def is_shown(
    condition: str, *, section: Mapping[str, Any], block: Mapping[str, Any], theme: Mapping[str, Any]
) -> bool:
    """Whether a setting with that condition is shown beside these values. One that cannot be read hides nothing."""
    if not condition.strip() or len(condition) > MOST_CHARACTERS:
        return True
    read = _condition(condition)
    if read is None:
        return True
    known = {"section": {"settings": section}, "block": {"settings": block}, "settings": theme}
    try:
        return read.render_page(Page(BareHost(), known)).strip() not in _NOTHING
    except (RenderError, BudgetExceeded, TemplateError):
        return True
