"""The import rule of docs/architecture.md, read off the source without running it.

Rooms: storefront and admin import engine, engine imports no room and no Flask, packs hold no Python. Inside engine,
imports point left along ORDER; packages of one rank meet through events. From outside a domain package only its public
modules are used.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ORDER: tuple[frozenset[str], ...] = tuple(
    frozenset(rank.split())
    for rank in (
        "base",
        "liquid",
        "stores",
        "metafields",
        "catalogue content",
        "inventory",
        "listing",
        "ordering",
        "shipping payouts tills",
        "returns",
        "providers analytics themes",
        "rendering",
        "partners",
        "mail",
        "jobs",
        "demo",
        "wiring",
    )
)
RANK = {package: number for number, rank in enumerate(ORDER) for package in rank}

ROOMS = {
    "engine": {"engine"},
    "storefront": {"storefront", "engine"},
    "admin": {"admin", "engine"},
}
OURS = {"app", "engine", "storefront", "admin", "tests", "migrations", "theme_packs"}

PUBLIC = {"commands", "queries", "events", "ports", "models"}
"""Modules of a domain package that others may import. A room names ``models`` as the type of what a query handed it; it
builds no statement of its own (STATEMENTS)."""
OPEN_PACKAGES = {"base", "liquid", "rendering", "wiring"}
"""Packages that are a set of tools rather than a domain: each of their modules is public."""
ALSO_PUBLIC = {
    "inventory": {
        "hours",  # when a shop is open
        "rules",  # the kinds of place, for a form
    },
    "jobs": {"subscriptions", "schedule"},  # the tables of what runs
    "listing": {
        "channels",  # a package in the package, with queries of its own
        "results",  # the types of a search's answer
        "rules",
    },
    "metafields": {"rules"},  # the types of values, which metaobjects, imports and templates share
    "ordering": {"rules"},  # how an address is written, for letters and pages
    "stores": {"passwords", "rules"},  # checked before a session is opened; roles decide what a page shows
    "themes": {
        "archives",  # zips of packs are checked in a process of their own, together with the linter
        "copies",  # files of packs merged; no rows are read or written
        "entries",  # names that a pack may hold, which the linter tells too
        "jsonc",  # the linter reads a pack's JSON as the pack does
        "packs",
        "rules",
        "schema",
        "switching",  # a package in the package, with commands and queries of its own
        "uploaded",  # where a store's own packs lie, for pages and for the admin
    },  # rendering reads a pack's files and shapes settings by their types
}
"""Modules beyond PUBLIC that a package offers: pure decisions and types, nothing that reads or writes the database."""
STATEMENTS = {"sqlalchemy", "alembic", "psycopg", "sqlite3", "rq", "redis"}
"""Rooms ask through queries and commands."""
FLASK = {"flask", "htmx_flask", "werkzeug", "jinja2"}
WEB_SERVER_SIDE = "engine/wiring/"
SETUP = "engine/setup/"


@dataclass(frozen=True)
class Fault:
    """One import that the rule forbids."""

    path: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}"


def faults(root: Path) -> list[Fault]:
    """Every breach of the rule below *root*."""
    found: list[Fault] = []
    for room in ("engine", "storefront", "admin"):
        for path in sorted((root / room).rglob("*.py")):
            found += _faults_of(path, path.relative_to(root).as_posix())
    found += [
        Fault(path.relative_to(root).as_posix(), 1, "a theme pack holds no Python")
        for path in sorted((root / "theme_packs").rglob("*.py"))
    ]
    return found


def _faults_of(path: Path, shown: str) -> Iterator[Fault]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=shown)
    for line, module in _imports(tree, shown):
        why = _wrong(shown, module)
        if why:
            yield Fault(shown, line, why)


def _imports(tree: ast.AST, shown: str) -> Iterator[tuple[int, str]]:
    """Each imported name with its full dotted path, also those inside functions and ``if TYPE_CHECKING``."""
    package = shown.removesuffix(".py").removesuffix("/__init__").split("/")
    if not shown.endswith("/__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            before = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*before, *([node.module] if node.module else [])])
            for name in node.names:
                yield node.lineno, f"{stem}.{name.name}"


def _wrong(shown: str, module: str) -> str | None:
    room, parts = shown.split("/")[0], module.split(".")
    target = parts[0]
    if room == "engine" and target in FLASK and not _may_use_web(shown, target):
        return f"engine is free of {target}"
    if room != "engine" and target in STATEMENTS:
        return f"{room} asks through queries and commands, not through {target}"
    if target not in OURS:
        return None
    if shown.startswith(SETUP):
        return f"{SETUP} runs before anything is installed and imports nothing of the project"
    if target not in ROOMS[room]:
        return f"{room} does not import {target}"
    if target != "engine" or len(parts) < 2:
        return None
    return _wrong_package(shown, parts[1], parts[2:])


def _may_use_web(shown: str, target: str) -> bool:
    return target == "jinja2" and shown.startswith("engine/mail/")


def _wrong_package(shown: str, package: str, rest: list[str]) -> str | None:
    inside = shown.split("/")[1] if shown.startswith("engine/") and shown.count("/") > 1 else None
    if package == "setup":
        return "engine/setup is a script, not a library"
    if package not in RANK:
        return f"engine.{package} has no place in the order of packages"
    if inside == package:
        return None
    if inside is not None and inside != "setup":
        if inside not in RANK:
            return f"engine.{inside} has no place in the order of packages"
        if RANK[package] == RANK[inside]:
            return f"engine.{inside} and engine.{package} are of one rank and meet through events"
        if RANK[package] > RANK[inside]:
            return f"engine.{inside} stands left of engine.{package} and does not import it"
    return _wrong_module(inside, package, rest)


def _wrong_module(inside: str | None, package: str, rest: list[str]) -> str | None:
    if package in OPEN_PACKAGES or not rest:
        return None
    if inside in ("wiring", "demo"):
        return None  # wiring binds whatever there is; the demo is one of its guests
    module = rest[0]
    if module in PUBLIC or module in ALSO_PUBLIC.get(package, set()):
        return None
    return f"engine.{package}.{module} is the package's own; use its commands, queries, events or ports"
