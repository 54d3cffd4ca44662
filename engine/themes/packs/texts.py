"""Texts of locales."""

from __future__ import annotations

from typing import Any

_LONGEST_KEY = 400
"""Characters of a text's dotted key. Longer ones are left out: one long name above many would be written many times."""


def flat_texts(tree: Any) -> dict[str, str]:
    """The texts of a locale by dotted key."""
    flat: dict[str, str] = {}
    open_trees = [("", tree)] if isinstance(tree, dict) else []
    while open_trees:
        prefix, branch = open_trees.pop()
        for key, value in branch.items():
            if len(prefix) + len(key) > _LONGEST_KEY:
                continue
            if isinstance(value, dict):
                open_trees.append((f"{prefix}{key}.", value))
            elif isinstance(value, str):
                flat[f"{prefix}{key}"] = value
    return flat
