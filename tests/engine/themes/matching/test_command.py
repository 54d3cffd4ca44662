"""``flask --app app themes match``: two folders anywhere, rows that machines read, faults named and the rest answered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.themes.packs import Pack
from engine.wiring.commands.themes.match import match

Get = Callable[[str], Pack]


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(match, [str(each) for each in arguments])


def _rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_every_section_file_of_the_source_has_a_row(pack: Get) -> None:
    source, target = pack("alder"), pack("birch")
    rows = _rows(_run(source.folder, target.folder, "--json"))
    assert [row["source"] for row in rows] == source.names("sections", ".liquid")
    for row in rows:
        assert {"source", "best", "outcome", "withheld", "ranking"} <= row.keys()
        assert (row["best"] is None) == (row["outcome"] == "none")
        assert row["best"] in {None, *target.sections}
        assert {each["file"] for each in row["ranking"]} == set(target.sections)
        assert all(each["reason"] for each in row["ranking"])


def test_each_row_stands_on_its_own_line(pack: Get) -> None:
    lines = _run(pack("alder").folder, pack("birch").folder, "--json").stdout.splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert all(json.loads(line.rstrip(","))["source"] for line in lines[1:-1])


@pytest.mark.parametrize("fill", ["preset", "full"])
def test_one_section_is_asked_for_by_name(pack: Get, fill: str) -> None:
    rows = _rows(
        _run(pack("alder").folder, pack("birch").folder, "--section", "carousel", "--fill", fill, "--json")
    )
    assert [(row["source"], row["best"]) for row in rows] == [("carousel", "reels")]


def test_given_section_data_is_matched_as_it_is(pack: Get, tmp_path: Path) -> None:
    data = {"settings": {}, "blocks": {"a": {"type": "image", "settings": {"image": "a.jpg"}}}}
    file = tmp_path / "data.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    folders = pack("alder").folder, pack("cedar").folder
    rows = _rows(_run(*folders, "--section", "mosaic", "--data", file, "--json"))
    assert [(row["best"], row["outcome"]) for row in rows] == [("six-pictures", "match")]
    assert "--section" in _run(*folders, "--data", file).stderr


def test_a_template_may_be_given_as_data(pack: Get) -> None:
    alder = pack("alder").folder
    rows = _rows(_run(alder, pack("birch").folder, "--data", alder / "templates" / "index.json", "--json"))
    assert [row["source"] for row in rows] == ["billboard", "product-row", "picture-and-words"]


def test_for_people_it_says_what_is_withheld_and_why(pack: Get) -> None:
    result = _run(pack("alder").folder, pack("cedar").folder, "--section", "product-row")
    assert result.stdout.startswith("product-row → picks (partial)\n    withheld: text (body)")
    assert "it has no " not in result.stdout.splitlines()[0]


def test_broken_files_are_named_with_their_line_and_the_rest_answers(pack: Get, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(pack("alder").folder, broken)
    (broken / "sections" / "words.liquid").write_text('<p>\n{% schema %}\n{ "name": \n{% endschema %}')
    (broken / "sections" / "praise.liquid").write_text("{% if x %}")
    folders = broken, pack("birch").folder
    result = _run(*folders, "--json")
    rows = {row["source"]: row for row in _rows(result)}
    assert "sections/words.liquid line" in rows["words"]["error"]
    assert rows["words"]["best"] is None
    assert rows["carousel"]["best"] == "reels"
    assert "sections/words.liquid line" in result.stderr
    assert "sections/praise.liquid line 1" in result.stderr
    target = _rows(_run(folders[1], broken, "--section", "reels", "--json"))
    assert target[0]["best"] == "carousel"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere", "alder"), "is no theme pack"),
        (("alder", "nowhere"), "is no theme pack"),
        (("alder", "birch", "--section", "nothing"), "has no sections/nothing.liquid"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(
    pack: Get, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    folders = [tmp_path / name if name == "nowhere" else pack(name).folder for name in arguments[:2]]
    result = _run(*folders, *arguments[2:])
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout
