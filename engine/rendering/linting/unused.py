"""Settings that merchants can change and nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.themes.packs import Pack

from .documents import Document, Place
from .findings import Finding
from .lookups import later_lookups
from .schemas import settings_lists
from .sources import Source, Sources

_WORD, _JOINED = re.compile(r"\w+"), re.compile(r"\w[\w-]*\w")
_BY_ITSELF = ("checkout_",)
"""Theme settings that the platform's own pages read, not the pack's."""


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every schema of a section or block, and the theme settings.

    A setting counts as read where its name stands as a word: in its own file, or in any snippet, block, layout or
    asset, since these may be given the section, the block or their settings. Where settings are looked up by a name
    that is only known later, none is called unused.
    """
    words = {source.path: _words(source) for source in sources}
    shared: set[str] = set()
    for source in sources:
        if source.folder in ("snippets", "blocks", "assets", "layout"):
            shared |= words[source.path]
    later = later_lookups(sources)
    shared_later = any(
        later.sections(source) for source in sources if source.folder in ("snippets", "blocks")
    )
    documents = sources.documents
    for document in (*documents.sections.values(), *documents.blocks.values()):
        own = sources.get(document.path)
        if own is not None and own.template is not None and not shared_later and not later.sections(own):
            yield from _unread(document, words[document.path] | shared | _asked(document.data))
    schema = documents.settings_schema
    if schema is not None and not any(source.template is None or later.theme(source) for source in sources):
        everywhere = set().union(*words.values()) if words else set()
        yield from _unread(schema, everywhere | _asked(schema.data) | _asked_by_schemas(sources))


def _unread(document: Document, read: set[str]) -> Iterator[Finding]:
    for place, settings in settings_lists(document.data):
        for at, setting in enumerate(settings):
            name = setting.get("id") if isinstance(setting, dict) else None
            if (
                isinstance(name, str)
                and name not in read
                and not name.startswith(_BY_ITSELF)
                and _has_value(setting)
            ):
                where: Place = (*place, at, "id")
                yield document.finding(where, "unused-setting", f"nothing reads the setting '{name}'")


def _has_value(setting: Any) -> bool:
    return setting.get("type") not in ("header", "paragraph", "line_break", "color_palette")


def _words(source: Source) -> set[str]:
    """Every word of a file, but for its schema."""
    text = source.text
    if source.template is not None and source.template.schema_text:
        text = text.replace(source.template.schema_text, " ")
    return {*_WORD.findall(text), *_JOINED.findall(text)}


def _asked(data: Any) -> set[str]:
    """Words in the conditions of a schema: a setting that only another one's condition reads has its use."""
    return {
        word
        for _, settings in settings_lists(data)
        for setting in settings
        if isinstance(setting, dict) and isinstance(setting.get("visible_if"), str)
        for word in _WORD.findall(setting["visible_if"])
    }


def _asked_by_schemas(sources: Sources) -> set[str]:
    documents = (*sources.documents.sections.values(), *sources.documents.blocks.values())
    return set().union(*(_asked(document.data) for document in documents)) if documents else set()
