"""What is being edited: a theme, one of its templates, and the page of the shop that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from flask import g, request

from admin.theme.packs import worn_pack
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.catalogue import queries as catalogue
from engine.content import queries as content
from engine.rendering.preview_tokens import PreviewView, preview_address, preview_token
from engine.themes import queries
from engine.themes.models import LookVersion, Theme
from engine.themes.packs import Pack
from engine.themes.schema import SectionSchema

HOME = "index"
_PLAIN = {"cart": "/cart", "search": "/search", "list-collections": "/collections", "index": "/"}
_ACCOUNT = {"login": "login", "register": "register", "addresses": "addresses", "account": ""}


@dataclass(frozen=True)
class Place:
    """Where somebody edits. ``path`` is the page of the shop in the preview, with its query."""

    theme: Theme
    pack: Pack
    template: str
    path: str
    templates: tuple[str, ...]
    """Every template that the theme or the store has."""
    is_worn: bool = True
    """Whether shoppers see pages of this kind in the theme; False for one that is being prepared."""

    @property
    def args(self) -> dict[str, str]:
        """What names this place in addresses of the editor."""
        theme = {} if self.is_worn else {"theme": str(self.theme.id)}
        return {**theme, "template": self.template, "path": self.path}

    def url(self, path: str = "/theme/editor", **more: Any) -> str:
        """An address of the editor that stays at this place; what is empty is left out."""
        kept = {name: value for name, value in {**self.args, **more}.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}"

    @property
    def schema_words(self) -> dict[str, str]:
        """The pack's labels in the store's language."""
        return self.pack.schema_texts(g.store.locale)

    def say(self, text: str) -> str:
        """The words of a label of the pack."""
        return self.schema_words.get(text.removeprefix("t:"), text) if text.startswith("t:") else text

    def schema(self, shown: queries.ShownSection) -> SectionSchema | None:
        """What the section's file declares; None where the theme has no such file any more."""
        if shown.template == queries.SETTINGS:
            return self.pack.settings_schema
        return self.pack.sections.get(shown.file)

    @property
    def preview_theme(self) -> int | None:
        """The theme that the preview is asked for: none where it is the one in which shoppers see the page."""
        return None if self.is_worn else self.theme.id

    def preview(self) -> str:
        """The address of the page in the preview, for as long as a working day."""
        view = PreviewView("edit", self.preview_theme, g.staff.id)
        return preview_address(g.addresses, self.path, preview_token(g.services.signer, g.store, view))


def place_of(session: StoreSession) -> Place:
    """The place that the request names; raises NotFound for what is not there, Refused for a pack that cannot be read."""
    themes = queries.themes_of(session)
    version = queries.current_version(session)
    path = _path(request.values.get("path", ""))
    asked = request.values.get("template", "")
    stored = {name for name in queries.section_templates(session) if _is_page(name)}
    if not asked:
        asked = _kind(session, path) if path else HOME
    worn = _worn(themes, version, asked)
    wanted = request.values.get("theme", "")
    theme = _named(themes, wanted) if wanted else worn
    if theme is None:
        raise NotFound("record.not_found")
    pack = worn_pack(session, theme)
    if pack is None:
        raise Refused("themes.pack_is_broken", title=theme.name)
    templates = tuple(sorted(stored | set(pack.templates), key=_rank))
    template = asked if request.values.get("template") else known_template(asked, templates)
    if template not in templates:
        raise NotFound("record.not_found")
    is_worn = worn is not None and worn.id == theme.id
    return Place(theme, pack, template, path or sample_path(session, template), templates, is_worn)


def _worn(themes: list[Theme], version: LookVersion | None, template: str) -> Theme | None:
    """The theme in which shoppers see pages of a template."""
    kind = queries.kind_of(template)
    own = version.page_themes.get(kind) if version is not None else None
    return next((one for one in themes if one.id == own), None) or next(
        (one for one in themes if one.role == "main"), None
    )


