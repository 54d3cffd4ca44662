"""Whole pages that are answered before the application: always what it would answer, and never anybody else's."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app import create_app
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.settings import Settings
from engine.catalogue.commands import ProductInput, set_status, update_product
from engine.catalogue.models import Product, Variant
from engine.content import commands as content
from engine.content.commands import BlogInput, CommentInput
from engine.content.models import Article, ArticleComment, Blog
from engine.ordering import commands as ordering
from engine.ordering.commands import NewLine
from engine.stores import commands as stores
from engine.stores.commands import NewStore
from storefront import kept_pages
from storefront.kept_pages import SHARED_CACHE, _Page
from tests.factories.shopfront import PACKS, Shopfront, make_shopfront
from tests.support.counting import counted
from tests.support.touching import guarded
from tests.support.waiting import until

Answer = tuple[str, list[tuple[str, str]], bytes]
PATHS = (
    "/", "/products/bowl-0", "/products/bowl-0?variant=1", "/products/bowl-0?view=gift", "/collections/shelf",
    "/collections/shelf?page=2", "/collections/shelf?filter.v.availability=1&sort_by=price-ascending", "/collections",
    "/collections/shelf/products/bowl-1", "/pages/about", "/blogs/journal", "/blogs/journal/first-firing", "/cart",
    "/search?q=bowl", "/nowhere", "/products/hidden", "/?section_id=header", "/?sections=header", "/products/bowl-0.js",
    "/account/login", "/password", "/collections/all?page=0&page=2", "/?a=%00", "//", "/products/bowl-0/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def touches() -> Iterator[None]:
    with guarded():
        yield


@pytest.fixture
def shop(db: Database, store: NewStore) -> Shopfront:
    """An open shop of four products."""
    return make_shopfront(db, store.id, 4)


def ask(app: Flask, host: str, path: str = "/", method: str = "GET", **environ: str) -> Answer:
    """One request as a server hands it on: (status, headers, body)."""
    builder = EnvironBuilder(path, base_url=f"http://{host}/", method=method)
    body, status, headers = run_wsgi_app(app.wsgi_app, {**builder.get_environ(), **environ})
    return status, sorted((name, value) for name, value in headers if name != "Date"), b"".join(body)


def kept(app: Flask) -> list[_Page]:
    """The whole pages that are kept now."""
    entries = app.extensions["vitrine_themes"].fragments._entries.values()
    return [entry for entry, _ in list(entries) if isinstance(entry, _Page)]


def forget(app: Flask, kind: type = object) -> None:
    """Nothing is kept, or nothing of a kind."""
    fragments = app.extensions["vitrine_themes"].fragments
    for key, (entry, _) in list(fragments._entries.items()):
        if isinstance(entry, kind):
            fragments.drop(key)


@pytest.fixture
def both(app: Flask, settings: Settings) -> Iterator[Callable[..., Answer]]:
    """Asks an application that keeps pages, and one that keeps nothing from request to request; they have to agree."""
    other = create_app(settings)

    def go(host: str, path: str = "/", method: str = "GET", **environ: str) -> Answer:
        forget(other)
        fresh = ask(other, host, path, method, **environ)
        for _ in range(2):
            answer = ask(app, host, path, method, **environ)
            assert answer == fresh, (path, method, environ, _where(answer, fresh))
        return answer

    yield go
    other.extensions["vitrine"].db.close()


def _where(one: Answer, other: Answer) -> object:
    if one[:2] != other[:2]:
        return one[0], other[0], set(one[1]) ^ set(other[1])
    at = next(
        i for i, pair in enumerate(zip(one[2] + b"\0", other[2] + b"\1", strict=False)) if pair[0] != pair[1]
    )
    return one[2][max(at - 80, 0) : at + 80], other[2][max(at - 80, 0) : at + 80]


def rename(db: Database, shop: Shopfront, title: str, handle: str = "bowl-0") -> None:
    with db.write(shop.store_id) as session:
        product = session.scalars(select(Product).where(Product.handle == handle)).one()
        update_product(session, product.id, ProductInput(title, status="active"), SYSTEM)


# -- the same as anew -----------------------------------------------------------------------------------------


def test_every_address_answers_as_if_nothing_were_kept(
    app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore, db: Database
) -> None:
    for path in PATHS:
        both(store.host, path)
    for path in ("/", "/products/bowl-0", "/cart", "/search?q=bowl"):
        both(store.host, path, HTTP_HX_REQUEST="true")
        both(store.host, path, "HEAD")
        both(store.host, path, HTTP_ACCEPT="application/json")
        both(store.host, path, HTTP_COOKIE="locale=de")
    rename(db, shop, "Another")
    for path in PATHS:
        both(store.host, path)
    assert len(kept(app)) > 15
    for host in (store.host.upper(), f"{store.host}:80", f"{store.host}.", f"nobody.{store.host}", "x", ""):
        both(host or "localhost", "/", HTTP_HOST=host)


def test_a_page_that_is_kept_is_the_same_after_each_kind_of_change(
    app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore, db: Database
) -> None:
    def product(session: Any, handle: str) -> Product:
        found: Product = session.scalars(select(Product).where(Product.handle == handle)).one()
        return found

    def draft(session: Any) -> None:
        set_status(session, [product(session, "bowl-1").id], "draft", SYSTEM)

    def active(session: Any) -> None:
        set_status(session, [product(session, "bowl-1").id], "active", SYSTEM)

    def move(session: Any) -> None:
        said = ProductInput("Moved", handle="moved-bowl", status="active")
        update_product(session, product(session, "bowl-2").id, said, SYSTEM)

    def take_comments(session: Any) -> None:
        blog = session.scalars(select(Blog)).one()
        content.update_blog(session, blog.id, BlogInput("Journal", comments="moderated"), SYSTEM)

    def comment(session: Any) -> None:
        article = session.scalars(select(Article).where(Article.handle == "first-firing")).one()
        content.post_comment(session, article.id, CommentInput("Ida", "i@a.example", "Warm enough?"))

    def publish(session: Any) -> None:
        content.publish_comment(session, session.scalars(select(ArticleComment)).one().id, SYSTEM)

    def profile(session: Any) -> None:
        stores.save_profile(session, name="New name", timezone="Asia/Tokyo", actor=SYSTEM)

    def currency(session: Any) -> None:
        stores.save_currency(session, currency="JPY", actor=SYSTEM)

    def close(session: Any) -> None:
        stores.close_doors(session, actor=SYSTEM)

    def reopen(session: Any) -> None:
        stores.open_doors(session, actor=SYSTEM)

    paths = [*PATHS[:2], "/products/bowl-1", "/products/bowl-2", "/products/moved-bowl", "/collections/shelf"]
    paths.append("/blogs/journal/first-firing")
    seen: dict[str, set[bytes]] = {path: set() for path in paths}
    for edit in (draft, active, move, take_comments, comment, publish, profile, currency, close, reopen):
        with db.write(shop.store_id) as session:
            edit(session)
        for path in paths:
            status, _, body = both(store.host, path)
            seen[path].add(status.encode() + body)
    assert b"Warm enough" in body
    assert all(len(answers) >= 4 for answers in seen.values()), {k: len(v) for k, v in seen.items()}


NAMES = [
    "locale",
    "cart",
    "customer",
    "shop_pass",
    "__Host-cart",
    "locale ",
    " cart",
    "Cart",
    "_ga",
    "",
    "x\xff",
]
VALUES = [
    "de",
    "en",
    '"de"',
    '"\\144\\145"',
    "de-DE-and-more-and-more",
    "",
    "zz",
    "\xff",
    "a;b",
    "ä",
    '"',
    "e n",
]
COOKIES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["=", "", " = ", "=="]),
        st.sampled_from(VALUES),
    ),
    max_size=4,
)  # fmt: skip


def test_cookies_are_read_as_the_application_reads_them(
    app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore
) -> None:
    """Twice the same one, foreign ones, malformed ones: nobody gets, or leaves, another language or another's page."""
    both(store.host, "/", HTTP_COOKIE="locale=de; locale=en")
    both(store.host, "/", HTTP_COOKIE="locale=en")
    both(store.host, "/", HTTP_COOKIE="locale=de")
    both(store.host, "/", HTTP_COOKIE="cart =abc")

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(COOKIES, st.sampled_from(["; ", ";", " ;", ",", ";;"]))
    def any_cookies(cookies: list[tuple[str, str, str]], between: str) -> None:
        header = between.join(map("".join, cookies)).encode("utf-8", "replace").decode("latin1")
        both(store.host, "/pages/about", HTTP_COOKIE=header)

    any_cookies()
    both(store.host, "/pages/about", HTTP_COOKIE="\xff\xfe=1")


