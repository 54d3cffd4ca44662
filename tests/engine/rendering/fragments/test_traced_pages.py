"""Pages whose sections read what is hard to compare: each says traced and kept what it says anew, and loads the same early."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from engine.catalogue.models import Variant
from engine.liquid.traces.traced import of_process
from engine.ordering import commands as ordering
from engine.ordering.commands import NewLine
from engine.ordering.models import Cart
from engine.rendering.service import Themes
from engine.stores.commands import customers
from tests.engine.rendering.fragments import probe
from tests.engine.rendering.fragments.world import World, difference
from tests.support.traces import all_kept

ALONE = "{% increment n %}"
"""A tag that leaves something behind: the section is written anew, its partials are traced by themselves."""
SNIPPETS = {
    "numbered": "({{ it.title }} {{ forloop.index }}{% if forloop.last %} last{% endif %})",
    "outer": "{{ it.title }}{% render 'inner' %}",
    "inner": "[{{ section.id }} {{ block.settings.line }}]",
    "hello": "Hello {{ name }}, {{ it.title }} {{ mail }}",
}
FOOTER = probe.SECTIONS["footer"]


def _write(world: World, **sections: str) -> None:
    """Put these texts into the pack."""
    folder = world.packs / "probe"
    (folder / "snippets").mkdir(exist_ok=True)
    for name, text in SNIPPETS.items():
        (folder / f"snippets/{name}.liquid").write_text(text)
    for name, text in sections.items():
        (folder / f"sections/{name}.liquid").write_text(text)


def _compare(world: World, *names: str, times: int = 4, **more: Any) -> None:
    for _ in range(times):
        for name in names:
            with world.db.read(world.id) as session:
                fresh = world.render(world.fresh, session, name, **more)
                for way in (world.traced, world.keeping):
                    shown = world.render(way, session, name, **more)
                    assert shown == fresh, difference(f"{name} {more}", shown, fresh)


@pytest.mark.parametrize(
    "text",
    [
        "{{ product.variants | map: 'options' | join: ',' }}",
        "{% for v in product.variants %}{% for o in v.options %}{{ o }} {% endfor %}{{ v.options | join }}{% endfor %}",
        "{{ product.variants | map: 'options' | first | join }}{{ product.options_with_values | map: 'values' | join }}",
    ],
)
def test_lists_inside_lists(world: World, text: str) -> None:
    _write(world, product=text, mate="", mates="")
    with world.db.write(world.id) as session:
        for number, variant in enumerate(session.scalars(select(Variant).order_by(Variant.id))):
            variant.option1 = f"Colour {number}"
    _compare(world, "product", "second product")


def test_a_loop_around_a_partial(world: World) -> None:
    loop = "{% for it in collection.products %}{% render 'numbered', it: it, forloop: forloop %}{% endfor %}"
    _write(world, collection=ALONE + loop)
    _compare(world, "collection", "second page", "all", "filtered")


def test_a_block_around_partials_of_partials(world: World) -> None:
    calls = (
        "{% for block in section.blocks %}{% render 'outer', it: section, block: block %}{% endfor %}"
        "{% render 'outer', it: section %}{% render 'outer', it: shop %}{% schema"
    )
    _write(world, footer=FOOTER.replace("{% schema", ALONE + calls, 1))
    _compare(world, "home", "page")


@pytest.mark.parametrize("page", ["1", "2", "3"])
def test_what_is_read_of_an_owner_while_its_list_is_paged(world: World, page: str) -> None:
    _write(
        world,
        product="{% paginate product.variants by 1 %}{{ product.title }} {{ paginate.current_page }}"
        "{{ product.selected_or_first_available_variant.title }} {{ product.first_available_variant.title }}"
        "{% for v in product.variants %}{{ v.title }}{% endfor %}{% endpaginate %}{{ product.variants.size }}",
        footer=FOOTER.replace(
            "{% schema",
            "{% paginate section.blocks by 1 %}={{ section.blocks_size }}{% for b in section.blocks %}"
            "{{ b.settings.line }}{% endfor %}{% endpaginate %}{% schema",
            1,
        ),
    )
    blocks = {name: {"type": "line", "settings": {"line": name}} for name in "abc"}
    group = {"type": "footer", "blocks": blocks, "block_order": list(blocks)}
    path = world.packs / "probe/sections/footer-group.json"
    path.write_text(
        json.dumps({"type": "footer", "name": "f", "sections": {"footer": group}, "order": ["footer"]})
    )
    for query in ((), (("page", page),), (("page", "2"),)):
        _compare(world, "product", "second product", "home", times=2, query=query)


def _early(world: World, themes: Themes, name: str, **more: Any) -> list[str]:
    with world.db.read(world.id) as session:
        html = world.render(themes, session, name, **more)
    return re.findall(r'rel="preload" as="image" href="([^"]+)"', html or "")


@pytest.mark.parametrize(
    "text",
    [
        "{{ product.featured_image | image_url: width: 300 | image_tag: preload: true }}{{ product.selected_variant.title }}",
        "{{ product | image_tag: preload: true }}",
        "{% for i in product.images %}{{ i | image_tag: preload: true }}{% endfor %}{{ product.title }}",
        "{{ product.featured_media | media_tag: preload: true }}{{ product.selected_variant.title }}",
    ],
)
def test_pictures_that_are_loaded_early(world: World, text: str) -> None:
    _write(world, product="x", mates="x", mate=text)
    with world.db.read(world.id) as session:
        variants = session.scalars(select(Variant.id).order_by(Variant.id)).all()
    found = 0
    for _ in range(3):
        for name in ("product", "second product"):
            for query in ((), (("variant", str(variants[0])),), (("variant", str(variants[1])),)):
                fresh = _early(world, world.fresh, name, query=query)
                assert _early(world, world.traced, name, query=query) == fresh
                assert _early(world, world.keeping, name, query=query) == fresh
                found += len(fresh)
    assert found > 0


def test_what_visitors_typed_and_what_opens_doors_is_not_kept(world: World) -> None:
    hello = "{% if customer %}{% render 'hello', name: customer.first_name, mail: customer.email, it: shop %}{% endif %}"
    form = "{% form 'localization' %}{% endform %}{% form 'customer_login' %}{% endform %}{{ canonical_url }}"
    _write(world, cart="{{ cart | json }}{{ cart.note }}", header=probe.SECTIONS["header"] + form + hello)
    with world.db.write(world.id) as session:
        variant = session.scalars(select(Variant.id).order_by(Variant.id)).first()
        cart = ordering.add(session, None, [NewLine(str(variant), 1, {"Engraving": "ForMyDear"})]).token
        for row in session.scalars(select(Cart)):
            row.note = "RingTwice"
        person, _ = customers.record_of(session, "yrsa@a.example", state="enabled")
        person.first_name = "Yrsa"
        session.flush()
        token = customers.start_customer_session(session, person.id, "a test")
    _compare(world, "cart", times=6, cart_token=cart)
    _compare(world, "home", times=10, customer_token=token)
    _compare(world, "home", "page", query=(("checkout_url", "/checkouts/TOKENTOKEN"),))
    _compare(world, "nowhere", path="/account/reset/7/RESETTOKEN")
    _compare(world, "home", "page")
    kept = all_kept(of_process())
    secrets = ("ForMyDear", "RingTwice", "Yrsa", "yrsa@", "TOKENTOKEN", "RESETTOKEN")
    assert [word for word in secrets if word in kept] == [] and len(kept) > 10_000
