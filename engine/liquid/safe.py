"""Text that may be written as it is, by the place it is written to.

Autoescaping knows HTML only. Inside a pack's own `<script>` or `<style>` other rules hold: there a value
may neither close the element nor leave the string that it stands in.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from markupsafe import Markup

HTML = "html"
SCRIPT = "script"
STYLE = "style"


def trusted(text: str) -> Markup:
    """Mark text as markup: written by a pack or the platform, or escaped by the caller."""
    return Markup(text)  # noqa: S704 - the one place where text is marked


class Json(Markup):
    """Output of the `json` filter: safe in HTML, in attributes of either quote but `"`, and in scripts."""

    __slots__ = ()


class Css(Markup):
    """Style rules made by the platform (a `@font-face`, a list of custom properties)."""

    __slots__ = ()


_JSON_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "'": "\\u0027",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}

_SCRIPT_ESCAPES = {
    **{ord(hidden): shown for hidden, shown in _JSON_ESCAPES.items()},
    ord('"'): "\\u0022",
    ord("`"): "\\u0060",
    ord("$"): "\\u0024",
    ord("\\"): "\\\\",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    0: "\\u0000",
}

_STYLE_ESCAPES = {ord(c): f"\\{ord(c):x} " for c in "<>{};@\\\"'\n\r\f\0"}


def json_text(text: str) -> Json:
    """Mark JSON as safe after hiding the characters that mean something to an HTML parser."""
    for hidden, shown in _JSON_ESCAPES.items():
        if hidden in text:
            text = text.replace(hidden, shown)
    return Json(text)


def for_script(text: str) -> str:
    """Encode data so that it stays inside any JavaScript string literal."""
    return text.translate(_SCRIPT_ESCAPES)


def for_style(text: str) -> str:
    """Encode data so that it stays inside one CSS value."""
    return text.translate(_STYLE_ESCAPES)


# A pack's own script and style elements carry this mark from parsing to the finished page; it is new in
# every process and taken out before the page is sent, so nothing that arrives as data can carry it.
_MARK = f' data-own-{secrets.token_hex(16)}=""'
_OWN_OPENING = re.compile(r"<(script|style)(?=[\s>/])", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"((?:[^>\"']++|\"[^\"]*\"|'[^']*')*+)>")
_LONGEST_TAG = 10_000
_MOST_ELEMENTS = 1_000
"""Of a pack's own on one page; those beyond have no hash, and so do not run. Each hash takes 53 bytes of a header."""
_SHORT = 8_000
"""Characters of an element whose hash is kept: most stand on every page."""
_CLOSING = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_HAS_SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_DATA_BLOCK = re.compile(
    r"""\stype\s*=\s*["']?\s*(application/(ld\+)?json|text/(template|html|x-))""", re.IGNORECASE
)


def mark_own(text: str) -> str:
    """Mark the script and style elements that a pack's own text opens."""
    if "<s" not in text and "<S" not in text:
        return text
    return _OWN_OPENING.sub(lambda m: f"<{m.group(1)}{_MARK}", text)


def unmarked(text: str) -> str:
    """The text as the pack wrote it, as it may be kept between processes."""
    return text.replace(_MARK, "")


@dataclass
class InlineHashes:
    """The `sha256-…` sources of a page's own inline scripts and styles, in the order of appearance."""

    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def add(self, other: InlineHashes) -> None:
        """Take over another fragment's hashes, each once."""
        self.scripts += [h for h in other.scripts if h not in self.scripts]
        self.styles += [h for h in other.styles if h not in self.styles]


@lru_cache(maxsize=256)
def _known_digest(text: str) -> str:
    return _made_digest(text)


def _digest(text: str) -> str:
    return _known_digest(text) if len(text) < _SHORT else _made_digest(text)


def _made_digest(text: str) -> str:
    # A browser hashes the text after normalising line ends.
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    return "sha256-" + base64.b64encode(hashlib.sha256(normal.encode()).digest()).decode()


