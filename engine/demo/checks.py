"""What can be wrong with the demo store's content: each check yields sentences that name the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product as combinations
from pathlib import Path

from engine.demo.content import PICTURES, DemoContent, MenuItem, Picture, Product

PRODUCT_BYTES, BANNER_BYTES = 80_000, 180_000


def problems(content: DemoContent, *, pictures: Path | None = PICTURES) -> list[str]:
    """Every fault found, in words; `pictures=None` leaves the picture files themselves unchecked."""
    found = [
        *_doubles("product handle", (p.handle for p in content.products)),
        *_doubles("collection handle", (c.handle for c in content.collections)),
        *_doubles("SKU", (v.sku for p in content.products for v in p.variants)),
        *_doubles("barcode", (v.barcode for p in content.products for v in p.variants)),
        *(fault for p in content.products for fault in _product(p, content)),
        *_collections(content),
        *(fault for menu in content.menus for fault in _links(menu.items, content, f"menu {menu.handle}")),
        *_orders(content),
        *_home(content),
        *(f"{p.file}: alt text is missing" for p in all_pictures(content) if not p.alt.strip()),
    ]
    if sum(brand.house for brand in content.brands) != 1:
        found.append("brands: exactly one is the house")
    return found + (list(_files(content, pictures)) if pictures else [])


def all_pictures(content: DemoContent) -> list[Picture]:
    """Every picture the content mentions, doubles included."""
    named = [p for product in content.products for p in product.pictures]
    named += [c.picture for c in content.collections]
    named += [brand.picture for brand in content.brands]
    named += [a.picture for a in content.blog.articles]
    for block in content.home["blocks"]:
        named += [Picture(x["picture"], x["alt"] or "") for x in [block, *block["items"]] if x.get("picture")]
    logo = content.store["logo"]
    return [*named, Picture(logo["picture"], logo["alt"]), Picture(logo["svg"], logo["alt"])]


def ean13_is_valid(code: str) -> bool:
    """Thirteen digits whose last is the check digit (weights 1 and 3 from the left)."""
    if len(code) != 13 or not code.isdigit():
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code[:12]))
    return (10 - total % 10) % 10 == int(code[12])


def _doubles(what: str, values: Iterable[str]) -> Iterator[str]:
    return (f"{what} {value} is used {count} times" for value, count in Counter(values).items() if count > 1)


def _product(product: Product, content: DemoContent) -> Iterator[str]:
    where = f"product {product.handle}"
    if product.brand not in {brand.handle for brand in content.brands}:
        yield f"{where}: no brand {product.brand}"
    if not product.pictures:
        yield f"{where}: no picture"
    expected = list(combinations(*(option.values for option in product.options)))
    if [variant.options for variant in product.variants] != expected:
        yield f"{where}: its variants are not every combination of its options, in order"
    places = {location["handle"] for location in content.store["locations"]}
    for variant in product.variants:
        if not ean13_is_valid(variant.barcode) or not 200 <= int(variant.barcode[:3]) <= 299:
            yield f"{variant.sku}: barcode {variant.barcode} is not an in-store EAN-13"
        if variant.price <= 0 or (variant.compare_at is not None and variant.compare_at <= variant.price):
            yield f"{variant.sku}: price {variant.price} against compare-at {variant.compare_at}"
        if variant.weight_grams <= 0 or set(variant.stock) != places or min(variant.stock.values()) < 0:
            yield f"{variant.sku}: weight or stock is impossible"
        if variant.picture is not None and not 0 <= variant.picture < len(product.pictures):
            yield f"{variant.sku}: no picture number {variant.picture}"


def _collections(content: DemoContent) -> Iterator[str]:
    known = {product.handle for product in content.products}
    for collection in content.collections:
        where = f"collection {collection.handle}"
        yield from (f"{where}: no product {handle}" for handle in collection.products if handle not in known)
        if collection.kind == "hand" and not collection.products:
            yield f"{where}: by hand, but empty"
        if collection.kind == "rule" and (not collection.rules or collection.match is None):
            yield f"{where}: by rule, but has none"
        for rule in collection.rules:
            if (rule.field in {"price", "stock"}) != isinstance(rule.value, int):
                yield f"{where}: {rule.field} {rule.relation} {rule.value!r} compares words with numbers"


def _known(content: DemoContent) -> dict[str, set[str]]:
    return {
        "collection": {c.handle for c in content.collections},
        "product": {p.handle for p in content.products},
        "page": {p.handle for p in content.pages},
        "blog": {content.blog.handle},
        "article": {a.handle for a in content.blog.articles},
    }


def _links(items: Iterable[MenuItem], content: DemoContent, where: str) -> Iterator[str]:
    for item in items:
        yield from _link(item.type, item.handle, content, f"{where}, {item.title!r}")
        if item.type == "http" and not item.url:
            yield f"{where}, {item.title!r}: no address"
        yield from _links(item.items, content, where)


def _link(kind: str, handle: str | None, content: DemoContent, where: str) -> Iterator[str]:
    known = _known(content)
    if kind in known and handle not in known[kind]:
        yield f"{where}: no {kind} {handle}"


def _orders(content: DemoContent) -> Iterator[str]:
    brand_of = {v.sku: p.brand for p in content.products for v in p.variants}
    ways = {way["handle"] for way in content.store["delivery"]}
    yield from _doubles("order reference", (order.reference for order in content.orders))
    for order in content.orders:
        where = f"order {order.reference}"
        returned = [line["sku"] for line in (order.refund or {}).get("lines", [])]
        for sku in [line.sku for line in order.lines] + returned:
            if sku not in brand_of:
                yield f"{where}: no SKU {sku}"
        if order.delivery not in ways:
            yield f"{where}: no delivery {order.delivery}"
        brands = {brand_of.get(line.sku) for line in order.lines}
        if order.state == "part_fulfilled" and not set(order.fulfilled_brands) < brands:
            yield f"{where}: part fulfilled, but {order.fulfilled_brands} is not a part of {brands}"
        if (order.state == "refunded") != (order.refund is not None):
            yield f"{where}: refunded and refund disagree"
        if not order.customer["email"].endswith(".example"):
            yield f"{where}: {order.customer['email']} could be somebody's address"


def _home(content: DemoContent) -> Iterator[str]:
    known = _known(content)
    for number, block in enumerate(content.home["blocks"], start=1):
        where = f"home block {number} ({block['kind']})"
        if block["collection"] is not None and block["collection"] not in known["collection"]:
            yield f"{where}: no collection {block['collection']}"
        for part in [block, *block["items"]]:
            if link := part.get("link"):
                yield from _link(link["type"], link.get("handle"), content, where)
            for kind in ("article", "product"):
                if kind in part and part[kind] not in known[kind]:
                    yield f"{where}: no {kind} {part[kind]}"


def _files(content: DemoContent, folder: Path) -> Iterator[str]:
    for name in sorted({picture.file for picture in all_pictures(content)}):
        path = folder / name
        limit = BANNER_BYTES if name.startswith("banner-") else PRODUCT_BYTES
        if not path.is_file():
            yield f"{name}: the file is missing"
        elif path.stat().st_size > limit:
            yield f"{name}: {path.stat().st_size} bytes are more than {limit}"
