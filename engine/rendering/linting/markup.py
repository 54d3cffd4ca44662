"""The literal HTML of a Liquid file, read without running it: elements, their attributes, and where anything may come.

What Liquid writes is not known, so it is blanked out, character by character, and stands for "anything": OUTPUT where
something is written, FLOW where Liquid only decides. A check that cannot be certain for it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from liquid.exceptions import LiquidError

from engine.liquid.lexer import TemplateLexer

OUTPUT, FLOW = "\x01", "\x02"
_WRITES = frozenset(
    {"content_for", "cycle", "decrement", "echo", "form", "include", "increment", "layout", "liquid", "paginate",
     "render", "section", "sections"}
)  # fmt: skip
"""Tags that write something by themselves; an unknown one may as well."""
_DECIDES = frozenset(
    {"if", "elsif", "else", "unless", "case", "when", "for", "tablerow", "break", "continue", "assign", "capture", "comment",
     "doc", "raw", "schema", "javascript", "stylesheet", "style"}
)  # fmt: skip
_BOUND = ("", ":", "v-bind:", "x-bind:")
"""How attributes begin that a script library fills in (Vue, Alpine)."""
_BODY = re.compile(r"(<(script|style|template|textarea)\b[^<>]*>).*?(?=</\2|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG_START = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
_STOP = re.compile(r"[\"'<>]")
_ATTRIBUTE = re.compile(r"([^\s\"'=<>/\x01\x02]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


@dataclass(frozen=True)
class Element:
    """A tag as it stands in the file: `start` and `end` are characters of it."""

    number: int
    name: str
    start: int
    end: int
    closes: bool
    attributes: dict[str, tuple[str, int]]
    """By lower-case name: the value as it stands (Liquid blanked out) and where it begins."""
    is_open: bool
    """Whether Liquid may write attributes of its own into it."""

    def has(self, *names: str) -> bool:
        """Whether one of these attributes stands there, or may: scripts of a pack set those that are bound to a value."""
        return self.is_open or any(f"{how}{name}" in self.attributes for name in names for how in _BOUND)

    def value(self, name: str) -> str | None:
        """An attribute's literal value; None if there is none, or Liquid writes any of it."""
        found = self.attributes.get(name)
        return None if found is None or OUTPUT in found[0] or FLOW in found[0] else found[0]


class Markup:
    """The HTML of one file."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def skeleton(self) -> str:
        """The file with Liquid, scripts, styles and comments blanked out; every character keeps its place."""
        bare = _without_liquid(self.text)
        bare = _COMMENT.sub(lambda m: _filled(m.group(), " "), bare)
        return _BODY.sub(lambda m: m.group(1) + _filled(m.group()[len(m.group(1)) :], FLOW), bare)

    @cached_property
    def with_bodies(self) -> str:
        """The same with scripts and styles left in."""
        return _without_liquid(self.text)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every tag, opening and closing, in order."""
        return tuple(_elements(self.skeleton))

    def opening(self, *names: str) -> Iterator[Element]:
        """Opening tags of these names; of any, if none is given."""
        return (e for e in self.elements if not e.closes and (not names or e.name in names))

    def inside(self, element: Element) -> tuple[str, list[Element]] | None:
        """What stands between an opening tag and its end, in this file: the text, and the tags. None if it has none here."""
        found: list[Element] = []
        depth = 1
        for each in islice(self.elements, element.number + 1, None):
            if each.name == element.name:
                depth += -1 if each.closes else 1
            if not depth:
                return self.skeleton[element.end : each.start], found
            found.append(each)
            if len(found) > 200:
                return None
        return None


def _filled(text: str, filling: str) -> str:
    return re.sub(r"[^\n]", filling, text)


def _without_liquid(text: str) -> str:
    parts, at, filling = [], 0, FLOW
    try:
        for token in TemplateLexer(text).tokens():
            if token.kind in ("content", "raw"):
                start = text.find(token.value, token.start_index)
                parts += [_filled(text[at:start], filling), token.value]
                at, filling = start + len(token.value), FLOW
            elif token.kind == "output" or (token.kind == "tag" and _may_write(token.value)):
                filling = OUTPUT
    except LiquidError:
        return ""
    parts.append(_filled(text[at:], filling))
    return "".join(parts)


def _may_write(tag: str) -> bool:
    return tag in _WRITES or not (tag in _DECIDES or tag.startswith("end"))


def _elements(skeleton: str) -> Iterator[Element]:
    at = number = 0
    while (start := _TAG_START.search(skeleton, at)) is not None:
        end = _end(skeleton, start.end())
        if end is None:
            return  # never closed: nothing after it is certain
        at = end
        if skeleton[end - 1] != ">":
            at = end - 1
            continue  # another tag begins inside: no tag at all
        inner = skeleton[start.end() : end - 1]
        attributes: dict[str, tuple[str, int]] = {}
        for match in _ATTRIBUTE.finditer(inner):
            value = next((v for v in match.groups()[1:] if v is not None), "")
            group = next((g for g in (2, 3, 4) if match.group(g) is not None), 0)
            attributes.setdefault(match.group(1).lower(), (value, start.end() + match.start(group)))
        unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", "", inner)
        is_open = OUTPUT in unquoted
        name, closes = start.group(2).lower(), bool(start.group(1))
        yield Element(number, name, start.start(), end, closes, attributes, is_open)
        number += 1


def _end(skeleton: str, at: int) -> int | None:
    """After the `>` that ends a tag, or after a `<` before it; None if neither comes."""
    while (stop := _STOP.search(skeleton, at)) is not None:
        if stop.group() in "<>":
            return stop.end()
        closing = skeleton.find(stop.group(), stop.end())
        if closing < 0:
            return None
        at = closing + 1
    return None
