"""Every command says what it does, what a program reads of it, and what its exit codes mean."""

from __future__ import annotations

import pytest

from engine.wiring.commands.themes import themes
from tests.support.authors import run


@pytest.mark.parametrize("name", sorted(themes.commands))
def test_help_is_worth_reading(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    if name != "reference":
        assert "--json" in done.stdout and "exit code" in done.stdout.lower()
        assert len(done.stdout.split()) > 40
