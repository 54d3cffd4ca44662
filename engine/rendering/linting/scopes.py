"""Which names a file may read, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from liquid.builtin.expressions import StringLiteral
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.increment_tag import IncrementNode

from engine.liquid.expressions import Variable
from engine.liquid.tags.loops import For, TableRowNode
from engine.liquid.tags.partials import Include, PartialNode
from engine.liquid.tags.theme import ContentFor, Form, Paginate
from engine.liquid.tags.variables import Assign, Decrement
from engine.rendering.globals import GLOBAL_NAMES
from engine.rendering.reference import PUBLIC, code
from engine.themes.packs import Pack
from engine.themes.schema import Setting

from .kinds import ANY, Kind
from .sources import Source, Sources

_PAGES = frozenset(name for name, known in PUBLIC.items() if known.seen) | {"recommendations"}
"""Names that only some pages have; on others they are nil, which every section may ask."""


class Scopes:
    """What the files of a pack see."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        self.pack = pack
        self.sources = sources
        self.schemes = _scheme_settings(pack)
        self.given = _given(sources)
        self.included = _included(sources)
        self.everywhere = self._everywhere()

    def of(self, source: Source) -> dict[str, Kind]:
        """The names that a file starts with, those that it sets anywhere included."""
        names = dict(self.everywhere)
        if source.folder == "layout":
            names.update(dict.fromkeys(code.LAYOUT_NAMES, ANY))
        if source.folder in ("sections", "blocks", "snippets"):
            names["section"] = self._section(source)
        if source.folder in ("blocks", "snippets"):
            names["block"] = self._block(source)
        names.update(dict.fromkeys(self.given.get(source.path, ()), ANY))
        names.update(dict.fromkeys(_documented(source), ANY))
        names.update(dict.fromkeys(_with_default(source), ANY))
        names.update(dict.fromkeys(_counters(source), ANY))
        return names

    def is_closed(self, source: Source) -> bool:
        """Whether every name that the file may see is known: not so for one that shares its caller's variables."""
        shares = any(isinstance(node, Include) for node in source.nodes())
        return source.path not in self.included and not shares

    def _everywhere(self) -> dict[str, Kind]:
        names = {name: Kind(name) if name in PUBLIC else ANY for name in GLOBAL_NAMES | _PAGES}
        theme = {s.id: s for s in self.pack.settings_schema.settings if s.has_value}
        names["settings"] = Kind("settings", False, theme, self.schemes)
        names["page_image"] = Kind("image")
        for name in ("current_tags", "handle", "images"):
            names[name] = ANY
        return names

    def _section(self, source: Source) -> Kind:
        if source.folder != "sections":
            return Kind("section")
        schema = self.pack.sections.get(source.name)
        if schema is None:
            return ANY
        settings = {s.id: s for s in schema.settings if s.has_value}
        return Kind("section", False, settings, self.schemes)

    def _block(self, source: Source) -> Kind:
        kind = self.pack.blocks.get(source.name) if source.folder == "blocks" else None
        if kind is None:
            return Kind("block")
        return Kind("block", False, {s.id: s for s in kind.settings if s.has_value}, self.schemes)

    def blocks_of(self, source: Source) -> Kind:
        """What `section.blocks` holds in a section file: its own blocks' settings together."""
        schema = self.pack.sections.get(source.name)
        if schema is None or any(b.type.startswith("@") or not b.settings for b in schema.blocks):
            return Kind("block", True)
        settings = {s.id: s for b in schema.blocks for s in b.settings if s.has_value}
        return Kind("block", True, settings, self.schemes)


def _scheme_settings(pack: Pack) -> Mapping[str, Setting]:
    for setting in pack.settings_schema.settings:
        if setting.type == "color_scheme_group":
            return {s.id: s for s in setting.definition}
    return {}


def _given(sources: Sources) -> dict[str, set[str]]:
    """Names that callers give to each snippet and block file."""
    given: dict[str, set[str]] = {}
    for source in sources:
        for node in source.nodes():
            for path, names in _calls(node):
                given.setdefault(path, set()).update(names)
    return given


def _calls(node: Any) -> Iterator[tuple[str, set[str]]]:
    if isinstance(node, PartialNode) and isinstance(node.name, StringLiteral):
        names = {str(arg.name) for arg in node.args}
        if node.var is not None:
            names |= {str(node.key(node.name.value)), "forloop"}
        yield f"snippets/{node.name.value}.liquid", names
    elif isinstance(node, ContentFor):
        given: dict[str, Any] = {str(getattr(arg, "name", "")): arg.value for arg in node.args}
        kind = given.get("type")
        if isinstance(kind, StringLiteral):
            yield f"blocks/{kind.value}.liquid", set(given) - {"type", "id"}


def _included(sources: Sources) -> set[str]:
    return {
        f"snippets/{node.name.value}.liquid"
        for source in sources
        for node in source.nodes()
        if isinstance(node, Include) and isinstance(node.name, StringLiteral)
    }


_PARAMETER = re.compile(r"@param\s{1,9}(?:\{[^}\n]{0,200}\}\s{0,9})?\[?(\w{1,80})")
_COMMENT = re.compile(r"\{%-?\s{0,9}comment\s{0,9}-?%\}")


def _documented(source: Source) -> set[str]:
    """Parameters that the file's `{% doc %}` names, or that the comment at its head speaks of."""
    names = set(_PARAMETER.findall(source.text))
    if source.folder == "snippets":
        head = _COMMENT.search(source.text)
        end = source.text.find("endcomment", head.end()) if head else -1
        names |= set(re.findall(r"\w+", source.text[head.end() : end])) if head and end >= 0 else set()
    return names


def _with_default(source: Source) -> set[str]:
    """Names that a snippet or block gives a value of its own where its caller gives none: `{{ class | default: '' }}`."""
    if source.folder not in ("snippets", "blocks"):
        return set()
    return {
        str(left.path[0])
        for call, left, is_first in source.filters
        if is_first and call.name == "default" and isinstance(left, Variable) and len(left.path) == 1
    }


def _counters(source: Source) -> set[str]:
    return {
        str(node.name) for node in source.nodes() if isinstance(node, (CaptureNode, IncrementNode, Decrement))
    }


__all__ = ["Assign", "For", "Form", "Paginate", "Scopes", "TableRowNode"]
