"""What templates keep of what they wrote and read, for tests that look for what must not be in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.liquid.traces import Traced
from engine.liquid.traces.steps import Arguments, Step, Told


def all_kept(traced: Iterable[Traced]) -> str:
    """All texts, compared values and arguments, as one text to search."""
    found: list[Any] = []
    for each in traced:
        for root in each.roots():
            _collect(root, found)
    return repr(found)


def _collect(node: Step | Told | None, found: list[Any]) -> None:
    while isinstance(node, Step):
        found += [node.value, *(node.others or ())]
        found += [node.key.positional, node.key.named] if isinstance(node.key, Arguments) else [node.key]
        for other in (node.others or {}).values():
            _collect(other, found)
        node = node.next
    if node is not None:
        found.append(node.text)
