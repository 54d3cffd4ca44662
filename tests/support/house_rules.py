"""Rules of this house that no linter knows. Each takes files and says what is wrong, one line each."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Rule = Callable[[str, str], Iterator[tuple[int, str]]]
"""From a file's path and text to line numbers and what is wrong there."""

_MACHINE_FOLDERS = r"(?:farm|root|home|tmp|Users)/[\w.-]+|work/(?:main\b|shared\b|\.)"
"""``/work`` alone may also be an address of the admin."""
_MACHINE_PATH = re.compile(rf"(?<![\w.}})$/<])/(?:{_MACHINE_FOLDERS})")
_REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("registry", "npmjs"),
        ("registry", "yarnpkg"),
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("deb", "debian"),
    )
)
_UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
_VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}

_OWN_PAGES = ("admin/", "storefront/")
_INLINE = (
    (
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(ld\+)?json)[^>]*>", re.I),
        "an inline script",
    ),
    (re.compile(r"<style\b", re.I), "an inline style sheet"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I), "an inline event handler"),
    (re.compile(r"\bhx-on[:-]", re.I), "an inline event handler of htmx"),
    (re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I), "a javascript: address"),
)


def no_machine_paths(_path: str, text: str) -> Iterator[tuple[int, str]]:
    """An absolute path of one machine works on that machine only."""
    for number, line in _lines(text):
        if _MACHINE_PATH.search(line):
            yield number, f"an absolute path of a machine: {line.strip()[:100]}"


def no_registries(_path: str, text: str) -> Iterator[tuple[int, str]]:
    """Where packages come from is the machine's business (pip's and npm's own settings)."""
    for number, line in _lines(text):
        for host in _REGISTRIES:
            if host in line:
                yield number, f"the host of a package registry: {host}"


def nothing_unfinished(_path: str, text: str) -> Iterator[tuple[int, str]]:
    """Work that is left is in the list of issues, not in the source."""
    for number, line in _lines(text):
        if _UNFINISHED.search(line):
            yield number, f"a note about unfinished work: {line.strip()[:100]}"


def no_inline_scripts(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Pages of the admin and the checkout run under a policy without inline scripts."""
    if not (path.startswith(_OWN_PAGES) and path.endswith((".html", ".jinja", ".j2", ".svg"))):
        return
    for pattern, what in _INLINE:
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, what


def no_vague_names(path: str, _text: str) -> Iterator[tuple[int, str]]:
    """A folder or module is named for what it is about."""
    parts = Path(path)
    if parts.suffix == ".py" and {*parts.parts[:-1], parts.stem} & _VAGUE:
        yield 1, "a name that says nothing about what is inside"


RULES: tuple[Rule, ...] = (
    no_machine_paths,
    no_registries,
    nothing_unfinished,
    no_inline_scripts,
    no_vague_names,
)


def _lines(text: str) -> Iterable[tuple[int, str]]:
    return enumerate(text.splitlines(), start=1)


def faults(root: Path, paths: Iterable[str], rules: tuple[Rule, ...] = RULES) -> list[str]:
    """``path:line: what is wrong`` for every file that can be read as text."""
    found = []
    for path in paths:
        try:
            text = (root / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{path}:{line}: {why}" for rule in rules for line, why in rule(path, text)]
    return found


def tracked(root: Path) -> list[str]:
    """Every file of the project, committed or about to be; what is ignored is not ours."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if listed.returncode == 0:
        return sorted(filter(None, listed.stdout.decode().split("\0")))
    ignored = {".venv", "node_modules", "instance", ".git"}  # a copy without its history
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and not ignored & set(path.relative_to(root).parts)
    )
