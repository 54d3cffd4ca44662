"""What all objects of one page share: the visit, the reads, the pack, and one drop per record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from engine.base.errors import Refused
from engine.base.markup import plain_text
from engine.catalogue.models import Collection, Media
from engine.content.models import Blog, Page
from engine.content.queries import Entry
from engine.ordering.models import CustomerOrder
from engine.rendering.loading import Loading
from engine.rendering.loading.products import ProductRecord
from engine.rendering.loading.reading import ArticleRecord
from engine.rendering.texts import TEXTS, refusal_text
from engine.rendering.visit import Visit
from engine.themes.packs import Pack

from .blog import ArticleDrop, BlogDrop
from .collection import CollectionDrop
from .content import PageDrop
from .customer import CustomerDrop
from .media import ImageDrop
from .metafields import MetaobjectDrop
from .order import OrderDrop
from .product import ProductDrop
from .shop import ShopDrop


class Front:
    """One page's surroundings. Drops of one record are one object, so that what was read is read once."""

    def __init__(self, visit: Visit, loading: Loading, pack: Pack) -> None:
        self.visit = visit
        self.loading = loading
        self.pack = pack
        self.find_about: Callable[[], Mapping[str, object]] = dict
        self._drops: dict[tuple[str, int], Any] = {}

    @property
    def about(self) -> Mapping[str, object]:
        """What the page is about, by the names that templates use."""
        return self.find_about()

    def _one(self, kind: str, record_id: int, make: Callable[[], Any]) -> Any:
        key = (kind, record_id)
        if key not in self._drops:
            self._drops[key] = make()
        return self._drops[key]

    def product(self, record: ProductRecord) -> ProductDrop:
        """The drop of a product."""
        return self._one("product", record.row.id, lambda: ProductDrop(self, record))

    def collection(self, row: Collection) -> CollectionDrop:
        """The drop of a collection that `loading.shelves` knows."""
        return self._one("collection", row.id, lambda: CollectionDrop(self, row))

    def page(self, row: Page) -> PageDrop:
        """The drop of a page."""
        return self._one("page", row.id, lambda: PageDrop(self, row))

    def blog(self, row: Blog) -> BlogDrop:
        """The drop of a blog."""
        return self._one("blog", row.id, lambda: BlogDrop(self, row))

    def article(self, record: ArticleRecord) -> ArticleDrop:
        """The drop of an article."""
        return self._one("article", record.row.id, lambda: ArticleDrop(self, record))

    def order(self, row: CustomerOrder) -> OrderDrop:
        """The drop of an order of the signed-in customer."""
        return self._one("order", row.id, lambda: OrderDrop(self, row))

    @cached_property
    def customer(self) -> CustomerDrop | None:
        """Who is signed in; no query for a visitor without the cookie."""
        row = self.loading.people.signed_in(self.visit.customer_token)
        return CustomerDrop(self, row) if row is not None else None

    def metaobject(self, entry: Entry) -> MetaobjectDrop:
        """The drop of a metaobject."""
        return self._one("metaobject", entry.row.id, lambda: MetaobjectDrop(self, entry))

    def known_ids(self, kind: str) -> Iterable[int]:
        """Numbers of the records of a kind that this page has come by so far."""
        if kind == "product":
            return list(self.loading.products.known)
        if kind == "variant":
            products = self.loading.products
            with self.loading.notes.ahead():
                return [
                    record.row.id for number in list(products.known) for record in products.variants(number)
                ]
        return [number for known, number in self._drops if known == kind]

    def source(self, name: str) -> object:
        """What a setting may take a value from: what the page is about, and the shop."""
        if name == "shop":
            return self._one("shop", 0, lambda: ShopDrop(self))
        return dict(self.about) if name == "closest" else self.about.get(name)

    def image(self, media: Media | None, alt: str | None = None) -> ImageDrop | None:
        """The drop of a picture; `alt` stands in where the picture has no text of its own."""
        if media is None or media.kind != "image":
            return None
        return ImageDrop(self, media, alt)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The pack's texts in the visit's language."""
        return self.pack.texts(self.visit.locale)

    @cached_property
    def origin(self) -> str:
        """Scheme and host of the shop."""
        return self.visit.addresses.base()

    @staticmethod
    def summary(html: str | None, most: int = 320) -> str:
        """The words of rich text, cut at a word."""
        return plain_text(html, most)

    def languages(self) -> list[str]:
        """Languages that this page can be read in: the pack's, the store's own first."""
        known = self.pack.locales or [self.visit.store.locale]
        own = self.visit.store.locale
        return [own, *(code for code in known if code != own)] if own in known else known

    def platform_text(self, key: str, **values: object) -> str:
        """A text of the platform's own, for what a pack has no words for."""
        return TEXTS.get(f"storefront.{key}", self.visit.locale, **values)

    def refusal(self, refused: Refused) -> str:
        """The words of a refusal; amounts are written as money."""
        return refusal_text(refused, self.visit)
