# ruff: noqa: E501 - one case a line
"""Metafields and metaobjects in templates: every type, written out, pointed at, in settings, in a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.models import Collection, CollectionProduct, Media, Product, Variant
from engine.content.commands import EntryInput, FieldInput, KindInput, create_metaobject, define_metaobject
from engine.content.models import Article, Page
from engine.metafields.commands import put_values, set_values
from engine.rendering import subjects
from engine.wiring.bind import bind_catalogue
from tests.factories.products import make_product
from tests.factories.shopfront import Shopfront, make_picture
from tests.support.counting import counted

Liquid = Callable[..., str]
RICH = {
    "type": "root",
    "children": [{"type": "paragraph", "children": [{"type": "text", "value": "Wash <cold>", "bold": True}]}],
}
KINDS: dict[str, tuple[str, Any]] = {
    "line": ("single_line_text_field", "Oak & <ash>"),
    "lines": ("multi_line_text_field", "one\ntwo"),
    "rich": ("rich_text_field", RICH),
    "whole": ("number_integer", 12),
    "decimal": ("number_decimal", "12.5"),
    "yes": ("boolean", True),
    "day": ("date", "2026-03-01"),
    "moment": ("date_time", "2026-03-01T12:30:00Z"),
    "shade": ("color", "#FFF123"),
    "link": ("url", "https://a.example/?a=1&b=2"),
    "data": ("json", {"a": [1, {"b": "</script>"}]}),
    "price": ("money", {"amount": "12.50", "currency_code": "EUR"}),
    "size": ("dimension", {"value": "25.0", "unit": "cm"}),
    "weight": ("weight", {"value": 2.5, "unit": "kg"}),
    "content": ("volume", {"value": 20, "unit": "ml"}),
    "stars": ("rating", {"value": "4.5", "scale_min": "1", "scale_max": "5"}),
    "mate": ("product_reference", "bowl-1"),
    "shelf": ("collection_reference", "shelf"),
    "page": ("page_reference", "about"),
    "post": ("article_reference", "journal/first-firing"),
    "photo": ("file_reference", "product-1-0.webp"),
    "maker": ("metaobject_reference", "maker/ann"),
    "woods": ("list.single_line_text_field", ["Oak", "<Ash>"]),
    "mates": ("list.product_reference", ["bowl-2", "bowl-1"]),
    "shades": ("list.color", ["#111111", "#222222"]),
    "makers": ("list.mixed_reference", ["maker/ann"]),
}


@pytest.fixture
def filled(db: Database, shop: Shopfront) -> Shopfront:
    """The first product has a field of every type; there are two makers."""
    bind_catalogue()
    with db.write(shop.store_id) as session:
        fields = (
            FieldInput("name", "single_line_text_field", required=True),
            FieldInput("photo", "file_reference"),
            FieldInput("best", "product_reference"),
        )
        define_metaobject(session, KindInput("maker", fields, publishable=True), SYSTEM)
        for name, status in (("Ann", "active"), ("Bo", "active"), ("Secret", "draft")):
            given = {"name": name, "photo": "product-0-0.webp", "best": "bowl-2"}
            create_metaobject(session, "maker", EntryInput(given, status=status), SYSTEM)
        product = session.scalars(select(Product.id).where(Product.handle == "bowl-0")).one()
        variants = session.scalars(
            select(Variant.id).where(Variant.product_id == product).order_by(Variant.position)
        )
        first = variants.first()
        given = {("custom", key): value for key, (_, value) in KINDS.items()}
        types = {("custom", key): kind for key, (kind, _) in KINDS.items()}
        given["custom", "version"], types["custom", "version"] = first, "variant_reference"
        set_values(session, "product", product, given, SYSTEM, types=types)
        words = {("custom", "note"): "single_line_text_field"}
        page = session.scalars(select(Page.id)).one()
        article = session.scalars(select(Article.id).where(Article.handle == "first-firing")).one()
        for owner, number in (("variant", first), ("page", page), ("article", article), ("shop", 0)):
            set_values(session, owner, number or 0, {("custom", "note"): f"of {owner}"}, SYSTEM, types=words)
    return shop


M = "{% assign m = all_products['bowl-0'].metafields.custom %}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ m.line.value }}|{{ m.line }}|{{ m.line.type }}|{{ m.line.list? }}", "Oak &amp; &lt;ash&gt;|Oak &amp; &lt;ash&gt;|single_line_text_field|false"),
        ("{{ m.none }}{{ m.none.value }}{% if m.none == blank %}none{% endif %}{% if m.line %}line{% endif %}", "noneline"),
        ("{{ all_products['bowl-1'].metafields.custom.line.value }}{{ all_products['bowl-0'].metafields.other.line }}", ""),
        ("{{ m.lines.value | newline_to_br }}", "one<br />\ntwo"),
        ("{{ m.rich.value.children[0].children[0].value }}|{{ m.rich | metafield_text }}", "Wash &lt;cold&gt;|Wash &lt;cold&gt;"),
        ("{{ m.rich | metafield_tag }}", '<div class="metafield-rich_text_field"><p><strong>Wash &lt;cold&gt;</strong></p></div>'),
        ("{{ m.whole.value | plus: 1 }} {{ m.decimal.value | times: 2 }}", "13 25.0"),
        ("{% if m.yes.value %}yes{% endif %}{{ m.yes.value }}{{ m.yes | metafield_tag }}", 'yestrue<span class="metafield-boolean">true</span>'),
        ("{{ m.day.value | date: '%d.%m.%Y' }} {{ m.moment.value | date: '%H:%M' }}", "01.03.2026 12:30"),
        ("{{ m.day | metafield_tag }}", '<time datetime="2026-03-01" class="metafield-date">2026-03-01</time>'),
        ("{{ m.shade.value }} {{ m.shade.value.red }} {{ m.shade.value | color_to_hex }}", "#fff123 255 #fff123"),
        ("{{ m.link.value }}|{{ m.link | metafield_tag }}", 'https://a.example/?a=1&amp;b=2|<a href="https://a.example/?a=1&amp;b=2" class="metafield-url">https://a.example/?a=1&amp;b=2</a>'),
        ("{{ m.data.value.a[0] }}{{ m.data.value | json }}", '1{"a":[1,{"b":"\\u003c/script\\u003e"}]}'),
        ("{{ m.data | metafield_tag }}", '<script type="application/json" class="metafield-json">{"a": [1, {"b": "\\u003c/script>"}]}</script>'),
        ("{{ m.price.value | money }} {{ m.price | metafield_text }}", "€12.50 €12.50"),
        ("{{ m.size.value }}|{{ m.size.value.value }}|{{ m.size.value.unit }}|{{ m.weight.value.value }}|{{ m.content | metafield_text }}", "25 cm|25|cm|2.5|20 ml"),
        ("{{ m.stars.value.rating }} of {{ m.stars.value.scale_max }} {{ m.stars | metafield_text }}", "4.5 of 5 4.5"),
        ("{{ m.mate.value.handle }} {{ m.mate.value.price | money }}", "bowl-1 €10.01"),
        ("{{ m.mate | metafield_tag }}", '<a href="/products/bowl-1" class="metafield-product_reference">Bowl &lt;1&gt; &amp; Co</a>'),
        ("{{ m.shelf.value.products_count }}{{ m.shelf | metafield_text }}", "3The shelf"),
        ("{{ m.page.value.title }} {{ m.post.value.title }}", "About us First Firing"),
        ("{{ m.photo.value.alt }} {{ m.photo.value | image_url: width: 100 | slice: 0, 7 }}", "Picture of product-1-0.webp /media/"),
        ("{{ m.version.value.title }} {{ m.version.value.product.handle }}", "Oat bowl-0"),
        ("{{ m.maker.value.name.value }} {{ m.maker.value.name }} {{ m.maker.value.system.handle }} {{ m.maker.value.system.type }} {{ m.maker | metafield_text }}", "Ann Ann ann maker Ann"),
        ("{{ m.maker.value.best.value.handle }} {{ m.maker.value.photo.value.alt }}", "bowl-2 Picture of product-0-0.webp"),
        ("{{ m.woods.value | join: ', ' }} {{ m.woods.value.size }} {{ m.woods.value.first }} {{ m.woods.list? }}", "Oak, &lt;Ash&gt; 2 Oak true"),
        ("{{ m.woods | metafield_tag }} {{ m.woods | metafield_text }}", '<ul class="metafield-single_line_text_field-array"><li><span class="metafield-single_line_text_field">Oak</span></li><li><span class="metafield-single_line_text_field">&lt;Ash&gt;</span></li></ul> Oak, &lt;Ash&gt;'),
        ("{% for p in m.mates.value %}{{ p.handle }} {% endfor %}{{ m.mates.value.count }}", "bowl-2 bowl-1 2"),
        ("{{ m.makers.value[0].name.value }}", "Ann"),
        ("{% assign v = all_products['bowl-0'].variants.first %}{{ v.metafields.custom.note.value }}", "of variant"),
        ("{{ pages.about.metafields.custom.note.value }} {{ articles['journal/first-firing'].metafields.custom.note.value }} {{ shop.metafields.custom.note.value }}", "of page of article of shop"),
        ("{{ metaobjects.maker.ann.name.value }} {{ metaobjects['maker']['bo'].name }} {{ metaobjects.maker.secret }}{{ metaobjects.maker.none }}{{ metaobjects.none.none }}", "Ann Bo "),
        ("{% for each in metaobjects.maker.values %}{{ each.name }} {% endfor %}{{ metaobjects.maker.values_count }} {{ metaobjects.none.values.size }}", "Ann Bo 2 0"),
        ("{{ 'plain' | metafield_tag }}{{ nil | metafield_text }}{{ 5 | metafield_text }}", "plain5"),
    ],
)  # fmt: skip
def test_in_templates(liquid: Liquid, filled: Shopfront, source: str, expected: str) -> None:
    assert liquid(M + source) == expected


def test_what_is_gone_or_hidden_is_nil(db: Database, liquid: Liquid, filled: Shopfront) -> None:
    with db.write(filled.store_id) as session:
        for row in session.scalars(select(Product).where(Product.handle == "bowl-1")):
            row.status = "draft"
        session.scalars(select(Page)).one().published_at = None
    assert (
        liquid(M + "{{ m.mate.value }}{{ m.page.value }}{{ m.mate | metafield_tag }}{{ m.mates.value.size }}")
        == "1"
    )


SETTINGS = json.dumps(
    {
        "name": "One",
        "settings": [
            {"type": kind, "id": kind}
            for kind in (
                "text", "richtext", "inline_richtext", "url", "image_picker", "color", "product", "product_list", "collection", "range", "checkbox", "metaobject",
            )
        ],
    }
)  # fmt: skip
C = "product.metafields.custom"


@pytest.mark.parametrize(
    ("kind", "value", "source", "expected"),
    [
        ("text", f"{{{{ {C}.line.value }}}}", "{{ s }}", "Oak &amp; &lt;ash&gt;"),
        ("text", f"Of {{{{ {C}.line.value }}}} by {{{{ product.vendor }}}}", "{{ s }}", "Of Oak &amp; &lt;ash&gt; by Ostara Ceramics"),
        ("text", "{{ closest.product.metafields['custom']['whole'].value }}", "{{ s }}", "12"),
        ("text", f"{{{{ {C}.none.value }}}}", "[{{ s }}]{% if s == blank %}blank{% endif %}", "[]blank"),
        ("text", "{{ settings.secret }}{% for %}", "{{ s }}", "{% for %}"),
        ("text", "{{ 5 | plus: 1 }}", "{{ s }}", "{{ 5 | plus: 1 }}"),
        ("richtext", f"{{{{ {C}.rich | metafield_tag }}}}", "{{ s }}", '<div class="metafield-rich_text_field"><p><strong>Wash &lt;cold&gt;</strong></p></div>'),
        ("richtext", f"<p>{{{{ {C}.line.value }}}}</p>", "{{ s }}", "<p>Oak &amp; &lt;ash&gt;</p>"),
        ("inline_richtext", f"<b>{{{{ {C}.lines.value }}}}</b>", "{{ s }}", "<b>one\ntwo</b>"),
        ("url", f"{{{{ {C}.link.value }}}}", "{{ s }}", "https://a.example/?a=1&amp;b=2"),
        ("url", f"{{{{ {C}.mate.value }}}}", "{{ s }}", "/products/bowl-1"),
        ("image_picker", f"{{{{ {C}.photo.value }}}}", "{{ s.alt }}", "Picture of product-1-0.webp"),
        ("image_picker", f"{{{{ {C}.line.value }}}}", "[{{ s }}]", "[]"),
        ("color", f"{{{{ {C}.shade.value }}}}", "{{ s.red }}", "255"),
        ("product", f"{{{{ {C}.mate.value }}}}", "{{ s.handle }}", "bowl-1"),
        ("product_list", f"{{{{ {C}.mates.value }}}}", "{{ s.size }}{{ s.first.handle }}", "2bowl-2"),
        ("collection", f"{{{{ {C}.shelf.value }}}}", "{{ s.handle }}", "shelf"),
        ("range", f"{{{{ {C}.whole.value }}}}", "{{ s | plus: 1 }}", "13"),
        ("checkbox", f"{{{{ {C}.yes.value }}}}", "{{ s }}", "true"),
        ("metaobject", f"{{{{ {C}.maker.value }}}}", "{{ s.name }}", "Ann"),
        ("metaobject", "maker/bo", "{{ s.name }}", "Bo"),
        ("metaobject", {"handle": "maker/bo"}, "{{ s.name }}", "Bo"),
    ],
)  # fmt: skip
def test_settings_take_their_value_from_a_record(
    render: Callable[..., Any], filled: Shopfront, kind: str, value: Any, source: str, expected: str
) -> None:
    text = f"«{{% assign s = section.settings.{kind} %}}{source}»{{% schema %}}{SETTINGS}{{% endschema %}}"
    page = render(
        {"sections/one.liquid": text},
        "one",
        values={"one": {"settings": {kind: value}}},
        find=lambda front: subjects.product(front, "bowl-0"),
        template="product",
    )
    assert page.html.partition("«")[2].partition("»")[0] == expected


def test_the_number_of_queries_does_not_grow(
    db: Database, store_id: int, render: Callable[..., Any], shop: Shopfront
) -> None:
    """Fields of many products, each pointing at a maker, a picture, a product and a shelf of its own or shared."""
    bind_catalogue()
    with db.write(store_id) as session:
        fields = (FieldInput("name", "single_line_text_field"), FieldInput("photo", "file_reference"))
        define_metaobject(session, KindInput("maker", fields), SYSTEM)
        shelf = session.scalars(select(Collection).where(Collection.handle == "shelf")).one()
        for number in range(47):
            made = make_product(session, f"More {number}").id
            session.add(CollectionProduct(collection_id=shelf.id, product_id=made, position=10 + number))
            make_picture(session, f"more-{number}.webp")
        session.flush()
        products = session.scalars(select(Product).order_by(Product.id)).all()
        pictures = session.scalars(select(Media.id).order_by(Media.id)).all()
        values = {}
        for number, product in enumerate(products):
            given = EntryInput({"name": f"M{number}", "photo": pictures[number]})
            maker = create_metaobject(session, "maker", given, SYSTEM)
            values[product.id] = {
                ("custom", "maker"): ("metaobject_reference", maker.id),
                ("custom", "photo"): ("file_reference", pictures[-number - 1]),
                ("custom", "mate"): ("product_reference", products[-number - 1].id),
                ("custom", "gone"): ("product_reference", 10**12 + number),
                ("custom", "shelf"): ("collection_reference", "shelf"),
                ("custom", "page"): ("page_reference", "about"),
            }
        put_values(session, "product", values)
    source = (
        "{% for p in collections.shelf.products limit: {n} %}{% assign m = p.metafields.custom %}"
        "{{ m.maker.value.name }} {{ m.maker.value.photo.value.alt }} {{ m.photo.value.alt }} {{ m.mate.value.title }} "
        "{{ m.gone.value }} {{ m.shelf.value.title }} {{ m.page.value.title }};{% endfor %}"
    )
    seen = []
    for count in (1, 50):
        files = {"sections/one.liquid": source.replace("{n}", str(count))}
        render(files, "one")
        with counted(db) as statements:
            page = render(files, "one")
        assert page.html.count("About us;") == count
        seen.append([text for text in statements.seen if text.startswith("SELECT")])
    assert len(seen[0]) == len(seen[1]), "\n".join(text[:150] for text in seen[1])
