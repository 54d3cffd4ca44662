"""A reader comments on a phone without JavaScript; the shop publishes it in place; it stands below the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.content import commands, queries
from engine.content.commands import BlogInput
from engine.stores import commands as stores
from engine.stores.commands import NewStore
from tests.factories.shopfront import make_shopfront
from tests.support.browser import PHONE, axe_violations, context, overflows, watched
from tests.support.serving import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

EMAIL, PASSWORD = "ada@example.com", "correct horse battery"


@pytest.mark.usefixtures("app")
def test_a_comment_from_a_phone_is_published_in_place(
    db: Database, store: NewStore, serve: Callable[..., LiveServer], browser: Browser, page: Page
) -> None:
    shop = make_shopfront(db, store.id)
    with db.write(store.id) as session:
        blog = queries.blog_by_handle(session, shop.blog)
        assert blog is not None
        commands.update_blog(session, blog.id, BlogInput("Journal", comments="moderated"), SYSTEM)
        stores.add_staff(
            session, email=EMAIL, name="Ada Marsh", password=PASSWORD, role="owner", actor=SYSTEM
        )
    server = serve()
    article = server.url(store.host, f"/blogs/{shop.blog}/{shop.article}")
    opened = context(browser, PHONE, java_script_enabled=False)
    reader = opened.new_page()
    _comment(reader, article)
    _publish(page, server, store)
    reader.goto(article)
    expect(reader.locator("#comments")).to_contain_text("The thirty hours are the truest part.")
    opened.close()
    scripted = context(browser, PHONE)
    seen = scripted.new_page()
    seen.goto(f"{article}?comment_posted=true")
    assert axe_violations(seen) == []
    assert not overflows(seen)
    scripted.close()


def _comment(reader: Page, article: str) -> None:
    """First with an empty name, then rightly; what was typed stays."""
    reader.goto(article)
    reader.get_by_label("Your name").fill("  ")
    reader.get_by_label("Your e-mail address").fill("greta@mail.example")
    reader.get_by_label("Your comment").fill("The thirty hours are the truest part.")
    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("alert")).to_contain_text("Name is missing.")
    expect(reader.get_by_label("Your comment")).to_have_value("The thirty hours are the truest part.")
    reader.get_by_label("Your name").fill("Greta Holm")
    reader.get_by_role("button", name="Send comment").click()
    reader.wait_for_url("**#comments")
    expect(reader.get_by_role("status").first).to_contain_text("as soon as somebody has read it")
    expect(reader.locator("#comments ol")).to_have_count(0)


def _publish(page: Page, server: LiveServer, store: NewStore) -> None:
    faults = watched(page)
    base = server.url(f"admin.{store.host}", "")
    page.goto(f"{base}/sign-in")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="1 comment waiting").click()
    page.wait_for_url("**/blogs/comments")
    assert axe_violations(page) == []
    page.get_by_role("link", name="First Firing").click()
    page.wait_for_url("**/articles/*")
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("window.same = 1")
    page.get_by_role("button", name="Publish the comment by Greta Holm").click()
    row = page.locator("#comments li")
    expect(row).to_contain_text("Shown")
    expect(row).to_be_focused()
    expect(page.get_by_role("button", name="Publish the comment")).to_have_count(0)
    assert page.evaluate("window.same") == 1, "the page was loaded anew"
    assert axe_violations(page) == []
    assert not overflows(page)
    assert not [fault for fault in faults if "404" not in fault], faults  # the article's picture has no file
