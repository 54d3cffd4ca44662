# ruff: noqa: E501 - one case a line
"""Objects and filters of the public format, on real records."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.rendering import subjects

Liquid = Callable[..., str]

SETTINGS = json.dumps(
    {
        "name": "One",
        "settings": [
            {"type": kind, "id": name}
            for name, kind in {
                "image": "image_picker", "product": "product", "products": "product_list", "shelf": "collection",
                "menu": "link_list", "page": "page", "blog": "blog", "article": "article", "link": "url",
                "color": "color", "font": "font_picker", "rich": "richtext", "inline": "inline_richtext",
                "on": "checkbox", "many": "range", "film": "video_url",
            }.items()
        ],
    }
)  # fmt: skip


def with_settings(liquid: Liquid, source: str, **settings: Any) -> str:
    text = f"{source}»{{% schema %}}{SETTINGS}{{% endschema %}}"
    return liquid(text, values={"one": {"settings": settings}}).partition("»")[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ all_products['bowl-0'].title }}", "Bowl &lt;0&gt; &amp; Co"),
        ("{{ all_products['bowl-0'].price | money }}", "€10.00"),
        ("{{ all_products['bowl-0'].price_max | money_without_trailing_zeros }}", "€11"),
        ("{{ all_products['bowl-0'].compare_at_price | money_with_currency }}", "€20.00 EUR"),
        ("{{ all_products['bowl-0'].vendor }}|{{ all_products['bowl-0'].vendor | handle }}", "Ostara Ceramics|ostara-ceramics"),
        ("{{ all_products['bowl-0'].variants | map: 'title' | join: ',' }}", "Oat,Rust"),
        ("{{ all_products['bowl-0'].options_with_values[0].values | map: 'available' | join: ',' }}", "true,false"),
        ("{{ all_products['bowl-0'].options_with_values[0].values[1].swatch.color }}", "#a8502d"),
        ("{{ all_products['none'].title }}{{ all_products['none'] == blank }}", "true"),
        ("{{ all_products['bowl-0'].images.size }}", "2"),
        ("{{ collections['shelf'].products_count }}{{ collections.shelf.products.first.handle }}", "3bowl-0"),
        ("{% for p in collections.shelf.products limit: 2 %}{{ p.handle }} {% endfor %}", "bowl-0 bowl-1 "),
        ("{{ collections.shelf.products | map: 'handle' | join: ' ' }}", "bowl-0 bowl-1 bowl-2"),
        ("{{ collections.shelf.products | where: 'available' | size }}", "3"),
        ("{{ collections | map: 'handle' | join: ' ' }}", "ostara-ceramics shelf"),
        ("{{ linklists['main-menu'].links | map: 'url' | join: ' ' }}", "/collections/shelf /pages/about /blogs/journal /products/bowl-0 /"),
        ("{{ pages.about.content }}", "<p>Since 1911.</p>"),
        ("{{ blogs.journal.articles | map: 'title' | join: ', ' }}", "First Firing, Second Firing, Third Firing"),
        ("{{ blogs.journal.articles.first.excerpt | strip_html }}", "Short &amp; warm."),
        ("{{ articles['journal/first-firing'].image.alt }}", "Picture of article-0.webp"),
        ("{{ 'hi' | t: name: '<x>' }}", "Hi <x>"),
        ("{{ 'hi' | t: name: all_products['bowl-0'].title }}", "Hi Bowl &lt;0&gt; &amp; Co"),
        ("{{ 'n' | t: count: 1 }} {{ 'n' | t: count: 2 }}", "1 cup 2 cups"),
        ("{{ 'rich_html' | t: name: all_products['bowl-0'].title }}", "<b>Bowl &lt;0&gt; &amp; Co</b>"),
        ("{{ 'x' | link_to: '/a?b=1&c', 'T' }}", '<a href="/a?b=1&amp;c" title="T">x</a>'),
        ("{{ request.page_type }} {{ template }} {{ template.name }} {{ request.design_mode }}", "index index index false"),
        ("{% if template == 'index' %}y{% endif %}{{ routes.cart_url }}", "y/cart"),
        ("{{ cart.item_count }}{{ cart.currency.iso_code }}{{ cart.currency.symbol }}{{ cart == empty }}", "0EUR€false"),
        ("{{ localization.language.iso_code }} {{ shop.money_format }}", "en €{{amount}}"),
        ("{{ 'a b' | highlight: 'B <' }}", 'a <strong class="highlight">b</strong>'),
        ("{{ '2024-03-05' | date: format: 'date' }}", "March 05, 2024"),
        ("{{ '2024-03-05T10:00:00Z' | time_tag: '%Y', datetime: '%F' }}", '<time datetime="2024-03-05">2024</time>'),
        ("{{ 'Hello' | placeholder_svg_tag: 'c' | slice: 0, 15 }}", '<svg class="c" '),
        ("{{ 1500 | weight_with_unit }}", "1.5 kg"),
    ],
)  # fmt: skip
def test_objects(source: str, expected: str, liquid: Liquid) -> None:
    assert liquid(source) == expected


def test_settings_are_typed(liquid: Liquid) -> None:
    values: dict[str, Any] = {
        "image": "shopify://shop_images/product-1-0.webp",
        "product": "bowl-1",
        "products": ["bowl-2", "gone", "bowl-0"],
        "shelf": "shelf",
        "menu": "main-menu",
        "page": "about",
        "blog": "journal",
        "article": "journal/second-firing",
        "link": "shopify://collections/shelf",
        "color": "#336699",
        "font": "fraunces_i4",
        "rich": "<p>a<script>b</script></p>",
        "inline": "<em>x</em><p>y</p>",
        "on": True,
        "many": 3,
        "film": "https://youtu.be/abcdefghij1",
    }
    s = "section.settings"
    source = (
        f"{{{{ {s}.image.alt }}}};{{{{ {s}.product.title }}}};{{{{ {s}.products | map: 'handle' | join: ' ' }}}};"
        f"{{{{ {s}.shelf.url }}}};{{{{ {s}.menu.links.size }}}};{{{{ {s}.page.title }}}};{{{{ {s}.blog.title }}}};"
        f"{{{{ {s}.article.title }}}};{{{{ {s}.link }}}};{{{{ {s}.color.red }}}} {{{{ {s}.color }}}};"
        f"{{{{ {s}.font.family }}}} {{{{ {s}.font.style }}}};{{{{ {s}.rich }}}};{{{{ {s}.inline }}}};{{{{ {s}.on }}}};"
        f"{{{{ {s}.many | plus: 1 }}}};{{{{ {s}.film.type }}}} {{{{ {s}.film.id }}}}"
    )
    assert with_settings(liquid, source, **values).split(";") == [
        "Picture of product-1-0.webp", "Bowl &lt", "1&gt", " &amp", " Co", "bowl-2 bowl-0", "/collections/shelf", "5",
        "About us", "Journal", "Second Firing", "/collections/shelf", "51 #336699", '"Fraunces" italic', "<p>a</p>",
        "<em>x</em>y", "true", "4", "youtube abcdefghij1",
    ]  # fmt: skip


def test_settings_that_point_nowhere_are_nil(liquid: Liquid) -> None:
    names = ["image", "product", "shelf", "menu", "page", "blog", "article", "link", "color", "film"]
    source = "".join(f"{{% if section.settings.{n} == blank %}}.{{% endif %}}" for n in names)
    bad = dict.fromkeys(names, "gone") | {"link": "javascript:alert(1)", "color": ""}
    assert with_settings(liquid, source, **bad) == "." * len(names)
    assert with_settings(liquid, source) == "." * len(names)


def test_pictures(liquid: Liquid) -> None:
    shown = with_settings(
        liquid,
        "{{ section.settings.image | image_url: width: 800 | image_tag: widths: '200,400,900', sizes: '50vw', alt: '<', class: 'c', onclick: 'x()' }}",
        image="shopify://shop_images/shelf.webp",
    )
    assert shown.startswith('<img src="/media/') and 'alt="&lt;"' in shown and "onclick" not in shown
    assert 'width="800" height="600"' in shown and 'sizes="50vw"' in shown
    assert [part.split()[-1] for part in shown.split('srcset="')[1].split('"')[0].split(", ")] == [
        "200w",
        "400w",
        "800w",
    ]
    cropped = with_settings(
        liquid, "{{ section.settings.image | image_url: width: 300, height: 300, crop: 'top' | image_tag }}",
        image="shopify://shop_images/shelf.webp",
    )  # fmt: skip
    assert "-top.webp" in cropped and 'width="300" height="300"' in cropped
    assert "image_url needs a picture" in liquid("{{ nothing | image_url }}")
    assert "must be from 1 to" in with_settings(
        liquid,
        "{{ section.settings.image | image_url: width: 99999 }}",
        image="shopify://shop_images/shelf.webp",
    )


def test_fonts_are_ours_and_measured(liquid: Liquid) -> None:
    css = with_settings(
        liquid,
        "{% style %}{{ section.settings.font | font_face: font_display: 'swap' }}{% endstyle %}",
        font="fraunces_n4",
    )
    assert (
        'font-family:"Fraunces";font-style:normal;font-weight:100 900;font-display:swap;src:url(/fonts/'
        in css
    )
    assert "-standard-normal.woff2" in css and "size-adjust:95.8%" in css and "&#34;" not in css
    assert with_settings(liquid, "{{ section.settings.font.family }}", font="assistant_n7") == '"Inter"'
    assert (
        with_settings(
            liquid,
            "{% assign b = section.settings.font | font_modify: 'weight', 'bold' %}{{ b.weight }}",
            font="inter_n4",
        )
        == "700"
    )
    assert (
        with_settings(
            liquid,
            "{% assign b = section.settings.font | font_modify: 'style', 'italic' %}[{{ b }}]",
            font="space_grotesk_n4",
        )
        == "[]"
    )


def test_forms(liquid: Liquid) -> None:
    html = liquid(
        "{% assign p = all_products['bowl-0'] %}{% form 'product', p, id: 'f', class: 'c', data-x: '1' %}{{ form.id }}{% endform %}"
    )
    assert 'method="post" action="/cart/add" id="f"' in html and 'data-x="1"' in html and ">f</form>" in html
    assert '<input type="hidden" name="form_type" value="product">' in html
    assert "no form of the kind" in liquid("{% form 'magic' %}{% endform %}")


def test_structured_data_and_json_are_safe(liquid: Liquid) -> None:
    data = liquid("{{ all_products['bowl-0'] | structured_data }}")
    assert "<" not in data and json.loads(data)["name"] == "Bowl <0> & Co"
    product = json.loads(liquid("{{ all_products['bowl-0'] | json }}"))
    assert product["variants"][0]["price"] == 1000 and product["available"] is True
    assert set(product) >= {"id", "title", "handle", "options", "images", "featured_image", "media"}
    assert liquid("{{ section | json }}{{ shop | json }}") == "nullnull"


def test_paginate_over_any_list(liquid: Liquid) -> None:
    source = (
        "{% paginate collection.products by 2 %}{{ collection.products | map: 'handle' | join: ' ' }}"
        "|{{ paginate.pages }}|{{ paginate.current_page }}|{{ paginate.previous.url }}|{{ paginate.next.url }}"
        "|{{ paginate | default_pagination | strip_html }}{% endpaginate %}|{{ collection.products.size }}"
    )
    shelf = lambda front: subjects.collection(front, "shelf")  # noqa: E731
    first = liquid(source, find=shelf, template="collection", path="/collections/shelf")
    assert first == "bowl-0 bowl-1|2|1||/collections/shelf?page=2|1 2 Next|3"
    second = liquid(
        source,
        find=shelf,
        template="collection",
        path="/collections/shelf",
        query=(("page", "2"), ("a", "<")),
    )
    assert second.startswith("bowl-2|2|2|/collections/shelf?a=%3C||")
    assert (
        liquid("{% assign l = 'a,b,c' | split: ',' %}{% paginate l by 2 %}{{ l | join }}{% endpaginate %}")
        == "a b"
    )
    assert (
        liquid(
            "{% paginate collections by 1 %}{% for c in collections %}{{ c.handle }}{% endfor %}{% endpaginate %}"
        )
        == "ostara-ceramics"
    )


def test_filters_of_a_collection(liquid: Liquid) -> None:
    source = (
        "{% for f in collection.filters %}{{ f.label }}({% for v in f.values %}{{ v.label }}:{{ v.count }}{% if v.active %}*{% endif %} "
        "{% endfor %}{{ f.range_max }}) {% endfor %}{{ collection.sort_options.size }}{{ collection.sort_by }}"
    )
    shelf = lambda front: subjects.collection(front, "shelf")  # noqa: E731
    query = (("filter.v.option.Colour", "Rust"), ("sort_by", "price-descending"))
    shown = liquid(source, find=shelf, template="collection", path="/collections/shelf", query=query)
    assert shown == "Price(1102) Colour(Oat:3 Rust:3* ) 7price-descending"


def test_german_words(liquid: Liquid) -> None:
    assert (
        liquid(
            "{{ 'hi' | t: name: 'x' }} {{ 123456 | money }} {{ '2024-03-05' | date: '%-d. %B' }}", locale="de"
        )
        == "Hallo x 1.234,56\xa0€ 5. März"
    )
