"""The command line of the import: exit codes, JSON, words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.stores.commands import NewStore
from engine.wiring.commands.catalogue import catalogue
from tests.engine.catalogue.files import csv_text, shopify_row, write


@pytest.fixture(autouse=True)
def _installation(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))


def run(path: Path, store: str, *more: str) -> Result:
    return CliRunner().invoke(catalogue, ["import", str(path), "--store", store, *more])


def test_a_clean_import_ends_with_0_and_says_what_it_did(store: NewStore, tmp_path: Path) -> None:
    path = write(tmp_path, csv_text([shopify_row(n) for n in range(3)]))
    done = run(path, store.handle)
    assert done.exit_code == 0, done.output
    assert "3 added (3 variants), 0 changed, 0 unchanged, 0 skipped" in done.output
    again = json.loads(run(path, store.handle, "--json").stdout)
    assert (again["added"], again["changed"], again["unchanged"], again["problems"]) == (0, 0, 3, [])


def test_problems_end_with_1_and_name_line_and_reason(store: NewStore, tmp_path: Path) -> None:
    path = write(tmp_path, csv_text([shopify_row(1), shopify_row(2, **{"Variant Price": "-1"})]))
    done = run(path, store.handle)
    assert done.exit_code == 1
    assert "products.csv:3  thing-2  Variant Price: “-1” is not an amount like 12.50." in done.output
    report = json.loads(run(path, store.handle, "--json").stdout)
    assert (report["unchanged"], report["skipped"], report["problems"][0]["line"]) == (1, 1, 3)


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        ("", (), "The file is empty."),
        ("a,b\n1,2\n", (), "The column Handle and the column Title is missing"),
        ("Handle,Title\nx,y\n", ("--partner", "nobody"), "There is no brand called nobody"),
        ("Handle,Title\nx,y\n", ("--format", "magento"), "No products found"),
    ],
)
def test_what_cannot_start_ends_with_2(
    store: NewStore, tmp_path: Path, content: str, more: tuple[str, ...], said: str
) -> None:
    path = write(tmp_path, content)
    done = run(path, store.handle, *more)
    assert done.exit_code == 2 and said in done.stderr
    assert said in json.loads(run(path, store.handle, *more, "--json").stdout)["error"]


def test_an_unknown_store_or_file_ends_with_2(store: NewStore, tmp_path: Path) -> None:
    assert run(tmp_path / "absent.csv", store.handle).exit_code == 2
    done = run(write(tmp_path, "Handle,Title\n"), "nowhere")
    assert done.exit_code == 2 and "stores list" in done.stderr


def test_the_help_is_worth_reading() -> None:
    text = CliRunner().invoke(catalogue, ["import", "--help"]).output
    for word in ("--partner", "shopify", "magento", "--json", "Exit code", "Examples"):
        assert word in text
