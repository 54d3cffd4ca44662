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
from engine.rendering.loading.files import Files
from engine.rendering.loading.noting import Notebook
from engine.rendering.references import media_key, reference_key


@dataclass(frozen=True)
class Chosen:
    """Something chosen. ``value`` is what its field sends; ``picture`` an address."""

    value: str
    title: str
    picture: str | None = None
    is_missing: bool = False


Key = tuple[int | None, str | None]
"""An id; or, as packs write it, a file's name or a handle."""
Titles = Mapping[Key, tuple[str, str | None]]
"""Title and picture."""


def kind_of(field: Field) -> str:
    """What a picker picks: product, collection, page, blog, article, menu, metaobject, image, video."""
    name = {"link_list": "menu", "image_picker": "image"}.get(field.setting.type, field.setting.type)
    return name.removesuffix("_list")


def chosen_in(session: StoreSession, fields: Iterable[Field]) -> dict[str, list[Chosen]]:
    """By the name of the field, in order."""
    pickers = [one for one in fields if one.control in ("record", "records", "picture", "video")]
    keys: dict[str, set[Key]] = {}
    for one in pickers:
        keys.setdefault(kind_of(one), set()).update(_key(one, value) for value in _values(one))
    titles = {kind: _titles(session, kind, wanted) for kind, wanted in keys.items()}
    return {
        one.name: [_chosen(one, value, titles[kind_of(one)]) for value in _values(one)] for one in pickers
    }


def _values(field: Field) -> list[Any]:
    values = field.value if isinstance(field.value, list) else [field.value]
    return [value for value in values if value not in (None, "")]


def _key(field: Field, value: Any) -> Key:
    """The id, or the name or handle, by which a value means something."""
    number, name = media_key(value) if field.control in ("picture", "video") else reference_key(value)
    return (number, None) if number is not None else (None, name)


def _chosen(field: Field, value: Any, titles: Titles) -> Chosen:
    key = _key(field, value)
    number, name = key
    handle = str(value.get("handle") or "") if isinstance(value, dict) else ""
    found = titles.get(key)
    if number is None:  # as packs write it
        text = str(value.get("handle") or value.get("name") or "") if isinstance(value, dict) else str(value)
        return Chosen(text, found[0] if found else name or text, found[1] if found else None)
    title, picture = found or (handle or str(number), None)
    return Chosen(f"{number}:{handle}" if handle else str(number), title, picture, is_missing=found is None)


def _titles(session: StoreSession, kind: str, keys: set[Key]) -> Titles:
    ids = {number for number, _ in keys if number is not None}
    names = {name for _, name in keys if name}
    if kind in ("image", "video"):
        return _files(session, ids, names)
    if kind == "product":
        return _products(session, ids, names)
    read: dict[str, Callable[[], Mapping[int, str]]] = {
        "collection": lambda: _plain(catalogue.collections_by_ids(session, ids)),
        "page": lambda: _plain(content.pages_by_ids(session, ids)),
        "blog": lambda: _plain(content.blogs_by_ids(session, ids)),
        "article": lambda: {
            number: row.article.title for number, row in content.articles_by_ids(session, ids).items()
        },
        "menu": lambda: {menu.id: menu.title for menu in content.all_menus(session)},
        "metaobject": lambda: {
            number: entry.row.handle for number, entry in content.metaobjects_by_ids(session, ids).items()
        },
    }
    found = read[kind]() if kind in read and ids else {}
    return {(number, None): (title, None) for number, title in found.items()}


def _plain(found: Mapping[int, Any]) -> dict[int, str]:
    return {number: row.title for number, row in found.items()}


def _products(session: StoreSession, ids: set[int], handles: set[str]) -> Titles:
    named = catalogue.product_ids_by_handles(session, handles, public_only=False) if handles else {}
    found = catalogue.products_by_ids(session, ids | set(named.values()))
    pictures = catalogue.media_by_ids(session, [row.featured_media_id for row in found.values()])
    told = {
        number: (row.title, square_of(pictures.get(row.featured_media_id or 0)))
        for number, row in found.items()
    }
    titles: dict[Key, tuple[str, str | None]] = {(number, None): each for number, each in told.items()}
    return titles | {(None, handle): told[number] for handle, number in named.items() if number in told}


def _files(session: StoreSession, ids: set[int], names: set[str]) -> Titles:
    files = Files(session, Notebook())
    files.want(ids, names)
    titles: dict[Key, tuple[str, str | None]] = {}
    for key in [*((number, None) for number in ids), *((None, name) for name in names)]:
        media = files.by_id(key[0]) if key[0] is not None else files.by_name(str(key[1]))
        if media is not None:
            titles[key] = (media.alt or media.file_name, square_of(media))
    return titles
