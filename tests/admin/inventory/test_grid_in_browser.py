"""The grid as a person uses it: by mouse, by keyboard, with a scanner, on a phone; no violation of WCAG."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.base.db import Database
from engine.inventory.models import Designation
from engine.stores.commands import NewStore
from tests.admin.inventory.conftest import BARCODE, Room
from tests.admin.test_in_browser import enter
from tests.support.browser import PHONE, axe_violations, context, overflows, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


def state(db: Database, room: Room, name: str) -> str:
    with db.read(room.store_id) as session:
        found = session.query(Designation).filter(
            Designation.item_id == room.items[name], Designation.channel_id == 1
        )
        return found.one().state


@pytest.mark.usefixtures("owner")
def test_items_are_designated_by_mouse_keyboard_and_scanner(
    db: Database,
    store: NewStore,
    room: Room,
    serve: Callable[..., LiveServer],
    page: Page,
    browser: Browser,
) -> None:
    faults = watched(page)
    server = serve()
    base = enter(page, server, store)
    page.goto(f"{base}/inventory")
    page.evaluate("window.stillHere = true")
    bowl = page.locator(f"#item-{room.items['Bowl']}")
    bowl.get_by_role("button", name="Sell online: Bowl", exact=True).dblclick()
    expect(bowl.get_by_role("button", name="Sell online: Bowl", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("#inventory-head")).to_contain_text("3 items are online")
    page.locator("[data-undo]").click()
    expect(page.locator("#inventory-head")).to_contain_text("2 items are online")
    assert state(db, room, "Bowl") == "not_listed"

    page.keyboard.press("j")  # the first row; then the next one, whose control and pick are pressed
    expect(page.locator(f"#item-{room.items['Jug']}")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(bowl).to_be_focused()
    page.keyboard.press("v")
    expect(bowl.get_by_role("button", name="Show online, buy in the shop: Bowl")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(bowl).to_be_focused()
    page.keyboard.press(" ")
    expect(page.locator("[data-picked-words]")).to_have_text("1 picked")
    until(lambda: state(db, room, "Bowl") == "view_only", 10, "the bowl only shown")

    page.keyboard.press("/")
    expect(page.locator("#inventory-q")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.type("SKU-LAMP")  # as fast as a scanner, with no field in focus
    page.keyboard.press("Enter")
    lamp = page.locator(f"#item-{room.items['Lamp']}")
    expect(lamp).to_be_focused()
    expect(page.locator(".item[data-item]")).to_have_count(1)
    until(lambda: "q=SKU-LAMP" in page.url, 10, "the address of what was scanned")
    page.keyboard.press("n")
    until(lambda: state(db, room, "Lamp") == "not_listed", 10, "the lamp taken offline")
    page.locator("h1").click()
    page.keyboard.type(BARCODE)
    page.keyboard.press("Enter")
    expect(page.locator(".code-told")).to_contain_text("2 items bear the code")
    expect(page.locator(".item[data-item]")).to_have_count(2)
    assert page.evaluate("window.stillHere") is True, "no page was loaded"
    assert not faults, faults

    phone = context(browser, PHONE, storage_state=page.context.storage_state())
    try:
        small = phone.new_page()
        for one in (page, small):
            for path in (
                "/inventory",
                f"/inventory/items/{room.items['Vase']}",
                "/inventory/acts",
                "/inventory/channels/1",
            ):
                one.goto(base + path)
                if path == "/inventory":
                    one.locator(".item[data-item] .pick input").first.check()
                assert not overflows(one), path
                assert axe_violations(one) == [], path
    finally:
        phone.close()
