"""Texts between the formats of settings: plain lines, lines with inline markup, passages."""

from __future__ import annotations

import re
from html import escape, unescape

from engine.themes.rules import clean_rich

PLAIN = frozenset({"text", "textarea"})
INLINE = frozenset({"inline_richtext"})
RICH = frozenset({"richtext", "html"})
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr|blockquote)>", re.I)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t]+")


def converted(text: object, given: str, wanted: str) -> object:
    """A text of one setting type as another one shows it. What is no text, or of no known type, stays as it is."""
    if not isinstance(text, str) or _kind(given) == _kind(wanted) or not _kind(given) or not _kind(wanted):
        return _one_line(text) if isinstance(text, str) and (given, wanted) == ("textarea", "text") else text
    if given in PLAIN:
        return _rich(text) if wanted in RICH else escape(text, quote=False)
    if wanted in PLAIN:
        plain = _plain(text)
        return plain if wanted == "textarea" else _one_line(plain)
    return f"<p>{text}</p>" if wanted in RICH and text else clean_rich(text, inline=True).strip()


def _kind(name: str) -> str:
    return next(
        (what for what, of in (("plain", PLAIN), ("inline", INLINE), ("rich", RICH)) if name in of), ""
    )


def _rich(text: str) -> str:
    passages = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join("<p>" + escape(part, quote=False).replace("\n", "<br>") + "</p>" for part in passages)


def _plain(text: str) -> str:
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", text))).split("\n")
    return "\n".join(line for each in lines if (line := _SPACE.sub(" ", each).strip()))


def _one_line(text: str) -> str:
    return " ".join(text.split())