def test_whoever_knows_the_page_is_told_that_it_holds(
    app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore, db: Database
) -> None:
    _, headers, _body = both(store.host)
    etag = dict(headers)["ETag"]
    assert dict(headers)["Cache-Control"] == SHARED_CACHE and "Cookie" in [
        v for n, v in headers if n == "Vary"
    ]
    for known in (etag, f"W/{etag}", "*", f'"other", {etag}', f' "a",W/{etag} '):
        status, said, nothing = both(store.host, "/", HTTP_IF_NONE_MATCH=known)
        assert (status[:3], nothing) == ("304", b""), known
        assert dict(said)["ETag"] == etag and "Content-Security-Policy" in dict(said)
    for unknown in ('"other"', "nonsense", "", ",", '"', "\xff"):
        assert both(store.host, "/", HTTP_IF_NONE_MATCH=unknown)[0][:3] == "200", unknown
    rename(db, shop, "Now another")
    with db.write(shop.store_id) as session:
        stores.save_profile(session, name="Now another", actor=SYSTEM)
    assert both(store.host, "/", HTTP_IF_NONE_MATCH=etag)[0][:3] == "200"
    status, said, nothing = both(store.host, "/", "HEAD")
    assert status[:3] == "200" and nothing == b"" and dict(said)["ETag"] != etag


