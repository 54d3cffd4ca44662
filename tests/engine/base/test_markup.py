"""Rich text: what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import Refused
from engine.base.markup import MOST_CHARACTERS, clean_html, plain_text


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>", "<a href='data:text/html,x'>x</a>", "<svg onload=alert(1)>",
        "<style>*{background:url(http://x)}</style>", "<p style='position:fixed'>x</p>", "<iframe src='//x'></iframe>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<form action=//x><input name=a></form>", "<base href=//x>", "<meta http-equiv=refresh content=0>", "<object data=x>",
        "<a target=_blank onclick=x href=//y>z</a>", "<details ontoggle=x open>",
    ],
)  # fmt: skip
def test_nothing_that_acts_is_left(attack: str) -> None:
    clean = clean_html(f"<p>before</p>{attack}<p>after</p>").lower()
    assert "<p>before</p>" in clean
    for word in ("<script", "onerror", "onload", "onclick", "ontoggle", "javascript:", "data:text", "<style", "style=", "<iframe",
                 "<form", "<input", "<base", "<meta", "<object", "<svg", "<math"):  # fmt: skip
        assert word not in clean.replace("&lt;", ""), clean


def test_what_authors_need_is_left() -> None:
    kept = (
        '<h2>Care</h2><p>Wash <strong>cold</strong>, <em>dry</em> flat.<br>See <a href="/pages/care" rel="noopener noreferrer">'
        'care</a>.</p><ul><li>One</li></ul><table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'
        '<img src="/media/1/x/640x0-center.webp" alt="A mug">'
    )
    assert clean_html(kept) == kept


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_html(text)
    assert clean_html(once) == once


def test_length_is_capped_before_anything_reads_it() -> None:
    with pytest.raises(Refused) as refused:
        clean_html("<p>" * MOST_CHARACTERS, field="body_html")
    assert (refused.value.code, refused.value.field) == ("markup.too_long", "body_html")


def test_nothing_stays_nothing() -> None:
    assert clean_html(None) == clean_html("") == clean_html(" \0 ") == ""


def test_plain_text_is_the_words_on_one_line() -> None:
    assert plain_text("<h2>Care</h2><p>Wash&nbsp;cold &amp; dry<br>flat</p>") == "Care Wash cold & dry flat"
    assert plain_text("<p>one two three four</p>", most=12) == "one two…"
    assert plain_text(None) == ""
