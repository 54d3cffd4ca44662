"""SVG files that hold more than a picture. Pages show them without it: they are sent under a policy of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.liquid import TemplateError
from engine.liquid.errors import position
from engine.themes.packs import Pack

from .findings import Finding
from .policy import HANDLERS
from .sources import Sources

_MOST_CHARACTERS = 1_000_000
_SCRIPT = re.compile(r"<(?:\w{1,20}:)?(?P<name>script|foreignObject|iframe|embed|object)\b", re.IGNORECASE)
_HANDLER = re.compile(r"[\s\"'/](?P<name>on[a-z]{3,24})\s{0,9}=\s{0,9}[\"']", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:href|src)\s{0,9}=\s{0,9}[\"']\s{0,9}(?P<address>javascript:|(?:https?:)?//[^\"']{1,200})",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"(?:@import\s{1,9}|url\(\s{0,9})[\"']?(?P<address>(?:https?:)?//[^\s\"')]{1,200})", re.IGNORECASE
)
_LINK = re.compile(r"<a\b[^<>]{0,500}\Z", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every SVG file among the assets."""
    for path in sorted(pack.files):
        if path.lower().startswith("assets/") and path.lower().endswith((".svg", ".svg.liquid")):
            try:
                text = (pack.text(path) or "")[:_MOST_CHARACTERS]
            except TemplateError as error:
                yield Finding.of(error.problem, "svg-script")
                continue
            yield from _faults(path, text)


def _faults(path: str, text: str) -> Iterator[Finding]:
    for found in _SCRIPT.finditer(text):
        yield _at(path, text, found, f"a picture with <{found['name']}>")
    for found in _HANDLER.finditer(text):
        if found["name"].lower() in HANDLERS or found["name"].lower() in ("onbegin", "onend", "onrepeat"):
            yield _at(path, text, found, f"a picture with `{found['name']}=`")
    for found in _ENTITY.finditer(text):
        yield _at(path, text, found, "a picture with entities of its own")
    for pattern in (_ADDRESS, _REMOTE):
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - 500) : found.start()]
            if found["address"].lower() == "javascript:" or _LINK.search(before) is None:
                yield _at(path, text, found, f"a picture that calls {found['address'][:80]}")


def _at(path: str, text: str, found: re.Match[str], message: str) -> Finding:
    return Finding.at(path, position(text, found.start()), "svg-script", message)