def finish(html: str) -> tuple[str, InlineHashes]:
    """Take the marks out of a rendered fragment and return the hashes of its own inline code."""
    hashes = InlineHashes()
    if _MARK not in html:
        return html, hashes
    found: dict[str, dict[str, None]] = {"script": {}, "style": {}}
    for name, start, end in _own_elements(html):
        found[name][_digest(html[start:end].replace(_MARK, ""))] = None
    hashes.scripts += found["script"]
    hashes.styles += found["style"]
    return html.replace(_MARK, ""), hashes


def _own_elements(html: str) -> Iterator[tuple[str, int, int]]:
    """The bounds of the text of each marked element whose text the policy has to know.

    Openings without a closing of their own share one; together they may be twice as long as the page, so that many
    of them before one far closing take no more time than a page of honest ones.
    """
    closings = {"script": -1, "style": -1}
    left = 2 * len(html)
    for name, at in islice(_marked(html), _MOST_ELEMENTS):
        tag = _ATTRIBUTES.match(html, at, at + _LONGEST_TAG)
        if tag is None:
            continue
        if _HAS_SOURCE.search(tag.group(1)) or (name == "script" and _DATA_BLOCK.search(tag.group(1))):
            continue
        if closings[name] < tag.end():
            closings[name] = _closing_of(name, html, tag.end())
        end = closings[name]
        if end > len(html):
            continue
        left -= end - tag.end()
        if left >= 0:
            yield name, tag.end(), end


def _marked(html: str) -> Iterator[tuple[str, int]]:
    """(script or style, where its mark ends) of each marked opening. Looking for the mark is much quicker than for tags."""
    at = html.find(_MARK)
    while at >= 0:
        end = at + len(_MARK)
        name = html[max(0, html.rfind("<", max(0, at - 8), at)) + 1 : at].lower()
        if name in _CLOSING:
            yield name, end
        at = html.find(_MARK, end)


def _closing_of(name: str, html: str, at: int) -> int:
    """Where the element that is open at a place is closed; beyond the end where it is not."""
    length = len(name)
    found = html.find("</", at)
    while found >= 0:
        if html[found + 2 : found + 2 + length].lower() == name:
            return found
        found = html.find("</", found + 2)
    return len(html) + 1


class PlaceTracker:
    """Follows a file's text and says what an output at this point is written into.

    Lexical: it reads the text of one file from top to bottom, whatever branches are taken.
    """

    _TAG_END = re.compile(r"[>\"']")

    def __init__(self) -> None:
        self._element = ""  # script or style once its opening tag has begun
        self._inside = False  # past the opening tag
        self._quote = ""
        self._comment = False

    @property
    def place(self) -> str:
        """HTML, SCRIPT or STYLE."""
        if self._inside:
            return SCRIPT if self._element == "script" else STYLE
        return HTML

    def feed(self, text: str) -> None:
        """Read the next piece of literal text."""
        at = 0
        while at < len(text):
            if self._comment:
                at = self._skip_past(text, "-->", at)
                self._comment = at < 0
            elif self._inside:
                at = self._leave_element(text, at)
            elif self._element:
                at = self._finish_tag(text, at)
            else:
                at = self._find_opening(text, at)
            if at < 0:
                return

    @staticmethod
    def _skip_past(text: str, end: str, at: int) -> int:
        found = text.find(end, at)
        return -1 if found < 0 else found + len(end)

    def _leave_element(self, text: str, at: int) -> int:
        closing = _CLOSING[self._element].search(text, at)
        if closing is None:
            return -1
        self._inside, self._element = False, ""
        return closing.end()

    def _finish_tag(self, text: str, at: int) -> int:
        if self._quote:
            found = text.find(self._quote, at)
            if found < 0:
                return -1
            self._quote = ""
            return found + 1
        match = self._TAG_END.search(text, at)
        if match is None:
            return -1
        if match.group() == ">":
            self._inside = True
        else:
            self._quote = match.group()
        return match.end()

    def _find_opening(self, text: str, at: int) -> int:
        comment = text.find("<!--", at)
        match = _OWN_OPENING.search(text, at)
        if match is None or (0 <= comment < match.start()):
            if comment < 0:
                return -1
            self._comment = True
            return comment + 4
        self._element = match.group(1).lower()
        return match.end()
