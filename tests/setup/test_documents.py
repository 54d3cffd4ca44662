"""The documents say what the program does: settings, commands, links."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documents import SETTINGS, settings_document
from tests.support.paths import ROOT

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_the_table_of_settings_is_whole() -> None:
    assert SETTINGS.read_text() == settings_document(), "write it anew: python -m tests.support.documents"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert not missing


def test_commands_named_in_the_readme_exist() -> None:
    said = (ROOT / "README.md").read_text()
    known = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    groups = {"db", "stores", "demo", "catalogue", "jobs", "processes", "worker", "relay"}
    for group in groups:
        assert re.search(rf"`{group}\b", said), group
        assert re.search(rf"^  {group}\b", known, re.M), group


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "run", "test", "check", "bench", "faults", "help"):
        assert re.search(rf"make {target}\s+\S", shown), target
