"""Signing in over HTTP: limits, cookies, what comes back, where it leads, and what it never tells."""

from __future__ import annotations

import logging
import re

import pytest

from engine.base.clock import FixedClock
from engine.stores.commands import customers
from engine.stores.queries import signed_in_customer
from tests.storefront.account.conftest import PASSWORD, Accounts, choose, sign_in

ADA = "ada@example.com"


def test_a_customer_comes_in_by_mail_then_by_password(accounts: Accounts) -> None:
    browser = accounts.browser()
    form = {
        "form_type": "create_customer",
        "customer[first_name]": "Ada",
        "customer[email]": "Ada@Example.com",
    }
    answer = browser.post("/account", data=form)
    assert answer.status_code == 200 and "We have sent a letter to Ada@Example.com" in answer.text
    assert accounts.customer(ADA).state == "invited"
    answer = choose(browser, accounts.link(ADA))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert "Hello, Ada" in browser.get("/account").text
    other = accounts.browser()
    assert sign_in(other, " ADA@example.com ").headers["Location"] == "/account"
    assert ADA in other.get("/account").text


def test_the_cookie_is_of_this_host_alone_and_new_at_every_sign_in(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    before = browser.get_cookie("customer", accounts.shop.store.host)
    answer = sign_in(browser, ADA)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("customer="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    after = browser.get_cookie("customer", accounts.shop.store.host)
    assert before and after and before.value != after.value
    with accounts.shop.db.read(accounts.shop.id) as session:
        assert signed_in_customer(session, before.value) is None, "the session before ended"
        assert signed_in_customer(session, after.value) is not None


def test_account_pages_are_kept_by_no_cache(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    for path in ("/account", "/account/addresses", "/account/logout"):
        headers = browser.get(path).headers
        assert headers["Cache-Control"] == "private, no-store" and headers["X-Robots-Tag"] == "noindex", path
    for path in ("/", "/cart"):
        assert browser.get(path).headers["Cache-Control"].startswith("private"), path
    assert accounts.browser().get("/account/login").headers["Cache-Control"] == "private, no-store"


def test_a_stranger_is_led_to_the_sign_in_and_back(accounts: Accounts) -> None:
    accounts.open(ADA)
    browser = accounts.browser()
    answer = browser.get("/account/addresses?page=2")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/account/login?return_to=%2Faccount%2Faddresses%3Fpage%3D2",
    )
    page = browser.get(answer.headers["Location"]).text
    assert 'name="return_to" value="/account/addresses?page=2"' in page
    assert (
        browser.post("/account/addresses", data={"address[city]": "x"}).headers["Location"]
        == "/account/login"
    )
    wrong = sign_in(browser, ADA, "wrong", return_to="/account/addresses")
    assert 'name="return_to" value="/account/addresses"' in wrong.text, "kept over a wrong password"


@pytest.mark.parametrize(
    ("given", "led_to"),
    [
        ({"return_to": "/pages/about"}, "/pages/about"), ({"checkout_url": "/cart"}, "/cart"),
        ({"return_to": "https://evil.example/"}, "/"), ({"return_to": "//evil.example"}, "/"),
        ({"checkout_url": "/\\evil.example"}, "/"), ({"checkout_url": "javascript:alert(1)"}, "/"),
    ],
)  # fmt: skip
def test_it_leads_to_pages_of_this_shop_only(accounts: Accounts, given: dict[str, str], led_to: str) -> None:
    accounts.open(ADA)
    browser = accounts.browser()
    assert sign_in(browser, ADA, **given).headers["Location"] == led_to
    guest = {"form_type": "guest_login", "checkout_url": next(iter(given.values()))}
    assert browser.post("/account/login", data=guest).headers["Location"] == led_to


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(accounts: Accounts) -> None:
    accounts.open(ADA)
    pages = []
    for email in (ADA, "bob@example.com"):
        answer = sign_in(accounts.browser(), email, "not the password")
        assert answer.status_code == 422
        assert "The e-mail address or the password is not right." in answer.text
        assert f'value="{email}"' in answer.text, "what was typed comes back"
        assert "not the password" not in answer.text, "but never the password"
        pages.append(answer.text.replace(email, ""))
    assert pages[0] == pages[1]


def test_too_many_tries_wait_even_with_the_right_password(accounts: Accounts, clock: FixedClock) -> None:
    accounts.open(ADA)
    for email in (ADA, "nobody@example.com"):
        statuses = [sign_in(accounts.browser(), email, "wrong").status_code for _ in range(6)]
        assert statuses == [422] * 5 + [429], email
    waiting = sign_in(accounts.browser(), ADA)
    assert waiting.status_code == 429 and "Too many tries for this account" in waiting.text
    clock.advance(minutes=16)
    assert sign_in(accounts.browser(), ADA).status_code == 303


def test_one_network_has_a_limit_too(accounts: Accounts) -> None:
    for number in range(30):
        assert sign_in(accounts.browser(), f"guess{number}@example.com", "x").status_code == 422
    answer = sign_in(accounts.browser(), "guess30@example.com", "x")
    assert answer.status_code == 429 and "from your network" in answer.text


@pytest.mark.parametrize(("path", "field"), [("/account/recover", "email"), ("/account", "customer[email]")])
def test_asking_for_a_letter_tells_nothing(accounts: Accounts, path: str, field: str) -> None:
    accounts.open(ADA)
    pages = []
    for email in (ADA, "bob@example.com"):
        answer = accounts.browser().post(path, data={field: email})
        assert answer.status_code == 200
        pages.append(answer.text.replace(email, ""))
    assert pages[0] == pages[1]
    statuses = [accounts.browser().post(path, data={field: ADA}).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429], "letters are not sent without end"


def test_what_cannot_be_used_is_named_in_the_form(accounts: Accounts) -> None:
    browser = accounts.browser()
    answer = browser.post("/account", data={"customer[email]": "nobody", "customer[first_name]": "Ada <b>"})
    assert answer.status_code == 422 and "Email does not look like a mail address." in answer.text
    assert 'value="Ada &lt;b&gt;"' in answer.text and 'aria-invalid="true"' in answer.text
    answer = browser.post("/account/recover", data={"email": ""})
    assert answer.status_code == 422 and "Email is missing." in answer.text
    german = accounts.browser()
    german.set_cookie("locale", "de", domain=accounts.shop.store.host)
    answer = sign_in(german, ADA, "x")
    assert "Die E-Mail-Adresse oder das Passwort stimmt nicht." in answer.text


def test_a_link_works_once(accounts: Accounts, clock: FixedClock) -> None:
    link = accounts.link(ADA)
    browser = accounts.browser()
    page = browser.get(link)
    assert page.status_code == 200 and f'action="{link}"' in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    weak = choose(browser, link, "short")
    assert weak.status_code == 422 and "Password is too short: take at least 10" in weak.text
    differ = {"customer[password]": PASSWORD, "customer[password_confirmation]": "another"}
    answer = browser.post(link, data=differ)
    assert answer.status_code == 422 and "is not the same as the first." in answer.text
    assert choose(browser, link).status_code == 303
    for spent in (browser.get(link), choose(accounts.browser(), link)):
        assert spent.status_code == 410 and "used already" in spent.text
        assert 'type="password"' not in spent.text
    expiring = accounts.link(ADA, customers.RECOVERY)
    clock.advance(hours=3)
    for spent in (browser.get(expiring), choose(accounts.browser(), expiring)):
        assert spent.status_code == 410 and "expired" in spent.text


def test_links_of_others_are_not_there(accounts: Accounts) -> None:
    ada, ben = accounts.link(ADA), accounts.link("ben@example.com")
    mixed = ada.rsplit("/", 1)[0] + "/" + ben.rsplit("/", 1)[1]
    for link in (mixed, ada.replace("activate", "reset"), ada + "x", "/account/activate/1/x"):
        assert accounts.browser().get(link).status_code == 404, link
        assert choose(accounts.browser(), link).status_code == 404, link


def test_a_new_password_signs_other_browsers_out(accounts: Accounts) -> None:
    before = accounts.open(ADA)
    after = accounts.browser()
    assert choose(after, accounts.link(ADA, customers.RECOVERY), "another row of words").status_code == 303
    assert after.get("/account").status_code == 200
    assert before.get("/account").status_code == 302
    assert sign_in(accounts.browser(), ADA).status_code == 422
    assert sign_in(accounts.browser(), ADA, "another row of words").status_code == 303


def test_leaving_takes_a_press_of_a_button(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    cookie = browser.get_cookie("customer", accounts.shop.store.host)
    page = browser.get("/account/logout")
    assert page.status_code == 200 and 'method="post" action="/account/logout"' in page.text
    assert "colophon" in page.text, "in the shop's own look"
    assert browser.get("/account").status_code == 200, "a GET changes nothing"
    assert browser.post("/account/logout").headers["Location"] == "/"
    assert browser.get("/account").status_code == 302
    assert cookie is not None
    browser.set_cookie("customer", cookie.value, domain=accounts.shop.store.host)
    assert browser.get("/account").status_code == 302, "the session is gone, not only the cookie"
    assert browser.get("/account/logout").status_code == 302


def test_posts_from_elsewhere_are_refused(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    evil = {"Origin": "http://evil.example"}
    for path in ("/account", "/account/login", "/account/recover", "/account/addresses", "/account/logout"):
        assert browser.post(path, data={"customer[email]": ADA}, headers=evil).status_code == 403, path
    assert browser.get("/account").status_code == 200


def test_nothing_personal_reaches_the_log(accounts: Accounts, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = accounts.browser()
    browser.post("/account", data={"customer[email]": ADA, "customer[last_name]": "Lovelace"})
    link = accounts.link(ADA)
    choose(browser, link)
    sign_in(accounts.browser(), ADA, "wrong and secret")
    sign_in(accounts.browser(), "nobody@", "wrong and secret")
    browser.post("/account/addresses", data={"address[city]": "Secretville", "address[country]": "x"})
    browser.get("/account/orders/1")
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("faker", "asyncio"))
    )
    for secret in (ADA, "Lovelace", "Secretville", "wrong and secret", link.rsplit("/", 1)[1]):
        assert secret not in ours


def test_a_theme_without_account_pages_has_none(
    accounts: Accounts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The hostile pack of the tests brings an index and nothing else."""
    from engine.rendering import accounts as pages
    from engine.themes.packs import Pack
    from tests.support.paths import ROOT

    bare = Pack(ROOT / "tests/support/packs/hostile")

    class Front:
        pack = bare

    assert pages.page(Front(), "login") is None  # type: ignore[arg-type]
    assert re.search("customers/login", " ".join(Pack(ROOT / "theme_packs/folio").templates))
