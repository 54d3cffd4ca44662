"""The objects that every template of a page can read, made only when one of them is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markupsafe import escape

from engine.liquid.safe import trusted

from .drops.cart import CartDrop
from .drops.collection import Collections
from .drops.content import ByHandle
from .drops.front import Front
from .drops.localization import LocalizationDrop
from .drops.metafields import MetaobjectsDrop
from .drops.request import RequestDrop, TemplateDrop, ThemeDrop
from .drops.searching import PredictiveSearchDrop, RecommendationsDrop, SearchDrop
from .drops.shop import ROUTES, ShopDrop

if TYPE_CHECKING:
    from .page import PageRenderer


CLOSEST = frozenset({"article", "blog", "collection", "page", "product"})
"""What a page may be about that blocks find as `closest`."""


SUBJECTS = frozenset(
    {"article", "blog", "collection", "current_tags", "order", "page", "product", "recommendations"}
)
"""Names of what a page may be about."""


class Lazy(Mapping[str, object]):
    """The objects of one renderer, each made once. What the page is about comes first, and is found when it is asked for."""

    def __init__(self, renderer: PageRenderer) -> None:
        self._renderer = renderer
        self._made: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        made = self._made
        if name not in made:
            about = self._renderer.subject.objects if name in SUBJECTS else _NOTHING
            made[name] = about[name] if name in about else _MAKERS[name](self._renderer)
        return made[name]

    def __contains__(self, name: object) -> bool:
        return name in _MAKERS or (name in SUBJECTS and name in self._renderer.subject.objects)

    def __iter__(self) -> Iterator[str]:
        return iter({**_MAKERS, **self._renderer.subject.objects})

    def __len__(self) -> int:
        return len({**_MAKERS, **self._renderer.subject.objects})


_NOTHING: Mapping[str, object] = {}


def _theme(renderer: PageRenderer) -> ThemeDrop:
    theme: Any = renderer.shown.theme
    renderer.front.loading.notes.add("theme")
    return ThemeDrop(theme.id, theme.name, theme.role)


def page_type(template: str) -> str:
    """The `request.page_type` of a template."""
    return template.partition(".")[0]


def canonical_url(renderer: PageRenderer) -> str:
    """The page's one address: its path, with the page number if it is a later one."""
    subject, visit = renderer.subject, renderer.visit
    pairs = list(subject.canonical_query)
    if visit.whole("page") > 1 and subject.template in ("collection", "blog", "search", "list-collections"):
        pairs.append(("page", str(visit.whole("page"))))
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{renderer.front.origin}{quote(subject.path, safe='/%+-_.~')}{query}"


def _country_options(front: Front) -> str:
    return "".join(
        f'<option value="{code}" data-provinces="[]">{escape(name)}</option>'
        for name, code in countries_by_name(front.visit.locale)
    )


@cache
def countries_by_name(locale: str) -> list[tuple[str, str]]:
    """(name, ISO 3166 code) of every country, by name in that language."""
    from babel import Locale

    names = Locale.parse(locale.replace("-", "_")).territories
    return sorted(
        (name, code)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    )


_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})

_MAKERS: dict[str, Callable[[PageRenderer], object]] = {
    "additional_checkout_buttons": lambda page: False,
    "all_country_option_tags": lambda page: trusted(_country_options(page.front)),
    "all_products": lambda page: ByHandle(page.front, "all_products"),
    "articles": lambda page: ByHandle(page.front, "articles"),
    "blogs": lambda page: ByHandle(page.front, "blogs"),
    "canonical_url": canonical_url,
    "cart": lambda page: CartDrop(page.front),
    "closest": lambda page: page.closest(),
    "collections": lambda page: Collections(page.front),
    "content_for_additional_checkout_buttons": lambda page: "",
    "country_option_tags": lambda page: trusted(_country_options(page.front)),
    "current_page": lambda page: page.visit.whole("page"),
    "current_tags": lambda page: None,
    "customer": lambda page: page.front.customer,
    "gift_card": lambda page: None,
    "handle": lambda page: page.subject.path.rsplit("/", 1)[-1] or None,
    "images": lambda page: ByHandle(page.front, "images"),
    "linklists": lambda page: ByHandle(page.front, "linklists"),
    "localization": lambda page: LocalizationDrop(page.front),
    "metaobjects": lambda page: MetaobjectsDrop(page.front),
    "page_description": lambda page: page.subject.description,
    "page_image": lambda page: page.subject.image,
    "page_title": lambda page: page.subject.title,
    "pages": lambda page: ByHandle(page.front, "pages"),
    "powered_by_link": lambda page: "",
    "predictive_search": lambda page: PredictiveSearchDrop(page.front),
    "recommendations": lambda page: RecommendationsDrop(page.front, None),
    "request": lambda page: RequestDrop(page.front, page_type(page.template_name)),
    "routes": lambda page: dict(ROUTES),
    "scripts": lambda page: [],
    "search": lambda page: SearchDrop(page.front),
    "settings": lambda page: page.theme_settings,
    "shop": lambda page: ShopDrop(page.front),
    "template": lambda page: TemplateDrop(page.template_name),
    "theme": _theme,
}
GLOBAL_NAMES = frozenset(_MAKERS)
"""Names that every template can read."""
TAKEN = (GLOBAL_NAMES | SUBJECTS) - {"routes", "settings"}
"""Those of them whose values belong to one page."""
