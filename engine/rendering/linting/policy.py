"""Scripts that a page's policy stops: inline handlers, `javascript:` addresses, and files of other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liquid.builtin.content import ContentNode

from engine.themes.packs import Pack

from .findings import Finding
from .sources import Source, Sources

_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w:-]*)\b(?P<rest>[^<>]*)")
_HANDLER = re.compile(r"(?:^|[\s\"'])(?P<name>on[a-z]{3,24})\s*=\s*[\"']")
_SCRIPT_ADDRESS = re.compile(r"\b(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE)
_FOREIGN = re.compile(r"\b(?:src|href)\s*=\s*[\"']?(?P<address>(?:https?:)?//[^\s\"'>{]+)", re.IGNORECASE)
_SCRIPT_BODY = re.compile(r"(<(script|style)\b[^>]*>).*?(?=</\2|\Z)", re.IGNORECASE | re.DOTALL)


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """The literal HTML of every file."""
    for source in sources:
        if source.template is None or source.folder == "assets":
            continue
        for node in source.nodes():
            if isinstance(node, ContentNode):
                yield from _text(source, node.token.start_index, _without_bodies(node.token.value))


def _without_bodies(text: str) -> str:
    """The text with what stands inside script and style elements blanked out, places kept."""
    return _SCRIPT_BODY.sub(lambda m: m.group(1).ljust(len(m.group())), text)


def _text(source: Source, start: int, text: str) -> Iterator[Finding]:
    for tag in _TAG.finditer(text):
        at = start + tag.start()
        for handler in _HANDLER.finditer(tag.group("rest")):
            message = f"`{handler.group('name')}=` does not run: pages allow no inline handlers"
            cure = "Add the listener in a script file of the pack (addEventListener)."
            yield _at(source, at, "inline-handler", message, cure)
        if _SCRIPT_ADDRESS.search(tag.group("rest")):
            cure = "Use a button and a listener in a script file."
            yield _at(source, at, "inline-handler", "a `javascript:` address does not run", cure)
        foreign = _FOREIGN.search(tag.group("rest"))
        if foreign is not None and _loads(tag):
            message = (
                f"{foreign.group('address')[:80]} is not loaded: pages load files of their own host only"
            )
            yield _at(source, at, "foreign-file", message, "Put the file into assets/ and use asset_url.")


def _loads(tag: re.Match[str]) -> bool:
    """Whether an element runs or applies what its address names."""
    name, rest = tag.group("name").lower(), tag.group("rest").lower()
    return name == "script" or (name == "link" and "stylesheet" in rest)


def _at(source: Source, index: int, kind: str, message: str, cure: str) -> Finding:
    line, column = source.place(index)
    return Finding(source.path, line, column, message, kind, cure, "warning")
