"""A layout that is kept has holes where other parts of the page stand; they are filled each time it is shown."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache

from markupsafe import Markup

from engine.liquid import TemplateError
from engine.liquid.safe import trusted
from engine.themes.packs import Pack

# New in every process, as kept layouts are: nothing that arrives as data can look like a hole.
_MARK = f"\x02{secrets.token_hex(16)}:"
_HOLE = re.compile(rf"{_MARK}(\w+):([^\x02]*)\x02")
_CONTENT = re.compile(r"content_for_layout")
_PLAIN_CONTENT = re.compile(r"\{\{-?\s*content_for_layout\s*-?\}\}")
_CAPTURE = re.compile(r"\bcapture\b")


class Holes:
    """Makes holes while a layout is rendered."""

    @staticmethod
    def hole(kind: str, name: str = "") -> Markup:
        """The mark of a hole."""
        return trusted(f"{_MARK}{kind}:{name}\x02")

    @staticmethod
    def filled(text: str, *rounds: Mapping[str, Callable[[str], str]]) -> str:
        """The text with its holes filled: those that the first round names in their order, then those of the next, which may
        depend on what was put into the others. Each kind of hole is in one of them."""
        pieces = _pieces(text)
        found: dict[int, str] = {}
        for fillings in rounds:
            for at in range(1, len(pieces), 3):
                if pieces[at] in fillings:
                    found[at] = fillings[pieces[at]](pieces[at + 1])
        return "".join(found[at] if at % 3 else pieces[at] for at in range(len(pieces)) if at % 3 < 2)


@lru_cache(maxsize=64)
def _pieces(text: str) -> tuple[str, ...]:
    """Text, kind and name of a hole, text, and so on. A kept layout is one object, so it is found without being read."""
    return tuple(_HOLE.split(text))


def has_holes(pack: Pack, layout: str) -> bool:
    """Whether the layout only writes what stands in it. One that captures or examines it is made whole each time."""
    known: dict[str, bool] = pack.__dict__.setdefault("_layouts_with_holes", {})
    if layout not in known:
        known[layout] = _only_writes(pack, layout)
    return known[layout]


def _only_writes(pack: Pack, layout: str) -> bool:
    try:
        text = pack.text(f"layout/{layout}.liquid") or ""
    except TemplateError:
        return False
    plain = len(_PLAIN_CONTENT.findall(text))
    return plain == len(_CONTENT.findall(text)) == 1 and _CAPTURE.search(text) is None
