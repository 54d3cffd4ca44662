# ruff: noqa: E501 - one case a line
"""Pages stand whatever a pack does: broken sections, endless loops, missing files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from engine.base.errors import NotFound
from engine.liquid import BudgetExceeded
from engine.rendering import subjects
from engine.rendering.page import NoTheme, RenderedPage

Render = Callable[..., RenderedPage]


def test_a_section_that_cannot_be_parsed_is_left_out_for_shoppers(render: Render, caplog: Any) -> None:
    files = {"sections/a.liquid": "one", "sections/b.liquid": "x\n{% if %}", "sections/c.liquid": "three"}
    with caplog.at_level(logging.WARNING, "vitrine.themes"):
        html = render(files, "a", "b", "c").html
    assert "one" in html and "three" in html and "Liquid error" not in html
    assert "sections/b.liquid line 2" in caplog.text
    shown = render(files, "a", "b", "c", shows_errors=True).html
    assert "Liquid error (sections/b.liquid line 2: &#39;if&#39; needs an expression)" in shown
    assert "one" in shown and "three" in shown


def test_a_fault_inside_a_section_leaves_the_rest_of_it(render: Render) -> None:
    files = {"sections/a.liquid": "before {{ 1 | divided_by: 0 }}{% render 'gone' %} after"}
    html = render(files, "a").html
    assert "before  after" in html
    page = render(files, "a", shows_errors=True)
    assert "divided by 0" in page.html and "there is no snippets/gone.liquid" in page.html
    assert [p.line for p in page.problems] == [1, 1]


def test_a_broken_snippet_fails_where_it_is_used(render: Render) -> None:
    files = {"sections/a.liquid": "1{% render 's' %}2", "snippets/s.liquid": "\n{% nope %}"}
    assert "12" in render(files, "a").html
    assert (
        "snippets/s.liquid line 2: unknown tag &#39;nope&#39;" in render(files, "a", shows_errors=True).html
    )


def test_a_pack_that_never_ends_is_ended(render: Render) -> None:
    for source in (
        "{% for a in (1..9999) %}{% for b in (1..9999) %}{% endfor %}{% endfor %}",
        "{% section 'a' %}",
        "{% render 's' %}",
    ):
        try:
            html = render({"sections/a.liquid": source, "snippets/s.liquid": "{% render 's' %}"}, "a").html
        except BudgetExceeded:
            continue
        assert len(html) < 100_000, source


def test_a_missing_template_or_layout_is_named(render: Render) -> None:
    with pytest.raises(NoTheme, match="templates/product"):
        render({"sections/a.liquid": "x"}, "a", find=lambda front: subjects.product(front, "bowl-0"))
    files = {"sections/a.liquid": "x", "templates/search.liquid": "{% layout 'gone' %}"}
    with pytest.raises(NoTheme, match=r"layout/gone\.liquid"):
        render(files, "a", find=subjects.search)


def test_liquid_templates_and_layouts(render: Render) -> None:
    files = {
        "sections/a.liquid": "A",
        "templates/search.liquid": "{% layout 'bare' %}found {{ search.terms }}{% section 'a' %}",
        "layout/bare.liquid": "[{{ content_for_layout }}]",
    }
    page = render(files, "a", find=subjects.search, query=(("q", "<x>"),))
    assert page.html.startswith("[found &lt;x&gt;") and page.html.endswith("]")
    files["templates/search.liquid"] = "{% layout none %}bare"
    assert render(files, "a", find=subjects.search).html == "bare"


def test_wrapper_and_section_elements(render: Render) -> None:
    schema = '{% schema %}{"name": "A", "tag": "aside", "class": "x y"}{% endschema %}'
    html = render({"sections/a.liquid": "A" + schema}, "a").html
    assert '<aside id="shopify-section-a" class="shopify-section x y">A</aside>' in html


def test_fragments(render: Render) -> None:
    files = {
        "sections/a.liquid": "A{{ section.index }}",
        "sections/b.liquid": "B{{ section.id }}{{ section.index }}",
    }
    assert (
        render(files, "a", "b", section_id="b").html
        == '<div id="shopify-section-b" class="shopify-section">Bb2</div>'
    )
    files["sections/fixed.liquid"] = "F{{ section.index }}"
    assert ">F</div>" in render(files, "a", section_id="fixed").html
    with pytest.raises(NotFound):
        render(files, "a", section_id="../layout/theme")


def test_theme_blocks(render: Render) -> None:
    files = {
        "sections/a.liquid": "<{% content_for 'blocks' %}|{% content_for 'block', type: 'tag', id: 'fix', closest.product: all_products['bowl-1'], word: 'w' %}>"
        '{% schema %}{"name": "A", "blocks": [{"type": "@theme"}]}{% endschema %}',
        "blocks/box.liquid": "({{ block.settings.text }}{% content_for 'blocks' %})"
        '{% schema %}{"name": "B", "tag": null, "settings": [{"type": "text", "id": "text"}], "blocks": [{"type": "@theme"}]}{% endschema %}',
        "blocks/tag.liquid": '{{ word }}{{ closest.product.title }}{{ section.id }}{% schema %}{"name": "T", "tag": "span"}{% endschema %}',
    }
    blocks = {
        "o": {
            "type": "box",
            "settings": {"text": "<1>"},
            "blocks": {"i": {"type": "box", "settings": {"text": "2"}}},
            "block_order": ["i"],
        },
        "h": {"type": "box", "settings": {"text": "hidden"}, "disabled": True},
    }
    html = render(files, "a", values={"a": {"blocks": blocks, "block_order": ["o", "h"]}}).html
    assert "<(&lt;1&gt;(2))|" in html and "hidden" not in html
    assert '<span id="shopify-block-fix" class="shopify-block">wBowl &lt;1&gt; &amp; Coa</span>' in html


def test_data_never_becomes_a_script_of_the_pack(render: Render) -> None:
    files = {
        "sections/a.liquid": "<script>var t = {{ section.settings.t | json }}, u = '{{ section.settings.t }}';</script>"
        "<style>b{color:{{ section.settings.t }}}</style>{{ section.settings.r }}{{ section.settings.t }}"
        '{% schema %}{"name": "A", "settings": [{"type": "text", "id": "t"}, {"type": "richtext", "id": "r"}]}{% endschema %}',
    }
    evil = "</script></style><script>alert(1)</script>'\"}`"
    values = {"a": {"settings": {"t": evil, "r": f"<p onclick=x()>{evil}</p>"}}}
    page = render(files, "a", values=values)
    assert page.html.count("<script>") == 1 and page.html.count("</script>") >= 1
    assert "<script>alert" not in page.html and "onclick" not in page.html
    assert len(page.hashes.scripts) == 1 and len(page.hashes.styles) == 1
