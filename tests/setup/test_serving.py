"""The application in this process and in real servers answers for its stores, and for nobody else's host."""

from __future__ import annotations

import html
import http.client
import re
import signal
import threading
from collections.abc import Callable

import pytest

from engine.stores.commands import NewStore
from tests.support.serving import HostClient, LiveServer


def test_the_application_finds_its_store_by_host(
    client: HostClient, client_at: Callable[[str], HostClient]
) -> None:
    known, unknown = client.get("/"), client_at("nobody.localhost").get("/")
    assert known.status_code < 500
    assert unknown.status_code == 404
    assert known.data != unknown.data


def test_a_real_server_answers_as_the_test_client_does(
    serve: Callable[..., LiveServer], store: NewStore
) -> None:
    server = serve()
    assert server.get(store.host).status < 500
    assert server.get("nobody.localhost").status == 404


@pytest.mark.fault
def test_a_server_told_to_end_answers_what_it_began(
    serve: Callable[..., LiveServer], store: NewStore
) -> None:
    server = serve()
    answers: list[int] = []
    refused = threading.Event()

    def keep_asking() -> None:
        while not refused.is_set():
            try:
                answers.append(server.get(store.host).status)
            except (ConnectionError, http.client.HTTPException):
                refused.set()  # nobody takes connections any more

    askers = [threading.Thread(target=keep_asking) for _ in range(8)]
    for asker in askers:
        asker.start()
    while len(answers) < 50:
        pass
    server.web.send_signal(signal.SIGTERM)
    for asker in askers:
        asker.join(timeout=30)
    assert server.web.wait(timeout=30) == 0
    assert max(answers) < 500, sorted(set(answers))


def test_the_demo_store_is_served_with_its_pictures(demo: LiveServer) -> None:
    home = demo.get("demo.localhost")
    page = home.read().decode()
    assert home.status == 200
    assert "Ollerby" in page
    picture = re.search(r'src="(/[^"]+)"[^>]*\balt=', page) or re.search(r'<img[^>]+src="([^"]+)"', page)
    assert picture, "the home page shows a picture"
    answer = demo.get("demo.localhost", html.unescape(picture[1]))
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("image/")
