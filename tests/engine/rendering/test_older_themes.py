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


# -- addresses behind a scheme of the theme's own ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https:{{ '/media/x.webp' }}", "https://HOST/media/x.webp"),
        ("http:{{- '/media/x.webp' }}", "http://HOST/media/x.webp"),
        ("https:{{ '//other.test/x' }} https:{{ 'https://other.test/x' }} https:{{ '' }} https:{{ nothing }}", "https://other.test/x https:https://other.test/x https: https:"),
        ("https: {{ '/a' }} ahttps:{{ '/a' }} -http:{{ '/a' }} https:/{{ '/a' }} ftp:{{ '/a' }}", "https: /a ahttps:/a -http:/a https://a ftp:/a"),
        ("https:{% if true %}{{ '/a' }}{% endif %}", "https:/a"),
        ("https:{{ 5 }} https:{{ collections.shelf }} https:{{ collections }}", "https:5 https:shelf https:ostara-ceramicsshelf"),
        ("https:{{ '/a&b' }} https:{{ '/a&amp;b' | escape }} https:{{ routes.root_url }}", "https://HOST/a&b https://HOST/a&amp;b https://HOST/"),
        ("{% capture x %}https:{{ '/a' }}{% endcapture %}{{ x | url_encode }}", "https%3A%2F%2FHOST%2Fa"),
        ("{% for p in collections.shelf.products limit: 2 %}https:{{ p.url }} {% endfor %}", "https://HOST/products/bowl-0 https://HOST/products/bowl-1 "),
        ("{{ '/a' | prepend: 'https:' }} {{ 'http:' | append: '/a' }} {{ '//h/a' | prepend: 'https:' }}", "https://HOST/a http://HOST/a https://h/a"),
        ("{{ '/a' | prepend: 'x-https:' }} {{ 'https:' | append: 'a' }} {{ '/a' | append: 'https:' }}", "x-https:/a https:a /ahttps:"),
        ("{% render 'share', address: '/a' %} {% render 'share', address: '//b/a' %}", "https://HOST/a,https://HOST/a https://b/a,https://b/a"),
        ("{% if true %}https:{{ '/a' | divided_by: 0 }}{% endif %}", "https:"),
    ],
)  # fmt: skip
def test_an_address_behind_a_scheme_has_its_host(both: Both, source: str, expected: str) -> None:
    snippet = "https:{{ address }},{{ address | prepend: 'https:' }}"
    assert both(source, {"snippets/share.liquid": snippet}) == expected.replace("HOST", host_of(both))


def host_of(both: Both) -> str:
    """The shop's host."""
    return both("{{ shop.url }}").partition("://")[2]


def test_pictures_in_structured_data_and_in_what_is_shared(both: Both) -> None:
    source = """
<meta property="og:image" content="http:{{ all_products['bowl-0'].featured_image | img_url: 'master' }}">
<meta property="og:image:secure_url" content="https:{{ section.settings.image | image_url: width: 1200 }}">
<meta property="og:image" content="https:{{ section.settings.image }}">
<script type="application/ld+json">
{ "logo": "https:{{ section.settings.image | img_url: '600x600' }}",
  "image": ["https:{{ all_products['bowl-0'].featured_image.src | img_url: '1024x1024' }}"],
  "script": {{ 'theme.js' | asset_url | prepend: 'https:' | json }} }
</script>"""
    html, host = both(source), host_of(both)
    assert html.count(f"https://{host}/media/") == 4 and html.count(f"http://{host}/media/") == 1
    data = json.loads(html[html.index("{ ") : html.index("</script>")])
    assert data["logo"].startswith(f"https://{host}/media/")
    assert data["script"].startswith(f"https://{host}/assets/")


# -- sizes of pictures that a theme writes into an address ---------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ IMAGE | img_url: '1x1' | replace: '_1x1.', '_{width}x.' }}", "PICTURE_{width}x.jpg"),
        ("{{ IMAGE.src | img_url: '300x' | replace: '300x', '600x' }}", "PICTURE_600x.jpg"),
        ("{{ IMAGE | img_url: 'small' | replace: '_small.', '_large.' }}", "PICTURE_large.jpg"),
        ("{{ IMAGE | img_url: '300x200', scale: 2 }} {{ IMAGE | img_url: 'x200', scale: 9 }}", "PICTURE_300x200@2x.jpg PICTURE_x200@3x.jpg"),
        ("{{ IMAGE | img_url: 'master' }} {{ IMAGE | product_img_url: 'original' }} {{ IMAGE | img_url: 'x' }}", "PICTURE.jpg PICTURE.jpg PICTURE.jpg"),
        ("{{ IMAGE | img_url }} {{ 'article-0.webp' | file_img_url: '20x' }}", "PICTURE_small.jpg PICTURE_20x.jpg"),
        ("{% assign a = articles['journal/first-firing'] %}{{ a | img_url: 'grande' }} {{ a.image | article_img_url: '9x9' }}", "PICTURE_grande.jpg PICTURE_9x9.jpg"),
        ("{{ IMAGE | img_tag: 'A', 'c', 'compact' }}", '<img src="PICTURE_compact.jpg" alt="A" class="c">'),
        ("{{ IMAGE | img_url: '300x' | image_tag: width: 5 | slice: 0, 9 }}", '<img src="'[:9]),
        ("{% assign p = IMAGE | img_url: '300x300', crop: 'top' | split: '/' %}{{ p | last }}", "320x320-top.webp"),
        ("{% assign p = IMAGE | img_url: '300x', crop: 'top' | split: '/' %}{{ p | last }}", "article-0_300x.jpg"),
    ],
)  # fmt: skip
def test_a_size_in_an_address_can_be_exchanged(both: Both, source: str, expected: str) -> None:
    picture = both("{{ section.settings.image | img_url: 'master' }}").removesuffix(".jpg")
    assert picture.startswith("/media/") and picture.endswith("/article-0")
    shown = both(source.replace("IMAGE", "section.settings.image"))
    assert shown == expected.replace("PICTURE", picture)


@pytest.mark.parametrize(
    "name",
    ["img_url", "image_url", "product_img_url", "collection_img_url", "article_img_url", "file_img_url"],
)
def test_what_is_no_picture_is_told_by_the_filters_own_name(both: Both, name: str) -> None:
    told = both(f"{{{{ nothing | {name} }}}}", shows_errors=True)
    assert f"line 1: {name} needs a picture, found nil" in told
