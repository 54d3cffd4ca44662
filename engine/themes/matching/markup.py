"""Where in the HTML a value is written: in a heading, a link's text, an attribute. Reads only the template's own text.

Branches of a condition are read one after the other, so elements are counted, not nested: `{% if a %}<h1>{% else %}<h2>`
opens two headings, and its counterpart closes both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][\w:-]*)|([\w:@.-]+)\s*=\s*([\"']?)|([\"'])|(/?>)", re.DOTALL)
_VOID = frozenset({"img", "input", "br", "hr", "source", "link", "meta", "path", "use", "wbr", "col", "area"})

PLACES = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "legend"), "heading"),
    "summary": "summary",
    "blockquote": "quote",
    "q": "quote",
    "cite": "cite",
    "figcaption": "caption",
    "a": "link",
    "button": "button",
    "label": "label",
    "style": "style",
    "script": "script",
    "details": "details",
    "picture": "picture",
    "header": "header",
    "footer": "footer",
    "nav": "nav",
    "form": "form",
    "iframe": "iframe",
    "video": "video",
    "address": "address",
    "time": "time",
    "dt": "term",
    "table": "table",
}
"""Elements that say something about the text inside, by the name used for them here."""


@dataclass
class Markup:
    """The state of the HTML that has been written so far."""

    open: dict[str, int] = field(default_factory=dict)
    tag: str = ""
    attribute: str = ""
    quote: str = ""
    anchors: int = 0
    """How many links have been opened; names the one that is open."""
    written: str = ""
    """What the attribute's value begins with."""
    last_tag_text: str = ""
    pending_name: bool = False
    dynamic: int = 0

    def write(self, text: str) -> None:
        """Literal text of the template."""
        position, end = 0, len(text)
        while position < end:
            if self.quote and self.attribute:
                position = self._inside_value(text, position)
            elif self.tag:
                position = self._inside_tag(text, position)
            else:
                position = self._outside(text, position)

    def value(self) -> None:
        """A value is written here; `<{{ tag }}` makes an element whose name is not known."""
        if self.pending_name:
            self.pending_name = False
            self.tag, self.attribute, self.quote = "?", "", ""
            self.dynamic += 1

    def places(self) -> frozenset[str]:
        """The elements that are open."""
        found = {name for name, count in self.open.items() if count > 0}
        if self.dynamic > 0:
            found.add("dynamic")
        return frozenset(found)

    def _inside_value(self, text: str, position: int) -> int:
        at = text.find(self.quote, position)
        if at < 0:
            self.written += text[position:]
            return len(text)
        self.attribute = self.quote = ""
        return at + 1

    def _inside_tag(self, text: str, position: int) -> int:
        match = _TAG.search(text, position)
        if match is None:
            return len(text)
        if match[3]:
            self.attribute = match[3].lower()
            self.quote, self.written = match[4], ""
            if not self.quote:
                return self._bare_value(text, match.end())
        elif match[6]:
            self._closed_tag(match[6])
        elif match[2]:  # a tag that was never closed, because a branch ended
            self._opened(match[1], match[2].lower())
        return match.end()

    def _bare_value(self, text: str, position: int) -> int:
        match = re.compile(r"[^\s>]*").match(text, position)
        at = match.end() if match else position
        if at < len(text):
            self.attribute = ""
        return at

    def _outside(self, text: str, position: int) -> int:
        at = text.find("<", position)
        if at < 0:
            return len(text)
        if "script" in self.open and self.open["script"] > 0 and not text.startswith("</script", at):
            return at + 1
        rest = text[at:]
        if rest.rstrip() in ("<", "</"):
            self.pending_name = rest.rstrip() == "<"
            if rest.rstrip() == "</":
                self.dynamic = max(0, self.dynamic - 1)
            return len(text)
        match = _TAG.match(text, at)
        if match is None or not match[2]:
            return match.end() if match else at + 1
        self._opened(match[1], match[2].lower())
        return match.end()

    def _opened(self, closing: str, name: str) -> None:
        self.tag, self.attribute, self.quote = ("/" if closing else "") + name, "", ""
        place = PLACES.get(name)
        if place is None:
            return
        if closing:
            self.open[place] = max(0, self.open.get(place, 0) - 1)
        else:
            self.open[place] = self.open.get(place, 0) + 1
            if place in ("link", "button"):
                self.anchors += 1

    def _closed_tag(self, end: str) -> None:
        if end == "/>" and self.tag in PLACES and self.tag not in _VOID:
            place = PLACES[self.tag]
            self.open[place] = max(0, self.open.get(place, 0) - 1)
        self.tag = self.attribute = self.quote = ""
