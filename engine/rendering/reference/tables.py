"""The audit as pages for theme authors: docs/theme-authors/tags.md, filters.md and objects.md; and the checks."""

from __future__ import annotations

from collections.abc import Iterable

from engine.rendering.linting.rules import checks_page

from . import audit, code
from .audit import Entry, Status
from .differences import UNDOCUMENTED
from .public import PUBLIC

_HOW = (
    "Written by `flask --app app themes reference`; a test compares this page with the code. "
    "Names are those of the public Liquid reference for themes."
)
_MARKS = {Status.FULL: "yes", Status.DIFFERENT: "differs", Status.NOT_HERE: "not here"}


def pages() -> dict[str, str]:
    """File name → text of each page."""
    return {
        "tags.md": tags_page(),
        "filters.md": filters_page(),
        "objects.md": objects_page(),
        "checks.md": checks_page(),
    }


def tags_page() -> str:
    """Every documented tag."""
    return _page("Tags", _counts(audit.tags()), _table(audit.tags(), "tag"))


def filters_page() -> str:
    """Every documented filter."""
    return _page("Filters", _counts(audit.filters()), _table(audit.filters(), "filter"))


def objects_page() -> str:
    """Every documented object; those that exist here with their properties."""
    entries = audit.objects()
    parts = [_counts(entries), _table(entries, "object"), "## Properties\n"]
    every = [property_ for entry in entries for property_ in audit.properties(entry.name)]
    parts.append(_counts(every))
    parts += [_object(e) for e in entries if e.status is not Status.NOT_HERE and PUBLIC[e.name].properties]
    parts.append(_undocumented())
    return _page("Objects", *parts)


def _page(title: str, *parts: str) -> str:
    return "\n".join([f"# {title}\n", f"{_HOW}\n", *parts]).rstrip() + "\n"


def _counts(entries: Iterable[Entry]) -> str:
    counted = dict.fromkeys(Status, 0)
    for entry in entries:
        counted[entry.status] += 1
    return ", ".join(f"{number} {status}" for status, number in counted.items()) + ".\n"


def _table(entries: Iterable[Entry], what: str) -> str:
    lines = [f"| {what} | here | meaning |", "|---|---|---|"]
    for entry in entries:
        note = f" *{entry.note}*" if entry.note else ""
        old = " (old)" if entry.is_old else ""
        lines.append(f"| `{entry.name}`{old} | {_MARKS[entry.status]} | {entry.means}{note} |")
    return "\n".join(lines) + "\n"


def _object(entry: Entry) -> str:
    known = PUBLIC[entry.name]
    lines = [f"### {entry.name}\n", f"{known.means}{_seen(known.seen)}\n"]
    lines += ["| property | here | type | note |", "|---|---|---|---|"]
    for each in audit.properties(entry.name):
        old = " (old)" if each.is_old else ""
        lines.append(f"| `{each.name}`{old} | {_MARKS[each.status]} | {each.type} | {each.note} |")
    more = sorted(code.offered(entry.name) - set(known.properties))
    if more:
        lines.append(f"\nBeyond the reference: {', '.join(f'`{name}`' for name in more)}.")
    return "\n".join(lines) + "\n"


def _seen(seen: str) -> str:
    if not seen:
        return ""
    return " Known everywhere." if seen == "everywhere" else f" Known in the templates {seen}."


def _undocumented() -> str:
    lines = ["## Names that the reference does not know\n", "Public themes read them all the same.\n"]
    lines += ["| name | what comes of it |", "|---|---|"]
    lines += [f"| `{name}` | {what} |" for name, what in sorted(UNDOCUMENTED.items())]
    return "\n".join(lines) + "\n"
