"""`themes render`: any pack, any page, without a database or server; every mistake with place and cure."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from engine.rendering.authoring.samples import PAGES
from engine.wiring import sample_store
from tests.support.authors import command_line, environment, last_line, lines_of, new_pack, run, write
from tests.support.paths import ROOT

OURS = ("folio", "stille", "trestle")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_new_pack(page: str, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = run("render", str(pack), "--page", page, "--out", str(out), "--json")
    told = last_line(done)
    assert (done.exit_code, told["errors"]) == (0, []), done.output
    html = out.read_text()
    assert told["out"] == str(out) and told["bytes"] == len(html.encode()) and told["page"] == page
    assert (
        html.startswith("<!doctype html>") and 'id="shopify-section-' in html and "Liquid error" not in html
    )
    assert told["template"] in (*pack_templates(pack),)


def pack_templates(pack: Path) -> set[str]:
    return {
        p.relative_to(pack / "templates").with_suffix("").as_posix()
        for p in pack.rglob("templates/**/*.json")
    }


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("page", ["home", "product", "cart", "search"])
def test_packs_of_ours_without_being_installed(name: str, page: str) -> None:
    done = run("render", str(ROOT / "theme_packs" / name), "--page", page)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("<!doctype html>")


def test_pages_hold_something_worth_seeing(pack: Path) -> None:
    def html(page: str, *more: str) -> str:
        return run("render", str(pack), "--page", page, *more).stdout

    assert html("cart").count('class="line"') == 3
    assert re.search(r"\d+ hits? for “\w+”", html("search"))
    assert html("search", "--handle", "vase").count('class="card"') >= 3
    assert html("collection").count('class="card"') >= 12
    assert html("product").count("<option") >= 3
    assert "<h1>Hill throw</h1>" in html("product", "--handle", "hill-throw")
    assert 'id="comments"' in html("article") and html("order").count("×") >= 1
    assert "In den Warenkorb" in html("product", "--locale", "de")
    assert "There is no such page" in html("404")


def test_the_same_page_twice_is_the_same(pack: Path) -> None:
    pages = [run("render", str(pack), "--page", "product").stdout_bytes for _ in range(2)]
    assert pages[0] == pages[1]


def test_from_another_folder_without_any_database_or_server(pack: Path) -> None:
    command = command_line("render", pack.name, "--page", "home", "--json")
    done = subprocess.run(
        command, cwd=pack.parent, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    html, last = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    assert html["html"].startswith("<!doctype html>") and last["errors"] == [] and last["out"] is None


# -- mistakes ------------------------------------------------------------------------------------------------

ENDLESS = "{% for i in (1..9999) %}{% for j in (1..9999) %}.{% endfor %}{% endfor %}"
MISTAKES = [
    ("home", "sections/welcome.liquid", "a\n  {{ 1 | divided_by: 0 }}", 1, 2, "divided by 0"),
    ("home", "sections/welcome.liquid", "a\n{% if x %}", 1, 2, "never closed"),
    ("home", "sections/welcome.liquid", "{% render 'gone' %}", 1, 1, "there is no snippets/gone.liquid"),
    ("home", "snippets/price.liquid", "a\n {% if x %}", 1, 2, "never closed"),
    ("home", "sections/welcome.liquid", "{{ 'gone' | t }}", 1, 0, "no text for 'gone'"),
    ("home", "sections/welcome.liquid", b"caf\xe9", 1, 1, "not UTF-8"),
    ("home", "sections/welcome.liquid", None, 1, 0, "no usable section"),
    ("home", "sections/welcome.liquid", "{% schema %}{ 'name': 1 }{% endschema %}", 1, 1, "not valid JSON"),
    ("home", "sections/header-group.json", "{", 1, 1, "not valid JSON"),
    ("home", "locales/de.json", "{", 0, 0, ""),
    ("home", "templates/index.json", "{\n  nothing", 2, 2, "not valid JSON"),
    ("home", "templates/index.json", '{"sections": {"a": {"type": "shelf", "settings": []}}}', 2, 1, "'settings' of section 'a'"),
    ("home", "templates/index.json", '{"sections": {"a": {"type": "shelf"}}, "order": [{}]}', 2, 1, "'order' must be"),
    ("home", "templates/index.json", None, 2, 0, "no such template"),
    ("page", "templates/page.json", None, 2, 0, "no such template"),
    ("login", "templates/customers/login.json", None, 2, 0, "no such template"),
    ("home", "layout/theme.liquid", None, 2, 0, "no such file"),
    ("home", "layout/theme.liquid", "a\n\n{% for %}", 2, 3, ""),
    ("home", "config/settings_schema.json", "[\n{]", 2, 2, "not valid JSON"),
    ("home", "config/settings_data.json", "\n[", 2, 2, "not valid JSON"),
    ("home", "config/settings_schema.json", '"no list"', 0, 0, ""),
    ("home", "sections/welcome.liquid", ENDLESS, 2, 0, "asked for"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "file", "content", "code", "line", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_place_and_cure(
    page: str, file: str, content: str | bytes | None, code: int, line: int, words: str, pack: Path
) -> None:
    write(pack, {file: content})
    told = run("render", str(pack), "--page", page, "--json")
    assert told.exit_code == code, told.output
    errors = last_line(told)["errors"]
    assert all(set(e) == {"file", "line", "column", "message", "cure"} and e["cure"] for e in errors)
    said = run("render", str(pack), "--page", page)
    assert said.exit_code == code
    assert [(e["file"], e["line"], e["column"]) for e in errors] == [
        each[:3] for each in lines_of(said.stderr)
    ]
    if words:
        assert any(words in e["message"] and e["line"] == line for e in errors), errors
    assert (said.stdout == "") == (code == 2)


@pytest.mark.parametrize(("file", "content"), sorted({(m[1], m[2]) for m in MISTAKES}, key=str))
def test_the_checks_stumble_over_none_of_them(file: str, content: str | bytes | None, pack: Path) -> None:
    write(pack, {file: content})
    done = run("check", str(pack), "--json")
    assert done.exit_code in (0, 1)
    assert done.exit_code == bool(json.loads(done.stdout)["counts"]["error"])


def test_a_mistake_elsewhere_is_not_this_pages(pack: Path) -> None:
    write(pack, {"templates/product.json": "{", "sections/cart-page.liquid": "{% schema %}[]{% endschema %}"})
    assert run("render", str(pack), "--page", "home").exit_code == 0
    assert run("render", str(pack), "--page", "cart").exit_code == 1
    assert run("render", str(pack), "--page", "product").exit_code == 2


def test_a_terminal_shows_each_mistake_once_and_nothing_else(pack: Path) -> None:
    write(pack, {"snippets/price.liquid": "{% if x %}", "sections/welcome.liquid": "{{ 1 | divided_by: 0 }}"})
    command = command_line("render", str(pack), "--page", "home", "--out", str(pack.parent / "page.html"))
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stdout == ""
    places = [each[:2] for each in lines_of(done.stderr)]
    assert sorted(places) == [("sections/welcome.liquid", 1), ("snippets/price.liquid", 1)]
    assert len(done.stderr.splitlines()) == 2


def test_what_the_author_meant_is_hinted_at(pack: Path) -> None:
    write(pack, {"sections/welcome.liquid": "{{ shop.name | upcaze }}"})
    error = last_line(run("render", str(pack), "--page", "home", "--json"))["errors"][0]
    assert "upcaze" in error["message"] and "upcase" in error["cure"]


# -- what is no pack -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("gone", "there is no such folder"),
        ("empty", "no theme pack"),
        ("file.zip", "a file, not a folder"),
        ("n" * 4_000, "no folder can be called that"),
        ("a\0b", "no folder can be called that"),
        ("", "no theme pack"),
    ],
)
def test_no_pack(path: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.zip").write_text("")
    for command in (("render", path, "--page", "home"), ("pack", path), ("dev", path), ("check", path)):
        done = run(*command, "--json")
        assert done.exit_code == 2
        (error,) = last_line(done)["errors"]
        assert words in error["message"] and error["cure"] and len(error["file"]) < 300
        assert len(lines_of(run(*command).stderr)) == 1


def test_ten_thousand_files(pack: Path) -> None:
    for number in range(10_000):
        (pack / "snippets" / f"s{number}.liquid").touch()
    done = run("render", str(pack), "--page", "home", "--json")
    assert done.exit_code == 2
    assert "at most 2,000 files" in last_line(done)["errors"][0]["message"]


def test_links_are_no_part_of_a_pack(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.liquid").write_text("a secret")
    (pack / "snippets/head.liquid").unlink()
    (pack / "snippets/head.liquid").symlink_to(tmp_path / "secret.liquid")
    done = run("render", str(pack), "--page", "home")
    assert "a secret" not in done.stdout
    assert done.exit_code in (1, 2) and any(
        "snippets/head.liquid" in each[3] for each in lines_of(done.stderr)
    )


def test_names_that_are_not_utf8(pack: Path) -> None:
    Path(str(pack / "assets") + "/caf\udce9.css").touch()
    done = run("render", str(pack), "--page", "home", "--json")
    assert done.exit_code == 2
    error = last_line(done)["errors"][0]
    assert "not UTF-8" in error["message"] and "caf" in error["file"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--page", "product", "--handle", "gone"), "there is no product 'gone'"),
        (("--page", "article", "--handle", "a/b/c"), "there is no article"),
        (("--page", "page", "--handle", "x" * 4_000), "there is no page"),
        (("--page", "home", "--out", "/nowhere/at/all.html"), "cannot be written"),
        (("--page", "home", "--store", "demo"), "the database cannot be read"),
        (("--page", "order", "--store", "demo"), "a real customer"),
    ],
)
def test_what_cannot_be_had(more: tuple[str, ...], words: str, pack: Path) -> None:
    done = run("render", str(pack), *more, "--json")
    assert done.exit_code == 2, done.output
    (error,) = last_line(done)["errors"]
    assert words in error["message"] and error["cure"]


def test_a_page_that_there_is_not(pack: Path) -> None:
    done = run("render", str(pack), "--page", "checkout")
    assert done.exit_code == 2 and "'home'" in done.stderr


# -- the sample store ----------------------------------------------------------------------------------------


def test_an_installation_folder_that_cannot_be_written(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "cache").write_text("in the way")
    done = run("render", str(pack), "--page", "home", "--json")
    assert done.exit_code == 2
    assert last_line(done)["errors"][0]["file"] == "INSTANCE_DIR"


def test_a_sample_store_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    def stop(what: str, _count: int) -> None:
        raise KeyboardInterrupt(what)

    with pytest.raises(KeyboardInterrupt):
        sample_store.sample_store(tmp_path / "cache", stop)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["sample-store.lock"]


def test_a_new_pack_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    folder = tmp_path / "Meine Läden & Co"
    folder.mkdir()
    pack = new_pack(folder)
    assert run("render", str(pack), "--page", "home").exit_code == 0
