"""The gallery in a browser: a folder copied in while the servers run, a zip dropped in, phone width, WCAG."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.base.db import Database
from engine.stores.commands import NewStore
from tests.admin.test_in_browser import enter
from tests.factories.shopfront import PACKS, install_theme
from tests.factories.uploads import small_theme, write_theme, zip_of
from tests.support.browser import axe_violations, overflows, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.mark.usefixtures("owner", "app")
def test_themes_come_break_and_heal_before_ones_eyes_and_a_zip_is_taken_in(
    db: Database, store: NewStore, serve: Callable[..., LiveServer], page: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "packs"
    shutil.copytree(PACKS / "folio", folder / "folio")
    install_theme(db, store.id)
    faults = watched(page)
    base = enter(page, serve(background=True, THEME_PACKS=str(folder), WEB_WORKERS="2"), store)
    page.goto(f"{base}/theme/packs")
    expect(page.get_by_role("heading", name="Folio")).to_be_visible()
    expect(page.get_by_text("In use")).to_be_visible()

    write_theme(folder / "coming", small_theme("Coming", {"assets/run.py": "x"}))
    card = page.get_by_role("article", name="Coming")
    expect(card).to_be_visible(timeout=30_000)
    expect(card).to_contain_text("assets/run.py")
    expect(card).to_contain_text("Cannot be used")
    (folder / "coming" / "assets" / "run.py").unlink()
    expect(card.get_by_text("Cannot be used")).to_have_count(0, timeout=30_000)
    assert not axe_violations(page) and not overflows(page)

    zipped = tmp_path / "mine.zip"
    zipped.write_bytes(zip_of(small_theme("Mine", {"snippets/a.liquid": "{{ x }}"}), top="mine-main"))
    page.get_by_label("Drop a zip here or choose it").set_input_files(str(zipped))
    expect(page.get_by_text("Mine is among your themes").first).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", name="Mine", exact=True)).to_be_visible()
    expect(page.get_by_text("snippets/a.liquid:1:4")).to_be_visible()
    shown = page.locator(".theme-large img")
    until(lambda: shown.evaluate("image => image.complete && image.naturalWidth") == 800)
    sample = page.frame_locator(".pack-frames iframe").first
    expect(sample.locator("[id^=shopify-section-]").first).to_be_attached()
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/theme/packs", "/theme/packs/_mine", "/theme"):
        page.goto(f"{base}{path}")
        assert not overflows(page) and not axe_violations(page), path
    assert faults == []
