"""Addresses behind a scheme that a theme wrote itself: `https:{{ image | img_url }}`.

In the public format files lie on a host of their own, and their addresses begin with `//host/`. Here they lie with the
shop, and begin with `/`: behind `https:` the host has to be written too.
"""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

from .drops import Drop, SequenceDrop
from .safe import trusted

_AT_END = re.compile(r"(?<![\w+.-])https?:\Z")
_SCHEMES = frozenset({"http:", "https:"})
_LONGEST = max(map(len, _SCHEMES))


def ends_with_scheme(text: str) -> bool:
    """Whether a text ends with a scheme that wants a host next."""
    return text.endswith(":") and _AT_END.search(text[-_LONGEST - 2 :]) is not None


def is_scheme(text: str) -> bool:
    """Whether a text is nothing but such a scheme."""
    return len(text) <= _LONGEST and text in _SCHEMES


def at_host(context: Any, value: object) -> object:
    """What is written behind a scheme: an address of the shop with its host, anything else as it is."""
    text = value
    if isinstance(value, Drop) and not isinstance(value, SequenceDrop):
        text = str(value)  # a picture is written as its address
    if not isinstance(text, str) or text[:1] != "/" or text[1:2] == "/":
        return value
    host = context.host.site()
    if not host:
        return value
    address = f"//{host}{str.__str__(text)}"
    return trusted(escape(f"//{host}") + text) if isinstance(text, Markup) else address
