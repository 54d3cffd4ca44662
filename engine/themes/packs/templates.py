"""JSON templates and section groups, in the shape that every reader counts on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.liquid import Problem, TemplateError


@dataclass(frozen=True)
class SectionUse:
    """One section of a JSON template or group: its key, the file it uses, and its starting values."""

    key: str
    file: str
    data: dict[str, Any]
    hidden: bool = False


@dataclass(frozen=True)
class TemplateFile:
    """A JSON template or section group: its sections in order, and the layout and wrapper around them. Of an older home page
    `liquid` is the file that says where they stand; else it is empty."""

    name: str
    path: str
    sections: tuple[SectionUse, ...]
    layout: str | None = "theme"
    wrapper: str = ""
    liquid: str = ""


def template_file(name: str, path: str, data: Any) -> TemplateFile:
    """A JSON template or section group as it was read from *path*. Raises `TemplateError`."""
    if not isinstance(data, dict) or not isinstance(data.get("sections"), dict):
        raise TemplateError(Problem(path, 1, 1, "a template needs an object 'sections'"))
    sections = data["sections"]
    wanted = data.get("order") or list(sections)
    if not isinstance(wanted, list) or not all(isinstance(key, str) for key in wanted):
        raise TemplateError(Problem(path, 1, 1, "'order' must be a list of names"))
    order = [key for key in wanted if key in sections]
    uses = []
    for key in order:
        entry = sections[key]
        if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
            raise TemplateError(Problem(path, 1, 1, f"section '{key}' has no 'type'"))
        _check_values(path, f"section '{key}'", entry)
        uses.append(SectionUse(key, entry["type"], entry, bool(entry.get("disabled"))))
    layout = data.get("layout", "theme")
    return TemplateFile(name, path, tuple(uses), layout or None, str(data.get("wrapper") or ""))


def _check_values(path: str, what: str, entry: dict[str, Any]) -> None:
    """Settings and blocks have the shape that every reader counts on. Raises `TemplateError`."""
    for name, shape, words in (
        ("settings", dict, "an object"), ("blocks", dict, "an object"), ("block_order", list, "a list"),
    ):  # fmt: skip
        if entry.get(name) is not None and not isinstance(entry[name], shape):
            raise TemplateError(Problem(path, 1, 1, f"'{name}' of {what} must be {words}"))
    if not all(isinstance(key, str) for key in entry.get("block_order") or ()):
        raise TemplateError(Problem(path, 1, 1, f"'block_order' of {what} must hold names"))
    for key, block in (entry.get("blocks") or {}).items():
        if isinstance(block, dict):
            _check_values(path, f"block '{key}'", block)
