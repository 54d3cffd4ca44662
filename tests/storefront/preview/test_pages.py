"""Every page of the shop in its preview: the draft, complete, kept nowhere, and nothing that a shopper could see."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.rendering.preview_tokens import PARAMETER, PreviewView, preview_token
from engine.stores.queries import load_store
from engine.themes import commands, queries
from engine.themes.switching.commands import prepare_theme
from tests.isolation.walk import rows_of
from tests.storefront.preview.conftest import Previewer
from tests.support.counting import counted
from tests.support.serving import HostClient
from tests.support.shipped import shipped

PAGES = {
    "/": "index",
    "/collections": "list-collections",
    "/collections/shelf": "collection",
    "/collections/shelf/products/bowl-1": "product",
    "/products/bowl-0": "product",
    "/pages/about": "page",
    "/blogs/journal": "blog",
    "/blogs/journal/tagged/workshop-visits": "blog",
    "/blogs/journal/first-firing": "article",
    "/cart": "cart",
    "/search?q=bowl": "search",
    "/password": "password",
    "/account/login": "customers/login",
    "/account/register": "customers/register",
    "/account": "customers/account",
    "/account/addresses": "customers/addresses",
    "/account/orders/0": "customers/order",
    "/account/activate/1/sample": "customers/activate_account",
    "/account/reset/1/sample": "customers/reset_password",
    "/nowhere": "404",
}


def _heading(db: Database, store_id: int, text: str) -> int:
    """Give the start page one section, whose heading is *text*; returns its id."""
    pack = shipped("folio")
    with db.write(store_id) as session:
        sections = {
            "a": {"type": "selection", "settings": {"heading": text, "collection": "shelf", "limit": 4}}
        }
        commands.set_template(session, pack, "index", sections, ["a"])
        shown = queries.draft_with_sections(session, ("index",))
        assert shown is not None
        return shown.sections["index"][0].id


@pytest.mark.parametrize("pack", ["folio", "trestle", "stille"])
@pytest.mark.parametrize("purpose", ["edit", "look"])
def test_every_page(
    purpose: Any, pack: str, db: Database, previewer: Previewer, caplog: pytest.LogCaptureFixture
) -> None:
    with db.write(previewer.store_id) as session:
        theme_id = commands.wear_pack(session, shipped(pack)).id
    previewer.enter(purpose, theme_id)
    for path, template in PAGES.items():
        answer = previewer.get(path)
        html = answer.text
        assert answer.status_code == (404 if template == "404" else 200), path
        assert f"/assets/{pack}-" in html, path
        assert "Liquid error" not in html and "translation missing" not in html, path
        assert ("data-shopify-editor-section" in html) == (purpose == "edit"), path
        assert (f'data-template="{template}"' in html) == (purpose == "edit"), path
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", path
        assert "ETag" not in answer.headers and "X-Frame-Options" not in answer.headers, path
        policy = dict(
            rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";")
        )
        assert policy["frame-ancestors"] == f"http://admin.{previewer.host}:8000", path
        assert policy["style-src"] == "'self' 'unsafe-inline'", path
        assert "unsafe" not in policy["script-src"] and policy["default-src"] == "'none'", path
        assert policy["form-action"] == "'self'", path
    assert not [r for r in caplog.records if r.name == "vitrine.themes"], caplog.text


def test_only_files_that_no_edit_changes_are_kept(previewer: Previewer) -> None:
    home = previewer.enter().text
    style = re.search(r'href="(/assets/folio-[^"]+/[\w.-]+\.css)"', home)
    assert style is not None
    assert "immutable" in previewer.get(style.group(1)).headers["Cache-Control"]
    gathered = style.group(1).rpartition("/")[0] + "/_stylesheets.css"
    for path in (gathered, "/cart.js", "/search/suggest.json?q=bowl", "/_preview/preview.js", "/robots.txt"):
        assert previewer.get(path).headers["Cache-Control"] == "no-store", path


def test_links_stay_in_the_preview(previewer: Previewer) -> None:
    html = previewer.enter().text
    own = previewer.home
    for address in re.findall(r"(?:href|action)=\"(https?://[^\"]*)", html):
        assert address.startswith(own) or previewer.host not in address, address


def test_the_draft_is_shown_here_at_once(db: Database, previewer: Previewer) -> None:
    _heading(db, previewer.store_id, "Before the kiln")
    assert "Before the kiln" in previewer.enter().text
    _heading(db, previewer.store_id, "After the kiln")
    assert "After the kiln" in previewer.get("/").text
    assert "Before the kiln" not in previewer.get("/").text


def test_what_shoppers_see_stands_beside_it(db: Database, previewer: Previewer) -> None:
    _heading(db, previewer.store_id, "Before the kiln")
    with db.write(previewer.store_id) as session:
        commands.publish(session, actor=SYSTEM)
    _heading(db, previewer.store_id, "After the kiln")
    assert "Before the kiln" in previewer.enter("shown").text
    assert "After the kiln" in previewer.enter("look").text
    assert "Before the kiln" in previewer.get("/?preview=shown").text
    assert "data-shopify-editor" not in previewer.get("/?preview=shown").text


def test_an_older_version_is_looked_at_without_bringing_it_back(db: Database, previewer: Previewer) -> None:
    ids = []
    for words in ("Before the kiln", "After the kiln"):
        _heading(db, previewer.store_id, words)
        with db.write(previewer.store_id) as session:
            ids.append(commands.publish(session, actor=SYSTEM).id)
    with db.write(previewer.store_id) as session:
        theme = prepare_theme(session, shipped("trestle"), [shipped("folio")])
        last = commands.publish(session, theme_id=theme.id, page_themes={}, actor=SYSTEM).id
    before = rows_of(db, previewer.store_id)
    with db.read(previewer.store_id) as session:
        store = load_store(session, previewer.store_id)
        tokens = {
            each: preview_token(previewer.signer, store, PreviewView("version", version_id=each))
            for each in (*ids, last, 999_999)
        }
    for version_id, words in zip(ids, ("Before the kiln", "After the kiln"), strict=True):
        page = previewer.client.get("/", query_string={PARAMETER: tokens[version_id]}, follow_redirects=True)
        assert page.status_code == 200 and words in page.text and "/assets/folio-" in page.text
        product = previewer.get(f"/products/bowl-0?preview=version-{version_id}")
        assert product.status_code == 200 and "data-shopify-editor" not in product.text
    previewer.client.get("/", query_string={PARAMETER: tokens[last]})
    assert "/assets/trestle-" in previewer.get(f"/?preview=version-{last}").text
    assert "Before the kiln" in previewer.get(f"/?preview=version-{ids[0]}").text, "side by side"
    gone = previewer.client.get("/", query_string={PARAMETER: tokens[999_999]}, follow_redirects=True)
    assert gone.status_code >= 400 and "kiln" not in gone.text
    assert rows_of(db, previewer.store_id) == before


def test_a_kind_of_page_wears_its_own_theme(db: Database, previewer: Previewer) -> None:
    with db.write(previewer.store_id) as session:
        folio = shipped("folio")
        theme = prepare_theme(session, shipped("trestle"), [folio])
        commands.publish(session, page_themes={"product": theme.id}, actor=SYSTEM)
    for purpose in ("edit", "look", "shown"):
        assert "/assets/folio-" in previewer.enter(purpose).text  # type: ignore[arg-type]
        product = previewer.get(f"/products/bowl-0?preview={purpose}").text
        assert "/assets/trestle-" in product and "/assets/folio-" not in product


def test_the_whole_shop_in_another_theme(db: Database, previewer: Previewer) -> None:
    """A theme that was only prepared, with the merchant's own words in it; the shop itself stays as it is."""
    _heading(db, previewer.store_id, "Bowls of the week")
    with db.write(previewer.store_id) as session:
        theme_id = prepare_theme(session, shipped("trestle"), [shipped("folio")]).id
    html = previewer.enter("look", theme_id).text
    assert "/assets/trestle-" in html and "Bowls of the week" in html
    for path, template in PAGES.items():
        answer = previewer.get(f"{path}{'&' if '?' in path else '?'}preview=look-{theme_id}")
        assert answer.status_code == (404 if template == "404" else 200), path
        assert "/assets/trestle-" in answer.text, path
        assert "Liquid error" not in answer.text, path


