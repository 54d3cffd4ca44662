"""The menu form: a flat list of rows with levels, and the tree that it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin.shell.forms import Reader
from engine.content.commands import MenuItemInput
from engine.content.queries import Link

MOST_ROWS, DEEPEST = 200, 2
TARGETED = ("collection", "product", "page", "blog", "article")
PLAIN = ("frontpage", "catalog", "search", "http")


@dataclass(frozen=True)
class Row:
    """A link. ``target`` is ``kind`` or ``kind:ID``; ``url`` counts for ``http``."""

    label: str
    target: str
    url: str
    level: int
    is_broken: bool = False


def rows_of_links(links: Sequence[Link], level: int = 0) -> list[Row]:
    """The tree, flat."""
    rows = []
    for link in links:
        target = f"{link.kind}:{link.target_id}" if link.kind in TARGETED and link.target_id else link.kind
        rows.append(Row(link.label, target, link.url if link.kind == "http" else "", level, link.is_broken))
        rows += rows_of_links(link.children, level + 1)
    return rows


def rows_of_form(read: Reader) -> list[Row]:
    """The rows as sent, in their order; empty ones are dropped."""
    columns = [read.many(name) for name in ("label", "target", "url", "level")]
    rows = []
    for label, target, url, level in zip(*columns, strict=False):
        if label.strip() or url.strip():
            deep = int(level) if level.isascii() and level.isdigit() else 0
            rows.append(Row(label.replace("\x00", "").strip(), target, url.replace("\x00", "").strip(), deep))
    return rows[:MOST_ROWS]


def tree_of(rows: Sequence[Row]) -> list[MenuItemInput]:
    """The tree that rows stand for; no row lies more than one level below the one before."""
    return _children(_settled(rows), 0, 0)[0]


def place_of_error(name: str, rows: Sequence[Row]) -> int | None:
    """The row that an error such as ``items.0.children.2.label`` is about."""
    wanted = [int(part) for part in name.split(".") if part.isdigit()]
    counters: list[int] = []
    for place, row in enumerate(_settled(rows)):
        counters = counters[: row.level + 1]
        if len(counters) == row.level + 1:
            counters[-1] += 1
        else:
            counters.append(0)
        if counters == wanted:
            return place
    return None


def changed(rows: list[Row], form: Mapping[str, str]) -> list[Row]:
    """Rows moved, shifted, dropped or added by a button, for browsers without scripts."""
    action, _, text = str(form.get("do", "")).partition(":")
    place = int(text) if text.isascii() and text.isdigit() else -1
    if action == "add":
        return [*rows, Row("", "frontpage", "", 0)]
    if not 0 <= place < len(rows):
        return rows
    row = rows[place]
    if action == "drop":
        return rows[:place] + rows[place + 1 :]
    if action in ("in", "out"):
        level = max(0, min(DEEPEST, row.level + (1 if action == "in" else -1)))
        return [*rows[:place], Row(row.label, row.target, row.url, level), *rows[place + 1 :]]
    if action == "up" and place:
        rows.insert(place - 1, rows.pop(place))
    return rows


def _settled(rows: Sequence[Row]) -> list[Row]:
    settled: list[Row] = []
    for row in rows:
        most = settled[-1].level + 1 if settled else 0
        settled.append(
            Row(row.label, row.target, row.url, max(0, min(row.level, most, DEEPEST)), row.is_broken)
        )
    return settled


def _children(rows: list[Row], start: int, level: int) -> tuple[list[MenuItemInput], int]:
    found, place = [], start
    while place < len(rows) and rows[place].level >= level:
        row = rows[place]
        below, place = _children(rows, place + 1, level + 1)
        kind, _, target = row.target.partition(":")
        target_id = int(target) if target.isascii() and target.isdigit() and len(target) < 17 else None
        found.append(MenuItemInput(row.label, kind, target_id, row.url or None, below))
    return found, place


def values(title: Any, handle: Any) -> dict[str, Any]:
    """The fields beside the rows."""
    return {"title": title, "handle": handle}
