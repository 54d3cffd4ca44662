"""The fonts that a theme can wear, on the admin's own origin, so that a picker shows each in its own letters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Response, abort, send_file

from admin.editor.room import room
from engine.rendering.fonts import FAMILIES, FontDrop, face, path_of
from engine.rendering.fonts import version as fonts_version

_WEIGHTS = ("n4", "i4", "n5", "n6", "n7")


@room.get("/theme/editor/fonts.css")
def faces() -> Response:
    """A style sheet of every family."""
    response = Response(_faces(), mimetype="text/css")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@room.get("/fonts/<version>/<name>")
def file(version: str, name: str) -> Any:
    """A font's file, for as long as its version is installed."""
    path = path_of(name) if version == fonts_version() else None
    if path is None:
        abort(404)
    return send_file(path, mimetype="font/woff2", max_age=31_536_000)


@lru_cache(maxsize=1)
def _faces() -> str:
    rules = []
    for key, family in FAMILIES.items():
        for style in ("normal", "italic") if family.has_italic else ("normal",):
            rules.append(face(FontDrop(key, style, 400), "swap"))
    return "\n".join(rules)


def choices(now: object) -> list[tuple[str, list[tuple[str, str, FontDrop]]]]:
    """Families with their (handle, key of its words, font). A handle of a family that is not ours stands first, shown in
    the font that stands in for it."""
    found: list[tuple[str, list[tuple[str, str, FontDrop]]]] = []
    known = set()
    for key, family in FAMILIES.items():
        listed = []
        for variant in _WEIGHTS:
            handle = f"{key}_{variant}"
            font = FontDrop.of_handle(handle)
            if font is not None and (variant[0] == "n" or family.has_italic):
                listed.append((handle, variant, font))
                known.add(handle)
        found.append((family.name, listed))
    text = str(now or "")
    own = FontDrop.of_handle(text) if text and text not in known else None
    if own is not None:
        found.insert(0, (text.rpartition("_")[0] or text, [(text, text[-2:], own)]))
    return found
