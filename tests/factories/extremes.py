"""What stretches a page until it breaks: endless words, huge prices, a hundred variants, pictures of no usual shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.catalogue.models import (
    Collection,
    CollectionProduct,
    Media,
    Product,
    ProductMedia,
    ProductOption,
    Variant,
)
from engine.content.models import Article, ArticleComment, Blog, Menu, MenuItem, Page
from engine.inventory.models import InventoryItem
from engine.stores.customers.models import Customer, CustomerAddress
from tests.factories.designations import offer
from tests.factories.past_orders import make_past_orders
from tests.factories.products import make_partner
from tests.factories.shopfront import Shopfront, make_picture, make_shopfront

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesentwurfsbegründung"
SENTENCE = (
    "Every bowl is thrown, turned, dried, fired, glazed and fired again before anybody may eat from it. " * 5
)[:400]
RTL = "أوعية من الخزف الحجري مصنوعة يدويا في ورشة صغيرة"
SMILES = "🏺✨🫖👩🏽‍🎨🏴󠁧󠁢󠁳󠁣󠁴󠁿👨‍👩‍👧‍👦🕯️🪑🧺🫙"
HUGE = 99_999_999_99
"""Minor units."""
WIDE, TALL, MISSING = "wide.webp", "tall.webp", "never-uploaded.webp"


@dataclass(frozen=True)
class Extremes:
    """Handles: the ordinary shop, and beside it what is too much and what is not there."""

    front: Shopfront
    order_id: int
    customer_id: int
    monster: str = "monster"
    bare: str = "bare"
    vast: str = "vast"
    void: str = "void"
    tale: str = "tale"
    tract: str = "tract"


def make_extremes(db: Database, store_id: int) -> Extremes:
    """An open shop of ordinary things with extreme ones among them."""
    front = make_shopfront(db, store_id, 6)
    now = clock.now() - timedelta(hours=1)
    dates = {"published_at": now, "created_at": now, "updated_at": now}
    with db.write(store_id) as session:
        for name, width, height in ((WIDE, 4000, 400), (TALL, 400, 4000)):
            _shape(session, name, width, height)
        made = [_monster(session, dates), _bare(session, dates)]
        made += [
            _named(session, handle, title, dates) for handle, title in (("rtl", RTL), ("smiles", SMILES))
        ]
        _collection(session, "vast", f"{SENTENCE[:120]} {WORD}", made, dates)
        _collection(session, "void", "Nothing here", [], dates)
        _reading(session, dates)
        _menus(session, dates)
        customer = Customer(email=f"{'a' * 60}@{'b' * 60}.example", name=f"{WORD} {RTL}", created_at=now)
        session.add(customer)
        session.flush()
        for default in (True, False):
            session.add(
                CustomerAddress(
                    customer_id=customer.id,
                    first_name=WORD,
                    last_name=RTL,
                    line1=SENTENCE[:100],
                    city=WORD,
                    postcode="1234567890",
                    country="DE",
                    is_default=default,
                    created_at=now,
                    updated_at=now,
                )
            )
        orders = make_past_orders(session, customer.id, 3)
        return Extremes(front, orders[-1], customer.id)


def _shape(session: StoreSession, name: str, width: int, height: int) -> int:
    media = session.find(Media, make_picture(session, name))
    assert media is not None
    media.width, media.height = width, height
    return media.id


def _product(session: StoreSession, handle: str, title: str, dates: Any, **more: Any) -> Product:
    price = more.pop("price", 1200)
    product = Product(
        partner_id=make_partner(session, more.pop("brand", "Ostara Ceramics")),
        handle=handle,
        title=title,
        product_type=more.pop("kind", "Bowls"),
        description_html=more.pop("text", "<p>A bowl.</p>"),
        status="active",
        price_min=price,
        price_max=price,
        **more,
        **dates,
    )
    session.add(product)
    session.flush()
    return product


def _variant(
    session: StoreSession, product: Product, position: int, price: int, stock: int, **more: Any
) -> None:
    item = InventoryItem(on_hand=stock, created_at=clock.now())
    session.add(item)
    session.flush()
    offer(session, [item.id])
    session.add(
        Variant(
            product_id=product.id,
            inventory_item_id=item.id,
            position=position,
            sku=f"{product.handle}-{position}",
            price_minor=price,
            **more,
        )
    )


def _monster(session: StoreSession, dates: Any) -> int:
    """A hundred variants, a title without end, prices as wide as they come, a wide and a tall picture."""
    pictures = [
        _shape(session, "monster-wide.webp", 4000, 400),
        _shape(session, "monster-tall.webp", 400, 4000),
    ]
    text = f"<p>{WORD} {SENTENCE}</p><table><tr>{f'<td>{WORD}</td>' * 6}</tr></table><pre>{WORD * 3}</pre>"
    product = _product(
        session,
        "monster",
        f"{WORD} {SENTENCE[:160]}",
        dates,
        brand=f"{WORD} & Daughters",
        kind=WORD,
        text=text,
        price=HUGE,
        featured_media_id=pictures[0],
    )
    for position, media in enumerate(pictures):
        session.add(ProductMedia(product_id=product.id, media_id=media, position=position))
    colours = [f"{WORD[:30]} {number}" for number in range(10)]
    sizes = [f"{number * 10} × {number * 20} cm, {SMILES[:2]}" for number in range(1, 11)]
    for position, (name, choices) in enumerate((("Colour", colours), (WORD[:40], sizes)), 1):
        session.add(ProductOption(product_id=product.id, name=name, position=position, choices=choices))
    for number in range(100):
        one, two = colours[number // 10], sizes[number % 10]
        _variant(
            session,
            product,
            number + 1,
            HUGE,
            number % 3,
            title=f"{one} / {two}",
            option1=one,
            option2=two,
            compare_at_minor=HUGE + 9_999_999,
        )
    return product.id


def _bare(session: StoreSession, dates: Any) -> int:
    """No picture, nothing in stock."""
    product = _product(session, "bare", "Bare", dates)
    _variant(session, product, 1, 1200, 0, title="Default Title")
    return product.id


def _named(session: StoreSession, handle: str, title: str, dates: Any) -> int:
    product = _product(
        session, handle, title, dates, featured_media_id=_shape(session, f"{handle}.webp", 400, 4000)
    )
    _variant(session, product, 1, 1200, 3, title="Default Title")
    return product.id


def _collection(session: StoreSession, handle: str, title: str, products: list[int], dates: Any) -> None:
    row = Collection(
        handle=handle, title=title, description_html=f"<p>{SENTENCE} {WORD}</p>" if products else "", **dates
    )
    if products:
        row.media_id = _shape(session, f"{handle}-cover.webp", 4000, 400)
    session.add(row)
    session.flush()
    for position, product_id in enumerate(products):
        session.add(CollectionProduct(collection_id=row.id, product_id=product_id, position=position))


def _reading(session: StoreSession, dates: Any) -> None:
    body = f"<h2>{WORD}</h2><p>{SENTENCE} {WORD} {RTL} {SMILES}</p><pre>{WORD * 4}</pre>"
    body += f"<table><tr>{f'<th>{WORD}</th>' * 5}</tr></table><ul><li>{WORD}</li></ul>"
    session.add(Page(handle="tract", title=f"{SENTENCE[:90]} {WORD}", body_html=body, **dates))
    blog = session.scalars(select(Blog).where(Blog.handle == "journal")).one()
    blog.comments = "open"
    article = Article(
        blog_id=blog.id,
        handle="tale",
        title=f"{SENTENCE[:200]} {WORD}",
        author=f"{WORD} {RTL}",
        excerpt_html=f"<p>{SENTENCE} {WORD}</p>",
        body_html=body,
        tags=[WORD, RTL, *(f"Tag {n}" for n in range(30))],
        media_id=_shape(session, "tale.webp", 400, 4000),
        **dates,
    )
    session.add(article)
    session.flush()
    for number in range(3):
        session.add(
            ArticleComment(
                article_id=article.id,
                author=f"{WORD} {number}",
                email="reader@example.com",
                body=f"{WORD * 3}\n\n{SENTENCE}",
                state="published",
                digest=f"{number:064}",
                created_at=dates["created_at"] + timedelta(minutes=number),
                updated_at=dates["created_at"],
            )
        )


def _menus(session: StoreSession, dates: Any) -> None:
    """Three levels below the main menu, and a footer of twenty."""
    main = session.scalars(select(Menu).where(Menu.handle == "main-menu")).one()
    footer = Menu(
        handle="footer", title="Good to know", created_at=dates["created_at"], updated_at=dates["updated_at"]
    )
    session.add(footer)
    session.flush()
    for number in range(8):
        top = _item(session, main.id, None, 10 + number, f"{WORD[:34]} {number}")
        for below in range(3):
            inner = _item(session, main.id, top, below, f"{WORD if below else RTL} {below}")
            _item(session, main.id, inner, 0, SENTENCE[:80])
    for number in range(20):
        _item(session, footer.id, None, number, WORD if number == 3 else f"{SMILES} {number}")


def _item(session: StoreSession, menu: int, parent: int | None, position: int, label: str) -> int:
    row = MenuItem(
        menu_id=menu,
        parent_id=parent,
        position=position,
        label=label,
        link_kind="http",
        url="/collections/all",
    )
    session.add(row)
    session.flush()
    return row.id
