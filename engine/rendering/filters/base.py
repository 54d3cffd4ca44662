"""What the shop's filters share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from engine.liquid.filters.strings import escaped
from engine.liquid.safe import trusted

if TYPE_CHECKING:
    from engine.rendering.drops.front import Front


def front_of(context: Any) -> Front:
    """The page's surroundings."""
    return context.host.front


def attributes(values: dict[str, object]) -> str:
    """HTML attributes: nil and false are left out, true stands alone."""
    written = []
    for name, value in values.items():
        if value is None or value is False or not _is_name(name):
            continue
        written.append(f" {name}" if value is True else f' {name}="{escaped(value)}"')
    return "".join(written)


@lru_cache(maxsize=1024)
def _is_name(name: str) -> bool:
    # Event handlers would not run under the page's policy; writing them would only look as if they did.
    return name.replace("-", "").replace("_", "").replace(":", "").isalnum() and not name.lower().startswith(
        "on"
    )


def tag(name: str, values: dict[str, object], content: str | None = None) -> Markup:
    """An element; `content` is HTML already. None makes a void element."""
    start = f"<{name}{attributes(values)}>"
    return trusted(start if content is None else f"{start}{content}</{name}>")
