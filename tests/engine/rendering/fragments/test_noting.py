"""Nothing is shown that was not noted: by the text of the source, by the statements of each page, and in whatever order."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.base.db import Database
from engine.base.model import Base
from engine.base.origins import Addresses
from engine.rendering.fragments import FragmentStore
from engine.rendering.loading import Notes
from engine.rendering.page import PageRenderer
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from tests.contracts.compiled_test import PACKS, PAGES
from tests.engine.rendering.fragments import probe
from tests.engine.rendering.fragments.world import SUBJECTS, World, make_world
from tests.factories.shopfront import install_theme
from tests.factories.stores import make_store
from tests.support.counting import counted
from tests.support.paths import ROOT
from tests.support.touching import KINDS, NEVER_READ, OF_A_VISITOR, tables_read

RENDERING = ROOT / "engine" / "rendering"
HIDDEN = {"session", "known", "seen_in", "without_fields", "no_collections", "wanted"}
"""What the loaders hold: reading it notes nothing."""
ALLOWED = {
    "drops/front.py:known_ids": "numbers only, to read for all of them what one asks for",
    "drops/order_lines.py:product": "an order is somebody's own: nothing of its page is kept",
    "drops/order.py:_all_lines": "an order is somebody's own: nothing of its page is kept",
    "drops/searching.py:results_of": "what is found changes without a word: `cannot_keep`",
    "fields.py:_known": "notes what it hands out",
    "fields.py:_variant": "notes what it hands out",
    "recommending.py:goes_with": "`cannot_keep`",
    "references.py:expect_shelves": "only guesses what will be asked for",
    "sample_account.py:_lines_sold": "of previews, of which nothing is kept",
    "service.py:_keeper": "the keeper reads counters",
    "suggesting.py:suggest": "`cannot_keep`",
}
OPEN = {
    "theme", "look", "look_version", "shown_section", "shown_values", "store", "store_host", "dependency_version",
}  # fmt: skip
"""Read as the page is opened: every part depends on the store, every page on its theme."""
NEXT_PUBLISHED = "SELECT min(anon_1.at)"
"""The keeper's own question; the answer is the `until` of what is kept, and holds until ("schedule",) is raised."""


