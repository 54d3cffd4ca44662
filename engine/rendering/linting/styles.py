"""CSS: addresses of other hosts, and how much of it there is. Scripts and pictures: how large they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from engine.liquid import TemplateError
from engine.liquid.errors import position
from engine.themes.packs import Pack

from .findings import Finding
from .sources import Sources

CSS_BYTES, SCRIPT_BYTES, PICTURE_BYTES = 60_000, 20_000, 250_000
_PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_REMOTE = re.compile(
    r"(?:@import\s+|url\(\s*|\bsrc\(\s*)[\"']?\s*(?P<address>(?:(?:https?|ftp|wss?):)?//[^\s\"')]+)",
    re.IGNORECASE,
)
_BODY = re.compile(r"<style\b[^<>]*>(.*?)(?=</style|\Z)", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#39|#34|quot|apos);?")


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Style sheets, `{% stylesheet %}` and `{% style %}`, `<style>` and `style=`; then what everything weighs."""
    for path in sorted(pack.files):
        if path.startswith("assets/") and path.endswith((".css", ".css.liquid", ".scss.liquid")):
            yield from _remote(path, _text(pack, path), ((0, _text(pack, path)),))
    for source in sources.pages():
        bodies = [(m.start(1), m.group(1)) for m in _BODY.finditer(source.markup.with_bodies)]
        for element in source.markup.opening():
            if "style" in element.attributes:
                value, start = element.attributes["style"]
                bodies.append((start, _ENTITY.sub(lambda m: '"'.ljust(len(m.group())), value)))
        bodies += list(_gathered(source.text))
        yield from _remote(source.path, source.text, bodies)
    yield from _budgets(pack, sources)


_GATHERED = re.compile(r"\{%-?\s{0,9}(?P<tag>stylesheet|style)\b[^%]{0,200}%\}")


def _gathered(text: str) -> Iterator[tuple[int, str]]:
    """The bodies of `{% stylesheet %}` and `{% style %}`."""
    at = 0
    while (opening := _GATHERED.search(text, at)) is not None:
        closing = re.compile(r"\{%-?\s{0,9}end" + opening["tag"]).search(text, opening.end())
        if closing is None:
            return
        yield opening.end(), text[opening.end() : closing.start()]
        at = closing.end()


def _text(pack: Pack, path: str) -> str:
    try:
        return pack.text(path) or ""
    except TemplateError:
        return ""


def _remote(path: str, whole: str, bodies: object) -> Iterator[Finding]:
    for start, body in bodies:  # type: ignore[attr-defined]
        bare = _COMMENT.sub(lambda m: " " * len(m.group()), body)
        for found in _REMOTE.finditer(bare):
            place = position(whole, start + found.start())
            message = f"{found['address'][:80]} is not loaded: pages load files of their own host only"
            yield Finding.at(path, place, "remote-style", message)


# -- sizes ---------------------------------------------------------------------------------------------


def _budgets(pack: Pack, sources: Sources) -> Iterator[Finding]:
    sheets = _weights(pack, (".css", ".css.liquid", ".scss.liquid"))
    scripts = _weights(pack, (".js", ".mjs", ".js.liquid"))
    for source in sources.pages():
        assets = source.template.assets if source.template is not None else {}
        for tag, weights in (("stylesheet", sheets), ("javascript", scripts)):
            if assets.get(tag):
                weights[source.path] = len(assets[tag].encode())
    for kind, what, weights, most in (
        ("css-budget", "CSS", sheets, CSS_BYTES),
        ("js-budget", "scripts", scripts, SCRIPT_BYTES),
    ):
        total = sum(weights.values())
        if total > most:
            largest = max(weights, key=lambda path: (weights[path], path))
            message = f"{total:,} bytes of {what} in {len(weights)} files, where {most:,} are enough; this is the largest"
            yield Finding.at(largest, (0, 0), kind, message)
    for path, file in sorted(pack.files.items()):
        suffix = PurePosixPath(path).suffix.lower()
        size = file.stat().st_size if path.startswith("assets/") and suffix in _PICTURES else 0
        if size > PICTURE_BYTES:
            yield Finding.at(
                path,
                (0, 0),
                "picture-budget",
                f"a picture of {size:,} bytes, where {PICTURE_BYTES:,} are enough",
            )


def _weights(pack: Pack, endings: tuple[str, ...]) -> dict[str, int]:
    return {
        path: file.stat().st_size
        for path, file in pack.files.items()
        if path.startswith("assets/") and path.endswith(endings)
    }
