"""The objects that every template of a page can read, made only when one of them is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.liquid.safe import trusted

from .drops.cart import CartDrop
from .drops.collection import Collections
from .drops.content import ByHandle
from .drops.front import Front
from .drops.searching import PredictiveSearchDrop, RecommendationsDrop, SearchDrop
from .drops.shop import ROUTES, LocalizationDrop, RequestDrop, ShopDrop, TemplateDrop, ThemeDrop

if TYPE_CHECKING:
    from .page import PageRenderer


class Lazy(Mapping[str, object]):
    """Names and how to make their objects; each is made once."""

    def __init__(self, makers: Mapping[str, Callable[[], object]]) -> None:
        self._makers = makers
        self._made: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def global_objects(front: Front, renderer: PageRenderer) -> Lazy:
    """All of them. What the page is about comes first."""
    subject, visit = renderer.subject, front.visit
    makers: dict[str, Callable[[], object]] = {
        "additional_checkout_buttons": lambda: False,
        "all_country_option_tags": lambda: trusted(_country_options(front)),
        "all_products": lambda: ByHandle(front, "all_products"),
        "articles": lambda: ByHandle(front, "articles"),
        "blogs": lambda: ByHandle(front, "blogs"),
        "canonical_url": lambda: canonical_url(renderer),
        "cart": lambda: CartDrop(front),
        "closest": renderer.closest,
        "collections": lambda: Collections(front),
        "content_for_additional_checkout_buttons": lambda: "",
        "country_option_tags": lambda: trusted(_country_options(front)),
        "current_page": lambda: visit.whole("page"),
        "current_tags": lambda: None,
        "customer": lambda: None,
        "gift_card": lambda: None,
        "handle": lambda: subject.path.rsplit("/", 1)[-1] or None,
        "images": lambda: ByHandle(front, "images"),
        "linklists": lambda: ByHandle(front, "linklists"),
        "localization": lambda: LocalizationDrop(front),
        "metaobjects": dict,
        "page_description": lambda: subject.description,
        "page_image": lambda: subject.image,
        "page_title": lambda: subject.title,
        "pages": lambda: ByHandle(front, "pages"),
        "powered_by_link": lambda: "",
        "predictive_search": lambda: PredictiveSearchDrop(front),
        "recommendations": lambda: RecommendationsDrop(front, None),
        "request": lambda: RequestDrop(front, page_type(renderer.template_name)),
        "routes": lambda: dict(ROUTES),
        "scripts": list,
        "search": lambda: SearchDrop(front),
        "settings": lambda: renderer.theme_settings,
        "shop": lambda: ShopDrop(front),
        "template": lambda: TemplateDrop(renderer.template_name),
        "theme": lambda: _theme(renderer),
    }
    for name, value in subject.objects.items():
        makers[name] = _constant(value)
    return Lazy(makers)


def _constant(value: object) -> Callable[[], object]:
    return lambda: value


def _theme(renderer: PageRenderer) -> ThemeDrop:
    theme: Any = renderer.shown.theme
    return ThemeDrop(theme.id, theme.name, theme.role)


def page_type(template: str) -> str:
    """The `request.page_type` of a template."""
    return template.partition(".")[0]


def canonical_url(renderer: PageRenderer) -> str:
    """The page's one address: its path, with the page number if it is a later one."""
    from urllib.parse import quote, urlencode

    subject, visit = renderer.subject, renderer.visit
    pairs = list(subject.canonical_query)
    if visit.whole("page") > 1 and subject.template in ("collection", "blog", "search", "list-collections"):
        pairs.append(("page", str(visit.whole("page"))))
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{renderer.front.origin}{quote(subject.path, safe='/%+-_.~')}{query}"


def _country_options(front: Front) -> str:
    from babel import Locale
    from markupsafe import escape

    names = Locale.parse(front.visit.locale.replace("-", "_")).territories
    pairs = sorted(
        (name, code)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    )
    return "".join(
        f'<option value="{code}" data-provinces="[]">{escape(name)}</option>' for name, code in pairs
    )


_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
