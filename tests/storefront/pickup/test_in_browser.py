"""Having something kept, on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine.inventory import queries
from tests.factories.orders import Shop
from tests.storefront.pickup.test_view_only import as_counter
from tests.support.browser import axe_violations, overflows
from tests.support.serving import LiveServer


@pytest.mark.timeout(180)
def test_a_vase_is_kept_by_somebody_with_a_phone(
    selling: Shop, serve: Callable[..., LiveServer], phone_page: Page
) -> None:
    shop = as_counter(selling)
    server = serve()
    phone_page.goto(f"{server.url(shop.store.host)}products/vase")
    expect(phone_page.get_by_role("heading", name="Buy it in the shop")).to_be_visible(timeout=20_000)
    assert axe_violations(phone_page) == [] and not overflows(phone_page)
    phone_page.get_by_label("How many").focus()
    phone_page.keyboard.press("Tab")
    phone_page.keyboard.type("Ada Marsh")
    phone_page.keyboard.press("Tab")
    phone_page.keyboard.type("ada@example.com")
    phone_page.keyboard.press("Enter")
    expect(phone_page.get_by_role("heading", name="It is kept for you.")).to_be_visible(timeout=20_000)
    assert axe_violations(phone_page) == [] and not overflows(phone_page)
    with shop.db.read(shop.id) as session:
        (hold,) = queries.pickup_holds(session, shop.location_id)
    expect(phone_page.get_by_text(hold.number)).to_be_visible(timeout=20_000)
    assert (hold.name, hold.quantity) == ("Ada Marsh", 1)
