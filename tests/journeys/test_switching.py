"""A merchant changes the look: tries a theme on, edits and decides in it, publishes, goes back; and a look for an hour."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database
from engine.themes.models import LookSchedule
from tests.journeys.story import admin_url, shop_url, sign_in
from tests.support.browser import axe_violations, overflows, watched
from tests.support.demo import HOST
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

SAID = "Slowly made, kindly kept"
ZONE = ZoneInfo("Europe/Dublin")


def pages_of(demo: LiveServer, page: Page) -> dict[str, bytes]:
    """Every kind of page as a shopper without cookies gets it, byte by byte."""
    paths = ["/", "/collections", "/collections/all", "/cart", "/search?q=vase", "/account/login", "/nowhere"]
    for kind in ("products", "collections", "pages", "blogs"):
        sitemap = demo.get(HOST, f"/sitemap_{kind}_1.xml").read().decode()
        found = re.findall(rf"<loc>https?://[^/<]+(/{kind}/[^<]+)</loc>", sitemap)
        paths += sorted(found)[:3]
    assert len(paths) > 12
    pages = {path: demo.get(HOST, path).read() for path in paths}
    assert all(len(body) > 1_000 for body in pages.values())
    return pages


def try_on(page: Page, demo: LiveServer, title: str) -> str:
    """From the gallery into the report; its address."""
    page.goto(admin_url(demo, "/theme/packs"))
    page.get_by_role("article", name=title).get_by_role("button", name="Try it on").click()
    expect(page.get_by_role("heading", name=f"Your shop in {title}")).to_be_visible()
    return page.url


def publish(page: Page) -> None:
    """From the report, with a yes to what is not shown."""
    page.get_by_role("link", name="Publish this look").click()
    expect(page.get_by_role("heading", name="What shoppers will see")).to_be_visible()
    accept = page.get_by_label(re.compile("I know that"))
    if accept.count():
        accept.check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text(re.compile("Published. Shoppers see"))).to_be_visible()


def edit_the_first_heading(page: Page) -> None:
    """In the editor, in the theme that is tried on: the heading of the first section of the home page."""
    expect(page.locator(".canvas.is-ready")).to_be_attached()
    page.locator('#tree [data-list][data-into="index"] > li .node-name').first.click()
    heading = page.get_by_role("textbox", name=re.compile("Heading|Title")).first
    heading.fill(SAID)
    expect(page.frame_locator("#preview").locator("body")).to_contain_text(SAID)
    expect(page.locator("#save-state")).to_have_text("Saved in the draft")


def test_a_merchant_changes_the_look_and_goes_back(demo: LiveServer, page: Page) -> None:
    before = pages_of(demo, page)
    faults = watched(page)
    sign_in(page, demo)
    report = try_on(page, demo, "Trestle")
    assert pages_of(demo, page) == before

    frames = page.locator("#page-index iframe")
    expect(frames).to_have_count(2)
    expect(frames.nth(0).content_frame.locator("body")).to_contain_text("Good things, kept in use")
    expect(frames.nth(1).content_frame.locator("body")).to_contain_text("Good things, kept in use")

    page.get_by_role("link", name="Edit in this look").click()
    edit_the_first_heading(page)
    assert pages_of(demo, page) == before

    page.goto(report)
    row = page.locator("#page-index .look-row").filter(has_text=SAID)
    expect(row).to_be_visible()
    row.locator(".ways > summary").click()
    row.get_by_role("button", name="Show like this: Picture and blocks").click()
    expect(row.get_by_text("Your choice")).to_be_visible()
    expect(row.locator(".look-way")).to_contain_text("Picture and blocks")
    assert not axe_violations(page) and not overflows(page)
    assert pages_of(demo, page) == before

    publish(page)
    after = pages_of(demo, page)
    assert all(after[path] != before[path] for path in before)
    assert SAID.encode() in after["/"]
    shopper = page.context.new_page()
    shopper.goto(shop_url(demo))
    expect(shopper.locator("body")).to_contain_text(SAID)
    shopper.close()

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#worn-title")).to_have_text("Folio")
    assert pages_of(demo, page) == before
    assert faults == []


def its_time_comes(demo: LiveServer, what: str) -> None:
    """What was scheduled to happen in two days is due now: nobody waits for it."""
    db = Database(demo.variables["DATABASE_URL"])
    with db.write(None, cross_store="a test lets time pass") as session:
        setattr(session.scalars(select(LookSchedule)).one(), what, clock.now())
    db.close()


def test_a_look_for_a_while_comes_and_goes_by_itself(demo: LiveServer, page: Page) -> None:
    before = demo.get(HOST, "/").read()
    sign_in(page, demo)
    try_on(page, demo, "Stille")
    page.get_by_role("link", name="Publish later").click()
    expect(page.get_by_label("From")).to_be_visible()
    start = datetime.now(ZONE) + timedelta(days=2)
    for name, at in (("From", start), ("Until", start + timedelta(hours=1))):
        page.get_by_label(name).fill(f"{at:%Y-%m-%dT%H:%M}")
    page.get_by_label("Name").fill("Quiet hour")
    accept = page.get_by_label(re.compile("I know that"))
    if accept.count():
        accept.check()
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_text("Quiet hour").first).to_be_visible()
    assert demo.get(HOST, "/").read() == before
    its_time_comes(demo, "starts_at")
    until(lambda: demo.get(HOST, "/").read() != before, 60, "the look that was scheduled")
    assert b"stille" in demo.get(HOST, "/").read()
    its_time_comes(demo, "ends_at")
    until(lambda: demo.get(HOST, "/").read() == before, 60, "the look before it")
    page.reload()
    expect(page.get_by_text("Nothing is scheduled")).to_be_visible()
