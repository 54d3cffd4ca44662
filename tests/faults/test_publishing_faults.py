"""Publishing is one moment: whoever dies at any step of it leaves the old look or the new, and readers see one of both."""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.stores.commands import NewStore
from engine.themes import commands
from engine.themes.packs import Pack
from engine.themes.queries import theme_with_sections
from tests.factories.shopfront import make_shopfront, open_shop
from tests.support import forked
from tests.support.serving import LiveServer

pytestmark = pytest.mark.timeout(600)
SECTION = """<p data-mark="{{ section.settings.mark }}">{{ section.id }}</p>
{% schema %}{"name": "Mark", "settings": [{"type": "text", "id": "mark", "label": "Mark"}], "presets": [{"name": "M"}]}
{% endschema %}"""
GROUP = '{"type": "header", "sections": {"top": {"type": "mark", "settings": {"mark": "first"}}}, "order": ["top"]}'
FILES = {
    "layout/theme.liquid": "<html><head>{{ content_for_header }}</head><body>{% sections 'header-group' %}"
    "{{ content_for_layout }}<i data-mark='{{ settings.mark }}'></i></body></html>",
    "config/settings_schema.json": json.dumps(
        [
            {"name": "theme_info", "theme_name": "Marks"},
            {"name": "All", "settings": [{"type": "text", "id": "mark", "label": "Mark"}]},
        ]
    ),
    "config/settings_data.json": '{"current": "A", "presets": {"A": {"mark": "first"}}}',
    "locales/en.default.json": "{}",
    "sections/header-group.json": GROUP,
    "sections/mark.liquid": SECTION,
}
PAGES = {"index": "/", "product": "/products/bowl-0", "page": "/pages/about"}
EACH = 166
"""Sections of each page: with the group and the settings, 500."""
MARK = re.compile(r"data-mark=[\"']([^\"']*)")


def make_pack(folder: Path, sections: int) -> Pack:
    """A pack whose pages are sections that say which generation they are of."""
    made = {f"s{n}": {"type": "mark", "settings": {"mark": "first"}} for n in range(sections)}
    templates = {
        f"templates/{name}.json": json.dumps({"sections": made, "order": list(made)}) for name in PAGES
    }
    for name, text in {**FILES, **templates}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Pack(folder)


def mark_all(db: Database, store_id: int, pack: Pack, mark: str, sections: int) -> None:
    """Every section of what is being edited says *mark*."""
    with db.write(store_id) as session:
        for name in PAGES:
            given = {f"s{n}": {"type": "mark", "settings": {"mark": mark}} for n in range(sections)}
            commands.set_template(session, pack, name, given)
        top = {"top": {"type": "mark", "settings": {"mark": mark}}}
        commands.set_template(session, pack, "group:header-group", top)
        commands.set_theme_settings(session, pack, {"mark": mark})


def test_whoever_dies_at_any_step_leaves_the_old_look_or_the_new(
    db: Database, database_url: str, store: NewStore, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    old = make_pack(tmp_path / "packs" / "old", 2)
    new = make_pack(tmp_path / "packs" / "new", 2)
    with db.write(store.id) as session:
        commands.install_pack(session, old)
        theme = commands.install_pack(session, new, role="draft")
    with db.write(store.id) as session:
        for name in PAGES:
            commands.set_template(session, new, name, {"n": {"type": "mark", "settings": {"mark": "new"}}})
    done = forked.run(
        [sys.executable, "-m", "tests.faults.publishing_process", database_url, str(store.id), str(theme.id)],
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(steps) > 15
    assert all(step["killed"] for step in steps)
    first = {name: ["old", [[f"s{n}", _values("first")] for n in range(2)]] for name in PAGES}
    last = {name: ["new", [["n", _values("new")]]] for name in PAGES}
    looks = [{name: step[name] for name in PAGES} for step in steps]
    assert all(look in (first, last) for look in looks)
    assert [step["main"] for step in steps] == [["old" if look == first else "new"] for look in looks]
    assert looks[-1] == last
    assert looks[:-1] == [first] * (len(steps) - 1)
    record_property("steps", len(steps))


def _values(mark: str) -> dict[str, Any]:
    return {"settings": {"mark": mark}, "blocks": {}, "block_order": []}


def test_readers_see_no_mixed_page_and_no_fault_while_500_sections_are_published(
    db: Database,
    store: NewStore,
    serve: Callable[..., LiveServer],
    tmp_path: Path,
    record_property: Callable[..., None],
) -> None:
    make_shopfront(db, store.id, 1)
    pack = make_pack(tmp_path / "theme_packs" / "marks", EACH)
    open_shop(db, store.id)
    with db.write(store.id) as session:
        commands.wear_pack(session, pack)
    server = serve(THEME_PACKS=str(tmp_path / "theme_packs"), WEB_WORKERS="2")
    seen: Counter[str] = Counter()
    faults: list[str] = []
    over, hurry = threading.Event(), threading.Event()

    def read(path: str) -> None:
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while not over.is_set():
            link.request("GET", path, headers={"Host": f"{store.host}:{server.port}"})
            answer = link.getresponse()
            marks = Counter(MARK.findall(answer.read().decode()))
            if answer.status != 200 or len(marks) != 1 or marks.total() != EACH + 2:
                faults.append(f"{path}: {answer.status} {marks}")
            seen.update(set(marks))
            # What is written meanwhile is a draft: leave it the processors. There is no wait while it is published.
            hurry.wait(0.02)
        link.close()

    readers = [threading.Thread(target=read, args=(path,)) for path in PAGES.values()]
    for reader in readers:
        reader.start()
    slowest = 0.0
    generations = ["one", "two", "three"]
    try:
        for mark in generations:
            mark_all(db, store.id, pack, mark, EACH)
            hurry.set()
            _wait(seen, seen.total() + 3)
            began = time.perf_counter()
            with db.write(store.id) as session:
                commands.publish(session)
            slowest = max(slowest, time.perf_counter() - began)
            _wait(seen, seen.total() + 6)
            hurry.clear()
        hurry.set()
        with db.write(store.id) as session:
            commands.rollback(session, actor=SYSTEM)
        _wait(seen, seen.total() + 6)
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert set(seen) == {"first", *generations}
    with db.read(store.id) as session:
        shown = theme_with_sections(session, ["index"])
    assert shown is not None and shown.settings()["mark"] == "two"
    record_property("pages read", seen.total())
    record_property("slowest publish of 500 sections, ms", round(slowest * 1000))


def _wait(seen: Counter[str], most: int) -> None:
    """Until readers have read so many pages in all."""
    ends = time.monotonic() + 60
    while seen.total() < most and time.monotonic() < ends:
        time.sleep(0.01)
    assert seen.total() >= most
