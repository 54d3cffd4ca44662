"""What the pickers of a form hold already: titles, pictures, and whether it is still there. One query per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from admin.files.pictures import square_of
from admin.theme.form import Field
from engine.base.db import StoreSession
from engine.catalogue import queries as catalogue
from engine.content import queries as content


@dataclass(frozen=True)
class Chosen:
    """Something chosen. ``value`` is what its field sends; ``picture`` an address."""

    value: str
    title: str
    picture: str | None = None
    is_missing: bool = False


Titles = Mapping[int, tuple[str, str | None]]
"""Title and picture by id."""


def kind_of(field: Field) -> str:
    """What a picker picks: product, collection, page, blog, article, menu, metaobject, image, video."""
    name = {"link_list": "menu", "image_picker": "image"}.get(field.setting.type, field.setting.type)
    return name.removesuffix("_list")


def chosen_in(session: StoreSession, fields: Iterable[Field]) -> dict[str, list[Chosen]]:
    """By the name of the field, in order."""
    pickers = [one for one in fields if one.control in ("record", "records", "picture", "video")]
    ids: dict[str, set[int]] = {}
    for one in pickers:
        ids.setdefault(kind_of(one), set()).update(filter(None, map(_id, _values(one))))
    titles = {kind: _titles(session, kind, wanted) if wanted else {} for kind, wanted in ids.items()}
    return {one.name: [_chosen(value, titles[kind_of(one)]) for value in _values(one)] for one in pickers}


def _values(field: Field) -> list[Any]:
    values = field.value if isinstance(field.value, list) else [field.value]
    return [value for value in values if value not in (None, "")]


def _id(value: Any) -> int | None:
    if isinstance(value, dict):
        value = value.get("id")
    text = str(value).removeprefix("media:")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None


def _chosen(value: Any, titles: Titles) -> Chosen:
    number = _id(value)
    handle = str(value.get("handle") or "") if isinstance(value, dict) else ""
    if number is None:  # a handle or a file name, as packs write them
        text = str(value.get("handle") or value.get("name") or "") if isinstance(value, dict) else str(value)
        return Chosen(text, text.rsplit("/", 1)[-1])
    title, picture = titles.get(number, (handle or str(number), None))
    sent = f"{number}:{handle}" if handle else str(number)
    return Chosen(sent, title, picture, is_missing=number not in titles)


def _titles(session: StoreSession, kind: str, ids: set[int]) -> Titles:
    read: dict[str, Callable[[], Titles]] = {
        "product": lambda: _products(session, ids),
        "collection": lambda: _plain(catalogue.collections_by_ids(session, ids)),
        "page": lambda: _plain(content.pages_by_ids(session, ids)),
        "blog": lambda: _plain(content.blogs_by_ids(session, ids)),
        "article": lambda: {
            number: (row.article.title, None) for number, row in content.articles_by_ids(session, ids).items()
        },
        "menu": lambda: {menu.id: (menu.title, None) for menu in content.all_menus(session)},
        "metaobject": lambda: {
            number: (entry.row.handle, None)
            for number, entry in content.metaobjects_by_ids(session, ids).items()
        },
        "image": lambda: _files(session, ids),
        "video": lambda: _files(session, ids),
    }
    return read[kind]() if kind in read else {}


def _plain(found: Mapping[int, Any]) -> Titles:
    return {number: (row.title, None) for number, row in found.items()}


def _products(session: StoreSession, ids: set[int]) -> Titles:
    found = catalogue.products_by_ids(session, ids)
    pictures = catalogue.media_by_ids(session, [row.featured_media_id for row in found.values()])
    return {
        number: (row.title, square_of(pictures.get(row.featured_media_id or 0)))
        for number, row in found.items()
    }


def _files(session: StoreSession, ids: set[int]) -> Titles:
    found = catalogue.media_by_ids(session, ids)
    return {number: (media.alt or media.file_name, square_of(media)) for number, media in found.items()}
