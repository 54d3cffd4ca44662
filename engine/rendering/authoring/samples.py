"""One good example of every kind of page: which record it is about, and how a shopper would have come there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, func, select

from engine.base.db import StoreSession
from engine.catalogue.models import Collection, CollectionProduct, Product, ProductMedia, Variant
from engine.content.models import Article, Blog, Page
from engine.ordering.models import CustomerOrder
from engine.ordering.queries.cart import CartLineView, CartView
from engine.ordering.queries.offers import offers
from engine.rendering import accounts, subjects
from engine.rendering.drops.customer import CustomerDrop
from engine.rendering.drops.front import Front
from engine.rendering.loading.product_reads import has_stock, is_public, is_public_collection
from engine.rendering.loading.reading import is_public_article, is_public_page
from engine.rendering.page import PageSubject
from engine.stores.models import Customer

Query = tuple[tuple[str, str], ...]
Find = Callable[[Front], PageSubject | None]


@dataclass(frozen=True)
class Sample:
    """A page to render: its address, the templates that it may use, and how to find what it is about."""

    path: str
    templates: tuple[str, ...]
    find: Find
    query: Query = ()
    customer: Customer | None = None
    """Who is signed in."""


class NoRecord(LookupError):
    """The store has nothing that such a page could be about."""


def sample(session: StoreSession, page: str, handle: str | None = None) -> Sample:
    """The example of a kind of page (a key of PAGES), or of the record of that handle. Raises NoRecord."""
    return PAGES[page](session, handle)


# -- records ------------------------------------------------------------------------------------------------


def _product(session: StoreSession, handle: str | None) -> Sample:
    handle = handle or _needed(product_handles(session, 1))
    return Sample(f"/products/{handle}", ("product",), lambda front: subjects.product(front, handle))


def product_handles(session: StoreSession, most: int) -> list[str]:
    """Products that can be bought, those with the most variants and pictures first: they show the most of a theme."""
    variants = _count(session, Variant, Variant.product_id == Product.id)
    pictures = _count(session, ProductMedia, ProductMedia.product_id == Product.id)
    return list(
        session.scalars(
            select(Product.handle)
            .where(Product.store_id == session.store, is_public())
            .order_by(has_stock().desc(), variants.desc(), pictures.desc(), Product.id)
            .limit(most)
        )
    )


def _collection(session: StoreSession, handle: str | None) -> Sample:
    known = handle or next(iter(collection_handles(session, 1)), "all")  # the collection that every shop has
    return Sample(f"/collections/{known}", ("collection",), lambda front: subjects.collection(front, known))


def collection_handles(session: StoreSession, most: int) -> list[str]:
    """Collections that shoppers see, those with the most products first."""
    members = _count(session, CollectionProduct, CollectionProduct.collection_id == Collection.id)
    return list(
        session.scalars(
            select(Collection.handle)
            .where(Collection.store_id == session.store, is_public_collection())
            .order_by(members.desc(), Collection.id)
            .limit(most)
        )
    )


def _count(session: StoreSession, model: Any, belongs: Any) -> Any:
    """How many rows of *model* belong to a record of the outer select."""
    return (
        select(func.count())
        .select_from(model)
        .where(model.store_id == session.store, belongs)
        .scalar_subquery()
    )


def _page(session: StoreSession, handle: str | None) -> Sample:
    if handle is None:
        statement = select(Page.handle).where(Page.store_id == session.store, is_public_page())
        handle = _needed(
            session.scalars(statement.order_by(func.length(Page.body_html).desc(), Page.id).limit(1))
        )
    return Sample(f"/pages/{handle}", ("page",), lambda front: subjects.page(front, handle))


def _blog(session: StoreSession, handle: str | None) -> Sample:
    if handle is None:
        articles = _count(session, Article, Article.blog_id == Blog.id)
        statement = select(Blog.handle).where(Blog.store_id == session.store)
        handle = _needed(session.scalars(statement.order_by(articles.desc(), Blog.id).limit(1)))
    return Sample(f"/blogs/{handle}", ("blog",), lambda front: subjects.blog(front, handle))


def _article(session: StoreSession, handle: str | None) -> Sample:
    statement = (
        select(Blog.handle, Article.handle)
        .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
        .where(Article.store_id == session.store, is_public_article())
        .order_by(Article.published_at.desc(), Article.id)
        .limit(1)
    )
    if handle is not None:  # "blog/article", or the article's alone
        blog, _, own = handle.rpartition("/")
        statement = statement.where(Article.handle == own, *([Blog.handle == blog] if blog else []))
    row = session.execute(statement).first()
    if row is None:
        raise NoRecord
    blog, own = row
    return Sample(f"/blogs/{blog}/{own}", ("article",), lambda front: subjects.article(front, blog, own))


def _needed(handles: Any) -> str:
    handle = next(iter(handles), None)
    if handle is None:
        raise NoRecord
    return str(handle)


# -- pages about no record ----------------------------------------------------------------------------------


def _plain(path: str, template: str, find: Find, _session: StoreSession, _handle: str | None) -> Sample:
    return Sample(path, (template,), find)


def _search(session: StoreSession, handle: str | None) -> Sample:
    """A search with results: *handle* is what is searched for, else a word of a product's title."""
    if handle is None:
        title = session.scalars(
            select(Product.title)
            .where(Product.store_id == session.store, is_public())
            .order_by(Product.id)
            .limit(1)
        ).first()
        handle = max((title or "").split(), key=len, default="")
    return Sample("/search", ("search",), subjects.search, query=(("q", handle),) if handle else ())


