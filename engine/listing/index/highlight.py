"""Marks what matched: escaped HTML with ``<mark>``."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from engine.listing.index.matching import Wanted
from engine.listing.rules import WORD, fold

AROUND = 160
"""Characters of an excerpt."""


class Marker:
    """Knows which words of a text a query matched."""

    def __init__(self, wanted: Wanted, stemmer: Any) -> None:
        self.wanted = wanted
        self.stemmer = stemmer

    def matches(self, word: str) -> bool:
        """Whether this word is one that was looked for."""
        folded = fold(word)
        if folded in self.wanted.words or any(folded.startswith(start) for start in self.wanted.beginnings):
            return True
        return any(stem in self.wanted.stems for stem in self.stemmer.process_text(word, mode="query"))

    def mark(self, text: str) -> str:
        """The whole text, escaped, with every match marked."""
        parts, at = [], 0
        for found in WORD.finditer(text):
            parts.append(escape(text[at : found.start()]))
            parts.append(self._marked(found.group()))
            at = found.end()
        parts.append(escape(text[at:]))
        return "".join(parts)

    def _marked(self, word: str) -> str:
        if not self.matches(word):
            return escape(word)
        folded = fold(word)
        if folded in self.wanted.words or len(folded) != len(word):
            return f"<mark>{escape(word)}</mark>"
        begun = max((len(s) for s in self.wanted.beginnings if folded.startswith(s)), default=len(word))
        return f"<mark>{escape(word[:begun])}</mark>{escape(word[begun:])}"

    def excerpt(self, text: str) -> str:
        """Some words around the first match, marked; the beginning when nothing matches; empty for no text."""
        first = next((found.start() for found in WORD.finditer(text) if self.matches(found.group())), 0)
        start = max(0, first - AROUND // 3)
        if start:
            start = text.find(" ", start, first) + 1 or first
        end = min(len(text), start + AROUND)
        if end < len(text):
            end = max(text.rfind(" ", start, end), start + 1) if " " in text[start:end] else end
        piece = text[start:end]
        return ("… " if start else "") + self.mark(piece) + (" …" if piece and end < len(text) else "")


@dataclass(frozen=True)
class MarkedHit:
    """A hit's title and text, marked when somebody asks."""

    marker: Marker
    title: str
    text: str

    def title_html(self) -> str:
        """The title, escaped and marked."""
        return self.marker.mark(self.title)

    def excerpt_html(self) -> str:
        """Words around the first match, escaped and marked; empty for no text."""
        return self.marker.excerpt(self.text)
