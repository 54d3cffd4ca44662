"""The page's side of the editor, in a browser: a page at the admin's origin frames the preview and talks with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Frame, Page

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering.preview_tokens import preview_address
from engine.rendering.previewing import sections_html
from engine.stores.queries import load_store
from engine.themes import commands, queries
from tests.factories.shopfront import make_picture
from tests.storefront.preview.conftest import Previewer
from tests.support.browser import watched
from tests.support.serving import LiveServer
from tests.support.shipped import shipped
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PARENT = """<!doctype html><html lang="en"><title>Editor</title>
<iframe src="{src}" sandbox="allow-scripts allow-forms allow-same-origin" style="width:1200px;height:800px"></iframe>
<script>
window.heard = [];
addEventListener("message", (event) => {{ if (event.origin === "{preview}") heard.push(event.data); }});
window.say = (message) => frames[0].postMessage(message, "{preview}");
</script></html>"""
LISTEN = """() => {
  window.events = [];
  for (const name of ["section:unload", "section:load", "section:select", "section:deselect", "section:reorder",
                      "block:select", "block:deselect"]) {
    document.addEventListener(`shopify:${name}`, (event) => events.push([name, event.detail.blockId ?? event.detail.sectionId]));
  }
}"""
QUESTIONS = {
    "type": "questions",
    "settings": {"heading": "What people ask", "first_open": False},
    "blocks": {
        "q1": {
            "type": "question",
            "settings": {"heading": "How long does it take?", "text": "<p>Two weeks.</p>"},
        },
        "q2": {"type": "question", "settings": {"heading": "Do you ship?", "text": "<p>Everywhere.</p>"}},
    },
    "block_order": ["q1", "q2"],
}


class Editor:
    """A page at the admin's origin with the preview in a frame."""

    def __init__(self, previewer: Previewer, app: Flask, server: LiveServer, context: BrowserContext) -> None:
        self.previewer, self.app = previewer, app
        self.addresses = Addresses(previewer.host, "http", f":{server.port}")
        self.page: Page = context.new_page()
        self.faults = watched(self.page)
        self.stopped = 0

    def open(self, path: str = "/") -> Frame:
        """The page at *path*, framed."""
        source = preview_address(self.addresses, path, self.previewer.token())
        body = PARENT.format(src=source, preview=self.addresses.base("preview"))
        address = self.addresses.url("/framing", "admin")
        self.page.route(address, lambda route: route.fulfill(body=body, content_type="text/html"))
        self.page.goto(address)
        self.hears("vitrine:ready")
        frame = self.frame
        frame.evaluate(LISTEN)
        return frame

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def say(self, kind: str, **message: Any) -> None:
        """Tell the page something."""
        self.page.evaluate("message => say(message)", {"type": f"vitrine:{kind}", **message})

    def hears(self, kind: str) -> dict[str, Any]:
        """The last message of a kind, once there is one that was not looked at."""

        def last() -> Any:
            found = self.page.evaluate("kind => heard.filter((one) => one.type === kind)", kind)
            return found[-1] if found else None

        answer: dict[str, Any] = until(last, what=kind)
        self.page.evaluate("kind => { heard = heard.filter((one) => one.type !== kind) }", kind)
        return answer

    def events(self) -> list[list[str]]:
        """What packs were told since the last look."""
        return list(self.frame.evaluate("() => events.splice(0)"))

    def html(self, path: str, *ids: str) -> dict[str, str]:
        """Sections as the editor makes them."""
        previewer = self.previewer
        with previewer.db.read(previewer.store_id) as session:
            store = load_store(session, previewer.store_id)
            themes = self.app.extensions["vitrine_themes"]
            return sections_html(themes, session, store, None, "", path, ids, addresses=self.addresses)


@pytest.fixture
def editor(
    previewer: Previewer, app: Flask, serve: Callable[..., LiveServer], desktop: BrowserContext
) -> Editor:
    return Editor(previewer, app, serve(), desktop)


def fill(db: Database, store_id: int, headings: Iterable[tuple[str, str]], **more: Any) -> None:
    """A start page of sections with these keys and headings, and one with questions."""
    uses: dict[str, Any] = {
        key: {"type": "selection", "settings": {"heading": heading, "collection": "shelf", "limit": 4}}
        for key, heading in headings
    }
    uses["asked"] = {**QUESTIONS, **more}
    with db.write(store_id) as session:
        commands.set_template(session, shipped("folio"), "index", uses, list(uses))


def words(db: Database, store_id: int, key: str, heading: str) -> None:
    """Change one heading, as the editor does."""
    from engine.base.actor import SYSTEM

    with db.write(store_id) as session:
        shown = queries.draft_with_sections(session, ("index",))
        assert shown is not None
        section = next(one for one in shown.sections["index"] if one.key == key)
        commands.update_section(
            session, shipped("folio"), section.id, settings={"heading": heading}, actor=SYSTEM
        )