def test_a_cart_address_asked_for_by_a_script_gets_data(
    app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore
) -> None:
    assert b"<html" in both(store.host, "/cart")[2]
    data = both(store.host, "/cart", HTTP_ACCEPT="application/json")[2]
    assert data.startswith(b"{")
    assert not [page for page in kept(app) if "no-store" in dict(page.headers)["Cache-Control"]]


def test_a_page_that_cannot_be_kept_is_tried_again(
    app: Flask, shop: Shopfront, store: NewStore, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in it may be mended, or a shop that was closed may open."""
    with db.write(shop.store_id) as session:
        stores.close_doors(session, actor=SYSTEM)
    assert ask(app, store.host, "/password")[0][:3] == "200"
    assert not kept(app)
    monkeypatch.setattr(kept_pages, "monotonic", lambda: time.monotonic() + 3_600)
    with db.write(shop.store_id) as session:
        stores.open_doors(session, actor=SYSTEM)
    for _ in range(2):
        assert ask(app, store.host, "/")[0][:3] == "200"
        assert ask(app, store.host, "/password")[0][:3] == "302"
    assert len(kept(app)) == 1


def test_a_shop_that_closes_while_its_page_is_made_is_closed(
    app: Flask, shop: Shopfront, store: NewStore, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is looked up first. What is made of it then is shown to who asked, and kept for nobody."""
    import app as application

    own = application.store_by_host

    def closing(database: Database, host: str) -> Any:
        found = own(database, host)
        monkeypatch.setattr(application, "store_by_host", own)
        with db.write(shop.store_id) as session:
            stores.close_doors(session, actor=SYSTEM)
        return found

    monkeypatch.setattr(application, "store_by_host", closing)
    assert ask(app, store.host, "/")[0][:3] == "200"
    assert ask(app, store.host, "/")[0][:3] == "302"
    assert not kept(app)


def test_what_comes_out_later_is_there_at_its_time(
    clock: FixedClock, app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore, db: Database
) -> None:
    with db.write(shop.store_id) as session:
        product = session.scalars(select(Product).where(Product.handle == "bowl-1")).one()
        later = clock.now() + timedelta(hours=1)
        said = ProductInput("In an hour", status="active", published_at=later)
        update_product(session, product.id, said, SYSTEM)
    for minutes, is_there in ((0, False), (59, False), (1, True), (1, True)):
        clock.advance(minutes=minutes)
        assert (both(store.host, "/products/bowl-1")[0][:3] == "200") is is_there
        assert (b"In an hour" in both(store.host, "/collections/shelf")[2]) is is_there


def test_a_pack_that_is_saved_shows_on_pages_that_were_kept(
    settings: Settings, shop: Shopfront, store: NewStore, db: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "packs" / "folio"
    shutil.copytree(PACKS / "folio", folder)
    app = create_app(replace(settings, theme_packs=folder.parent))
    app.extensions["vitrine_themes"].library.look_every = 0.0
    layout = folder / "layout" / "theme.liquid"
    before = layout.read_text()
    try:
        ask(app, store.host)
        first = ask(app, store.host)[2]
        for text in (before.replace("</body>", "<!-- saved --></body>"), before):
            layout.write_text(text)
            wanted = b"<!-- saved -->" in text.encode()
            until(lambda wanted=wanted: (b"<!-- saved -->" in ask(app, store.host)[2]) is wanted, seconds=10)
            for _ in range(5):
                assert (b"<!-- saved -->" in ask(app, store.host)[2]) is wanted
        assert re.sub(rb"folio-\w+", b"", ask(app, store.host)[2]) == re.sub(rb"folio-\w+", b"", first)
    finally:
        app.extensions["vitrine"].db.close()


# -- nobody else's ------------------------------------------------------------------------------------------


def _cart(db: Database, shop: Shopfront, units: int) -> str:
    with db.write(shop.store_id) as session:
        product = session.scalars(select(Product).where(Product.handle == "bowl-0")).one()
        variant = session.scalars(select(Variant.id).where(Variant.product_id == product.id)).first()
        return ordering.add(session, None, [NewLine(str(variant), units)]).token


def test_what_is_somebodys_own_is_kept_for_nobody(
    app: Flask, both: Callable[..., Answer], shop: Shopfront, store: NewStore, db: Database
) -> None:
    carts = {units: _cart(db, shop, units) for units in (1, 2, 3)}
    for path in ("/", "/products/bowl-0", "/cart"):
        for cookie in ("", *(f"cart={token}" for token in carts.values()), "customer=abc", "shop_pass=1"):
            both(store.host, path, **({"HTTP_COOKIE": cookie} if cookie else {}))
    assert not {"Set-Cookie"} & {name for page in kept(app) for name, _ in page.headers}
    pages = [page.body for page in kept(app)]
    assert pages and not [body for body in pages for token in carts.values() if token.encode() in body]


READERS, EDITS = 8, int(os.environ.get("FRAGMENT_EDITS", "25"))
"""`make faults` has 200."""


@pytest.mark.fault
def test_readers_never_go_back_while_somebody_writes(
    app: Flask, shop: Shopfront, store: NewStore, db: Database, record_property: Callable[..., None]
) -> None:
    """Whoever asks after a change was committed sees it, or a later one; carts stay with their owners."""
    committed, over = [0], threading.Event()
    rename(db, shop, "Edition 0")
    carts = {units: _cart(db, shop, units) for units in (1, 2)}

    def write() -> int:
        try:
            for number in range(1, EDITS + 1):
                rename(db, shop, f"Edition {number}")
                committed[0] = number
                time.sleep(0.002)
        finally:
            over.set()
        return EDITS

    def read(path: str) -> int:
        count = 0
        while not over.is_set():
            least = committed[0]
            _, headers, body = ask(app, store.host, path)
            found = {int(number) for number in re.findall(rb"Edition (\d+)", body)}
            assert found and min(found) >= least, (path, found, least)
            assert len(found) == 1, (path, found)
            assert "Set-Cookie" not in dict(headers)
            count += 1
        return count

    def shopper(units: int) -> int:
        count = 0
        while not over.is_set():
            least = committed[0]
            _, headers, body = ask(app, store.host, "/cart.js", HTTP_COOKIE=f"cart={carts[units]}")
            assert f'"item_count":{units},' in body.decode().replace(" ", ""), body[:300]
            _, headers, body = ask(app, store.host, "/products/bowl-0", HTTP_COOKIE=f"cart={carts[units]}")
            found = {int(number) for number in re.findall(rb"Edition (\d+)", body)}
            assert found and min(found) >= least and dict(headers)["Cache-Control"].startswith("private")
            count += 1
        return count

    with ThreadPoolExecutor(READERS + 3) as pool:
        tasks = [
            pool.submit(read, "/products/bowl-0" if at % 2 else "/collections/shelf")
            for at in range(READERS - 2)
        ]
        tasks += [pool.submit(shopper, units) for units in carts]
        writer = pool.submit(write)
        assert writer.result() == EDITS
        counts = [task.result() for task in tasks]
    assert min(counts) >= 1
    record_property("edits", EDITS)
    record_property("pages read meanwhile", sum(counts))


def test_many_at_once_on_a_cold_page_make_it_once_or_twice(
    app: Flask, shop: Shopfront, store: NewStore
) -> None:
    ask(app, store.host)  # templates are compiled
    made = 0
    for _ in range(3):
        forget(app)
        start = threading.Barrier(20)

        def visit(_: int, start: threading.Barrier = start) -> Answer:
            start.wait()
            return ask(app, store.host)

        database = app.extensions["vitrine"].db
        with counted(database) as statements, ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(visit, range(20)))
        assert len(set(map(repr, answers))) == 1
        made += sum("FROM look " in text for text in statements.seen)
    assert 3 <= made <= 6, made


# -- what it costs -------------------------------------------------------------------------------------------


def test_a_kept_page_costs_one_statement_of_the_driver(
    app: Flask, shop: Shopfront, store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None goes through SQLAlchemy, and the driver sends no BEGIN, no COMMIT and nothing else."""
    database: Database = app.extensions["vitrine"].db
    sent: list[str] = []
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def trace(connection: sqlite3.Connection, _record: Any) -> None:
            connection.set_trace_callback(sent.append)

    else:
        own = psycopg.Cursor.execute

        def execute(self: Any, query: Any, *rest: Any, **named: Any) -> Any:
            sent.append(str(query))
            return own(self, query, *rest, **named)

        monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    for path in ("/", "/products/bowl-0", "/collections/shelf?page=2"):
        for _ in range(2):
            ask(app, store.host, path)
        sent.clear()
        with counted(database) as statements:
            for _ in range(5):
                assert ask(app, store.host, path)[0][:3] == "200"
                assert ask(app, store.host, path, HTTP_COOKIE="_ga=1; consent=yes")[0][:3] == "200"
        assert statements.count == 0
        assert len(sent) == 10 and all("FROM dependency_version" in text for text in sent), sent


MOST_WARM, MOST_WITH_CART = 5, 7
"""Statements of a page whose parts hold. The header of somebody with a cart is made anew: menus, cart, what the page is about."""


def test_a_page_whose_parts_hold_costs_few_statements(
    app: Flask, shop: Shopfront, store: NewStore, db: Database
) -> None:
    cookie = {"HTTP_COOKIE": f"cart={_cart(db, shop, 2)}"}
    database = app.extensions["vitrine"].db
    for path in (
        "/",
        "/products/bowl-0",
        "/collections/shelf",
        "/blogs/journal/first-firing",
        "/pages/about",
    ):
        for more, most in (({}, MOST_WARM), (cookie, MOST_WITH_CART)):
            for _ in range(2):
                ask(app, store.host, path, **more)
                forget(app, _Page)
            with counted(database) as statements:
                ask(app, store.host, path, **more)
            found = [text for text in statements.seen if "store_host" not in text]
            assert 1 <= len(found) <= most, (path, more, str(statements))
