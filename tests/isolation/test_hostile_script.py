"""A hostile pack runs on the shop's origin while a shopper checks out and staff are signed in, in the same browser."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Frame, Page
from sqlalchemy import select

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.content import models as content
from engine.ordering.models import Checkout
from engine.rendering.preview_tokens import PreviewView, preview_address, preview_token
from engine.stores.models import StaffSession
from engine.stores.queries import load_store
from engine.themes.commands import install_pack, publish, set_template
from engine.themes.packs import Pack
from engine.wiring.services import Services
from tests.factories.full_store import FullStore, make_full_store
from tests.isolation.walk import rows_of
from tests.support.paths import ROOT
from tests.support.serving import HostClient, LiveServer
from tests.support.waiting import until

PACKS = ROOT / "tests" / "support" / "packs"
LOOKS_HARMLESS = {"cookies": "", "databases": "[]", "workers": "0", "opener": "null"}


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions["vitrine"]
    return found


@pytest.fixture
def store(services: Services) -> FullStore:
    return make_full_store(services, "Alderney")


def _wear(db: Database, store: FullStore, folder: Path) -> None:
    pack = Pack(folder)
    with db.write(store.id) as session:
        install_pack(session, pack)
        set_template(session, pack, "index", {"main": {"type": "hostile", "settings": {}}})
        publish(session)


EDITOR = """<!doctype html><html lang="en"><title>Editor</title><p>secret</p>
<iframe src="{src}" sandbox="allow-scripts allow-forms allow-same-origin" style="width:1200px;height:700px"></iframe></html>"""


def _preview_of(services: Services, store: FullStore, port: int) -> str:
    """The address that opens the start page for the owner to edit."""
    with services.db.read(store.id) as session:
        info = load_store(session, store.id)
    token = preview_token(services.signer, info, PreviewView("edit", None, int(store["owner_id"])))
    return preview_address(Addresses(store.host, "http", f":{port}"), "/", token)


@pytest.mark.browser
@pytest.mark.timeout(240)
@pytest.mark.parametrize("where", ["the shop", "the preview in the editor"])
def test_a_hostile_pack_reads_nothing_and_changes_nothing(
    where: str,
    db: Database,
    services: Services,
    store: FullStore,
    serve: Callable[..., LiveServer],
    desktop: BrowserContext,
) -> None:
    _wear(db, store, PACKS / "hostile")
    server = serve(THEME_PACKS=str(PACKS))
    admin, checkout = (server.url(f"{origin}.{store.host}") for origin in ("admin", "checkout"))
    desktop.add_cookies(
        [
            {
                "name": "vitrine_staff",
                "value": store["owner_session"],
                "url": admin,
                "httpOnly": True,
                "sameSite": "Lax",
            },
            {
                "name": "checkout",
                "value": store["checkout_token"],
                "url": checkout,
                "httpOnly": True,
                "sameSite": "Lax",
            },
        ]
    )
    staff, shopper = desktop.new_page(), desktop.new_page()
    staff.goto(admin)
    assert staff.locator("h1").inner_text(), "staff are signed in"
    assert "/sign-in" not in staff.url
    shopper.goto(f"{checkout}payment")
    assert "/payment" in shopper.url, "a checkout is under way"
    for page in (staff, shopper):
        page.evaluate("localStorage.setItem('secret', 'kept'); sessionStorage.setItem('secret', 'kept')")
    preview, editor = _preview_of(services, store, server.port), desktop.new_page()
    editor.route(
        f"{admin}framing",
        lambda route: route.fulfill(body=EDITOR.format(src=preview), content_type="text/html"),
    )
    editor.goto(f"{admin}framing")
    editor.frame_locator("iframe").locator("body[data-done]").wait_for(timeout=90_000)
    before = rows_of(db, store.id)

    shop: Page | Frame = desktop.new_page()
    if where == "the shop":
        shop.goto(server.url(store.host))
    else:
        editor.goto(f"{admin}framing")
        shop = until(lambda: next(iter(editor.frames[1:]), None))
        until(lambda: "preview=edit" in shop.url, what="a preview in the frame")
    shop.wait_for_selector("body[data-done]", timeout=90_000)
    report: dict[str, Any] = shop.evaluate("window.report")
    for name, expected in LOOKS_HARMLESS.items():
        assert report.pop(name) == expected, name
    assert "secret" not in report.pop("storage") + report.pop("caches")
    assert set(report.values()) == {"refused"}, report
    assert len(report) >= 26

    with staff.expect_popup() as opened:
        staff.evaluate("address => { window.open(address) }", server.url(store.host))
    opened.value.wait_for_selector("body[data-done]", timeout=60_000)
    assert opened.value.evaluate("String(window.opener)") == "null", (
        "a page opened by the admin cannot reach back"
    )

    _nothing_changed(db, store, before)
    staff.goto(f"{admin}pages")
    assert "/sign-in" not in staff.url, "nobody was signed out"
    assert "Planted" not in staff.content()


def _nothing_changed(db: Database, store: FullStore, before: dict[str, str]) -> None:
    with db.read(store.id) as session:
        assert "Planted" not in session.scalars(select(content.Page.title)).all()
        assert not [mail for mail in session.scalars(select(Checkout.email)) if mail and "evil" in mail]
        assert session.scalars(select(StaffSession.id)).all()
    after = rows_of(db, store.id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"staff_session"}, "only the time at which staff were last seen"


FORMS = {
    "admin": ("/pages", {"title": "Planted", "csrf_token": ""}),
    "checkout": ("/contact", {"email": "thief@evil.example"}),
}
SENDERS: dict[str, dict[str, str]] = {
    "the shop": {"Origin": "http://{shop}", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
    "the shop, as a form": {
        "Origin": "http://{shop}",
        "Sec-Fetch-Site": "same-site",
        "Sec-Fetch-Mode": "navigate",
    },
    "a sandbox": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "a look-alike": {"Origin": "http://{own}.evil.example", "Sec-Fetch-Site": "cross-site"},
}


def test_a_post_from_elsewhere_is_refused_though_the_cookies_come_along(
    db: Database, store: FullStore, client_at: Callable[[str], HostClient]
) -> None:
    """Sub-domains are same-site, so SameSite does not hold a post of the shop back: the server does."""
    before = rows_of(db, store.id)
    for (origin, (path, form)), (sender, said) in product(FORMS.items(), SENDERS.items()):
        host = f"{origin}.{store.host}"
        client = client_at(host)
        client.set_cookie("vitrine_staff", store["owner_session"], domain=f"admin.{store.host}")
        client.set_cookie("checkout", store["checkout_token"], domain=f"checkout.{store.host}")
        headers = {name: value.format(shop=store.host, own=host) for name, value in said.items()}
        assert client.post(path, data=form, headers=headers).status_code == 403, (origin, sender)
        after = rows_of(db, store.id)
        changed = {name for name in before if before[name] != after[name]}
        assert changed <= {"staff_session"}, (origin, sender)


def test_no_page_of_admin_or_checkout_may_be_framed_or_run_foreign_scripts(
    store: FullStore, client_at: Callable[[str], HostClient]
) -> None:
    for origin, cookie in (("admin", "vitrine_staff"), ("checkout", "checkout")):
        client = client_at(f"{origin}.{store.host}")
        value = store["owner_session"] if origin == "admin" else store["checkout_token"]
        client.set_cookie(cookie, value, domain=f"{origin}.{store.host}")
        answer = client.get("/" if origin == "admin" else "/payment")
        policy = dict(
            rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";")
        )
        assert answer.status_code == 200
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy.get("script-src", "") + policy["default-src"]
        assert store.host not in policy.get("script-src", "").replace(f"{origin}.{store.host}", "")
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_over_https_no_cookie_can_be_planted_from_another_host(
    database_url: str, services: Services, store: FullStore, tmp_path: Path
) -> None:
    """A pack's script may set cookies for the shop's parent domain; browsers keep ``__Host-`` names out of its reach."""
    from app import create_app
    from tests.support.serving import client_at, settings_for

    app = create_app(
        settings_for(database_url, "unix:///nowhere", tmp_path / "instance", PUBLIC_SCHEME="https")
    )
    try:
        shop, checkout = client_at(app, store.host), client_at(app, f"checkout.{store.host}")
        shop.home, checkout.home = f"https://{store.host}", f"https://checkout.{store.host}"
        answers = [
            shop.post("/cart/add", data={"id": store["variant_id"], "quantity": "1"}),
            checkout.get(f"/c/{store['checkout_token']}"),
        ]
        for answer in answers:
            cookies = answer.headers.getlist("Set-Cookie")
            assert cookies
            for cookie in cookies:
                assert cookie.startswith("__Host-")
                assert "Secure" in cookie
                assert "Path=/" in cookie
                assert "Domain" not in cookie
        assert "card_number" in checkout.get("/payment").text, "the checkout's own cookie is found again"
        planted = client_at(app, f"checkout.{store.host}")
        planted.home = checkout.home
        planted.set_cookie("checkout", store["checkout_token"], domain=f"checkout.{store.host}")
        assert "card_number" not in planted.get("/payment").text, "one without the prefix is not believed"
    finally:
        app.extensions["vitrine"].db.close()