def _named(themes: list[Theme], wanted: str) -> Theme | None:
    return next((one for one in themes if str(one.id) == wanted), None)


def _kind(session: StoreSession, path: str) -> str:
    """The template of a page of the shop, with its alternative if it has one: ``product.gift``."""
    kind, suffix = _kind_of(session, [unquote(part) for part in urlsplit(path).path.split("/") if part])
    return f"{kind}.{suffix}" if suffix else kind


def known_template(name: str, templates: tuple[str, ...]) -> str:
    """A template that there is: the one of that name, or of its kind, or the one of pages that are not there."""
    return next((one for one in (name, name.partition(".")[0], "404") if one in templates), HOME)


def _kind_of(session: StoreSession, parts: list[str]) -> tuple[str, str | None]:
    match parts:
        case []:
            return HOME, None
        case ["collections"]:
            return "list-collections", None
        case ["products", handle] | ["collections", _, "products", handle]:
            product = catalogue.product_by_handle(session, handle)
            return ("product", product.template_suffix) if product else ("404", None)
        case ["collections", handle, *_]:
            collection = catalogue.collection_by_handle(session, handle)
            return "collection", collection.template_suffix if collection else None
        case ["pages", handle]:
            page = content.page_by_handle(session, handle, public_only=False)
            usual = "contact" if handle == "contact" else None
            return ("page", page.template_suffix or usual) if page else ("404", None)
        case ["blogs", handle] | ["blogs", handle, "tagged", _]:
            blog = content.blog_by_handle(session, handle)
            return ("blog", blog.template_suffix) if blog else ("404", None)
        case ["blogs", _, _]:
            return "article", None
        case ["account", *rest]:
            return f"customers/{rest[0] if rest else 'account'}", None
        case [only] if only in ("cart", "search", "password"):
            return only, None
    return "404", None


def sample_path(session: StoreSession, template: str) -> str:
    """A page of the shop that shows a template: the first product, the first collection, and so on."""
    kind, _, suffix = template.partition(".")
    path = _PLAIN.get(kind) or _first_of(session, kind)
    if path is None and kind.startswith("customers/"):
        path = f"/account/{_ACCOUNT.get(kind.partition('/')[2], 'login')}".rstrip("/")
    if path is None:
        path = "/password" if kind == "password" else "/404"
    return f"{path}?view={suffix}" if suffix else path


def _first_of(session: StoreSession, kind: str) -> str | None:
    if kind == "product":
        found = catalogue.pick_products(session, limit=1, active_only=True)
        return f"/products/{found[0].handle}" if found else None
    if kind == "collection":
        shelves = catalogue.pick_collections(session, limit=1)
        return f"/collections/{shelves[0].handle}" if shelves else "/collections/all"
    if kind in ("page", "blog", "article"):
        written = content.pick(session, kind, limit=1)
        address = "pages" if kind == "page" else "blogs"
        return f"/{address}/{written[0].handle}" if written else None
    return None


def groups_of(pack: Pack) -> Iterator[tuple[str, bool]]:
    """The section groups of a pack as (name, whether it stands below the page), in the order of the page."""
    yield from (
        (name, False) for name in sorted(pack.groups, key=lambda n: "head" not in n) if not _foot(name)
    )
    yield from ((name, True) for name in sorted(pack.groups) if _foot(name))


def _foot(name: str) -> bool:
    return "foot" in name


def _path(asked: str) -> str:
    """A path of the shop: never an address elsewhere."""
    path = asked.replace("\x00", "")[:500]
    if not path.startswith("/") or path[1:2] in ("/", "\\") or any(ord(c) < 32 for c in path):
        return ""
    return path


def _is_page(template: str) -> bool:
    return template != queries.SETTINGS and not template.startswith(queries.GROUP)


_FIRST = ("index", "product", "collection", "list-collections", "page", "blog", "article", "cart", "search")


def _rank(name: str) -> tuple[int, str]:
    kind = name.partition(".")[0]
    return (_FIRST.index(kind) if kind in _FIRST else len(_FIRST), name)
