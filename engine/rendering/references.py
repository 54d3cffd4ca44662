"""What a setting's value points at: products, collections, pages, menus, pictures, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from engine.liquid import Drop, TemplateError, prop
from engine.themes.packs import Pack

from .drops.collection import CollectionDrop, collection_by_handle
from .drops.media import MediaDrop
from .drops.menu import MenuDrop
from .drops.product import ProductDrop, ProductList
from .loading.naming import can_be_name
from .sources import is_source

if TYPE_CHECKING:
    from .drops.front import Front

RESOLVED = frozenset(
    {
        "article", "article_list", "blog", "collection", "collection_list", "image_picker", "link_list",
        "metaobject", "metaobject_list", "page", "page_list", "product", "product_list", "video",
    }
)  # fmt: skip

SHOP_IMAGE = "shopify://shop_images/"
MEDIA = "media:"


def media_key(value: Any) -> tuple[int | None, str | None]:
    """The id or file name that a picture's value names: {"id": 5}, "media:5", "shopify://shop_images/x.jpg"."""
    if isinstance(value, dict):
        number = value.get("id")
        name = value.get("name")
        return (number if isinstance(number, int) else None, str(name) if name else None)
    if isinstance(value, int) and not isinstance(value, bool):
        return value, None
    text = str(value or "")
    if text.startswith(MEDIA) and text[len(MEDIA) :].isdigit():
        return int(text[len(MEDIA) :]), None
    name = text.removeprefix(SHOP_IMAGE).rsplit("/", 1)[-1]
    return None, name or None