@pytest.mark.parametrize("pack", ["folio", "trestle", "stille"])
def test_a_sample_of_any_pack(
    pack: str, db: Database, previewer: Previewer, caplog: pytest.LogCaptureFixture
) -> None:
    """As its author laid it out, with the shop's products; nothing is installed for it."""
    before = rows_of(db, previewer.store_id)
    home = previewer.enter("sample", pack=pack).text
    assert f"/assets/{pack}-" in home and "Bowl &lt;" in home, "places for products are filled"
    assert 'id="vitrine-preview"' not in home, "nobody edits it"
    for path, template in PAGES.items():
        answer = previewer.get(f"{path}{'&' if '?' in path else '?'}preview=sample-{pack}")
        assert answer.status_code == (404 if template == "404" else 200), path
        assert f"/assets/{pack}-" in answer.text, path
        assert "Liquid error" not in answer.text, path
    assert rows_of(db, previewer.store_id) == before
    assert not [r for r in caplog.records if r.name == "vitrine.themes"], caplog.text
    assert previewer.enter("sample", pack="nothing").status_code == 503


def test_parts_of_pages_are_of_the_draft_too(db: Database, previewer: Previewer) -> None:
    _heading(db, previewer.store_id, "In the making")
    whole = previewer.enter().text
    part = previewer.get("/?section_id=a").text
    assert "In the making" in part and part in whole
    parts = json.loads(previewer.get("/?sections=a,nothing").text)
    assert parts == {"a": part, "nothing": None}


