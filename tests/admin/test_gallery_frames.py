"""The page of a theme frames the shop in it: as its author laid it out, and with the shop's own content."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from engine.base.db import Database
from engine.stores.commands import NewStore
from engine.themes.switching.commands import prepare_theme
from tests.admin.conftest import Desk
from tests.factories.shopfront import make_shopfront
from tests.support.serving import HostClient
from tests.support.shipped import shipped

FRAME = re.compile(r'<iframe src="([^"]+)"')


def frames(desk: Desk, pack: str) -> list[str]:
    """The addresses that the page of a pack frames."""
    answer = desk.get(f"/theme/packs/{pack}")
    assert answer.status_code == 200
    origin = FRAME.findall(answer.text)[0].partition("/?")[0]
    assert f"frame-src {origin}" in answer.headers["Content-Security-Policy"]
    return [html.unescape(address) for address in FRAME.findall(answer.text)]


def seen(client_at: Callable[[str], HostClient], store: NewStore, address: str) -> str:
    """What a frame shows to somebody who has nothing but its address."""
    path = "/" + address.split("/", 3)[3]
    answer = client_at(f"preview.{store.host}").get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert "frame-ancestors http://admin." in answer.headers["Content-Security-Policy"]
    return answer.text


def test_a_theme_that_was_never_tried_shows_how_it_comes(
    desk: Desk, db: Database, store: NewStore, client_at: Callable[[str], HostClient]
) -> None:
    make_shopfront(db, store.id)
    (sample,) = frames(desk, "trestle")
    page = seen(client_at, store, sample)
    assert "/assets/trestle-" in page and "Bowl &lt;" in page, "with products of the shop"


def test_one_that_was_tried_on_shows_the_shops_content_too(
    desk: Desk, db: Database, store: NewStore, client_at: Callable[[str], HostClient]
) -> None:
    make_shopfront(db, store.id)
    with db.write(store.id) as session:
        prepare_theme(session, shipped("trestle"), [shipped("folio")])
    _, own = frames(desk, "trestle")
    assert "/assets/trestle-" in seen(client_at, store, own)
    _, worn = frames(desk, "folio")
    assert "/assets/folio-" in seen(client_at, store, worn)


def test_a_shop_without_a_theme_sees_how_each_would_look(
    desk: Desk, client_at: Callable[[str], HostClient], store: NewStore
) -> None:
    for pack in ("folio", "trestle", "stille"):
        (sample,) = frames(desk, pack)
        assert f"/assets/{pack}-" in seen(client_at, store, sample)
