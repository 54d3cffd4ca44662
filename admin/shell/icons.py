"""Icons of lucide, put into the page: they take the colour of the text, and no request is made for them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parents[2] / "node_modules/lucide-static/icons"
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)


@lru_cache(maxsize=256)
def icon(name: str, px: int = 18) -> Markup:
    """The icon *name*, decorative: the words beside it say what it means. Raises FileNotFoundError for a wrong name."""
    found = _INNER.search((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    inner = re.sub(r"\s+", " ", found.group(1)).strip() if found else ""
    return Markup(  # noqa: S704 - the files of a pinned package, and numbers of ours
        f'<svg class="icon" width="{px}" height="{px}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{inner}</svg>'
    )