def test_a_fault_is_told_to_editors_alone(db: Database, previewer: Previewer) -> None:
    _heading(db, previewer.store_id, "Fine")
    with db.write(previewer.store_id) as session:
        from sqlalchemy import update

        from engine.themes.models import SectionMatch

        session.execute(
            update(SectionMatch)
            .where(SectionMatch.store_id == previewer.store_id, SectionMatch.file == "selection")
            .values(file="vanished")
        )
    assert "theme has no usable section" in previewer.enter("edit").text
    assert "theme has no usable section" not in previewer.enter("look").text


def test_a_cart_of_its_own_and_no_way_to_buy(
    db: Database, previewer: Previewer, client_at: Callable[[str], HostClient]
) -> None:
    variant = _variant(db, previewer.store_id)
    previewer.enter()
    assert previewer.client.post("/cart/add", data={"id": variant, "quantity": "2"}).status_code == 303
    assert "Bowl" in previewer.get("/cart").text
    assert json.loads(previewer.get("/cart.js").text)["item_count"] == 2
    assert json.loads(client_at(previewer.host).get("/cart.js").text)["item_count"] == 0, (
        "the shop's is another"
    )
    answer = previewer.client.post("/cart", data={"checkout": ""})
    assert answer.status_code == 403 and "Nothing is sent from a preview" in answer.text
    assert previewer.get("/checkout").headers["Location"].endswith("/cart")


def _variant(db: Database, store_id: int) -> int:
    from sqlalchemy import select

    from engine.catalogue.models import Variant

    with db.read(store_id) as session:
        return session.scalars(select(Variant.id).order_by(Variant.id)).first() or 0


SENT = {
    "/contact": {"contact[email]": "a@example.com", "contact[body]": "Hello"},
    "/blogs/journal/first-firing/comments": {
        "comment[author]": "A",
        "comment[email]": "a@example.com",
        "comment[body]": "B",
    },
    "/account": {"customer[email]": "a@example.com"},
    "/account/login": {"customer[email]": "a@example.com", "customer[password]": "x"},
    "/account/recover": {"email": "a@example.com"},
    "/account/addresses": {"address[last_name]": "A"},
    "/account/addresses/7": {"_method": "delete"},
    "/account/logout": {},
    "/account/activate/1/sample": {"customer[password]": "long enough"},
    "/cart": {"checkout": ""},
    "/nowhere": {},
}


def test_nothing_that_shoppers_see_is_written(db: Database, previewer: Previewer) -> None:
    """Every page, every form: afterwards all rows are as before, but for carts that the preview itself has made."""
    variant = _variant(db, previewer.store_id)
    previewer.enter()
    before = rows_of(db, previewer.store_id)
    for path in PAGES:
        previewer.get(path)
    for path, form in SENT.items():
        answer = previewer.client.post(path, data=form)
        assert answer.status_code in (403, 404, 405), (path, answer.status_code)
        if path != "/cart":
            as_data = previewer.client.post(path, json=form, headers={"Accept": "application/json"})
            assert as_data.status_code in (403, 404, 405), path
    assert rows_of(db, previewer.store_id) == before
    for path in ("/cart/add", "/cart/add.js", "/cart/change.js", "/cart/update", "/cart/clear.js"):
        previewer.client.post(path, data={"id": variant, "quantity": "1"})
    after = rows_of(db, previewer.store_id)
    assert {name for name in before if before[name] != after[name]} <= {"cart", "cart_line"}


def test_a_page_costs_as_many_statements_as_in_the_shop(
    db: Database, previewer: Previewer, client_at: Callable[[str], HostClient]
) -> None:
    previewer.enter()
    counts = {}
    for name, client in (("preview", previewer.client), ("shop", client_at(previewer.host))):
        client.get("/collections/shelf")
        with counted(db) as statements:
            assert client.get("/collections/shelf?page=1").status_code == 200
        counts[name] = statements.count
    assert counts["preview"] <= counts["shop"] + 3, counts
