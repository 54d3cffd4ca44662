"""A store's own copy of a theme: made with one click, edited, brought up to date with its original, conflicts first."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.db import Database
from engine.base.settings import Settings
from engine.stores.commands import NewStore
from engine.themes import ports, queries
from engine.themes.copies.making import files_of, zipped
from engine.themes.copies.merging import merged
from engine.themes.packs import Pack
from tests.admin.conftest import Desk
from tests.factories.uploads import small_theme, write_theme

HELLO = (
    "<h1>{{ section.settings.title }}</h1>\n<p>one</p>\n<p>two</p>\n<p>three</p>\n<p>four</p>\n"
    '{% schema %}{"name": "Hello", "settings": [{"type": "text", "id": "title", "label": "Title"}]}{% endschema %}\n'
)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    write_theme(
        folder / "small", small_theme("Small", {"sections/hello.liquid": HELLO, "snippets/a.liquid": "a\n"})
    )
    return folder


@pytest.fixture
def settings(settings: Settings, packs: Path) -> Settings:
    """Of an installation whose packs lie there."""
    return replace(settings, theme_packs=packs)


def own(db: Database, store: NewStore, name: str = "_our-small") -> Pack:
    with db.read(store.id) as session:
        row = queries.own_pack(session, name)
        assert row is not None
    return ports.own_packs().get(store.id, row.pack, row.version)


def send_back(desk: Desk, do_due_work: Callable[[], int], copy: Pack, changes: dict[str, bytes]) -> None:
    """What a merchant does: the zip, edited, comes back."""
    from engine.themes.copies.queries import origin_of

    origin = origin_of(copy)
    assert origin is not None
    data = zipped({**files_of(copy), **changes}, origin)
    sent = desk.post("/theme/uploads", {"file": (io.BytesIO(data), "ours.zip")})
    assert sent.status_code == 303
    do_due_work()


@pytest.mark.usefixtures("quick")
def test_a_copy_is_made_changed_and_brought_up_to_date(
    desk: Desk, db: Database, store: NewStore, packs: Path, do_due_work: Callable[[], int]
) -> None:
    assert desk.post("/theme/packs/small/copy", {"title": ""}).status_code == 422
    assert "Your own copy of Small" in desk.get("/theme/packs/small/copy").text
    assert desk.post("/theme/packs/small/copy", {"title": "Our small"}).status_code == 303
    do_due_work()
    copy = own(db, store)
    assert copy.title == "Our small" and copy.text("sections/hello.liquid") == HELLO
    page = "/theme/packs/_our-small"
    assert "up to date" in desk.get(f"{page}/update").text and "new version" not in desk.get(page).text

    edited = HELLO.replace("<p>one</p>", "<p>our one</p>").replace("<p>four</p>", "<p>our four</p>")
    send_back(
        desk, do_due_work, copy, {"sections/hello.liquid": edited.encode(), "snippets/mine.liquid": b"mine\n"}
    )
    theirs = HELLO.replace("<p>three</p>", "<p>their three</p>").replace("<p>four</p>", "<p>their four</p>")
    (packs / "small" / "sections" / "hello.liquid").write_text(theirs)
    (packs / "small" / "snippets" / "a.liquid").write_text("a, newer\n")
    (packs / "small" / "snippets" / "b.liquid").write_text("b\n")
    assert "Small has a new version" in desk.get(page).text
    said = desk.get(f"{page}/update").text
    for words in (
        "sections/hello.liquid",
        "our four",
        "their four",
        "snippets/a.liquid",
        "snippets/b.liquid",
    ):
        assert words in said, words
    assert "1 file that both changed" in said and "our one" not in said
    undecided = desk.post(f"{page}/update", {"path": "sections/hello.liquid"})
    assert undecided.status_code == 422 and "Choose whose version to keep" in undecided.text
    assert own(db, store).text("snippets/a.liquid") == "a\n"
    choice: dict[str, object] = {"path": "sections/hello.liquid", "file.sections/hello.liquid": "mine"}
    assert desk.post(f"{page}/update", choice).status_code == 303
    do_due_work()
    now = own(db, store)
    assert now.text("sections/hello.liquid") == edited and now.text("snippets/mine.liquid") == "mine\n"
    assert now.text("snippets/a.liquid") == "a, newer\n" and now.text("snippets/b.liquid") == "b\n"
    assert now.title == "Our small" and "up to date" in desk.get(f"{page}/update").text


@pytest.mark.usefixtures("quick")
def test_without_the_files_that_it_began_with_nothing_is_guessed(
    desk: Desk, db: Database, store: NewStore, packs: Path, do_due_work: Callable[[], int]
) -> None:
    desk.post("/theme/packs/small/copy", {"title": "Our small"})
    do_due_work()
    copy = own(db, store)
    stray = zipped(files_of(copy), replace_version(copy))
    sent = desk.post("/theme/uploads", {"file": (io.BytesIO(stray), "ours.zip")})
    assert sent.status_code == 303
    do_due_work()
    answer = desk.get("/theme/packs/_our-small/update")
    assert answer.status_code == 422 and "are gone" in answer.text
    assert desk.get("/theme/packs/small/update").status_code == 404


def replace_version(copy: Pack) -> Any:
    from engine.themes.copies.queries import origin_of

    origin = origin_of(copy)
    assert origin is not None
    return replace(origin, version="000000000000")


TREES = st.dictionaries(
    st.sampled_from(["a.liquid", "b.json", "c.png"]),
    st.sampled_from([b"1\n2\n3\n", b"1\n9\n3\n", b"0\n2\n3\n", b"\xff"]),
)


@given(TREES, TREES, TREES)
def test_merging_keeps_every_change_of_either_side_or_asks(
    base: dict[str, bytes], mine: dict[str, bytes], theirs: dict[str, bytes]
) -> None:
    """Over any three trees."""
    found = merged(base, mine, theirs)
    asked = {conflict.path for conflict in found.conflicts}
    assert set(found.undecided) == asked
    for path in {*base, *mine, *theirs} - asked:
        old, own_file, new = base.get(path), mine.get(path), theirs.get(path)
        if own_file == old:
            assert found.files.get(path) == new
        elif new in (old, own_file):
            assert found.files.get(path) == own_file
        else:
            assert path in found.joined
    assert merged(base, mine, base).files == mine and merged(base, base, theirs).files == theirs
    for side, tree in (("mine", mine), ("theirs", theirs)):
        decided = merged(base, mine, theirs, dict.fromkeys(asked, side))
        assert not decided.undecided
        assert all(decided.files.get(path) == tree.get(path) for path in asked)


def test_a_copys_zip_is_the_same_for_the_same_files(packs: Path) -> None:
    from engine.themes.copies.queries import copy_of

    origin, one = copy_of(Pack(packs / "small"), "Ours")
    assert copy_of(Pack(packs / "small"), "Ours") == (origin, one)
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert "config/origin.json" in archive.namelist() and archive.testzip() is None
