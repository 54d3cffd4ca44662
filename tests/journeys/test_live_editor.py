"""The live editor: a slideshow is edited and each letter is seen, a section is moved by keyboard, two people collide."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.stores import commands as stores
from engine.stores.commands import NewStore
from engine.themes import queries
from tests.factories.shopfront import make_shopfront
from tests.support.browser import DESKTOP, axe_violations, context, overflows, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PASSWORD = "correct horse battery"
PEOPLE = {"ada@example.com": ("Ada Marsh", "owner"), "bob@example.com": ("Bob Field", "manager")}


@pytest.fixture
def server(app: object, db: Database, store: NewStore, serve: Callable[..., LiveServer]) -> LiveServer:
    make_shopfront(db, store.id)
    with db.write(store.id) as session:
        for email, (name, role) in PEOPLE.items():
            stores.add_staff(session, email=email, name=name, password=PASSWORD, role=role, actor=SYSTEM)
    return serve()


def enter(page: Page, server: LiveServer, store: NewStore, email: str = "ada@example.com") -> str:
    """Signed in; returns where the admin is."""
    base = server.url(f"admin.{store.host}", "")
    page.goto(f"{base}/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{base}/")
    return base


def open_editor(page: Page, base: str, query: str = "") -> FrameLocator:
    """The editor, with the page in its preview ready."""
    page.goto(f"{base}/theme/editor{query}")
    expect(page.locator(".canvas.is-ready")).to_be_attached()
    return page.frame_locator("#preview")


def choose(page: Page, name: str) -> None:
    """A section of the tree by its name."""
    page.locator("#tree .node-name", has_text=name).first.click()
    expect(page.locator("#inspector h2")).to_contain_text(name)


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("Saved in the draft")


def real(faults: list[str]) -> list[str]:
    """Without the pictures of the factory, whose files are not there."""
    return [fault for fault in faults if "404 (NOT FOUND)" not in fault]


def order(db: Database, store: NewStore) -> list[str]:
    with db.read(store.id) as session:
        found = queries.draft_with_sections(session, ["index"], with_hidden=True)
        assert found is not None
        return [one.key for one in found.sections["index"]]


def test_a_slideshow_is_edited_and_each_letter_is_seen(
    server: LiveServer, store: NewStore, page: Page, db: Database, browser: Browser
) -> None:
    faults = watched(page)
    base = enter(page, server, store)
    preview = open_editor(page, base)
    preview.locator("[data-shopify-editor-section*=cover]").first.wait_for()
    preview.locator(
        "[data-shopify-editor-section*=cover] h2, [data-shopify-editor-section*=cover] h1"
    ).first.click()
    expect(page.locator("#inspector h2")).to_have_text("Slide")
    heading = page.get_by_role("textbox", name="Heading", exact=True)
    heading.click()
    heading.press("ControlOrMeta+a")
    heading.press("Delete")
    typed = ""
    for letter in "Slow & kind":
        heading.press_sequentially(letter)
        typed += letter
        expect(preview.locator("[data-shopify-editor-section*=cover]")).to_contain_text(typed.strip())
    saved(page)
    expect(page.locator("#tree [aria-current]")).to_contain_text("Slow & kind")
    shopper = context(browser, DESKTOP)
    shop = shopper.new_page()
    shop.goto(server.url(store.host))
    assert "Slow & kind" not in shop.content().replace("&amp;", "&")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Shoppers see it now")).to_be_visible()
    shop.reload()
    expect(shop.locator("body")).to_contain_text("Slow & kind")
    shopper.close()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(preview.locator("[data-shopify-editor-section*=cover]")).not_to_contain_text("Slow & kind")
    assert real(faults) == []


def test_sections_are_arranged_by_keyboard_alone(
    server: LiveServer, store: NewStore, page: Page, db: Database
) -> None:
    faults = watched(page)
    base = enter(page, server, store)
    preview = open_editor(page, base)
    before = order(db, store)
    branch = page.locator('#tree [data-list][data-into="index"]')
    first = branch.locator("> li").first
    name = first.locator(".node-words > span").first.inner_text()
    grip = first.locator("> .node .grip")
    grip.focus()
    page.keyboard.press("Space")
    expect(page.locator("#voice")).to_contain_text(f"{name} taken")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#voice")).to_contain_text(f"{name} is at place 3 of {len(before)}")
    page.keyboard.press("Space")
    until(lambda: order(db, store) == [*before[1:3], before[0], *before[3:]], 10, "the new order")
    ids = preview.locator("main [data-shopify-editor-section]")
    until(
        lambda: ids.evaluate_all("all => all.map(one => one.id)")[2] == f"shopify-section-{before[0]}",
        10,
        "the page in the new order",
    )
    until(lambda: page.evaluate("document.activeElement.className") == "grip", 10, "the focus on the grip")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.locator("#voice")).to_contain_text("back where it was")
    assert order(db, store) == [*before[1:3], before[0], *before[3:]]
    # the menu of a node: a copy, hidden, taken away, brought back
    menu = branch.locator("> li").first.locator("> .node [data-menu]")
    menu.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Duplicate").click()
    until(lambda: len(order(db, store)) == len(before) + 1, 10, "a copy")
    copied = order(db, store)[1]
    expect(preview.locator(f"#shopify-section-{copied}")).to_be_attached()
    row = branch.locator("> li").nth(1)
    row.locator("> .node [data-menu]").focus()
    page.keyboard.press("Enter")
    page.locator("#node-menu [data-do=removal]").click()
    expect(page.locator("#notices")).to_contain_text("Off the page")
    expect(preview.locator(f"#shopify-section-{copied}")).to_have_count(0)
    page.get_by_role("button", name="Bring it back").click()
    expect(preview.locator(f"#shopify-section-{copied}")).to_be_attached()
    assert copied in order(db, store)
    assert real(faults) == []


def test_a_section_is_dragged_below_its_neighbour(
    server: LiveServer, store: NewStore, page: Page, db: Database
) -> None:
    faults = watched(page)
    preview = open_editor(page, enter(page, server, store))
    before = order(db, store)
    rows = page.locator('#tree [data-list][data-into="index"] > li')
    rows.first.locator("> .node").hover()
    rows.first.locator("> .node .grip").hover()
    page.mouse.down()
    below = rows.nth(1).bounding_box()
    assert below is not None
    page.mouse.move(below["x"] + 40, below["y"] + below["height"] - 4, steps=8)
    page.mouse.up()
    wanted = [before[1], before[0], *before[2:]]
    until(lambda: order(db, store) == wanted, 10, "the new order")
    shown = preview.locator("main [data-shopify-editor-section]")
    until(
        lambda: shown.evaluate_all("all => all.map(one => one.id)")[0] == f"shopify-section-{before[1]}",
        10,
        "the page in the new order",
    )
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: order(db, store) == before, 10, "the order before")
    assert real(faults) == []


def test_two_people_collide_and_both_keep_their_work(
    server: LiveServer, store: NewStore, browser: Browser, db: Database
) -> None:
    windows = [context(browser, DESKTOP) for _ in PEOPLE]
    ada, bob = (window.new_page() for window in windows)
    for person, email in zip((ada, bob), PEOPLE, strict=True):
        open_editor(person, enter(person, server, store, email))
        choose(person, "Selection")
    field = "#inspector input[name='s.heading']"
    # each in a field of their own: nobody is asked anything
    ada.locator(field).fill("Ada's heading")
    saved(ada)
    bob.get_by_role("textbox", name=re.compile("^(Text|Words|Introduction)")).first.click()
    bob.keyboard.type("Bob's words ")
    saved(bob)
    expect(bob.locator(field)).to_have_value("Ada's heading")
    # both in the same field: both versions are there until somebody chose
    bob.locator(field).fill("Bob's heading")
    saved(bob)
    ada.locator(field).fill("Ada's second heading")
    dialog = ada.locator("dialog.sheet-collision")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-side=mine]")).to_have_value("Ada's second heading")
    expect(dialog.locator("[data-side=theirs]")).to_have_value("Bob's heading")
    assert axe_violations(ada) == []
    dialog.locator("[data-side=mine]").fill("Ada's and Bob's heading")
    dialog.get_by_role("button", name="Save what I chose").click()
    saved(ada)
    expect(ada.locator(field)).to_have_value("Ada's and Bob's heading")
    with db.read(store.id) as session:
        found = queries.draft_with_sections(session, ["index"])
        assert found is not None
        one = next(each for each in found.sections["index"] if each.file == "selection")
    assert one.values["settings"]["heading"] == "Ada's and Bob's heading"
    assert any("Bob's words" in str(value) for value in one.values["settings"].values())
    # they know of each other, and a tree follows what the other one does
    ada.reload()
    expect(ada.locator("#company")).to_contain_text("Bob Field is editing this page too")
    expect(ada.locator("#tree .node-company")).to_have_text("B")
    bob.reload()
    bob.locator(field).fill("Typed, and hidden at once")
    row = bob.locator("#tree li", has=bob.locator("[aria-current]")).first
    row.locator("> .node [data-deed=visibility]").click()
    expect(row.locator("> .node")).to_have_class(re.compile("is-hidden"))
    expect(bob.locator("#notices .warning")).to_have_count(0)
    saved(bob)
    expect(ada.locator("#tree .node.is-hidden", has_text="Typed, and hidden at once")).to_be_visible()
    # what one of them takes away leaves the other one's words on the screen
    bob.locator(field).fill("Half a sent")
    saved(bob)
    expect(ada.locator("#tree .node.is-hidden", has_text="Half a sent")).to_be_visible()
    bob.route(
        "**/theme/editor/presence*", lambda route: route.abort()
    )  # he has not heard of it when he types on
    row = ada.locator("#tree li", has=ada.locator("[aria-current]")).first
    row.locator("> .node [data-menu]").click()
    ada.locator("#node-menu [data-do=removal]").click()
    expect(ada.locator("#notices")).to_contain_text("Off the page")
    bob.locator(field).fill("Half a sentence and more")
    expect(bob.locator("#notices .warning")).to_contain_text("not on this page any more")
    expect(bob.locator(field)).to_have_value("Half a sentence and more")
    for window in windows:
        window.close()


def test_pictures_products_and_colours_are_chosen_in_dialogs(
    server: LiveServer, store: NewStore, page: Page, tmp_path: Path
) -> None:
    from PIL import Image

    picture = tmp_path / "kiln.png"
    Image.new("RGB", (600, 400), (180, 90, 40)).save(picture)
    faults = watched(page)
    base = enter(page, server, store)
    preview = open_editor(page, base)
    choose(page, "Cover")
    page.locator("#tree li:not([data-block='']) > .node .node-name:visible").first.click()
    expect(page.locator("#inspector h2")).to_have_text("Slide")
    page.locator("[data-picked]").first.get_by_role("button", name="Choose").click()
    page.locator("#dialog input[type=file]").set_input_files(str(picture))
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("[data-picked]").first).to_contain_text("kiln.png")
    expect(preview.locator("[data-shopify-editor-section*=cover] img").first).to_be_attached()
    saved(page)
    choose(page, "Selection")
    page.locator("[data-picked]", has=page.locator("button")).first.get_by_role(
        "button", name="Choose"
    ).click()
    page.locator("#find-choice").fill("shelf")
    expect(page.locator("#picker-list .offer")).to_have_count(1)
    page.locator("#picker-list .offer").click()
    expect(page.locator("[data-picked]").first).to_contain_text("The shelf")
    saved(page)
    page.locator(".branch-settings .node-name").click()
    page.locator(".scheme-edit summary").first.click()
    text = page.get_by_label("Text", exact=True).first
    text.fill("#FAFAFA")
    expect(page.locator(".contrast.is-low").first).to_contain_text("Text needs 4.5")
    saved(page)
    schemes = page.locator(".scheme-edit")
    count = schemes.count()
    page.get_by_role("button", name="Add one like this").first.click()
    expect(schemes).to_have_count(count + 1)
    expect(schemes.last.locator("summary")).to_be_focused()
    expect(schemes.last.get_by_label("Text", exact=True)).to_have_value("#FAFAFA")
    schemes.last.get_by_role("button", name="Remove").click()
    expect(schemes).to_have_count(count)
    expect(schemes.first.locator("summary")).to_be_focused()
    assert real(faults) == []


def test_whoever_looks_through_the_shop_edits_the_page_at_hand_with_one_click(
    server: LiveServer, store: NewStore, page: Page
) -> None:
    base = enter(page, server, store)
    page.get_by_role("link", name="Edit shop").first.click()
    preview = page.frame_locator("#preview")
    expect(page.locator(".canvas.is-ready")).to_be_attached()
    expect(page.locator("#tree")).to_be_hidden()
    assert axe_violations(page) == []
    preview.get_by_role("link", name=re.compile("Bowl <0>")).first.click()
    expect(preview.locator("[data-shopify-editor-section*=main-product]")).to_be_attached()
    expect(page.locator("#edit-page")).to_have_attribute("href", re.compile("products%2Fbowl-0"))
    page.get_by_role("link", name="Edit this page").click()
    expect(page.locator("#tree")).to_be_visible()
    expect(page.locator(".bar-page")).to_contain_text("Product")
    expect(page.locator("#tree [data-list][data-into=product] > li")).not_to_have_count(0)
    # editing again: links choose, and lead nowhere
    expect(page.locator(".canvas.is-ready")).to_be_attached()
    preview.locator("h1").first.click()
    expect(page.locator("#inspector h2")).to_be_visible()
    assert page.url.startswith(f"{base}/theme/editor")
    # to another page of the shop, by search
    page.locator(".bar-page").click()
    page.get_by_role("button", name="Another page of the shop").click()
    page.locator("#find-choice").fill("about")
    page.locator(".offer", has_text="About us").click()
    expect(page.locator(".bar-page")).to_contain_text("Page")
    assert "path=%2Fpages%2Fabout" in page.url
    # and from the product's own page
    page.goto(f"{base}/products")
    page.locator("td.main-cell a").first.click()
    page.get_by_role("link", name="Edit this page").click()
    expect(page.locator(".bar-page")).to_contain_text("Product")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (820, 1100), (1280, 900)])
def test_it_fits_every_width_and_breaks_no_rule(
    server: LiveServer, store: NewStore, page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    base = enter(page, server, store)
    open_editor(page, base)
    assert axe_violations(page) == [] and not overflows(page)
    choose(page, "Selection")
    assert axe_violations(page) == [] and not overflows(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#dialog")).to_be_visible()
    assert axe_violations(page) == [] and not overflows(page)
    page.keyboard.press("Escape")
    if width < 1180:
        page.get_by_role("button", name="Back to the sections").click()
    page.locator(".add-section").nth(1).click()
    expect(page.locator("#additions")).to_be_visible()
    assert axe_violations(page) == [] and not overflows(page)
    page.locator("#find-addition").fill("zzz")
    expect(page.get_by_text("Nothing fits that.")).to_be_visible()
