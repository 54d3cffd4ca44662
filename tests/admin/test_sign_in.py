"""Signing in: limits, rotation, guards on every post, one-time links."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.stores import commands
from engine.stores.commands import NewStore
from engine.stores.models import StaffSession
from tests.admin.conftest import EMAIL, PASSWORD, Desk
from tests.support.serving import HostClient

pytestmark = pytest.mark.usefixtures("clock")


def sessions(db: Database, store: NewStore) -> int:
    with db.read(store.id) as session:
        return session.scalars(
            select(func.count()).select_from(StaffSession).where(StaffSession.store_id == store.id)
        ).one()


def test_the_right_password_opens_the_home_page(desk: Desk) -> None:
    answer = desk.get("/")
    assert answer.status_code == 200
    assert "Ada" in answer.text
    cookie = desk.client.get_cookie("vitrine_staff", desk.client.home.split("//")[1])
    assert (
        cookie is not None
        and cookie.http_only
        and cookie.same_site == "Lax"
        and cookie.domain == desk.client.home[7:]
    )
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_session_every_page_leads_to_the_form_and_back(new_desk: Callable[[], Desk]) -> None:
    desk = new_desk()
    answer = desk.get("/orders?view=open")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/orders%3Fview%3Dopen"
    desk.get(answer.location)
    entered = desk.post("/sign-in", {"email": EMAIL, "password": PASSWORD, "next": "/orders?view=open"})
    assert entered.location == "/orders?view=open"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/\nx"]
)
def test_signing_in_never_leads_elsewhere(new_desk: Callable[[], Desk], elsewhere: str) -> None:
    desk = new_desk()
    desk.get("/sign-in")
    assert desk.post("/sign-in", {"email": EMAIL, "password": PASSWORD, "next": elsewhere}).location == "/"


def test_an_unknown_account_and_a_wrong_password_say_the_same(new_desk: Callable[[], Desk]) -> None:
    desk = new_desk()
    unknown, wrong = desk.sign_in("nobody@example.com", "x" * 12), desk.sign_in(EMAIL, "x" * 12)
    assert unknown.status_code == wrong.status_code == 422
    said = "The e-mail address or the password is not right."
    assert said in unknown.text and said in wrong.text
    assert f'value="{EMAIL}"' in wrong.text


def test_an_account_waits_after_five_tries_and_is_free_again_later(
    new_desk: Callable[[], Desk], clock: FixedClock
) -> None:
    desk = new_desk()
    for _ in range(5):
        assert desk.sign_in(password="wrong password").status_code == 422
        clock.advance(seconds=60)
    refused = desk.sign_in()
    assert refused.status_code == 429
    assert "Wait 10 minutes" in refused.text
    clock.advance(minutes=10, seconds=1)
    assert desk.sign_in().status_code == 303


def test_trying_while_waiting_makes_the_wait_no_longer(
    new_desk: Callable[[], Desk], clock: FixedClock
) -> None:
    desk = new_desk()
    for _ in range(5):
        desk.sign_in(password="wrong password")
    for _ in range(14):
        clock.advance(minutes=1)
        assert desk.sign_in().status_code == 429
    clock.advance(minutes=1, seconds=1)
    assert desk.sign_in().status_code == 303


def test_a_network_waits_after_thirty_tries_at_many_accounts(new_desk: Callable[[], Desk]) -> None:
    desk = new_desk()
    for number in range(30):
        assert desk.sign_in(f"person{number}@example.com", "wrong password").status_code == 422
    refused = desk.sign_in()
    assert refused.status_code == 429
    assert "from your network" in refused.text


def test_success_forgives_the_tries_before(new_desk: Callable[[], Desk]) -> None:
    for _ in range(3):
        desk = new_desk()
        for _ in range(4):
            assert desk.sign_in(password="wrong password").status_code == 422
        assert desk.sign_in().status_code == 303


def test_each_sign_in_rotates_session_and_token(desk: Desk, db: Database, store: NewStore) -> None:
    host = desk.client.home.split("//")[1]
    before, token = desk.client.get_cookie("vitrine_staff", host), desk.token
    assert before is not None
    answer = desk.post("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303
    after = desk.client.get_cookie("vitrine_staff", host)
    assert after is not None and after.value != before.value
    assert sessions(db, store) == 1, "the old session ended"
    assert desk.post("/account", {"name": "Ada"}).status_code == 403, "the old token is void"
    desk.get("/account")
    assert desk.token != token


def test_signing_out_everywhere_ends_every_browser(desk: Desk, new_desk: Callable[[], Desk]) -> None:
    other = new_desk()
    other.sign_in()
    assert other.get("/").status_code == 200
    desk.get("/account")
    assert desk.post("/sign-out", {"everywhere": "1"}).status_code == 303
    assert other.get("/").status_code == 303
    assert desk.get("/").status_code == 303


def test_a_session_ends_after_two_weeks(desk: Desk, clock: FixedClock) -> None:
    clock.advance(days=13)
    assert desk.get("/").status_code == 200
    clock.advance(days=1, seconds=1)
    assert desk.get("/").status_code == 303


def test_another_password_signs_every_other_browser_out(desk: Desk, new_desk: Callable[[], Desk]) -> None:
    other = new_desk()
    other.sign_in()
    desk.get("/account")
    new = {"current": PASSWORD, "new": "four words in a row", "again": "four words in a row"}
    assert desk.post("/account/password", new).status_code == 303
    assert desk.get("/").status_code == 200
    assert other.get("/").status_code == 303


# -- guards on every post ------------------------------------------------------------------------------------------


def test_a_post_without_its_token_is_refused(desk: Desk) -> None:
    assert desk.client.post("/account", data={"name": "Eve"}).status_code == 403
    assert desk.client.post("/account", data={"name": "Eve", "csrf_token": "x" * 24}).status_code == 403
    assert "Eve" not in desk.get("/account").text


def test_the_token_counts_in_the_header_too(desk: Desk) -> None:
    answer = desk.client.post("/account", data={"name": "Ada B"}, headers={"X-CSRF-Token": desk.token})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://shop-1.localhost"},
    ],
)
def test_a_post_from_another_origin_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    assert desk.post("/account", {"name": "Eve"}, **headers).status_code == 403


def test_a_post_that_the_browser_calls_cross_site_is_refused(desk: Desk) -> None:
    from flask.testing import FlaskClient

    answer = FlaskClient.open(
        desk.client,
        "/account",
        method="POST",
        base_url=desk.client.home,
        data={"name": "Eve", "csrf_token": desk.token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_the_token_of_one_browser_fits_no_other(desk: Desk, new_desk: Callable[[], Desk]) -> None:
    other = new_desk()
    other.sign_in()
    other.token = desk.token
    assert other.post("/account", {"name": "Eve"}).status_code == 403


def test_htmx_is_led_to_the_form_when_the_session_ended(new_desk: Callable[[], Desk]) -> None:
    answer = new_desk().get("/orders", **{"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/orders"


# -- roles and links --------------------------------------------------------------------------------------------------


def test_a_role_opens_only_its_pages(
    desk: Desk, new_desk: Callable[[], Desk], db: Database, store: NewStore
) -> None:
    with db.write(store.id) as session:
        commands.add_staff(
            session,
            email="ben@example.com",
            name="Ben",
            password=PASSWORD,
            role="assistant",
            actor=Actor("system", "Test"),
        )
    ben = new_desk()
    ben.sign_in("ben@example.com")
    assert ben.get("/orders").status_code == 200
    for path in ("/settings", "/staff", "/theme", "/set-up", "/imports", "/work", "/pages"):
        assert ben.get(path).status_code == 403, path
    assert 'href="/settings"' not in ben.get("/").text


def test_a_link_makes_the_owner_once(
    client_at: Callable[[str], HostClient], db: Database, store: NewStore
) -> None:
    desk = Desk(client_at(f"admin.{store.host}"))
    path = f"/set-up/{store.set_up_token}"
    assert desk.get(path).status_code == 200
    fields = {"name": "Cleo", "email": "cleo@example.com", "password": "short", "password_again": "short"}
    refused = desk.post(path, fields)
    assert refused.status_code == 422
    assert 'value="cleo@example.com"' in refused.text and "at least 10 characters" in refused.text
    fields |= {"password": PASSWORD, "password_again": PASSWORD}
    entered = desk.post(path, fields)
    assert (entered.status_code, entered.location) == (303, "/set-up")
    assert desk.get("/set-up").status_code == 200
    again = Desk(client_at(f"admin.{store.host}"))
    used = again.get(path)
    assert used.status_code == 410
    assert "was used already" in used.text and "Sign in" in used.text
    again.get("/sign-in")
    assert again.post(path, fields).status_code == 410


def test_a_link_expires_and_an_unknown_one_says_what_helps(
    client_at: Callable[[str], HostClient], store: NewStore, clock: FixedClock
) -> None:
    desk = Desk(client_at(f"admin.{store.host}"))
    assert "leads nowhere" in desk.get("/set-up/nonsense").text
    clock.advance(days=7, seconds=1)
    gone = desk.get(f"/set-up/{store.set_up_token}")
    assert gone.status_code == 410
    assert "expired" in gone.text


def test_an_invited_person_comes_in_by_link(desk: Desk, new_desk: Callable[[], Desk]) -> None:
    desk.get("/staff")
    made = desk.post("/staff", {"name": "Dora", "email": "dora@example.com", "role": "manager"})
    assert made.status_code == 200
    link = made.text.split('id="link" type="text" readonly value="')[1].split('"')[0]
    path = "/join/" + link.rsplit("/", 1)[1]
    dora = new_desk()
    dora.get(path)
    assert dora.post(path, {"password": PASSWORD, "password_again": PASSWORD}).status_code == 303
    assert dora.get("/products").status_code == 200


def test_nothing_personal_is_logged(
    desk: Desk, new_desk: Callable[[], Desk], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    new_desk().sign_in("canary-4711@example.com", "canary-password-4711")
    desk.post("/account/password", {"current": "canary-password-4711", "new": "x", "again": "y"})
    assert "canary" not in caplog.text
