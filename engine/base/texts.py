"""Texts for people, from locale files: ``{"orders": {"title": "Orders", "count": {"one": "{count} order", "other": …}}}``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[1] / "locales"
"""Texts that several rooms need: the words of refusals."""


class Texts:
    """The texts of one room: its own folder of ``LOCALE.json`` files over the shared one. English is the fall-back."""

    def __init__(self, *folders: Path) -> None:
        self._folders = (SHARED, *folders)
        self._load = lru_cache(maxsize=None)(self._read)

    def _read(self, locale: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for folder in self._folders:
            path = folder / f"{locale}.json"
            if path.exists():
                merged.update(_flat(json.loads(path.read_text(encoding="utf-8"))))
        return merged

    def get(self, key: str, locale: str = "en", /, **values: Any) -> str:
        """The text of *key*, filled with *values*; ``count`` chooses between one and other. Raises KeyError if missing."""
        for candidate in (locale, locale.split("-")[0], "en"):
            texts = self._load(candidate)
            if "count" in values:
                form = f"{key}.{'one' if values['count'] == 1 else 'other'}"
                if form in texts:
                    return str(texts[form]).format(**values)
            if key in texts:
                return str(texts[key]).format(**values)
        raise KeyError(f"no text for {key!r} in {', '.join(str(f) for f in self._folders)}")

    def has(self, key: str, locale: str = "en") -> bool:
        """Whether there is a text (or a plural pair) for *key*."""
        texts = self._load(locale)
        return key in texts or f"{key}.other" in texts

    def below(self, prefix: str, locale: str = "en") -> dict[str, str]:
        """Every text below a key, unfilled, by the rest of its key: for programs in the browser."""
        found: dict[str, str] = {}
        for candidate in ("en", locale.split("-")[0], locale):
            texts = self._load(candidate)
            found |= {k.removeprefix(f"{prefix}."): v for k, v in texts.items() if k.startswith(f"{prefix}.")}
        return found

    def keys(self, locale: str = "en") -> set[str]:
        """Every key of a locale."""
        return set(self._load(locale))


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = value
    return flat
