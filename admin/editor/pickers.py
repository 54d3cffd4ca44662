"""Dialogs to choose from: records of the shop, pictures and films with upload, and where a link may lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import g, request

from admin.editor.answers import data_answer
from admin.editor.room import room
from admin.files.pictures import square_of
from admin.shell.forms import reading, take_upload
from admin.shell.rendering import page
from admin.shell.words import words_of
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.catalogue import queries as catalogue
from engine.content import queries as content

PAGE = 24
KINDS = ("product", "collection", "page", "blog", "article", "menu", "metaobject", "image", "video", "link")
_FIXED = ("/", "/collections", "/collections/all", "/search", "/cart", "/account")


@dataclass(frozen=True)
class Offer:
    """One thing to choose. ``value`` is what the field then sends."""

    value: str
    title: str
    detail: str = ""
    picture: str | None = None


@dataclass
class Offers:
    """A stretch of them; ``after`` is where the next one begins."""

    items: list[Offer] = field(default_factory=list)
    after: str | None = None


@room.get("/theme/editor/choices/<kind>")
def choices(kind: str) -> Any:
    """What a picker of that kind offers: ``?q=`` searches, ``?after=`` goes on, ``?of=`` is a kind of metaobject."""
    if kind not in KINDS:
        raise NotFound("record.not_found")
    words = request.args.get("q", "").replace("\x00", "")[:100]
    of = request.args.get("of", "")[:100]
    with reading() as session:
        found = offers(session, kind, words, request.args.get("after"), of)
    inside = request.headers.get("HX-Target") in ("picker-list", "picker-more")
    template = "editor/picker_list.html" if inside else "editor/picker.html"
    return page(
        template,
        kind=kind,
        found=found,
        words=words,
        of=of,
        field=request.args.get("field", "")[:200],
        many=request.args.get("many") == "1",
        is_grid=kind in ("image", "video"),
    )


@room.post("/theme/editor/uploads")
def upload() -> Any:
    """Take a picture or film in. Answers JSON: its value, title and picture."""
    try:
        if "file" not in request.files or not request.files["file"].filename:
            raise Refused("form.needed", field="file")
        media_id = take_upload("file")
    except Refused as refusal:
        return data_answer({"error": words_of(refusal)}, refusal.status)
    with reading() as session:
        media = catalogue.media_by_id(session, media_id)
    if media is None:
        raise NotFound("record.not_found")
    return data_answer(
        {
            "value": str(media.id),
            "title": media.alt or media.file_name,
            "picture": square_of(media),
            "kind": media.kind,
        }
    )


def offers(session: StoreSession, kind: str, words: str, after: str | None, of: str = "") -> Offers:
    """A stretch of what may be chosen; a number of queries that does not grow with it."""
    if kind == "product":
        products = catalogue.list_products(session, search=words, sort="title", cursor=after, limit=PAGE)
        return Offers(
            [
                Offer(
                    f"{row.product.id}:{row.product.handle}",
                    row.product.title,
                    row.brand,
                    square_of(row.media),
                )
                for row in products.items
            ],
            products.next_cursor,
        )
    if kind == "collection":
        shelves = catalogue.list_collections(session, search=words, cursor=after, limit=PAGE)
        return Offers(
            [
                Offer(
                    f"{row.collection.id}:{row.collection.handle}",
                    row.collection.title,
                    "",
                    square_of(row.media),
                )
                for row in shelves.items
            ],
            shelves.next_cursor,
        )
    if kind in ("image", "video"):
        files = catalogue.list_media(session, search=words, kind=kind, cursor=after, limit=PAGE)
        return Offers(
            [
                Offer(str(one.id), one.alt or one.file_name, one.file_name, square_of(one))
                for one in files.items
            ],
            files.next_cursor,
        )
    if kind == "page":
        pages = content.list_pages(session, search=words, cursor=after, limit=PAGE)
        return Offers([Offer(f"{one.id}:{one.handle}", one.title) for one in pages.items], pages.next_cursor)
    if kind == "article":
        articles = content.list_articles(session, search=words, cursor=after, limit=PAGE)
        return Offers(
            [
                Offer(
                    f"{row.article.id}:{row.blog.handle}/{row.article.handle}",
                    row.article.title,
                    row.blog.title,
                )
                for row in articles.items
            ],
            articles.next_cursor,
        )
    return Offers(_few(session, kind, words.lower(), of))


def _few(session: StoreSession, kind: str, words: str, of: str) -> list[Offer]:
    """Kinds of which a shop has few; all of them are looked through."""
    if kind == "menu":
        listed = [
            Offer(f"{one.id}:{one.handle}", one.title, one.handle) for one in content.all_menus(session)
        ]
    elif kind == "blog":
        listed = [Offer(f"{one.id}:{one.handle}", one.title) for one in content.blogs(session)]
    elif kind == "metaobject":
        listed = [
            Offer(f"{one.row.id}:{one.row.handle}", one.row.handle, one.definition.name)
            for one in content.metaobject_entries(session, of, public_only=False)
        ]
    else:
        return _links(session, words)
    return [one for one in listed if words in f"{one.title} {one.detail}".lower()]


def _links(session: StoreSession, words: str) -> list[Offer]:
    """Addresses of the shop."""
    fixed = [Offer(path, path) for path in _FIXED if words in path]
    found = [
        Offer(f"/products/{one.handle}", one.title)
        for one in catalogue.pick_products(session, words, limit=8)
    ]
    found += [
        Offer(f"/collections/{one.handle}", one.title)
        for one in catalogue.pick_collections(session, words, limit=8)
    ]
    for kind, address in (("page", "pages"), ("blog", "blogs"), ("article", "blogs")):
        found += [
            Offer(f"/{address}/{one.handle}", one.title)
            for one in content.pick(session, kind, words, limit=6)
        ]
    return [Offer(one.value, one.title, one.value) for one in found] + fixed


def of_metaobjects(setting: Any) -> str:
    """Which kind of metaobject a setting takes."""
    return str(setting.raw.get("metaobject_type") or "")


def may_upload() -> bool:
    """Whether the person may take files in."""
    return g.staff is not None
