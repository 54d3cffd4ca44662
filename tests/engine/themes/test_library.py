"""The packs of a folder as running processes see them: noticed soon, without a page that waits for it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from time import monotonic

import pytest

from engine.liquid import TemplateError
from engine.themes.packs import MAX_FILES, PackLibrary
from engine.themes.packs import library as shelves
from tests.factories.uploads import small_theme, write_theme
from tests.support.waiting import until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one pack."""
    write_theme(tmp_path / "packs" / "small", small_theme("Small"))
    return tmp_path / "packs"


def test_a_page_is_made_with_what_is_known_while_a_thread_looks(folder: Path) -> None:
    library = PackLibrary(folder, look_every=0.05, aside=True)
    before = library.get("small")
    (folder / "small" / "assets" / "base.css").write_text("h1{margin:9px}")
    until(lambda: library.get("small").version != before.version, 5)
    assert library.get("small").asset("base.css") == folder / "small" / "assets" / "base.css"


def test_looking_takes_no_page_s_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the disk: the pack that is known is there at once."""
    import time

    library = PackLibrary(folder, look_every=0.01, aside=True)
    known = library.get("small")
    files = shelves.files_of

    def slowly(place: Path) -> object:
        time.sleep(3)
        return files(place)

    monkeypatch.setattr(shelves, "files_of", slowly)
    time.sleep(0.02)
    began = monotonic()
    assert all(library.get("small") is known for _ in range(100))
    assert monotonic() - began < 1.5
    until(lambda: not library._looking, 20)


def test_one_that_nobody_asked_for_in_a_while_is_looked_at_on_the_spot(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "LONG_AGO", 0.0)
    library = PackLibrary(folder, look_every=0, aside=True)
    before = library.get("small")
    (folder / "small" / "assets" / "base.css").write_text("h1{margin:9px}")
    assert library.get("small").version != before.version


def test_packs_come_break_heal_and_go(folder: Path) -> None:
    library = PackLibrary(folder, look_every=0)
    assert library.names() == ["small"]
    shutil.copytree(folder / "small", folder / "other")
    assert library.names() == ["other", "small"]
    for number in range(MAX_FILES + 1):
        (folder / "other" / "assets" / f"{number}.css").touch()
    with pytest.raises(TemplateError, match="at most 2,000 files"):
        library.get("other")
    assert library.get("small").title == "Small"
    shutil.rmtree(folder / "other" / "assets")
    assert library.get("other").title == "Small"
    shutil.rmtree(folder / "other")
    with pytest.raises(TemplateError, match="no such theme pack"):
        library.get("other")
    assert library.names() == ["small"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../packs/small", "small/assets", "_small", ".small", "a\0b", "x" * 4_000, "/"]
)
def test_names_that_are_none(name: str, folder: Path) -> None:
    shutil.copytree(folder / "small", folder / "_small")
    library = PackLibrary(folder)
    with pytest.raises(TemplateError, match="no such theme pack"):
        library.get(name)
    assert library._shelves == {}


def test_links_are_no_packs(folder: Path, tmp_path: Path) -> None:
    (folder / "linked").symlink_to(folder / "small")
    (folder / "small" / "sections" / "more").symlink_to(tmp_path)
    library = PackLibrary(folder)
    assert library.names() == ["small"]
    assert not any("more" in path for path in library.get("small").files)


def test_a_name_that_is_no_text_breaks_its_own_pack_only(tmp_path: Path) -> None:
    for name in ("good", "odd"):
        (tmp_path / name / "layout").mkdir(parents=True)
        (tmp_path / name / "layout" / "theme.liquid").write_text("{{ content_for_layout }}")
    (tmp_path / "odd" / "layout" / os.fsdecode(b"\xff.liquid")).write_bytes(b"x")
    (tmp_path / os.fsdecode(b"\xffolder")).mkdir()
    read = PackLibrary(tmp_path).all()
    found = {name: (pack is not None, [str(p) for p in problems]) for name, pack, problems in read}
    assert found["good"] == (True, [])
    assert found["odd"] == (False, ["layout/\\udcff.liquid: the name is not UTF-8; rename the file"])
    assert set(found) == {"good", "odd"}