def hidden_reads(tree: ast.AST, place: str) -> Iterator[str]:
    """Functions that look past the loaders."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Attribute) and _is_hidden(inner):
                    yield f"{place}:{node.name}"


def _is_hidden(node: ast.Attribute) -> bool:
    chain = ast.unparse(node.value)
    if node.attr == "session":
        return True
    of_loading = any(
        name in chain.split(".")
        for name in ("loading", "products", "shelves", "reading", "people", "files", "fields")
    )
    return of_loading and (node.attr in HIDDEN or (node.attr[0] == "_" and "loading" in chain))


def sources() -> Iterator[tuple[str, Path]]:
    for path in sorted(RENDERING.rglob("*.py")):
        place = path.relative_to(RENDERING).as_posix()
        if not place.startswith(
            ("loading/", "fragments/", "authoring/", "linting/", "uploads/", "reference/")
        ):
            yield place, path


def test_nobody_looks_past_the_loaders() -> None:
    found = {
        name
        for place, path in sources()
        for name in hidden_reads(ast.parse(path.read_text(encoding="utf-8")), place)
    }
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "no longer needed"


def test_what_looks_past_the_loaders_is_found() -> None:
    text = (
        "def title(self):\n    return self.front.loading.products.known[7].row.title\n"
        "def other(self):\n    return self.front.loading.session.get(1)\n"
        "def third(self):\n    return self.front.loading.shelves._previews\n"
        "def fine(self):\n    return self.front.loading.products.by_ids([1])\n"
    )
    assert list(hidden_reads(ast.parse(text), "a.py")) == ["a.py:title", "a.py:other", "a.py:third"]


def test_every_table_is_known_to_be_shown_or_not() -> None:
    """A new table: which kinds of dependency stand for it? See docs/decisions/fragments.md."""
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if module.name.endswith(("models", "records", "outbox", "dependencies", "ids")):
            importlib.import_module(module.name)
    assert set(Base.metadata.tables) == set(KINDS) | OF_A_VISITOR | NEVER_READ
    assert len(set(KINDS)) + len(OF_A_VISITOR) + len(NEVER_READ) == len(Base.metadata.tables)


@pytest.fixture
def small_world(sqlite_db: Database, tmp_path: Path) -> World:
    """On one database: which statements are sent, and what is noted, does not depend on it."""
    return make_world(sqlite_db, make_store(sqlite_db).id, tmp_path)


def unnoted(statements: Iterable[str], notes: Notes) -> set[str]:
    """Tables that were read and nothing noted stands for."""
    of_page = [text for text in statements if not text.startswith(NEXT_PUBLISHED)]
    tables = {table for text in of_page for table in tables_read(text)} & set(Base.metadata.tables)
    kinds = {kind for kind, *_ in notes.dependencies}
    if not notes.kept:
        return set()
    found = {table for table in tables & set(KINDS) - OPEN if not kinds & KINDS[table]}
    if not notes.visitor:
        found |= tables & OF_A_VISITOR
    return found | tables & (NEVER_READ - OPEN)


def test_what_a_page_reads_is_noted(small_world: World) -> None:
    """Each part by itself, since what one part notes does nothing for another."""
    world, parts = small_world, 0
    for name in SUBJECTS:
        for section in ("header", "footer", "times", *_sections(name)):
            with world.db.read(world.id) as session:
                renderer = _renderer(world, session, name)
                if renderer is None:
                    continue
                renderer._prefetch_missing()
                with counted(world.db) as statements:
                    renderer.render_section(section)
                assert unnoted(statements.seen, renderer.notes) == set(), (section, statements)
                parts += bool(statements.seen)
    assert parts > 30, parts


def test_a_read_that_is_not_noted_is_found() -> None:
    notes = Notes()
    assert unnoted(["SELECT 1 FROM product JOIN media ON true"], notes) == {"product", "media"}
    notes.dependencies.add(("product", 7))
    assert unnoted(["SELECT 1 FROM product"], notes) == set()
    assert unnoted(["SELECT 1 FROM cart", "SELECT 1 FROM staff"], notes) == {"cart", "staff"}


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_what_the_pages_of_our_packs_read_is_noted(small_world: World, folder: Path) -> None:
    db, store_id = small_world.db, small_world.id
    install_theme(db, store_id, folder)
    for name, (template, find, more) in PAGES.items():
        if {"form", "cart_error"} & more.keys():
            continue
        themes = Themes(folder.parent, fragments=FragmentStore(10**7))
        with db.read(store_id) as session, counted(db) as statements:
            store = load_store(session, store_id)
            visit = Visit(store=store, addresses=Addresses(store.host), **more)
            opened = themes.open(session, visit, (template,))
            renderer = opened.page_of(find)
            assert renderer is not None
            renderer.render()
            assert unnoted(statements.seen, opened.front.loading.notes.now) == set(), name


def _sections(name: str) -> tuple[str, ...]:
    return probe.TEMPLATES[SUBJECTS[name][0]]


def _renderer(world: World, session: Any, name: str) -> PageRenderer | None:
    template, find, _ = SUBJECTS[name]
    themes = Themes(world.packs, fragments=FragmentStore(10**7))
    return themes.open(session, world.visit(session, name), (template,)).page_of(find)


def _notes_of(renderer: PageRenderer, sections: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """What each section notes as they are made in this order."""
    assert renderer.keeper is not None
    found = {}
    for section in sections:
        before = len(renderer.keeper._made)
        assert renderer._section_by_id(section) is not None, section
        made = renderer.keeper._made[before:]
        assert len(made) == 1, (section, made)
        notes = made[0][1]
        found[section] = (frozenset(notes.dependencies), notes.place, notes.visitor, notes.kept)
    return found


def test_a_part_notes_the_same_whoever_read_before(small_world: World) -> None:
    """Alone, first and last on its page: what was read already is noted as if it were read now."""
    world = small_world
    for name in SUBJECTS:
        sections = ("header", "footer", "times", *_sections(name))
        orders = [[section] for section in sections] + [list(sections), list(sections)[::-1]]
        seen: dict[str, set[Any]] = {section: set() for section in sections}
        for order in orders:
            with world.db.read(world.id) as session:
                renderer = _renderer(world, session, name)
                if renderer is not None:
                    for section, notes in _notes_of(renderer, order).items():
                        seen[section].add(notes)
        for section, found in seen.items():
            sets = [one[0] for one in found]
            assert len(found) <= 1, (name, section, sets[0] ^ sets[1], [one[1:] for one in found])