def sample_cart(session: StoreSession, currency: str) -> CartView:
    """A cart with up to three products, as a shopper's would be read; nothing is written."""
    handles = product_handles(session, 3)
    variants = session.execute(
        select(Product.handle, func.min(Variant.id))
        .join(Variant, and_(Variant.store_id == Product.store_id, Variant.product_id == Product.id))
        .where(Product.store_id == session.store, Product.handle.in_(handles))
        .group_by(Product.handle)
        .order_by(Product.handle)
    )
    chosen = [variant for _handle, variant in variants]
    known = offers(session, chosen)
    lines = [
        CartLineView(
            -at, f"{variant}:sample", at, variant, offer.title, at, {}, offer, offer.unit_minor, None, None
        )
        for at, (variant, offer) in enumerate(((v, known[v]) for v in chosen if v in known), 1)
    ]
    return CartView(None, currency, tuple(lines))


# -- accounts -----------------------------------------------------------------------------------------------


def _open_account(name: str, _session: StoreSession, _handle: str | None) -> Sample:
    path = accounts.PATHS.get(name, f"/account/{name.partition('_')[0]}/1/sample")
    return Sample(path, (accounts.template(name),), lambda front: accounts.page(front, name))


def most_loyal(session: StoreSession) -> Customer | None:
    """The customer who bought most often."""
    row = session.execute(
        select(CustomerOrder.customer_id)
        .where(CustomerOrder.store_id == session.store, CustomerOrder.customer_id.is_not(None))
        .group_by(CustomerOrder.customer_id)
        .order_by(func.count().desc(), CustomerOrder.customer_id)
        .limit(1)
    ).first()
    return session.find(Customer, row[0]) if row is not None else None


def _own_account(name: str, session: StoreSession, _handle: str | None) -> Sample:
    customer = most_loyal(session)
    if customer is None:
        raise NoRecord
    newest = select(func.max(CustomerOrder.id)).where(
        CustomerOrder.store_id == session.store, CustomerOrder.customer_id == customer.id
    )
    order_id = session.scalar(newest) or 0

    def find(front: Front) -> PageSubject | None:
        return accounts.order(front, order_id) if name == "order" else accounts.page(front, name)

    path = accounts.PATHS.get(name, f"/account/orders/{order_id}")
    return Sample(path, (accounts.template(name),), find, customer=customer)


def sign_in(front: Front, customer: Customer) -> None:
    """Show the page to that customer."""
    front.customer = CustomerDrop(front, customer)


PERSONAL = ("account", "addresses", "order")
"""Pages of somebody who is signed in."""
_NOWHERE = "/pages/there-is-no-such-page"

PAGES: Mapping[str, Callable[[StoreSession, str | None], Sample]] = MappingProxyType(
    {
        "home": partial(_plain, "/", "index", subjects.home),
        "collection": _collection,
        "product": _product,
        "cart": partial(_plain, "/cart", "cart", subjects.cart),
        "search": _search,
        "page": _page,
        "blog": _blog,
        "article": _article,
        "404": partial(_plain, _NOWHERE, "404", subjects.not_found),
        "collections": partial(_plain, "/collections", "list-collections", subjects.list_collections),
        "password": partial(_plain, "/password", "password", subjects.password),
        **{name: partial(_open_account, name) for name in accounts.PAGES if name not in PERSONAL},
        **{name: partial(_own_account, name) for name in PERSONAL},
    }
)
"""Every kind of page that can be rendered, by the name that the command line has for it."""
ABOUT_RECORDS = frozenset({"article", "blog", "collection", "page", "product", "search"})
"""Kinds that a handle says more about."""
