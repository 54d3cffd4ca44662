# ruff: noqa: E501 - Liquid
"""A pack that shows whatever a page can know: each kind of record by its page, by setting, by name, by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PRODUCT = """
{{ p.id }} {{ p.title }} {{ p.handle }} {{ p.vendor }} {{ p.type }} {{ p.price | money }} {{ p.price_max }} {{ p.compare_at_price }}
{{ p.available }} {{ p.description }} {{ p.published_at }} {{ p.tags | join: ',' }} {{ p.template_suffix }} {{ p.url }}
{{ p.options_with_values | json }} {% if p.featured_image %}{{ p.featured_image | image_url: width: 100 }}{% endif %} {{ p.featured_image.alt }} {{ p.variants_count }}
{%- for m in p.media %}[{{ m.id }} {{ m.alt }}]{% endfor -%}
{%- for v in p.variants %}({{ v.title }} {{ v.price }} {{ v.compare_at_price }} {{ v.sku }} {{ v.available }} {{ v.inventory_quantity }} {{ v.inventory_policy }} {{ v.inventory_management }} {{ v.featured_image.alt }} {{ v.metafields.custom.note }}
{%- for a in v.store_availabilities %}<{{ a.location.name }} {{ a.available }} {{ a.location.address.city }}>{% endfor %}){% endfor -%}
{%- for c in p.collections %}c:{{ c.title }} {{ c.image.alt }};{% endfor -%}
note {{ p.metafields.custom.note }} mate {{ p.metafields.custom.mate.value.title }} {{ p.metafields.custom.mate | metafield_tag }}
shelf {{ p.metafields.custom.shelf.value.title }} {{ p.metafields.custom.shelf.value.products_count }} page {{ p.metafields.custom.page.value.title }} post {{ p.metafields.custom.post.value.title }}
photo {{ p.metafields.custom.photo.value.alt }} maker {{ p.metafields.custom.maker.value.name }} {{ p.metafields.custom.maker.value.best.value.title }} way {{ p.metafields.custom.way.value.title }} {{ p.metafields.custom.way.value.price }}
"""
COLLECTION = """
{{ c.id }} {{ c.title }} {{ c.handle }} {{ c.description }} {{ c.image.alt }} {{ c.published_at }} {{ c.products_count }} {{ c.all_products_count }} {{ c.metafields.custom.note }}
"""
FACETS = """
{{ c.all_tags | join: ',' }} {{ c.all_types | join: ',' }} {{ c.all_vendors | join: ',' }} {{ c.sort_by }} {{ c.default_sort_by }}
{%- for f in c.filters %}{{ f.label }}:{% for v in f.values %}{{ v.label }}={{ v.count }},{% endfor %}{{ f.range_max }};{% endfor -%}
{%- paginate c.products by 3 %}{{ paginate.pages }} {{ paginate.items }}{% for p in c.products %}[{{ p.title }} {{ p.vendor }} {{ p.price }} {{ p.available }} {{ p.featured_image.alt }}]{% endfor %}{% endpaginate -%}
"""
ARTICLE = """
{{ a.id }} {{ a.title }} {{ a.handle }} {{ a.author }} {{ a.content }} {{ a.excerpt }} {{ a.image.alt }} {{ a.tags | join: ',' }} {{ a.published_at }} {{ a.updated_at }} {{ a.comments_count }} {{ a.comments_enabled? }} {{ a.moderated? }} {{ a.blog.title }} {{ a.metafields.custom.note }}
{%- for k in a.comments %}<{{ k.author }} {{ k.content }}>{% endfor -%}
"""
BLOG = """
{{ b.id }} {{ b.title }} {{ b.articles_count }} {{ b.all_tags | join: ',' }} {{ b.comments_enabled? }} {{ b.metafields.custom.note }}
{%- for a in b.articles %}[{{ a.title }} {{ a.image.alt }} {{ a.comments_count }}]{% endfor -%}
"""
PAGE = "{{ g.id }} {{ g.title }} {{ g.content }} {{ g.published_at }} {{ g.template_suffix }} {{ g.metafields.custom.note }}"
MENU = """
{%- for l in m.links %}{{ l.title }} {{ l.url }} {{ l.type }} {{ l.active }} {{ l.child_active }} {{ l.object.title }}{% for n in l.links %}> {{ n.title }} {{ n.url }}{% endfor %};{% endfor -%}
"""
SHOP = """
{{ shop.name }} {{ shop.description }} {{ shop.email }} {{ shop.phone }} {{ shop.address.city }} {{ shop.currency }} {{ shop.money_format }} {{ shop.locale }} {{ shop.url }} {{ shop.domain }} {{ shop.taxes_included }} {{ shop.products_count }} {{ shop.collections_count }} {{ shop.enabled_payment_types | join: ',' }} {{ shop.brand.logo.alt }} {{ shop.types | join: ',' }} {{ shop.vendors | join: ',' }} {{ shop.metafields.custom.note }}
{%- for q in shop.policies %}{{ q.title }} {{ q.body }};{% endfor %} {{ shop.privacy_policy.title }}
{%- for k in shop.metaobjects.maker.values %}{{ k.name }} {{ k.best.value.title }};{% endfor -%}
{%- for k in metaobjects.maker.values %}{{ k.name }} {{ k.photo.value.alt }};{% endfor -%} {{ metaobjects.maker.ann.name }} {{ metaobjects.maker.zoe.name }}
"""
NAMED = """
{{ all_products['bowl-0'].title }} {{ all_products['bowl-0'].price }}|{{ all_products['bowl-9'].title }}|{{ all_products['hidden'].title }}|{{ pages['about'].title }}|{{ pages['hidden'].title }}|{{ pages['coming'].title }}
|{{ blogs['journal'].title }}|{{ blogs['hidden'].title }}|{{ articles['journal/first-firing'].title }}|{{ articles['journal/hidden'].title }}|{{ collections['shelf'].title }}|{{ collections['hidden'].title }}|{{ collections['ware'].products_count }}
|{{ images['shelf.webp'].alt }}|{{ images['hidden.webp'].alt }}|{{ linklists['main-menu'].title }}|{{ linklists['hidden'].title }}|{% for c in collections %}{{ c.title }} {{ c.products_count }} {{ c.image.alt }},{% endfor %}
"""
TIMES = "{{ 'now' | date: '%Y' }} {{ 'now' | date: '%F' }} {{ '10:30' | date: '%F' }} {{ 'today' | date: '%A %j' }}"
PICKED = ("product", "collection", "page", "blog", "article", "image_picker", "link_list", "product_list", "collection_list", "metaobject")  # fmt: skip
SHOWN = {
    "product": "{% render 'product', p: section.settings.product %}",
    "collection": "{% render 'collection', c: section.settings.collection %}{% for p in section.settings.collection.products limit: 3 %}{{ p.title }} {{ p.price }},{% endfor %}",
    "page": "{% render 'page', g: section.settings.page %}",
    "blog": "{% render 'blog', b: section.settings.blog %}",
    "article": "{% render 'article', a: section.settings.article %}",
    "image_picker": "{% if section.settings.image_picker %}{{ section.settings.image_picker.alt }} {{ section.settings.image_picker | image_url: width: 50 }}{% endif %}",
    "link_list": "{% render 'menu', m: section.settings.link_list %}",
    "product_list": "{% for p in section.settings.product_list %}{{ p.title }} {{ p.available }},{% endfor %}",
    "collection_list": "{% for c in section.settings.collection_list %}{{ c.title }} {{ c.products_count }},{% endfor %}",
    "metaobject": "{{ section.settings.metaobject.name }} {{ section.settings.metaobject.best.value.title }}",
}


def _picker(kind: str) -> str:
    more: dict[str, Any] = {"metaobject_type": "maker"} if kind == "metaobject" else {}
    schema = {"name": f"Picked {kind}", "settings": [{"type": kind, "id": kind, "label": kind, **more}]}
    return f"{SHOWN[kind]}{{% schema %}}{json.dumps(schema)}{{% endschema %}}"


SECTIONS: Mapping[str, str] = {
    "header": "{% render 'menu', m: linklists['main-menu'] %} {{ cart.item_count }} {{ cart.total_price }} {{ customer.first_name }} {{ settings.shade }} {{ settings.logo.alt }} {{ request.locale.iso_code }} {{ request.path }}",
    "footer": "{{ shop.name }} {{ section.settings.words }} {% for b in section.blocks %}{{ b.settings.line }},{% endfor %} {% render 'menu', m: linklists['hidden'] %}"
    '{% schema %}{"name": "Footer", "settings": [{"type": "text", "id": "words", "label": "W", "default": "Kept"}], "blocks": [{"type": "line", "name": "Line", "settings": [{"type": "text", "id": "line", "label": "L", "default": "A line"}]}], "presets": [{"name": "Footer", "blocks": [{"type": "line"}]}]}{% endschema %}',
    "shop": SHOP,
    "named": NAMED,
    "times": TIMES,
    "product": "{% render 'product', p: product %} now {{ product.selected_or_first_available_variant.title }} {{ collection.title }}",
    "mates": "{% for p in product.collections.first.products %}{{ p.title }} {{ p.metafields.custom.mate.value.title }} {{ p.metafields.custom.mate.value.price }} {{ p.metafields.custom.shelf.value.title }} {{ p.metafields.custom.maker.value.name }},{% endfor %}",
    "mate": "{{ product.metafields.custom.mate.value.title }} {{ product.metafields.custom.mate.value.vendor }} {{ product.metafields.custom.shelf.value.title }} {{ product.metafields.custom.post.value.title }} {{ product.metafields.custom.photo.value.alt }}",
    "collection": "{% render 'collection', c: collection %}{% assign c = collection %}" + FACETS,
    "collections": "{% for c in collections %}{% render 'collection', c: c %}{% endfor %}",
    "page": "{% render 'page', g: page %}",
    "blog": "{% render 'blog', b: blog %}{% paginate blog.articles by 2 %}{{ paginate.pages }}{% for a in blog.articles %}{{ a.title }},{% endfor %}{% endpaginate %}",
    "article": "{% render 'article', a: article %} {{ blog.previous_article.title }} {{ blog.next_article.title }}",
    "cart": "{{ cart.item_count }} {{ cart.currency.iso_code }}",
    "search": "{{ search.terms }} {{ search.results_count }}",
    "missing": "nothing at {{ request.path }}",
    **{f"picked-{kind}": _picker(kind) for kind in PICKED},
}  # fmt: skip
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "index": ("shop", "named", "times", *(f"picked-{kind}" for kind in PICKED)),
    "product": ("product", "mates", "mate"),
    "collection": ("collection", "mates"),
    "list-collections": ("collections",),
    "page": ("page",),
    "blog": ("blog",),
    "article": ("article",),
    "cart": ("cart",),
    "search": ("search",),
    "404": ("missing", "named"),
}
GROUPS = {"header-group": ("header", "header"), "footer-group": ("footer", "footer")}


def files(picks: Mapping[str, Any]) -> dict[str, str]:
    """The pack; *picks* are the values of the settings that point at records, by their type."""
    found = {
        "layout/theme.liquid": "<html><head>{{ content_for_header }}<title>{{ page_title }} {{ shop.name }}</title>{{ canonical_url }} {{ page_description }}</head>"
        "<body>{% sections 'header-group' %}{{ content_for_layout }}{% sections 'footer-group' %}{% section 'times' %}</body></html>",
        "locales/en.default.json": '{"hi": "Hi"}',
        "locales/de.json": '{"hi": "Hallo"}',
        "config/settings_schema.json": json.dumps(
            [{"name": "Looks", "settings": [{"type": "color", "id": "shade", "label": "Shade", "default": "#112233"}, {"type": "image_picker", "id": "logo", "label": "Logo"}]}]
        ),
        "config/settings_data.json": "{}",
        "snippets/product.liquid": PRODUCT,
        "snippets/collection.liquid": COLLECTION,
        "snippets/article.liquid": ARTICLE,
        "snippets/blog.liquid": BLOG,
        "snippets/page.liquid": PAGE,
        "snippets/menu.liquid": MENU,
    }  # fmt: skip
    found |= {f"sections/{name}.liquid": text for name, text in SECTIONS.items()}
    for name, sections in TEMPLATES.items():
        found[f"templates/{name}.json"] = json.dumps(
            {"sections": {one: _use(one, picks) for one in sections}, "order": list(sections)}
        )
    for name, (kind, section) in GROUPS.items():
        found[f"sections/{name}.json"] = json.dumps(
            {"type": kind, "name": name, "sections": {section: _use(section, picks)}, "order": [section]}
        )
    return found


def _use(section: str, picks: Mapping[str, Any]) -> dict[str, Any]:
    kind = section.removeprefix("picked-")
    used: dict[str, Any] = {"type": section}
    if kind in picks:
        used["settings"] = {kind: picks[kind]}
    if section == "footer":
        used |= {"blocks": {"one": {"type": "line", "settings": {"line": "One"}}}, "block_order": ["one"]}
    return used


def write(folder: Path, picks: Mapping[str, Any]) -> Path:
    """Write the pack into *folder*."""
    for name, text in files(picks).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
