"""Links: which are safe, and where they lead."""

from __future__ import annotations

import pytest

from engine.content.rules import address, safe_link


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/pages/about?x=1#y",
        "#top",
        "?page=2",
        "https://shop.example",
        "HTTP://shop.example/x",
        "mailto:a@b.example",
        "tel:+49123",
    ],
)
def test_links_that_may_be(url: str) -> None:
    assert safe_link(url)
    assert address("http", None, url) == url


@pytest.mark.parametrize(
    "url",
    ["", " ", "javascript:alert(1)", " JaVaScRiPt:x", "java\tscript:x", "data:text/html,x", "vbscript:x", "//evil.example",
     "/\\evil.example", "https://", "https:///x", "mailto:", "file:///etc/passwd", "pages/about", "https://[", "/" + "x" * 2_000],
)  # fmt: skip
def test_links_that_may_not_be(url: str) -> None:
    assert not safe_link(url)
    assert address("http", None, url) == "/"


@pytest.mark.parametrize(
    ("kind", "handle", "leads"),
    [
        ("frontpage", None, "/"),
        ("search", None, "/search"),
        ("catalog", None, "/collections/all"),
        ("collection", "mugs", "/collections/mugs"),
        ("product", "mug", "/products/mug"),
        ("page", "about", "/pages/about"),
        ("blog", "journal", "/blogs/journal"),
        ("article", "journal/first", "/blogs/journal/first"),
        ("product", None, "/collections/all"),
        ("collection", None, "/collections"),
        ("page", None, "/"),
        ("page", "größe", "/pages/gr%C3%B6%C3%9Fe"),
    ],
)
def test_every_kind_of_link_leads_somewhere(kind: str, handle: str | None, leads: str) -> None:
    assert address(kind, handle) == leads
