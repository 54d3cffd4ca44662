"""The tree of a page: its groups, their sections, and the blocks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from admin.editor.places import Place, groups_of
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.rendering.ahead import dom_id_of
from engine.themes import queries
from engine.themes.schema import BlockType, SectionSchema, Setting

MOST_LABEL = 60
_TAGS = re.compile(r"<[^>]*>")
_SAYS = ("heading", "title", "name", "label", "text", "kicker", "question", "caption", "content", "quote")
_PICTURES = (
    ({"product", "product_list"}, "tag"),
    ({"collection", "collection_list"}, "layers"),
    ({"video", "video_url"}, "film"),
    ({"image_picker"}, "image"),
    ({"link_list"}, "list-tree"),
    ({"blog", "article", "article_list"}, "newspaper"),
    ({"liquid", "html"}, "code"),
    ({"url"}, "link"),
    ({"text", "richtext", "inline_richtext", "textarea"}, "type"),
)


@dataclass
class Node:
    """A section (``block`` empty) or a block, by its path. ``kinds``: blocks that may be added in it, as (type, name)."""

    section: int
    block: str
    title: str
    label: str
    icon: str
    hidden: bool
    revision: int
    dom: str = ""
    """Id of its section's element in the page."""
    is_broken: bool = False
    is_fixed: bool = False
    """Put there by its file (a static block): it cannot be moved, copied or removed."""
    kinds: list[tuple[str, str]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names it in the tree."""
        return f"{self.section}:{self.block}" if self.block else str(self.section)


@dataclass
class Branch:
    """The sections of the template or of one group."""

    template: str
    is_group: bool
    nodes: list[Node]


@dataclass
class Tree:
    """Everything on one page of the shop. ``settings``: the theme settings, one section data too."""

    branches: list[Branch]
    shown: Mapping[int, queries.ShownSection]
    settings: queries.ShownSection | None
    theme_settings: dict[str, Any]

    def section(self, section_id: int) -> queries.ShownSection:
        """A section of this page, or the theme settings. Raises NotFound."""
        if self.settings is not None and self.settings.id == section_id:
            return self.settings
        if section_id not in self.shown:
            raise NotFound("record.not_found")
        return self.shown[section_id]


def tree_of(session: StoreSession, place: Place) -> Tree:
    """The tree as the draft stands, in one query."""
    themed = queries.draft_with_sections(session, [place.template], theme_id=place.theme.id, with_hidden=True)
    sections = themed.sections if themed else {}
    names = list(groups_of(place.pack))
    order = [
        *(f"{queries.GROUP}{name}" for name, below in names if not below),
        place.template,
        *(f"{queries.GROUP}{name}" for name, below in names if below),
    ]
    branches, shown = [], {}
    for template in order:
        found = sections.get(template, ())
        shown.update({one.id: one for one in found})
        nodes = [_section(place, one) for one in found]
        branches.append(Branch(template, template.startswith(queries.GROUP), nodes))
    settings = sections.get(queries.SETTINGS) or ()
    return Tree(branches, shown, settings[0] if settings else None, themed.settings() if themed else {})


def _section(place: Place, shown: queries.ShownSection) -> Node:
    schema = place.schema(shown)
    if schema is None:
        return Node(
            shown.id,
            "",
            shown.file,
            "",
            "triangle-alert",
            shown.hidden,
            shown.revision,
            dom_id(shown),
            is_broken=True,
        )
    node = Node(
        shown.id,
        "",
        place.say(schema.name) or schema.file,
        label_of(shown.values.get("settings") or {}),
        icon_of(schema),
        shown.hidden,
        shown.revision,
        dom_id(shown),
    )
    node.children = list(_blocks(place, shown, schema.blocks, shown.values))
    if len(node.children) < schema.max_blocks:
        node.kinds = list(_kinds(place, schema.blocks, node.children, shown.values))
    return node


def _blocks(
    place: Place,
    shown: queries.ShownSection,
    accepted: tuple[BlockType, ...],
    values: Mapping[str, Any],
    around: str = "",
) -> Iterator[Node]:
    blocks = values.get("blocks") or {}
    for key in values.get("block_order") or list(blocks):
        block = blocks.get(key) or {}
        name = str(block.get("type"))
        kind = place.pack.block_type(accepted, name) or BlockType(name)
        path = f"{around}{key}"
        node = Node(
            shown.id,
            path,
            place.say(kind.name) or kind.type,
            label_of(block.get("settings") or {}),
            icon_of(kind),
            bool(block.get("disabled")),
            shown.revision,
            dom_id(shown),
            is_fixed=bool(block.get("static")),
        )
        node.children = list(_blocks(place, shown, kind.blocks, block, f"{path}/"))
        node.kinds = list(_kinds(place, kind.blocks, node.children, block))
        yield node


def _kinds(
    place: Place, accepted: tuple[BlockType, ...], present: list[Node], values: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    blocks = values.get("blocks") or {}
    types = [str((blocks.get(node.block.rpartition("/")[2]) or {}).get("type")) for node in present]
    any_of_theme = any(kind.type == "@theme" for kind in accepted)
    named = [kind for kind in accepted if not kind.type.startswith("@")]
    known = {kind.type for kind in named}
    if any_of_theme:
        named += [kind for kind in place.pack.blocks.values() if kind.type not in known]
    for kind in named:
        if not kind.type.startswith("_") and (kind.limit is None or types.count(kind.type) < kind.limit):
            yield kind.type, place.say(kind.name) or kind.type


def dom_id(shown: queries.ShownSection) -> str:
    """The id of a section's element in the page, without ``shopify-section-``."""
    return dom_id_of(shown) if shown.template.startswith(queries.GROUP) else shown.key


def label_of(values: Mapping[str, Any]) -> str:
    """The first words that a section or block says, to know it by."""
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    named = sorted(texts, key=lambda name: next((n for n, s in enumerate(_SAYS) if s in name), len(_SAYS)))
    for name in named:
        if any(word in name for word in _SAYS) and "{" not in texts[name]:
            plain = " ".join(unescape(_TAGS.sub(" ", texts[name][:2_000])).split())
            if plain:
                return plain if len(plain) <= MOST_LABEL else f"{plain[: MOST_LABEL - 1]}…"
    return ""


def icon_of(kind: SectionSchema | BlockType) -> str:
    """A picture for what it mostly holds."""
    own = _types(kind.settings)
    if isinstance(kind, SectionSchema) and kind.blocks and not own & {"product", "collection", "link_list"}:
        own |= {each for block in kind.blocks for each in _types(block.settings)}
    return next((icon for types, icon in _PICTURES if own & types), "square")


def _types(settings: tuple[Setting, ...]) -> set[str]:
    return {setting.type for setting in settings}
