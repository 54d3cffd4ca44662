"""`themes new` begins a whole pack; `themes pack` makes the same zip everywhere and refuses what an upload would."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.rendering.authoring.naming import is_pack_name, name_cure
from engine.themes.packs import Pack
from tests.support.authors import last_line, lines_of, new_pack, run, write


def test_a_new_pack_is_made_whole_and_without_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("new", "harbour-lights", "--author", 'Ann "Quay" \\ Co')
    assert done.exit_code == 0 and "Harbour lights" in done.stdout
    info = Pack(tmp_path / "harbour-lights").info
    assert (info["theme_name"], info["theme_author"]) == ("Harbour lights", 'Ann "Quay" \\ Co')
    checked = json.loads(run("check", "harbour-lights", "--json").stdout)
    assert checked["findings"] == []
    told = last_line(run("new", "packs/../other", "--title", "Other", "--json"))
    assert told["title"] == "Other" and told["folder"] == str(tmp_path / "other") and told["errors"] == []
    assert told["files"] == sum(path.is_file() for path in (tmp_path / "other").rglob("*"))
    assert {path.name for path in tmp_path.iterdir()} == {"harbour-lights", "other"}


def test_a_new_pack_may_fill_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert run("new", str(tmp_path / "mine")).exit_code == 0


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "/", "Harbour", "harbour lights", "a--b", "-a", "a_b", "läden", "a\0b", "n" * 4_000, "a\nb", "%s"],
)  # fmt: skip
def test_names_that_no_pack_can_have(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("new", "--json", "--", name)
    assert done.exit_code == 2
    (error,) = last_line(done)["errors"]
    assert error["message"] and "lower-case" in error["cure"]
    assert len(run("new", "--", name).stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_or_cannot_be_made(pack: Path, tmp_path: Path) -> None:
    before = (pack / "assets/theme.css").read_bytes()
    assert run("new", str(pack)).exit_code == 2
    assert (pack / "assets/theme.css").read_bytes() == before
    for path in (tmp_path / "gone" / "mine", pack / "assets/theme.css/mine", Path("/proc/mine")):
        done = run("new", str(path))
        assert done.exit_code == 2 and len(lines_of(done.stderr)) == 1, path


@given(some.text(max_size=80))
def test_the_cure_of_a_name_can_be_used(name: str) -> None:
    near = name_cure(name).rpartition(": ")[2]
    assert is_pack_name(near) or near == name_cure(name)


# -- zips ----------------------------------------------------------------------------------------------------


def test_the_same_files_give_the_same_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sums = []
    for number in range(2):
        folder = tmp_path / f"try-{number}"
        folder.mkdir()
        pack = new_pack(folder)
        files = sorted((path for path in pack.rglob("*") if path.is_file()), reverse=bool(number))
        for place, path in enumerate(files):
            os.utime(path, (1_000_000_000 + place * 1_000 * number, 1_500_000_000 - place))
            path.chmod(0o600 if number else 0o755)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("TZ", ("UTC", "Asia/Tokyo")[number])
        told = last_line(run("pack", "mine", "--json"))
        sums.append(((folder / "mine-0.1.0.zip").read_bytes(), told["sha256"]))
    assert sums[0] == sums[1]


def test_it_holds_the_packs_files_and_names_what_it_leaves_out(pack: Path, tmp_path: Path) -> None:
    write(
        pack,
        {".git/config": "x", "assets/.DS_Store": "x", "notes.md": "x", "src/a.scss": "x", "config/.env": "s"},
    )
    out = tmp_path / "out.zip"
    done = run("pack", str(pack), "--out", str(out))
    assert done.exit_code == 0, done.stderr
    with zipfile.ZipFile(out) as zipped:
        assert zipped.namelist() == sorted(Pack(pack).files)
        assert {info.date_time for info in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert zipped.read("assets/theme.css") == (pack / "assets/theme.css").read_bytes()
    assert f"{len(Pack(pack).files)} files" in done.stdout and f"{out.stat().st_size:,} bytes" in done.stdout
    assert "left out: .git/, notes.md, src/, config/.env, assets/.DS_Store" in done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("files", "file", "words"),
    [
        ({"layout/theme.liquid": None}, "layout/theme.liquid", "no such file"),
        ({"assets/tool.py": "print()"}, "assets/tool.py", "program"),
        ({"snippets/x.php": "<?php"}, "snippets/x.php", "program"),
        ({"layout/theme.liquid": "{% if x %}"}, "layout/theme.liquid", "never closed"),
        ({"config/settings_data.json": "{"}, "config/settings_data.json", "not valid JSON"),
        ({"assets/bomb.txt": b"0" * 10_000_000}, "assets/bomb.txt", "150 times its size"),
        ({"assets/large.bin.txt": os.urandom(20_000_001)}, "assets/large", "at most"),
        ({"config/settings_schema.json": "[{"}, "config/settings_schema.json", "not valid JSON"),
        ({"assets/Theme.css": "a{}"}, "assets/", "how its letters are written"),
    ],
)
def test_what_an_upload_would_refuse(
    files: dict[str, str | bytes | None], file: str, words: str, pack: Path, tmp_path: Path
) -> None:
    write(pack, files)
    done = run("pack", str(pack), "--out", str(tmp_path / "out.zip"), "--json")
    assert done.exit_code == 2, done.output
    errors = last_line(done)["errors"]
    assert any(
        error["file"].startswith(file) and words in error["message"] and error["cure"] for error in errors
    )
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"sections/a.liquid": "{% if x %}"}, "never closed"),
        ({"templates/index.json": "{"}, "not valid JSON"),
        ({"sections/a.liquid": b"caf\xe9"}, "UTF-8"),
    ],
)
def test_what_an_upload_takes_although_something_is_wrong(
    files: dict[str, str | bytes | None], words: str, pack: Path, tmp_path: Path
) -> None:
    write(pack, files)
    done = run("pack", str(pack), "--out", str(tmp_path / "out.zip"), "--json")
    assert done.exit_code == 1
    assert any(words in error["message"] and error["cure"] for error in last_line(done)["errors"])
    assert (tmp_path / "out.zip").exists()


def test_an_upload_takes_it(pack: Path, tmp_path: Path) -> None:
    from engine.rendering.uploads.inspection import inspect

    assert run("pack", str(pack), "--out", str(tmp_path / "out.zip")).exit_code == 0
    (tmp_path / "checked").mkdir()
    found = inspect(tmp_path / "out.zip", tmp_path / "checked", "out.zip")
    assert (found.refusals, found.findings, found.title) == ([], (), "Mine")


def test_links_are_refused(pack: Path, tmp_path: Path) -> None:
    (pack / "assets/passwd.css").symlink_to("/etc/passwd")
    done = run("pack", str(pack), "--out", str(tmp_path / "out.zip"))
    assert done.exit_code == 2 and "assets/passwd.css" in done.stderr and not (tmp_path / "out.zip").exists()


def test_a_zip_that_cannot_be_written(pack: Path, tmp_path: Path) -> None:
    for out in (tmp_path / "gone" / "x.zip", pack / "assets" / "x.zip", tmp_path, Path("a\0b")):
        done = run("pack", str(pack), "--out", str(out), "--json")
        assert done.exit_code == 2
        assert last_line(done)["errors"][0]["cure"], out
    assert not list(tmp_path.glob("*.zip")) and not list((pack / "assets").glob("*.zip"))
