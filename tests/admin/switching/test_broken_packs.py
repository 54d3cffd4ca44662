"""Packs with faults in front of the mirror: what cannot be worn is refused with its reason, and what was there stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.base.settings import Settings
from engine.themes import queries
from tests.admin.switching.conftest import Fitting
from tests.admin.switching.test_report import plain
from tests.factories.uploads import folio_and_small

BROKEN_SCHEMA = '<p>{{ section.settings.title }}</p>{% schema %}{"name": "Bad", "settings": [{% endschema %}'


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Folio, and a small pack of the test's own."""
    return folio_and_small(tmp_path / "packs")


@pytest.fixture
def settings(settings: Settings, packs: Path) -> Settings:
    """Of an installation whose packs lie there."""
    return replace(settings, theme_packs=packs)


@pytest.mark.usefixtures("quick")
def test_a_pack_that_breaks_while_it_is_tried_on_is_never_published(fitting: Fitting, packs: Path) -> None:
    theme_id = fitting.try_on("small")
    assert "Your shop in Small" in plain(fitting.desk.get(f"/theme/looks/{theme_id}").text)
    layout = packs / "small" / "layout" / "theme.liquid"
    whole = layout.read_text()
    layout.write_text(whole + "{% if %}")
    before = fitting.published()
    answer = fitting.desk.post(f"/theme/looks/{theme_id}/publication", {"accepted": "1"})
    assert answer.status_code == 422 and "Small has faults" in plain(answer.text)
    assert fitting.published() == before and fitting.worn() == "folio"
    again = fitting.desk.post("/theme/looks", {"pack": "small"})
    assert again.headers["Location"] == "/theme/packs"
    assert "Small has faults" in plain(fitting.desk.get("/theme/packs").text)
    layout.write_text(whole)
    done = fitting.desk.post(f"/theme/looks/{theme_id}/publication", {"accepted": "1"})
    assert done.status_code == 303 and fitting.worn() == "small"


@pytest.mark.usefixtures("quick")
def test_a_pack_with_a_broken_schema_is_not_tried_on(fitting: Fitting, packs: Path) -> None:
    (packs / "small" / "sections" / "bad.liquid").write_text(BROKEN_SCHEMA)
    fitting.desk.get("/theme/packs")
    answer = fitting.desk.post("/theme/looks", {"pack": "small"})
    assert answer.headers["Location"] == "/theme/packs"
    assert "Small has faults" in plain(fitting.desk.get("/theme/packs").text)
    with fitting.db.read(fitting.store.id) as session:
        assert [theme.pack for theme in queries.themes_of(session)] == ["folio"]
