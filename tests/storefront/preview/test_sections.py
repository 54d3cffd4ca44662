"""Sections made by themselves for the editor are those of the whole preview page, and cost what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.rendering.places import page_at
from engine.rendering.previewing import sections_html
from engine.rendering.queries import subjects
from engine.stores.queries import load_store
from engine.themes import commands, queries
from tests.storefront.preview.conftest import Previewer
from tests.storefront.preview.test_pages import PAGES
from tests.support.counting import counted
from tests.support.shipped import shipped

_IN_THE_EDITOR = re.compile(r'<(\w+) id="shopify-section-([^"]+)"[^>]*data-shopify-editor-section=')


@pytest.fixture
def made(app: Flask, db: Database, previewer: Previewer) -> Any:
    """`made(path, ids)`: the sections as the editor asks for them."""

    def make(
        path: str, ids: Iterable[str], template: str = "", theme_id: int | None = None
    ) -> dict[str, str]:
        services = app.extensions["vitrine"]
        with db.read(previewer.store_id) as session:
            store = load_store(session, previewer.store_id)
            addresses = services.addresses(store.host)
            themes = app.extensions["vitrine_themes"]
            return sections_html(
                themes, session, store, theme_id, template, path, list(ids), addresses=addresses
            )

    return make


@pytest.mark.parametrize("pack", ["folio", "trestle", "stille"])
def test_they_are_what_stands_in_the_page(
    pack: str, db: Database, previewer: Previewer, made: Any, clock: FixedClock
) -> None:
    """The same some seconds later too, since an edit comes later than the page that it changes."""
    with db.write(previewer.store_id) as session:
        commands.wear_pack(session, shipped(pack))
    previewer.enter()
    compared = 0
    for path, template in PAGES.items():
        whole = previewer.get(path).text
        ids = [found.group(2) for found in _IN_THE_EDITOR.finditer(whole)]
        assert ids, path
        clock.advance(seconds=7)
        for section_id, html in made(path, ids, template).items():
            assert html in whole, (path, section_id)
            compared += 1
        assert set(made(path, ids, template)) == set(ids), path
    assert compared > 40


def test_only_what_is_asked_for_is_made(db: Database, previewer: Previewer, made: Any) -> None:
    pack = shipped("folio")
    with db.write(previewer.store_id) as session:
        uses = {
            f"s{n}": {"type": "selection", "settings": {"collection": "shelf", "limit": 4}} for n in range(50)
        }
        commands.set_template(session, pack, "index", uses, list(uses))
    made("/", ["s0"])
    with counted(db) as alone:
        assert list(made("/", ["s7"])) == ["s7"]
    with db.write(previewer.store_id) as session:
        commands.set_template(session, pack, "index", {"s7": uses["s7"]}, ["s7"])
    with counted(db) as single:
        assert list(made("/", ["s7"])) == ["s7"]
    assert alone.count == single.count
    assert made("/", ["none", "s7"]).keys() == {"s7"}


def test_hidden_sections_are_left_out(db: Database, previewer: Previewer, made: Any) -> None:
    from engine.base.actor import SYSTEM

    pack = shipped("folio")
    with db.write(previewer.store_id) as session:
        commands.set_template(
            session, pack, "index", {"a": {"type": "selection"}, "b": {"type": "selection"}}, ["a", "b"]
        )
        shown = queries.draft_with_sections(session, ("index",))
        assert shown is not None
        commands.set_hidden(session, pack, shown.sections["index"][0].id, True, actor=SYSTEM)
    assert made("/", ["a", "b"]).keys() == {"b"}


def test_an_alternate_template(db: Database, previewer: Previewer, made: Any) -> None:
    pack = shipped("folio")
    with db.write(previewer.store_id) as session:
        use = {"type": "selection", "settings": {"heading": "For giving", "collection": "shelf"}}
        commands.set_template(session, pack, "product.gift", {"gift": use}, ["gift"])
    html = made("/products/bowl-0", ["gift"], "product.gift")["gift"]
    assert "For giving" in html
    previewer.enter()
    assert html in previewer.get("/products/bowl-0?view=gift").text
    assert made("/products/bowl-0?view=gift", ["gift"])["gift"] == html


def test_a_section_that_fails_keeps_its_element(db: Database, previewer: Previewer, made: Any) -> None:
    from sqlalchemy import update

    from engine.themes.models import SectionMatch

    pack = shipped("folio")
    with db.write(previewer.store_id) as session:
        commands.set_template(session, pack, "index", {"a": {"type": "selection"}}, ["a"])
        session.execute(
            update(SectionMatch)
            .where(SectionMatch.store_id == previewer.store_id, SectionMatch.file == "selection")
            .values(file="vanished")
        )
    html = made("/", ["a"])["a"]
    assert html.startswith('<div id="shopify-section-a"') and "no usable section" in html
    assert html in previewer.enter().text
    assert json.loads(previewer.get("/?sections=a").text)["a"] == html


def test_every_themed_address_of_the_shop_has_its_place(app: Flask) -> None:
    """The one table of addresses that the editor uses agrees with the routes of the shop."""
    values = {
        "handle": "x",
        "collection": "y",
        "tag": "t",
        "blog_handle": "b",
        "kind": "reset",
        "order_id": "7",
        "customer_id": "1",
        "token": "z",
    }
    rooms = ("catalogue_pages.", "reading_pages.", "search_pages.", "account_", "cart.show", "doors.show")
    led_on = {
        "catalogue_pages.vendor",
        "catalogue_pages.product_type",
        "account_sign_in.ask_to_leave",
    }
    seen = 0
    for rule in app.url_map.iter_rules():
        if (
            "GET" not in (rule.methods or ())
            or not rule.endpoint.startswith(rooms)
            or rule.endpoint in led_on
        ):
            continue
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: values[found.group(1)], rule.rule)
        _, template = page_at(path, with_accounts=True)
        assert template != "404", rule.rule
        seen += 1
    assert seen >= 15
    for nowhere in (
        "/nowhere",
        "/products",
        "/products/",
        "/collections/vendors",
        "/blogs/a/b/c",
        "/account/x",
        "//",
    ):
        assert page_at(nowhere, with_accounts=True) == (subjects.not_found, "404"), nowhere
    assert page_at("/account")[1] == "404"
