# ruff: noqa: E501 - one case a line
"""Objects and filters of the public format, on real records."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.base.db import Database
from engine.rendering import subjects
from engine.stores.models import Store
from tests.factories.shopfront import Shopfront

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


FORM_CURRENCY = (
    '<form method="post" action="/localization" id="currency" accept-charset="UTF-8">'
    '<input type="hidden" name="form_type" value="currency"><input type="hidden" name="utf8" value="✓">'
    '<input type="hidden" name="return_to" value="/">'
    '<select name="currency" class="c"><option value="EUR" selected>EUR</option></select></form>'
)


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
        ("{{ 123456 | money_amount }} {{ 1200 | money_without_trailing_zeros: 'USD' }} {{ 99 | money: cart.currency }}", "1234.56 $12 €0.99"),
        ("{{ 1250 | unit_price_with_measurement: m }}|{{ 1250 | money_with_currency | unit_price_with_measurement: 'l' }}", "€12.50|€12.50 EUR/l"),
        ("{{ 'a.css' | asset_url | stylesheet_tag: preload: true | split: ' rel=' | size }}", "3"),
        ("{{ 'a.js' | script_tag }}", '<script src="a.js" type="text/javascript"></script>'),
        ("{{ '2024-03-05T10:00:00+02:00' | time_tag: '%Y' }}", '<time datetime="2024-03-05T08:00:00Z">2024</time>'),
        ("{{ none | font_modify: 'style', 'italic' | font_face }}", ""),
        ("{{ 'oklch(68.34% 0.2039 343.4)' | color_to_hex }} {{ 'rgb(234 90 185 / 50%)' | color_to_rgb }}", "#ea5ab9 rgba(234, 90, 185, 0.5)"),
        ("{{ '#EA5AB9' | hex_to_rgba }} {{ '#EA5AB9' | color_lighten: 30 }} {{ '#E800B0' | color_mix: '#00936F', 50 }}", "rgba(234, 90, 185, 1) #fbe2f3 #744a90"),
        ("{{ '#E800B0' | color_contrast: '#D9D8FF' }} {{ '#720955' | color_difference: '#FFF3F9' }} {{ '#EA5AB9' | color_brightness }}", "3.0 539 143.89"),
        ("{{ 'a' | blake3 }}", "17762fddd969a453925d65717ac3eea21320b66b54342fde15128d6caf21215f"),
        ("{% form 'currency' %}{{ form | currency_selector: class: 'c' }}{% endform %}", FORM_CURRENCY),
        ("{{ 'visa' | payment_type_img_url | slice: 0, 18 }}", "data:image/svg+xml"),
        ("{{ images['product-1-0.webp'].alt }}{{ images['none.webp'] }}", "Picture of product-1-0.webp"),
        ("{{ all_products['bowl-0'].images[0].product_id == all_products['bowl-0'].id }} {{ all_products['bowl-0'].images[0].variants.size }}", "true 0"),
        ("{{ all_products['bowl-0'].media[0].preview_image.presentation.focal_point }}", "50% 50%"),
        ("{{ all_products['bowl-0'].variants[0].quantity_rule.min }}{{ all_products['bowl-0'].variants[0].matched }}", "1true"),
        ("{{ blogs.journal.articles.first.user.name }} {{ blogs.journal.articles.first.user.image == nil }}", "Ann true"),
        ("{{ shop.refund_policy == nil }} {{ shop.policies.size }} {{ shop.search_types | join: ',' }}", "true 0 product,page,article"),
        ("{{ localization.market.handle == localization.country.market.handle }} {{ localization.country.unit_system }}", "true metric"),
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
    references = [n for n in names if n not in ("link", "color", "film")]
    dots = "".join(f"{{% if section.settings.{n} == blank %}}.{{% endif %}}" for n in references)
    for odd in ("x" * 3_000, {"handle": 7}, {"id": "1"}, [], 10**15):
        assert with_settings(liquid, dots, **dict.fromkeys(references, odd)) == "." * len(references)
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


def test_policies_are_pages_of_their_names(db: Any, shop: Any, liquid: Liquid) -> None:
    from engine.base import clock
    from engine.content.models import Page

    now = clock.now()
    with db.write(shop.store_id) as session:
        for handle in ("refund-policy", "shipping-policy"):
            session.add(
                Page(
                    handle=handle, title=f"Our {handle}", body_html="<p>Words</p>",
                    published_at=now, created_at=now, updated_at=now,
                )
            )  # fmt: skip
    source = "{{ shop.refund_policy.body }}{{ shop.shipping_policy.url }} {{ shop.policies | map: 'title' | join: ', ' }}"
    assert liquid(source) == "<p>Words</p>/pages/shipping-policy Our refund-policy, Our shipping-policy"


def test_structured_data_groups_variants(liquid: Liquid) -> None:
    data = json.loads(liquid("{{ all_products['bowl-0'] | structured_data }}"))
    assert data["@type"] == "ProductGroup" and [v["@type"] for v in data["hasVariant"]] == [
        "Product",
        "Product",
    ]
    assert data["hasVariant"][0]["offers"]["price"] == "10.00" and "offers" not in data


def test_a_picture_loaded_early_is_named_in_the_head(liquid: Liquid, render: Any) -> None:
    source = "{{ all_products['bowl-0'].featured_image | image_url: width: 400 | image_tag: preload: true, height: 9 }}"
    html = render({"sections/one.liquid": source}, "one").html
    assert '<link rel="preload" as="image" href="/media/' in html.partition("|")[0]
    picture = html[html.index("<img") :].partition(">")[0]
    assert 'height="9"' in picture and " width=" not in picture


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("US", ["Springfield IL 62701"]),
        ("GB", ["Springfield", "IL", "62701"]),
        ("NZ", ["Springfield 62701", "IL"]),
        ("IT", ["62701 Springfield IL"]),
        ("DE", ["62701 Springfield", "IL"]),
    ],
)
def test_addresses_follow_their_country(country: str, lines: list[str]) -> None:
    from engine.rendering.addressing import place_lines

    assert place_lines(country, "Springfield", "IL", "62701") == lines
    assert place_lines(country, "", "", "") == []


def test_a_store_that_speaks_a_country_s_language_speaks_the_pack_s(
    db: Database, shop: Shopfront, liquid: Liquid
) -> None:
    with db.write(None, cross_store="a language for a test") as session:
        store = session.get(Store, shop.store_id)
        assert store is not None
        store.locale = "en-IE"
    source = (
        "{% for l in localization.available_languages %}{{ l.iso_code }}"
        "{% if l.iso_code == localization.language.iso_code %}*{% endif %} {% endfor %}"
    )
    assert sorted(liquid(source, locale="en-IE").split()) == ["de", "en*"]
    assert sorted(liquid(source, locale="de").split()) == ["de*", "en"]
