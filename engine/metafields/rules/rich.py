"""Rich text as the public format keeps it: a tree of paragraphs, headings, lists, links and pieces of text."""

from __future__ import annotations

from html import escape
from typing import Any

Node = dict[str, Any]

DEEPEST = 12
_INSIDE = {
    "root": ("paragraph", "heading", "list"),
    "paragraph": ("text", "link"),
    "heading": ("text", "link"),
    "list": ("list-item",),
    "list-item": ("text", "link", "list"),
    "link": ("text",),
}
_SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#")


def read_rich(given: Any) -> Node | None:
    """The tree with only what is known of it; None when it is none."""
    return _read(given, ("root",), 0)


def _read(given: Any, allowed: tuple[str, ...], depth: int) -> Node | None:
    if not isinstance(given, dict) or depth > DEEPEST or given.get("type") not in allowed:
        return None
    kind = given["type"]
    if kind == "text":
        return _text(given)
    children = given.get("children")
    if not isinstance(children, list):
        return None
    read = [_read(child, _INSIDE[kind], depth + 1) for child in children]
    if any(child is None for child in read):
        return None
    node: Node = {"type": kind, "children": read}
    return _with_details(node, given)


def _text(given: Node) -> Node | None:
    value = given.get("value")
    if not isinstance(value, str):
        return None
    node: Node = {"type": "text", "value": value.replace("\0", "").encode("utf-8", "ignore").decode()}
    return node | {style: True for style in ("bold", "italic") if given.get(style) is True}


def _with_details(node: Node, given: Node) -> Node | None:
    kind = node["type"]
    if kind == "heading":
        level = given.get("level")
        if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= 6:
            return None
        node["level"] = level
    if kind == "list":
        if given.get("listType") not in ("ordered", "unordered"):
            return None
        node["listType"] = given["listType"]
    if kind == "link":
        address = given.get("url")
        if not isinstance(address, str) or not _is_safe(address):
            return None
        node["url"] = address
        for name in ("title", "target"):
            if isinstance(given.get(name), str) and given[name].isprintable():
                node[name] = given[name][:255]
    return node


def _is_safe(address: str) -> bool:
    if not address.isprintable() or len(address) > 2_000 or address.startswith(("//", "/\\")):
        return False
    return address.lower().startswith(_SCHEMES)


def rich_html(node: Node) -> str:
    """The tree as HTML; all words are escaped."""
    kind = node["type"]
    if kind == "text":
        words = escape(node["value"]).replace("\n", "<br>")
        words = f"<em>{words}</em>" if node.get("italic") else words
        return f"<strong>{words}</strong>" if node.get("bold") else words
    inner = "".join(rich_html(child) for child in node["children"])
    if kind == "root":
        return inner
    if kind == "link":
        outside = ' target="_blank" rel="noopener"' if node.get("target") == "_blank" else ""
        title = f' title="{escape(node["title"])}"' if node.get("title") else ""
        return f'<a href="{escape(node["url"])}"{title}{outside}>{inner}</a>'
    tag = {"paragraph": "p", "list-item": "li"}.get(kind)
    if kind == "heading":
        tag = f"h{node['level']}"
    if kind == "list":
        tag = "ol" if node["listType"] == "ordered" else "ul"
    return f"<{tag}>{inner}</{tag}>"


def rich_text(node: Node) -> str:
    """The words of the tree, blocks parted by line breaks."""
    if node["type"] == "text":
        return str(node["value"])
    apart = "\n" if node["type"] in ("root", "list") else ""
    return apart.join(rich_text(child) for child in node["children"])
