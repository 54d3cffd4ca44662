"""What people who use a keyboard or a screen reader would stumble over, where the file alone makes it certain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.themes.packs import Pack

from .findings import Finding
from .markup import FLOW, OUTPUT, Element
from .sources import Source, Sources

_NAMES_ITSELF = ("aria-label", "aria-labelledby", "title")
_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_ENTITY_SPACE = re.compile(r"&nbsp;|&#160;|\s")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every file that writes HTML."""
    labelled = _labelled(sources)
    for source in sources.pages():
        yield from _fields(source, labelled)
        yield from _words(source)
        yield from _language(source)
        yield from _order(source)
        yield from _headings(source)


# -- labels --------------------------------------------------------------------------------------------


def _labelled(sources: Sources) -> set[str]:
    """The ids that labels anywhere in the pack are for, each with its Liquid as a star."""
    return {
        _starred(source, label, "for")
        for source in sources.pages()
        for label in source.markup.opening("label")
        if "for" in label.attributes
    }


def _starred(source: Source, element: Element, name: str) -> str:
    value, start = element.attributes[name]
    return _LIQUID.sub("*", source.text[start : start + len(value)])


def _fields(source: Source, labelled: set[str]) -> Iterator[Finding]:
    open_labels = 0
    for element in source.markup.elements:
        if element.name == "label":
            open_labels = max(0, open_labels + (-1 if element.closes else 1))
        if element.closes or element.name not in ("input", "select", "textarea") or open_labels:
            continue
        if element.has(*_NAMES_ITSELF) or not _wants_label(element):
            continue
        if "id" not in element.attributes:
            certain = source.folder not in ("snippets", "blocks")  # their caller may stand in a label
        else:
            name = _starred(source, element, "id")
            certain = name not in labelled and not _perhaps(name, labelled)
        if certain:
            yield source.finding_at(element.start, "label", f"a field <{element.name}> without a label")


def _wants_label(element: Element) -> bool:
    if element.name != "input" or "type" not in element.attributes:
        return True
    kind = element.value("type")
    return kind is not None and kind.strip().lower() not in _NO_LABEL


def _perhaps(name: str, labelled: set[str]) -> bool:
    """Whether Liquid may make the field's id and a label's the same."""
    return any(_could_be(name, label) for label in labelled if "*" in label or "*" in name)


def _could_be(one: str, other: str) -> bool:
    head = min(one.partition("*")[0], other.partition("*")[0], key=len)
    tail = min(one.rpartition("*")[2], other.rpartition("*")[2], key=len)
    return one.startswith(head) and other.startswith(head) and one.endswith(tail) and other.endswith(tail)


# -- words ---------------------------------------------------------------------------------------------


def _words(source: Source) -> Iterator[Finding]:
    for element in source.markup.opening("a", "button"):
        if element.has(*_NAMES_ITSELF) or (element.name == "a" and "href" not in element.attributes):
            continue
        if (element.value("aria-hidden") or "").strip() == "true":
            continue
        inner = source.markup.inside(element)
        if inner is None or OUTPUT in inner[0] or any(map(_speaks, inner[1])):
            continue
        if not _ENTITY_SPACE.sub("", re.sub(r"<[^<>]*>", "", inner[0]).replace(FLOW, "")):
            what = "link" if element.name == "a" else "button"
            yield source.finding_at(element.start, "no-words", f"a {what} without words")


def _speaks(element: Element) -> bool:
    """Whether an element inside has words of its own: an alternative text, a title, a label."""
    if element.name == "img" and "alt" in element.attributes:
        return element.value("alt") != ""
    return element.name in ("title", "input", "slot", "object") or element.has(*_NAMES_ITSELF)


# -- the rest ------------------------------------------------------------------------------------------


def _language(source: Source) -> Iterator[Finding]:
    for element in source.markup.opening("html"):
        if not element.has("lang"):
            yield source.finding_at(element.start, "page-language", "the page does not say its language")


def _order(source: Source) -> Iterator[Finding]:
    for element in source.markup.opening():
        number = (element.value("tabindex") or "").strip()
        if number.isascii() and number.isdigit() and int(number[:9]) > 0:
            yield source.finding_at(element.start, "tabindex", f"tabindex={number[:9]}")


def _headings(source: Source) -> Iterator[Finding]:
    """Two headings after each other with nothing of Liquid between them, so that none can stand there."""
    before: Element | None = None
    for element in source.markup.elements:
        if element.name not in _HEADINGS:
            continue
        if not element.closes and before is not None:
            between = source.markup.skeleton[before.end : element.start]
            jump = int(element.name[1]) - int(before.name[1])
            if jump > 1 and OUTPUT not in between and FLOW not in between:
                message = f"<{element.name}> comes after <{before.name}>"
                yield source.finding_at(element.start, "heading-jump", message)
        before = element if element.closes else None
