"""Themed pages in a real browser: the policy stops nothing of the pack's own, and sections change in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.base.db import Database
from tests.factories.shopfront import make_shopfront
from tests.support.serving import LiveServer

PAGES = (
    "/",
    "/collections/shelf",
    "/products/bowl-0",
    "/search?q=bowl",
    "/cart",
    "/pages/about",
    "/blogs/journal",
    "/nowhere",
)


@pytest.mark.browser
def test_nothing_of_the_packs_own_is_stopped(
    db: Database, store: Any, serve: Callable[..., LiveServer], page: Any
) -> None:
    """No error in the console, no refusal by the policy (the pictures' files are not there, and are not counted)."""
    make_shopfront(db, store.id)
    server = serve()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(f"{m.text} {m.location['url']}") if m.type == "error" else None)
    for path in PAGES:
        page.goto(f"http://{store.host}:{server.port}{path}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("typeof htmx") == "object"
        assert page.evaluate("document.fonts.size") > 0
    unexpected = [s for s in said if "/media/" not in s and "/nowhere" not in s]
    assert unexpected == []


@pytest.mark.browser
def test_choosing_a_variant_changes_the_section_in_place(
    db: Database, store: Any, serve: Callable[..., LiveServer], page: Any
) -> None:
    make_shopfront(db, store.id)
    server = serve()
    page.goto(f"http://{store.host}:{server.port}/products/bowl-1")
    page.evaluate("window.same = 1")
    page.get_by_role("link", name="Rust").click()
    page.wait_for_url("**/products/bowl-1?variant=*")
    page.get_by_role("button", name="Sold out").wait_for()
    assert page.evaluate("window.same") == 1, "the page was loaded anew"