def reference_key(value: Any) -> tuple[int | None, str | None]:
    """The id or handle that a reference names: {"id": 5, "handle": "x"}, 5, or "x"."""
    if isinstance(value, dict):
        number, handle = value.get("id"), value.get("handle")
        return (
            number if isinstance(number, int) else None,
            handle if handle and can_be_name(handle) else None,
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return value, None
    text = str(value or "")
    handle = text.rsplit("/", 1)[-1] if text.startswith("shopify://") else text
    return None, handle if handle and can_be_name(handle) else None


def resolve(front: Front, kind: str, value: Any) -> object:
    """The object that a value of a reference setting stands for; nil when there is none (any more)."""
    if kind == "metaobject":
        return _metaobject(front, value)
    if kind == "metaobject_list":
        found = [_metaobject(front, one) for one in (value if isinstance(value, list) else [])[:50]]
        return [drop for drop in found if drop is not None]
    if kind == "image_picker":
        return front.image(_media(front, value), value.get("alt") if isinstance(value, dict) else None)
    if kind == "video":
        media = _media(front, value)
        return MediaDrop(front, media) if media is not None and media.kind == "video" else None
    if kind in ("product_list", "collection_list", "article_list", "page_list"):
        return _list(front, kind, value if isinstance(value, list) else [])
    number, handle = reference_key(value)
    if number is None and handle is None:
        return None
    return _ONE[kind](front, number, handle)


def _metaobject(front: Front, value: Any) -> object:
    """By number, or by `type/handle` (a chosen one is kept as {"id", "handle"})."""
    number, handle = reference_key(value)
    entry = front.loading.fields.entry(number) if number is not None else None
    if entry is None:
        named = str(value.get("handle") or "") if isinstance(value, dict) else str(value or "")
        named = named.removeprefix("shopify://metaobjects/") or (handle or "")
        entry = front.loading.fields.entry(named) if "/" in named else None
    return front.metaobject(entry) if entry is not None else None


def _media(front: Front, value: Any) -> Any:
    number, name = media_key(value)
    if number is not None:
        return front.loading.files.by_id(number)
    return front.loading.files.by_name(name) if name else None


def _product(front: Front, number: int | None, handle: str | None) -> object:
    products = front.loading.products
    found = products.by_ids([number]) if number is not None else []
    if found:
        return front.product(found[0])
    record = products.by_handles([handle]).get(handle) if handle else None
    return front.product(record) if record is not None else None


def _collection(front: Front, number: int | None, handle: str | None) -> object:
    row = front.loading.shelves.by_ids([number]).get(number) if number is not None else None
    if row is not None:
        return front.collection(row)
    return collection_by_handle(front, handle) if handle else None


def _page(front: Front, number: int | None, handle: str | None) -> object:
    reading = front.loading.reading
    row = reading.page_by_id(number) if number is not None else None
    row = row or (reading.page(handle) if handle else None)
    return front.page(row) if row is not None else None


def _blog(front: Front, number: int | None, handle: str | None) -> object:
    reading = front.loading.reading
    row = reading.blog_by_id(number) if number is not None else None
    row = row or (reading.blog(handle) if handle else None)
    return front.blog(row) if row is not None else None


def _article(front: Front, number: int | None, handle: str | None) -> object:
    reading = front.loading.reading
    record = reading.article_by_id(number) if number is not None else None
    if record is None and handle and "/" in handle:
        record = reading.article(*handle.split("/", 1))
    return front.article(record) if record is not None else None


def _menu(front: Front, number: int | None, handle: str | None) -> object:
    tree = front.loading.menus.get(handle) if handle else None
    return MenuDrop(front, tree) if tree is not None else None


_ONE: dict[str, Any] = {
    "article": _article,
    "blog": _blog,
    "collection": _collection,
    "link_list": _menu,
    "page": _page,
    "product": _product,
}


def _list(front: Front, kind: str, values: list[Any]) -> object:
    keys = [reference_key(value) for value in values[:50]]
    ids = [number for number, _ in keys if number is not None]
    handles = [handle for number, handle in keys if number is None and handle]
    if kind == "product_list":
        products = front.loading.products
        by_id = {r.row.id: r for r in products.by_ids(ids)} if ids else {}
        by_handle = products.by_handles(handles) if handles else {}
        records = [by_id.get(n) if n is not None else by_handle.get(h or "") for n, h in keys]
        return ProductList([front.product(r) for r in records if r is not None])
    if kind == "collection_list":
        shelves = front.loading.shelves
        rows_by_id = shelves.by_ids(ids) if ids else {}
        rows = shelves.by_handles(handles) if handles else {}
        found = [rows_by_id.get(n) if n is not None else rows.get(h or "") for n, h in keys]
        return [front.collection(row) for row in found if row is not None]
    singular = _page if kind == "page_list" else _article
    return [drop for drop in (singular(front, n, h) for n, h in keys) if drop is not None]


def prefetch(front: Front, settings: list[tuple[str, Any]]) -> None:
    """Read what the settings of a whole page point at, each kind in one query. Pairs of (setting type, value)."""
    media_ids: list[int] = []
    names: list[str] = []
    wanted: dict[str, tuple[list[int], list[str]]] = {"product": ([], []), "collection": ([], [])}
    for kind, value in settings:
        if not value or is_source(value):
            continue
        if kind in ("image_picker", "video"):
            number, name = media_key(value)
            if number is not None:
                media_ids.append(number)
            elif name:
                names.append(name)
            continue
        base = kind.removesuffix("_list")
        if base not in wanted:
            continue
        for each in value if isinstance(value, list) else [value]:
            number, handle = reference_key(each)
            if number is not None:
                wanted[base][0].append(number)
            elif handle:
                wanted[base][1].append(handle)
    front.loading.files.want(media_ids, names)
    for base, (ids, handles) in wanted.items():
        reads: Any = front.loading.products if base == "product" else front.loading.shelves
        if ids:
            reads.by_ids(ids)
        if handles:
            reads.by_handles(handles)


def expect_shelves(front: Front, values: list[Any]) -> None:
    """Tell the reads which collections' products will most likely be shown."""
    shelves = front.loading.shelves
    handles = {row.handle: row.id for row, _ in shelves.known.values()}
    for value in values:
        number, handle = reference_key(value) if value else (None, None)
        found = number if number in shelves.known else handles.get(handle or "")
        if found is not None:
            shelves.expected.add(found)


_RESOURCE = re.compile(r"shopify://(collections|products|pages|blogs|policies)(?:/([\w./-]+))?")


def address_of(value: str) -> str:
    """An address as it stands in a link; the public format's own scheme becomes a path."""
    match = _RESOURCE.fullmatch(value)
    if match is None:
        return value
    return f"/{match.group(1)}/{match.group(2)}" if match.group(2) else f"/{match.group(1)}"


class LiquidText(str):
    """Liquid that a merchant wrote into a setting; rendered where it is shown."""

    __slots__ = ()


_BESIDE = re.compile(r"\bproduct\.collections\b.*\.products\b", re.S)


def _shows_beside(pack: Pack, file: str) -> bool:
    try:
        return _BESIDE.search(pack.text(f"sections/{file}.liquid") or "") is not None
    except TemplateError:
        return False  # told where the section is rendered


def expect_beside(front: Front, product: ProductDrop, files: Iterable[str]) -> None:
    """Tell the reads that a product's page will most likely show others of its brand or first collection too.

    Then the variants and pictures of all of them come with the product's own. It is told by the text of the sections
    in *files*; a wrong guess costs a query, and changes nothing that is shown.
    """
    known: dict[str, bool] = front.pack.__dict__.setdefault("_beside", {})
    for file in files:
        if file not in known:
            known[file] = _shows_beside(front.pack, file)
    if not any(known[file] for file in files):
        return
    shelves = front.loading.shelves
    found = [shelves.keep(*both) for both in front.loading.products.collections(product.row.id)]
    brand = next((row for row in found if row.handle == product.record.brand_handle), None)
    for row in found[:1] if brand is None else [brand]:
        shelves.expected.add(row.id)


_YOUTUBE = re.compile(r"[\w-]{6,20}\Z")


class ExternalVideo(Drop):
    """A film at YouTube or Vimeo, as `video_url` settings name it."""

    liquid_name = "ExternalVideoDrop"

    def __init__(self, address: str, provider: str, number: str) -> None:
        self.address = address
        self._provider = provider
        self._id = number

    @classmethod
    def of(cls, address: str) -> ExternalVideo | None:
        """Read an address; None for anything that is no film of the two."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        path = parts.path.strip("/").split("/")
        if host == "youtu.be":
            number = path[0]
        elif host in ("youtube.com", "youtube-nocookie.com"):
            number = (parse_qs(parts.query).get("v") or [path[-1]])[0]
        elif host in ("vimeo.com", "player.vimeo.com"):
            number = path[-1]
            return cls(address, "vimeo", number) if number.isdigit() else None
        else:
            return None
        return cls(address, "youtube", number) if _YOUTUBE.match(number) else None

    def __str__(self) -> str:
        return self.address

    @prop("type", "host")
    def provider(self) -> str:
        return self._provider

    @prop("id", "external_id")
    def id(self) -> str:
        return self._id

    @prop
    def media_type(self) -> str:
        return "external_video"

    @prop
    def alt(self) -> str:
        return ""

    @prop
    def aspect_ratio(self) -> float:
        return 1.7778

    @prop
    def position(self) -> int:
        return 1

    @prop
    def preview_image(self) -> None:
        return None


__all__ = ["CollectionDrop", "ExternalVideo", "LiquidText", "prefetch", "resolve"]
