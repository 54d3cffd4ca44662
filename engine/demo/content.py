"""The demo store's content as typed records, read from the JSON files in `content/`.

Money is in minor units of the store's currency, weights in grams; a picture is a file name inside `pictures/`.
`load()` only reads; `engine.demo.checks.problems` says what is wrong with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
CONTENT, PICTURES = HERE / "content", HERE / "pictures"

LinkType = Literal["collection", "product", "page", "blog", "article", "search", "http", "frontpage"]
PaymentStory = Literal["paid", "pending", "declined_then_paid"]
OrderState = Literal["new", "part_fulfilled", "fulfilled", "cancelled", "refunded"]


@dataclass(frozen=True)
class Picture:
    """A file in `pictures/` and what is to be seen on it."""

    file: str
    alt: str

    @property
    def path(self) -> Path:
        return PICTURES / self.file


@dataclass(frozen=True)
class Seo:
    title: str
    description: str


@dataclass(frozen=True)
class Brand:
    """A partner; exactly one is the house itself. `colours` holds paper, ink and accent as hex."""

    handle: str
    name: str
    house: bool
    tagline: str
    email: str
    picture: Picture
    colours: dict[str, str]
    story_html: str


@dataclass(frozen=True)
class Option:
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """`options` are values in the order of the product's options; `picture` is an index into its pictures."""

    sku: str
    options: tuple[str, ...]
    price: int
    compare_at: int | None
    weight_grams: int
    barcode: str
    stock: dict[str, int]
    picture: int | None


@dataclass(frozen=True)
class Product:
    handle: str
    title: str
    brand: str
    type: str
    tags: tuple[str, ...]
    description_html: str
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    pictures: tuple[Picture, ...]
    seo: Seo


@dataclass(frozen=True)
class Rule:
    """One condition of a rule collection; prices in minor units, stock summed over variants and locations."""

    field: Literal["type", "brand", "tag", "price", "stock"]
    relation: Literal["equals", "not_equals", "contains", "greater_than", "less_than"]
    value: str | int


@dataclass(frozen=True)
class Collection:
    """By hand (`products`, in order) or by rule (`match` and `rules`)."""

    handle: str
    title: str
    description_html: str
    picture: Picture
    kind: Literal["hand", "rule"]
    products: tuple[str, ...]
    match: Literal["all", "any"] | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Page:
    handle: str
    title: str
    body_html: str
    seo: Seo


@dataclass(frozen=True)
class Comment:
    """What a reader said of an article; one that is not `published` waits."""

    author: str
    email: str
    days_ago: int
    published: bool
    body: str


@dataclass(frozen=True)
class Article:
    """`published_days_ago` keeps the demo fresh; `published_at` is the fixed date for when that is wanted."""

    handle: str
    title: str
    author: str
    published_at: str
    published_days_ago: int
    tags: tuple[str, ...]
    picture: Picture
    excerpt: str
    body_html: str
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Blog:
    """`comments`: off, moderated or open."""

    handle: str
    title: str
    description: str
    comments: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class MenuItem:
    title: str
    type: LinkType
    handle: str | None
    url: str | None
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class Menu:
    handle: str
    title: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class OrderLine:
    sku: str
    quantity: int


@dataclass(frozen=True)
class DemoOrder:
    """An order to be replayed through real commands.

    `fulfilled_brands` are the brands whose part was sent when the state is `part_fulfilled`.
    `refund` is None or {kind: full|part, lines: [{sku, quantity}], reason}; a refunded order was fulfilled first.
    """

    reference: str
    customer: dict[str, Any]
    lines: tuple[OrderLine, ...]
    days_ago: int
    delivery: str
    payment: PaymentStory
    state: OrderState
    fulfilled_brands: tuple[str, ...]
    refund: dict[str, Any] | None
    cancel_reason: str | None
    note: str | None


@dataclass(frozen=True)
class DemoContent:
    """Everything. `store` and `home` stay plain dictionaries: their shapes are in the README beside this file."""

    store: dict[str, Any]
    brands: tuple[Brand, ...]
    products: tuple[Product, ...]
    collections: tuple[Collection, ...]
    pages: tuple[Page, ...]
    blog: Blog
    menus: tuple[Menu, ...]
    orders: tuple[DemoOrder, ...]
    home: dict[str, Any]


def load(folder: Path = CONTENT) -> DemoContent:
    """Read every file of the demo store; a missing key or an unknown one is a KeyError or TypeError naming it."""
    return DemoContent(
        store=_read(folder, "store"),
        brands=tuple(Brand(**_pictured(raw)) for raw in _read(folder, "brands")),
        products=tuple(_product(raw) for raw in _read(folder, "products")),
        collections=tuple(_collection(raw) for raw in _read(folder, "collections")),
        pages=tuple(Page(**{**raw, "seo": Seo(**raw["seo"])}) for raw in _read(folder, "pages")),
        blog=_blog(_read(folder, "blog")),
        menus=tuple(Menu(**{**raw, "items": _items(raw["items"])}) for raw in _read(folder, "menus")),
        orders=tuple(_order(raw) for raw in _read(folder, "orders")),
        home=_read(folder, "home"),
    )


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def _pictured(raw: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in raw.items() if key not in {"picture", "picture_alt"}}
    return {**rest, "picture": Picture(raw["picture"], raw["picture_alt"])}


def _product(raw: dict[str, Any]) -> Product:
    return Product(
        **{
            **raw,
            "tags": tuple(raw["tags"]),
            "options": tuple(Option(o["name"], tuple(o["values"])) for o in raw["options"]),
            "variants": tuple(Variant(**{**v, "options": tuple(v["options"])}) for v in raw["variants"]),
            "pictures": tuple(Picture(**p) for p in raw["pictures"]),
            "seo": Seo(**raw["seo"]),
        }
    )


def _collection(raw: dict[str, Any]) -> Collection:
    return Collection(
        **{
            **_pictured(raw),
            "products": tuple(raw.get("products", ())),
            "match": raw.get("match"),
            "rules": tuple(Rule(**rule) for rule in raw.get("rules", ())),
        }
    )


def _blog(raw: dict[str, Any]) -> Blog:
    return Blog(**{**raw, "articles": tuple(_article(one) for one in raw["articles"])})


def _article(raw: dict[str, Any]) -> Article:
    comments = tuple(Comment(**one) for one in raw.get("comments", ()))
    return Article(**{**_pictured(raw), "tags": tuple(raw["tags"]), "comments": comments})


def _items(raw: list[dict[str, Any]]) -> tuple[MenuItem, ...]:
    return tuple(MenuItem(**{**item, "items": _items(item["items"])}) for item in raw)


def _order(raw: dict[str, Any]) -> DemoOrder:
    lines = tuple(OrderLine(**line) for line in raw["lines"])
    return DemoOrder(**{**raw, "lines": lines, "fulfilled_brands": tuple(raw["fulfilled_brands"])})
