# ruff: noqa: E501 - one case a line
"""Idioms of older themes in the public format come out as their authors meant them, compiled and interpreted alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.rendering.page import RenderedPage
from tests.factories.shopfront import Shopfront

Render = Callable[..., RenderedPage]
Both = Callable[..., str]

CHOSEN = {
    "menu": ("link_list", "main-menu"), "collection": ("collection", "shelf"), "product": ("product", "bowl-1"),
    "blog": ("blog", "journal"), "page": ("page", "about"), "article": ("article", "journal/first-firing"),
    "image": ("image_picker", "article-0.webp"), "none": ("collection", ""),
}  # fmt: skip
"""Settings of the section, each with its type and what a merchant chose."""


@pytest.fixture
def both(render: Render) -> Both:
    """`both("{{ shop.name }}")`: what a section of this Liquid writes; compiled and interpreted it is the same."""
    settings = [{"type": kind, "id": name} for name, (kind, _) in CHOSEN.items()]
    schema = f"{{% schema %}}{json.dumps({'name': 'One', 'settings': settings})}{{% endschema %}}"
    values = {"one": {"settings": {name: value for name, (_, value) in CHOSEN.items() if value}}}

    def go(source: str, files: dict[str, str] | None = None, **options: Any) -> str:
        pack = {"sections/one.liquid": f"«{source}»{schema}", **(files or {})}
        pages = [
            render(pack, "one", values=values, compiles=compiles, **options).html
            for compiles in (True, False)
        ]
        assert pages[0] == pages[1]
        return pages[0][pages[0].index("«") + 1 : pages[0].rindex("»")]

    return go


# -- settings that name a record -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ linklists[section.settings.menu].links.size }}", "5"),
        ("{% assign m = section.settings.menu %}{% for l in linklists[m].links limit: 1 %}{{ l.url }}{% endfor %}", "/collections/shelf"),
        ("{{ collections[section.settings.collection].title }}", "The shelf"),
        ("{% for p in collections[section.settings.collection].products limit: 2 %}{{ p.handle }} {% endfor %}", "bowl-0 bowl-1 "),
        ("{{ all_products[section.settings.product].handle }}", "bowl-1"),
        ("{{ blogs[section.settings.blog].title }}", "Journal"),
        ("{{ pages[section.settings.page].title }}", "About us"),
        ("{{ articles[section.settings.article].title }}", "First Firing"),
        ("{{ images[section.settings.image].alt }}", "Picture of article-0.webp"),
        ("[{{ collections[section.settings.none].title }}{{ collections[section.settings.product].title }}]", "[]"),
        ("{{ collections[collections.all].handle }}{{ collections[collections.shelf].handle }}", "allshelf"),
        # written, in addresses, and compared
        ("/collections/{{ section.settings.collection }}", "/collections/shelf"),
        ("{{ '/collections/' | append: section.settings.collection | append: '/x' }}", "/collections/shelf/x"),
        ("{{ section.settings.product }} {{ section.settings.blog }} {{ section.settings.page }} {{ section.settings.menu }} {{ section.settings.article }}", "bowl-1 journal about main-menu journal/first-firing"),
        ("{% capture h %}{{ section.settings.collection }}{% endcapture %}{{ collections[h].title }}", "The shelf"),
        ("{% if section.settings.collection == 'shelf' %}y{% endif %}{% if section.settings.collection == collections.shelf.handle %}y{% endif %}", "yy"),
        ("{% if section.settings.collection == collections.shelf %}y{% endif %}{% if section.settings.collection != 'other' %}y{% endif %}", "yy"),
        ("{% case section.settings.page %}{% when 'about' %}y{% else %}n{% endcase %}", "y"),
        ("{% if section.settings.collection == empty or section.settings.collection == blank or section.settings.collection == '' %}n{% endif %}", ""),
        ("{{ section.settings.collection | handleize }} {{ section.settings.collection | size }} {{ section.settings.none }}", "shelf 0 "),
    ],
)  # fmt: skip
def test_a_setting_that_names_a_record_is_its_handle_too(
    both: Both, shop: Shopfront, source: str, expected: str
) -> None:
    assert both(source) == expected


def test_a_record_of_the_page_is_a_key_too(both: Both) -> None:
    source = (
        "{% for p in collections.shelf.products limit: 1 %}{% assign x = all_products[p] %}"
        "{{ x.handle }}{% if x == p %}={% endif %}{% assign no = p['title'] %}{{ no }}"
        "{% assign own = p.collections.first %}{{ p[own] }}{% endfor %}"
    )
    assert both(source).startswith("bowl-0=Bowl")


def test_looking_a_chosen_record_up_takes_no_query(both: Both, count_queries: Callable[[], Any]) -> None:
    def queries(source: str) -> int:
        both(source)
        with count_queries() as statements:
            both(source)
        count: int = statements.count
        return count

    s = "section.settings"
    read = f"{{{{ {s}.page.title }}}}{{{{ {s}.blog.title }}}}{{{{ {s}.article.title }}}}{{{{ {s}.collection.title }}}}{{{{ {s}.product.title }}}}{{{{ {s}.menu.title }}}}"
    looked_up = read
    for kind in ("page", "blog", "article", "collection"):
        looked_up += f"{{{{ {kind}s[{s}.{kind}].title }}}}"
    looked_up += f"{{{{ all_products[{s}.product].title }}}}{{{{ linklists[{s}.menu].title }}}}"
    assert queries(looked_up) == queries(read)