def keys(frame: Frame) -> list[str]:
    """The page's own sections in order."""
    found: list[str] = frame.evaluate(
        "() => [...document.querySelectorAll('main [data-shopify-editor-section]')].map((one) => one.id.slice(16))"
    )
    return found


SIZES = "() => [document.documentElement, document.body].map((one) => getComputedStyle(one).fontSize).join()"
START = (("a", "First shelf"), ("b", "Second shelf"), ("c", "Third shelf"))


def test_it_says_where_it_is(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open("/products/bowl-0?variant=1")
    assert "preview_token" not in frame.url
    editor.say("mode", browse=True)
    frame.evaluate("location.href = '/collections/shelf?sort_by=manual'")
    said = editor.hears("vitrine:ready")
    assert said == {
        "type": "vitrine:ready",
        "path": "/collections/shelf?sort_by=manual",
        "template": "collection",
        "locale": "en",
        "browse": True,
    }


def test_a_click_chooses_and_leads_nowhere(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open()
    frame.get_by_role("heading", name="Second shelf").click()
    assert editor.hears("vitrine:clicked") == {
        "type": "vitrine:clicked", "section": "b", "block": None, "setting": "heading",
    }  # fmt: skip
    assert editor.events() == [["section:select", "b"]]
    frame.get_by_text("How long does it take?").click()
    assert editor.hears("vitrine:clicked") == {
        "type": "vitrine:clicked", "section": "asked", "block": "q1", "setting": "heading",
    }  # fmt: skip
    assert editor.events() == [["section:deselect", "b"], ["section:select", "asked"], ["block:select", "q1"]]
    frame.get_by_text("Two weeks.").click()
    assert editor.hears("vitrine:clicked")["setting"] == "text", "what is folded out can be chosen"
    before = frame.url
    frame.locator("#shopify-section-a a").first.click()
    said = editor.hears("vitrine:clicked")
    assert (said["section"], said["setting"]) == ("a", None)
    frame.locator("header a").first.click()
    assert editor.hears("vitrine:clicked")["section"].startswith("header")
    assert frame.url == before
    frame.locator("#shopify-section-a a[href*='/products/']").first.click(modifiers=["ControlOrMeta"])
    assert editor.hears("vitrine:ready")["template"] == "product"
    editor.frame.evaluate("() => history.back()")
    editor.hears("vitrine:ready")
    frame = editor.frame
    editor.say("mode", browse=True)
    frame.locator("#shopify-section-a a[href*='/products/']").first.click()
    assert editor.hears("vitrine:ready")["template"] == "product"
    assert not [fault for fault in editor.faults if "404" not in fault], editor.faults


def test_a_section_changes_in_its_place(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open()
    editor.say("select", section="b", block=None)
    until(lambda: frame.evaluate("() => events.length"))
    frame.evaluate(
        "() => { window.same = document.querySelector('#shopify-section-b img');"
        " document.querySelector('#shopify-section-b a').focus({preventScroll: true});"
        " window.was = [scrollY, performance.timeOrigin]; }"
    )
    editor.events()
    for letters in ("Sec", "Second", "Second thought"):
        words(db, previewer.store_id, "b", letters)
        editor.say("section", id="b", html=editor.html("/", "b")["b"])
        frame.get_by_role("heading", name=letters, exact=True).wait_for()
    assert editor.events() == [["section:unload", "b"], ["section:load", "b"], ["section:select", "b"]] * 3
    assert frame.evaluate("() => document.querySelector('#shopify-section-b img') === same"), (
        "the picture stayed"
    )
    assert frame.evaluate("() => JSON.stringify([scrollY, performance.timeOrigin]) === JSON.stringify(was)")
    assert frame.evaluate(
        "() => document.activeElement.closest('section, div[id]')?.closest('#shopify-section-b') !== null"
    )
    assert keys(frame) == ["a", "b", "c", "asked"]


def test_what_was_folded_out_stays_so(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open()
    editor.say("select", section="asked", block="q2")
    until(lambda: frame.evaluate("() => document.querySelectorAll('details[open]').length === 1"))
    words(db, previewer.store_id, "asked", "Asked anew")
    editor.say("section", id="asked", html=editor.html("/", "asked")["asked"])
    frame.get_by_role("heading", name="Asked anew").wait_for()
    assert frame.get_by_text("Everywhere.").is_visible()
    assert editor.events()[-2:] == [["section:select", "asked"], ["block:select", "q2"]]


def test_sections_come_go_and_change_places(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open()
    editor.say("order", ids=["c", "a", "b", "asked"])
    until(lambda: keys(frame) == ["c", "a", "b", "asked"])
    assert {name for name, _ in editor.events()} == {"section:reorder"}
    editor.say("remove", id="a")
    until(lambda: keys(frame) == ["c", "b", "asked"])
    assert editor.events() == [["section:unload", "a"]]
    made = editor.html("/", "a")["a"]
    editor.say("section", id="a", html=made, before="asked")
    until(lambda: keys(frame) == ["c", "b", "a", "asked"])
    editor.say("section", id="a", html=made, before=None)
    until(lambda: keys(frame) == ["c", "b", "asked", "a"])
    assert editor.events() == [["section:load", "a"], ["section:unload", "a"], ["section:load", "a"]]
    fill(db, previewer.store_id, (*START, ("d", "Fourth shelf")))
    editor.say("section", id="d", html=editor.html("/", "d")["d"], before=None)
    until(lambda: keys(frame) == ["c", "b", "asked", "a", "d"])
    editor.say("section", id="d", html="")
    until(lambda: keys(frame) == ["c", "b", "asked", "a"])


def test_styles_change_without_a_new_page(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open()
    frame.evaluate("() => { window.same = 1 }")
    before = frame.evaluate(
        "() => getComputedStyle(document.documentElement).fontSize + getComputedStyle(document.body).fontSize"
    )
    pack = shipped("folio")
    with db.write(previewer.store_id) as session:
        commands.set_theme_settings(session, pack, {**pack.starting_settings(), "body_size": 20})
    editor.say("styles", reload=True)
    until(
        lambda: (
            frame.evaluate(
                "() => getComputedStyle(document.documentElement).fontSize + getComputedStyle(document.body).fontSize"
            )
            != before
        )
    )
    assert frame.evaluate("() => window.same") == 1
    editor.say("styles", css="h2 { color: rgb(1, 2, 3) }")
    until(
        lambda: frame.evaluate("() => getComputedStyle(document.querySelector('h2')).color") == "rgb(1, 2, 3)"
    )


def test_loaded_anew_it_keeps_its_place(db: Database, previewer: Previewer, editor: Editor) -> None:
    fill(db, previewer.store_id, START)
    frame = editor.open()
    frame.evaluate("() => scrollTo({top: 300, behavior: 'instant'})")
    editor.say("reload")
    editor.hears("vitrine:ready")
    until(lambda: editor.frame.evaluate("() => scrollY") == 300)


def test_it_hears_nobody_else(db: Database, previewer: Previewer, editor: Editor) -> None:
    """A pack's own script in the page, or a page that framed it in some other way, changes nothing."""
    fill(db, previewer.store_id, START)
    frame = editor.open()
    frame.evaluate("() => window.postMessage({type: 'vitrine:remove', id: 'a'}, '*')")
    frame.evaluate("() => parent.postMessage({type: 'vitrine:clicked', section: 'x'}, '*')")
    editor.say("nothing", id="a")
    editor.say("__proto__")
    editor.say("remove", id="b")
    until(lambda: keys(frame) == ["a", "c", "asked"])


def test_no_other_page_may_frame_it(previewer: Previewer, editor: Editor) -> None:
    source = preview_address(editor.addresses, "/", previewer.token())
    elsewhere = editor.addresses.url("/framing")
    body = PARENT.format(src=source, preview=editor.addresses.base("preview"))
    editor.page.route(elsewhere, lambda route: route.fulfill(body=body, content_type="text/html"))
    editor.page.goto(elsewhere)
    until(lambda: [fault for fault in editor.faults if "frame-ancestors" in fault])
    assert editor.page.evaluate("() => heard") == []


def test_what_settings_hold_is_told_to_editors_alone(
    db: Database, previewer: Previewer, editor: Editor
) -> None:
    fill(db, previewer.store_id, START)
    previewer.enter("edit")
    held = previewer.get("/_preview/values?path=/&section=asked").json
    assert {"block": None, "setting": "heading", "text": "What people ask"} in held
    assert {"block": "q2", "setting": "text", "text": "Everywhere."} in held
    assert previewer.get("/_preview/values?path=/&section=none").json == []
    previewer.enter("look")
    assert previewer.get("/_preview/values?path=/&section=asked&preview=look").status_code == 404


def test_a_picture_is_known_by_its_number(db: Database, previewer: Previewer) -> None:
    with db.write(previewer.store_id) as session:
        number = make_picture(session, "slide.webp")
        slide = {"type": "slide", "settings": {"image": f"media:{number}", "heading": "  Slow  &  kind "}}
        use = {"type": "cover", "settings": {}, "blocks": {"s1": slide}, "block_order": ["s1"]}
        commands.set_template(session, shipped("folio"), "index", {"top": use}, ["top"])
    previewer.enter("edit")
    held = previewer.get("/_preview/values?path=/&section=top").json
    assert {"block": "s1", "setting": "image", "media": number} in held
    assert [one["text"].split() for one in held if one.get("block") == "s1" and "text" in one] == [
        ["Slow", "&", "kind"]
    ]
