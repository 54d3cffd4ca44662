"""Filters that are given more, fewer or other arguments than they take: they would fail while the page renders."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from engine.liquid.filters import STANDARD_FILTERS
from engine.rendering.filters import SHOP_FILTERS
from engine.themes.packs import Pack

from .findings import Finding
from .sources import Sources

_FILTERS: dict[str, Callable[..., object]] = {**STANDARD_FILTERS, **SHOP_FILTERS}


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every call of a filter that we know."""
    for source in sources:
        for call, _, _ in source.filters:
            if call.name in _FILTERS and not _fits(call.name, call.args):
                message = f"'{call.name}' does not take these arguments"
                yield source.finding(call.token, "filter-arguments", message, f"It takes {usage(call.name)}.")


@cache
def _signature(name: str) -> inspect.Signature:
    """What a filter takes beside the context and its input."""
    full = inspect.signature(_FILTERS[name])
    return full.replace(parameters=list(full.parameters.values())[2:])


def _fits(name: str, arguments: Any) -> bool:
    named = [arg.name for arg in arguments if getattr(arg, "name", None)]
    try:
        _signature(name).bind(*[None] * (len(arguments) - len(named)), **dict.fromkeys(named))
    except TypeError:
        return False
    return True


def usage(name: str) -> str:
    """A filter's arguments in words: `start, length (optional); alt:, width:`."""
    places, names = [], []
    for parameter in _signature(name).parameters.values():
        optional = "" if parameter.default is inspect.Parameter.empty else " (optional)"
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            places.append(f"{parameter.name}{optional}")
        elif parameter.kind is parameter.KEYWORD_ONLY:
            names.append(f"`{parameter.name}:`")
    return "; ".join(filter(None, (", ".join(places), ", ".join(names)))) or "none"
