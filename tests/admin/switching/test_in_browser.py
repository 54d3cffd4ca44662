"""The report in a browser: rows that change alone, the keyboard that stays, frames of any width, three sizes of screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine.base.db import Database
from engine.stores.commands import NewStore
from tests.admin.switching.conftest import fill_home
from tests.admin.test_in_browser import enter
from tests.factories.shopfront import install_theme, make_shopfront
from tests.support.browser import axe_violations, overflows, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
WIDTHS = ((1280, 900), (820, 1100), (360, 740))


def try_on(page: Page, base: str, title: str = "Trestle") -> str:
    """From the gallery to the report; its address."""
    page.goto(f"{base}/theme/packs")
    page.get_by_role("article", name=title).get_by_role("button", name="Try it on").click()
    page.wait_for_url(re.compile(r"/theme/looks/\d+$"))
    return page.url


@pytest.fixture
def base(
    db: Database, store: NewStore, owner: int, serve: Callable[..., LiveServer], page: Page
) -> Callable[[], str]:
    """Dress the store, serve it and sign the owner in; the address of the admin."""
    install_theme(db, store.id)
    make_shopfront(db, store.id)
    with db.write(store.id) as session:
        fill_home(session)
    return lambda: enter(page, serve(), store)


def test_a_row_changes_alone_and_the_keyboard_stays_there(base: Callable[[], str], page: Page) -> None:
    faults = watched(page)
    try_on(page, base())
    expect(page.get_by_role("heading", name="Your shop in Trestle")).to_be_visible()
    page.evaluate("window.stillHere = true")
    row = page.locator("#page-index .look-row").first
    row_id = row.get_attribute("id")
    row.locator(".ways > summary").click()
    way = row.get_by_role("button", name="Show like this").first
    expect(way).to_be_visible()
    way.focus()
    page.keyboard.press("Enter")
    expect(row.get_by_text("Your choice")).to_be_visible()
    until(
        lambda: page.evaluate("document.activeElement.closest('.look-row')?.id ?? ''") == row_id,
        10,
        "the keyboard in its row",
    )
    back = row.get_by_role("button", name="Let Vitrine choose")
    back.focus()
    page.keyboard.press("Enter")
    expect(row.get_by_text("Your choice")).to_have_count(0)
    until(
        lambda: page.evaluate("document.activeElement.closest('.look-row')?.id ?? ''") == row_id,
        10,
        "the keyboard in its row",
    )
    assert page.evaluate("window.stillHere") is True
    page.locator("#page-index").get_by_label("Mix").click()
    expect(page.locator("#page-index").get_by_label("Mix")).to_be_checked()
    assert page.evaluate("window.stillHere") is True
    assert faults == []


def test_what_is_not_shown_is_edited_in_its_place(base: Callable[[], str], page: Page) -> None:
    faults = watched(page)
    try_on(page, base())
    piece = page.locator("#page-index .piece:not(.is-unseen)").filter(
        has_text=re.compile("Text|Caption|Heading")
    )
    row_id = piece.first.locator("xpath=ancestor::li[contains(@class, 'look-row')]").get_attribute("id")
    piece.first.locator("summary").click()
    field = (
        page.locator(f"#{row_id} .piece-box").locator("input[type=text], textarea, [contenteditable]").first
    )
    expect(field).to_be_visible()
    field.fill("Said in the report")
    page.locator(f"#{row_id} .piece-box").get_by_role("button", name="Save").first.click()
    expect(page.locator(f"#{row_id}")).to_contain_text("Said in the report")
    expect(page.locator(f"#{row_id} .row-said")).to_contain_text("Saved")
    assert faults == []


def test_frames_show_both_looks_at_the_width_of_a_device(base: Callable[[], str], page: Page) -> None:
    try_on(page, base())
    compare = page.locator("#page-index look-compare")
    expect(compare.locator("iframe")).to_have_count(2)
    for name, wide in (("Phone", 390), ("Tablet", 820), ("Desktop", 1280)):
        compare.get_by_text(name, exact=True).click()
        until(
            lambda wide=wide: all(
                frame.evaluate("frame => frame.clientWidth") == wide
                for frame in compare.locator("iframe").all()
            ),
            10,
            f"frames {wide} wide",
        )
    before, after = (frame.content_frame for frame in compare.locator("iframe").all())
    expect(before.locator("body")).to_be_visible()
    expect(after.locator("body")).to_be_visible()
    styles = [frame.locator("link[rel=stylesheet]").first.get_attribute("href") for frame in (before, after)]
    assert "folio" in (styles[0] or "") and "trestle" in (styles[1] or ""), styles
    page.set_viewport_size({"width": 360, "height": 740})
    expect(compare.locator(".is-after")).to_be_visible()
    expect(compare.locator(".is-before")).to_be_hidden()
    compare.get_by_text("Now", exact=True).first.click()
    expect(compare.locator(".is-before")).to_be_visible()
    expect(compare.locator(".is-after")).to_be_hidden()


def test_every_page_of_it_fits_three_screens_and_follows_wcag(base: Callable[[], str], page: Page) -> None:
    faults = watched(page)
    admin = base()
    report = try_on(page, admin)
    piece = page.locator("#page-index .piece summary").first
    way = page.locator("#page-index .ways > summary").first
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(report)
        piece.click()
        way.click()
        expect(page.locator("#page-index .piece-box button").first).to_be_visible()
        expect(page.locator("#page-index .way").first).to_be_visible()
        page.evaluate("scrollTo(0, 0)")  # what the phone's bar covers cannot be touched
        assert not overflows(page) and not axe_violations(page), width
        for path in (
            f"{report}/publication",
            f"{report}/schedules",
            f"{admin}/theme/versions",
            f"{admin}/theme",
        ):
            page.goto(path)
            assert not overflows(page), (path, width)
            assert not axe_violations(page), (path, width)
    assert faults == []
