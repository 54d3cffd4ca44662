"""Settings that cannot be used are named, with where to read about them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.base.settings import load
from engine.ordering import ports
from engine.wiring.services import build


@pytest.mark.parametrize("given", ["0", "-1", "3651", "30.5", "a month", "1e2", "٣", "9" * 30])
def test_days_that_are_none_are_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(SystemExit) as refused:
        load({"INSTANCE_DIR": str(tmp_path), "FORGET_CHECKOUTS_AFTER_DAYS": given})
    said = str(refused.value)
    assert "FORGET_CHECKOUTS_AFTER_DAYS" in said and "from 1 to 3650" in said and "docs/settings.md" in said


@pytest.mark.parametrize(("given", "days"), [("", 30), ("1", 1), (" 45 ", 45), ("3650", 3650)])
def test_days_reach_what_forgets(tmp_path: Path, given: str, days: int) -> None:
    build(load({"INSTANCE_DIR": str(tmp_path), "FORGET_CHECKOUTS_AFTER_DAYS": given})).db.close()
    assert ports.forget_after() == timedelta(days=days)
