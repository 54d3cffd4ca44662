"""What each kind of page is about: reads its records, names its template, title and canonical address."""

from __future__ import annotations

from engine.base.markup import plain_text
from engine.base.slugs import slugify

from .drops.collection import collection_by_handle
from .drops.front import Front
from .drops.searching import RecommendationsDrop
from .page import PageSubject
from .recommending import Intent, goes_with

MOST = 320
"""Characters of a description in a page's head."""


def home(front: Front) -> PageSubject:
    """The start page."""
    store = front.visit.store
    return PageSubject(
        "index", title=store.name, description=store.row.description or store.row.tagline, path="/"
    )


def product(front: Front, handle: str, *, collection: str | None = None) -> PageSubject | None:
    """A product's page; `collection` is the one that the shopper came through."""
    record = front.loading.products.by_handle(handle)
    if record is None:
        return None
    drop = front.product(record)
    row = record.row
    objects: dict[str, object] = {"product": drop}
    if collection is not None:
        objects["collection"] = collection_by_handle(front, collection)
    return PageSubject(
        "product",
        objects,
        suffix=_suffix(front, row.template_suffix),
        title=row.seo_title or row.title,
        description=row.seo_description or plain_text(row.description_html, MOST),
        image=drop.liquid_get("featured_image"),
        path=f"/products/{row.handle}",
    )


def collection(front: Front, handle: str) -> PageSubject | None:
    """A collection's page, with the shopper's filters."""
    drop = collection_by_handle(front, handle)
    if drop is None:
        return None
    drop.is_page = True
    row = drop.row
    title = str(drop.liquid_get("title"))
    return PageSubject(
        "collection",
        {"collection": drop, "current_tags": list(drop.chosen.tags) or None},
        suffix=_suffix(front, row.template_suffix if row is not None else None),
        title=(row.seo_title if row is not None else None) or title,
        description=(
            (row.seo_description or plain_text(row.description_html, MOST)) if row is not None else None
        ),
        image=drop.liquid_get("image"),
        path=f"/collections/{drop.liquid_get('handle')}",
    )


def list_collections(front: Front) -> PageSubject:
    """All collections."""
    return PageSubject("list-collections", title=front.platform_text("page.collections"), path="/collections")


def page(front: Front, handle: str) -> PageSubject | None:
    """A page of its own."""
    row = front.loading.reading.page(handle)
    if row is None:
        return None
    return PageSubject(
        "page",
        {"page": front.page(row)},
        suffix=_suffix(front, row.template_suffix) or (row.handle if row.handle == "contact" else None),
        title=row.seo_title or row.title,
        description=row.seo_description or plain_text(row.body_html, MOST),
        path=f"/pages/{row.handle}",
    )


def blog(front: Front, handle: str, tag: str | None = None) -> PageSubject | None:
    """A blog, or its articles with one tag."""
    row = front.loading.reading.blog(handle)
    if row is None:
        return None
    drop = front.blog(row)
    path = f"/blogs/{row.handle}"
    objects: dict[str, object] = {"blog": drop}
    if tag is not None:
        known = {_tag_handle(t): t for t in front.loading.reading.tags(row)}
        if tag not in known:
            return None
        drop.tag = known[tag]
        objects["current_tags"] = [known[tag]]
        path += f"/tagged/{tag}"
    return PageSubject(
        "blog", objects, suffix=_suffix(front, row.template_suffix), title=row.title, path=path
    )


def _tag_handle(tag: str) -> str:
    return slugify(tag, "")


def article(front: Front, blog_handle: str, handle: str) -> PageSubject | None:
    """An article."""
    record = front.loading.reading.article(blog_handle, handle)
    if record is None:
        return None
    row = record.row
    drop = front.article(record)
    owner = front.blog(record.blog)
    owner.shown = record
    return PageSubject(
        "article",
        {"article": drop, "blog": owner},
        suffix=_suffix(front, row.template_suffix),
        title=row.seo_title or row.title,
        description=row.seo_description or plain_text(row.excerpt_html or row.body_html, MOST),
        image=drop.liquid_get("image"),
        path=f"/blogs/{record.blog.handle}/{row.handle}",
    )


def search(front: Front) -> PageSubject:
    """The page of search results."""
    terms = front.visit.parameters.get("q", "").strip()[:200]
    title = front.platform_text("page.search")
    if terms:
        title = front.platform_text("page.search_for", terms=terms)
    query = (("q", terms),) if terms else ()
    return PageSubject("search", title=title, path="/search", canonical_query=query)


def cart(front: Front) -> PageSubject:
    """The cart's page."""
    return PageSubject("cart", title=front.platform_text("page.cart"), path="/cart")


def not_found(front: Front) -> PageSubject:
    """The page that says that there is none."""
    return PageSubject("404", title=front.platform_text("page.not_found"), path=front.visit.path, status=404)


def password(front: Front) -> PageSubject:
    """The page before a shop that is not open."""
    store = front.visit.store
    return PageSubject("password", title=store.name, description=store.row.tagline, path="/password")


def recommendations(front: Front, product_id: int, limit: int, intent: Intent) -> PageSubject | None:
    """Products that go with one; None when shoppers do not see that one."""
    found = goes_with(front, product_id, limit, intent)
    if found is None:
        return None
    objects = {"recommendations": RecommendationsDrop(front, found)}
    return PageSubject("product", objects, path="/recommendations/products")


def _suffix(front: Front, own: str | None) -> str | None:
    """The record's alternate template; `?view=` may name another one, as the public format has it."""
    view = front.visit.parameters.get("view", "")
    if view and len(view) <= 60 and view.replace("-", "").replace("_", "").isalnum():
        return view
    return own
