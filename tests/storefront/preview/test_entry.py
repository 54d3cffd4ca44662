"""Who comes into a preview: by a token of this store that has not ended, kept in a cookie of this host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.rendering.preview_tokens import (
    EDITING_LASTS,
    LOOKING_LASTS,
    PARAMETER,
    PreviewView,
    preview_address,
    preview_token,
)
from engine.stores.models import Staff
from engine.stores.queries import load_store
from tests.factories.stores import make_store
from tests.storefront.preview.conftest import Previewer
from tests.support.serving import HostClient
from tests.support.shipped import shipped


def test_without_a_token_nothing_is_shown(previewer: Previewer) -> None:
    for path in ("/", "/products/bowl-0", "/cart.js", "/nowhere", "/assets/folio-1/base.css"):
        answer = previewer.get(path)
        assert answer.status_code == 403, path
        assert "This preview has ended" in answer.text
        assert "bowl" not in answer.text.lower()
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors http://admin." in answer.headers["Content-Security-Policy"]
    assert previewer.get("/_preview/closed.css").status_code == 200
    assert "Disallow: /" in previewer.get("/robots.txt").text


def test_the_closed_page_speaks_the_language_of_the_shop(db: Database, previewer: Previewer) -> None:
    from engine.stores.models import Store

    for spoken, lang, words in (
        ("de", "de", "Diese Vorschau ist beendet"),
        ("fr", "en", "This preview has ended"),
    ):
        with db.write(None, cross_store="another language for a test") as session:
            session.get_one(Store, previewer.store_id).locale = spoken
        text = previewer.get("/").text
        assert f'<html lang="{lang}">' in text and words in text


def test_a_token_goes_into_a_cookie_and_out_of_the_address(previewer: Previewer) -> None:
    token = previewer.token()
    answer = previewer.client.get("/products/bowl-0", query_string={"variant": "3", PARAMETER: token})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{previewer.home}/products/bowl-0?variant=3&preview=edit"
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie
    shown = previewer.get("/products/bowl-0?variant=3&preview=edit")
    assert shown.status_code == 200
    assert token not in shown.text


def test_an_address_that_begins_with_two_slashes_leads_to_no_other_host(previewer: Previewer) -> None:
    answer = previewer.client.get("//evil.example/", query_string={PARAMETER: previewer.token()})
    assert answer.headers["Location"].startswith(f"{previewer.home}/")


@pytest.mark.parametrize("purpose", ["edit", "look"])
def test_forged_and_foreign_tokens_open_nothing(
    purpose: str, previewer: Previewer, app: Flask, db: Database, owner: Staff
) -> None:
    signer, other = app.extensions["vitrine"].signer, make_store(db)
    with db.read(other.id) as session:
        elsewhere = load_store(session, other.id)
    view = PreviewView("edit" if purpose == "edit" else "look", None, owner.id)
    good = previewer.token(view.purpose)
    wrong = {
        "of another store": preview_token(signer, elsewhere, view),
        "with another letter": good[:5] + ("A" if good[5] != "A" else "B") + good[6:],
        "signed for something else": signer.sign(
            "checkout.handover", [previewer.store_id, purpose, None, owner.id]
        ),
        "without a purpose": signer.sign("preview", [previewer.store_id, "", None, owner.id, "", 0]),
        "of another shape": signer.sign("preview", {"store": previewer.store_id}),
        "empty": "",
        "no text": "\0\ud800".encode("utf-8", "ignore").decode(),
    }
    for name, token in wrong.items():
        answer = previewer.client.get("/", query_string={PARAMETER: token})
        assert answer.status_code == 403, name
        assert not answer.headers.getlist("Set-Cookie"), name
        previewer.client.set_cookie("preview", purpose, domain=f"preview.{previewer.host}")
        previewer.client.set_cookie(f"preview-{purpose}", token, domain=f"preview.{previewer.host}")
        assert previewer.get("/").status_code == 403, name


def test_a_token_of_one_purpose_is_no_other(previewer: Previewer) -> None:
    """Somebody with a private link puts its token where one to edit with would be."""
    host = f"preview.{previewer.host}"
    previewer.client.set_cookie("preview-edit", previewer.token("look"), domain=host)
    assert previewer.get("/?preview=edit").status_code == 403
    previewer.client.set_cookie("preview-look-7", previewer.token("look"), domain=host)
    assert previewer.get("/?preview=look-7").status_code == 403


def test_tokens_end(previewer: Previewer, clock: FixedClock) -> None:
    for purpose, lasts in (("edit", EDITING_LASTS), ("look", LOOKING_LASTS)):
        assert previewer.enter(purpose).status_code == 200  # type: ignore[arg-type]
        clock.advance(seconds=lasts.total_seconds() - 1)
        assert previewer.get(f"/?preview={purpose}").status_code == 200
        clock.advance(seconds=2)
        assert previewer.get(f"/?preview={purpose}").status_code == 403


def test_nobody_makes_a_token_for_longer(previewer: Previewer) -> None:
    for lasts in (timedelta(), timedelta(days=15), -timedelta(days=1)):
        with pytest.raises(ValueError, match="lasts up to"):
            previewer.token("look", lasts=lasts)


@pytest.mark.parametrize("change", ["locked", "assistant"])
def test_whoever_may_not_edit_any_more_is_out_at_once(
    change: str, previewer: Previewer, db: Database, owner: Staff, clock: FixedClock
) -> None:
    assert previewer.enter().status_code == 200
    with db.write(previewer.store_id) as session:
        row = session.need(Staff, owner.id)
        if change == "locked":
            row.disabled_at = clock.now()
        else:
            row.role = "assistant"
    assert previewer.get("/?preview=edit").status_code == 403


def test_private_links_are_ended_all_at_once(db: Database, previewer: Previewer) -> None:
    from engine.stores import commands as stores

    for purpose in ("edit", "look", "shown"):
        assert previewer.enter(purpose).status_code == 200  # type: ignore[arg-type]
    with db.write(previewer.store_id) as session:
        stores.end_preview_links(session, actor=SYSTEM)
    assert previewer.get("/?preview=edit").status_code == 200, "editors at work stay"
    for purpose in ("look", "shown"):
        assert previewer.get(f"/?preview={purpose}").status_code == 403
    assert previewer.enter("look").status_code == 200, "a new link is good"


def test_a_closed_shop_is_shown_without_its_password(db: Database, previewer: Previewer) -> None:
    from engine.stores.models import Store

    with db.write(None, cross_store="closing a shop for a test") as session:
        session.get_one(Store, previewer.store_id).status = "closed"
    assert "Bowl" in previewer.enter("look").text or previewer.get("/collections/all").status_code == 200
    assert previewer.get("/products/bowl-0").status_code == 200


def test_no_cookie_of_the_admin_is_needed_or_sent(
    previewer: Previewer, client_at: Callable[[str], HostClient], db: Database, owner: Staff
) -> None:
    from engine.stores import commands as stores

    with db.write(previewer.store_id) as session:
        staff_session = stores.start_session(session, session.need(Staff, owner.id), "a test")
    other = client_at(f"preview.{previewer.host}")
    other.set_cookie("vitrine_staff", staff_session, domain=f"preview.{previewer.host}")
    assert other.get("/").status_code == 403, "being signed in elsewhere opens no preview"
    assert previewer.enter().status_code == 200, "and a token needs nobody signed in"


def test_two_views_stand_side_by_side_in_one_browser(db: Database, previewer: Previewer) -> None:
    from engine.themes import commands

    with db.write(previewer.store_id) as session:
        trestle = commands.install_pack(session, shipped("trestle"), role="draft").id
    before, after = previewer.enter("look"), previewer.enter("look", trestle)
    assert "/assets/folio-" in before.text and "/assets/trestle-" in after.text
    home = previewer.home
    for name, pack in (("look", "folio"), (f"look-{trestle}", "trestle")):
        assert f"/assets/{pack}-" in previewer.get(f"/products/bowl-0?preview={name}").text
        followed = previewer.get("/products/bowl-0", Referer=f"{home}/?preview={name}", Accept="text/html")
        assert followed.status_code == 302
        assert followed.headers["Location"] == f"{home}/products/bowl-0?preview={name}"
        part = previewer.get("/cart?section_id=header", Referer=f"{home}/?preview={name}")
        assert part.status_code in (200, 404)


def test_the_address_of_a_preview(app: Flask, previewer: Previewer) -> None:
    addresses = app.extensions["vitrine"].addresses(previewer.host)
    address = preview_address(addresses, "/products/bowl-0?variant=1", previewer.token())
    assert address.startswith(f"{addresses.base('preview')}/products/bowl-0?variant=1&preview_token=")
    answer = previewer.client.get(address.removeprefix(addresses.base("preview")), follow_redirects=True)
    assert answer.status_code == 200 and answer.request.base_url == f"{previewer.home}/products/bowl-0"
