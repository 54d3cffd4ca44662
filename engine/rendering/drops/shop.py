"""The shop, the request, and other objects that every page has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.liquid import Drop, prop
from engine.rendering import money

from .details import MarketDrop, PolicyDrop
from .metafields import MetafieldsDrop, MetaobjectsDrop

if TYPE_CHECKING:
    from .front import Front

POLICIES = ("refund-policy", "privacy-policy", "terms-of-service", "shipping-policy", "subscription-policy")
"""Handles of the pages that are the shop's policies."""

ROUTES = {
    "root_url": "/",
    "account_url": "/account",
    "account_addresses_url": "/account/addresses",
    "account_login_url": "/account/login",
    "account_logout_url": "/account/logout",
    "account_profile_url": "/account",
    "account_recover_url": "/account/recover",
    "account_register_url": "/account/register",
    "all_products_collection_url": "/collections/all",
    "cart_url": "/cart",
    "cart_add_url": "/cart/add",
    "cart_change_url": "/cart/change",
    "cart_clear_url": "/cart/clear",
    "cart_update_url": "/cart/update",
    "collections_url": "/collections",
    "predictive_search_url": "/search/suggest",
    "product_recommendations_url": "/recommendations/products",
    "search_url": "/search",
    "storefront_login_url": "/account/login",
}


class ShopDrop(Drop):
    """The shop."""

    liquid_name = "ShopDrop"

    def __init__(self, front: Front) -> None:
        self.front = front
        self.store = front.visit.store
        self.row = front.visit.store.row

    @prop
    def id(self) -> int:
        return self.store.id

    @prop
    def name(self) -> str:
        return self.store.name

    @prop
    def description(self) -> str | None:
        return self.row.description or self.row.tagline

    @prop
    def email(self) -> str | None:
        return self.row.email

    @prop
    def phone(self) -> str | None:
        return self.row.phone

    @prop
    def currency(self) -> str:
        return self.store.currency

    @prop
    def locale(self) -> str:
        return self.front.visit.locale

    @prop("domain", "permanent_domain", "myshopify_domain")
    def domain(self) -> str:
        return self.store.primary_host

    @prop("url", "secure_url")
    def url(self) -> str:
        return self.front.origin

    @prop
    def address(self) -> object:
        return AddressDrop(self.row.address or {})

    @prop("money_format")
    def money_format(self) -> str:
        return money.public_format(self.store.currency, self.front.visit.locale)

    @prop
    def money_with_currency_format(self) -> str:
        return f"{money.public_format(self.store.currency, self.front.visit.locale)} {self.store.currency}"

    @prop
    def taxes_included(self) -> bool:
        return self.row.prices_include_tax

    @prop
    def password_message(self) -> str | None:
        return self.row.tagline

    @prop
    def products_count(self) -> int:
        from engine.rendering.loading.lists import Chosen

        return self.front.loading.shelves.page(None, Chosen(), "manual", 0, 1)[1]

    @prop
    def collections_count(self) -> int:
        return self.front.loading.shelves.count()

    @prop
    def enabled_payment_types(self) -> list[str]:
        return ["visa", "master"] if "test" in (self.row.payment_gateways or []) else []

    @prop
    def enabled_currencies(self) -> list[CurrencyDrop]:
        return [CurrencyDrop(self.store.currency, self.front.visit.locale)]

    @prop("published_locales", "enabled_locales")
    def published_locales(self) -> list[LanguageDrop]:
        return [LanguageDrop(code, self.front) for code in self.front.languages()]

    @prop("customer_accounts_enabled", "customer_accounts_optional")
    def has_accounts(self) -> bool:
        known = self.front.pack
        return "customers/login" in known.templates or "customers/login" in known.liquid_templates

    @prop
    def checkout(self) -> dict[str, object]:
        return {"guest_login": True}

    @prop("accepts_gift_cards")
    def accepts_no_gift_cards(self) -> bool:
        return False

    def _policy(self, handle: str) -> PolicyDrop | None:
        page = self.front.loading.reading.pages_by_handles(POLICIES).get(handle)
        return PolicyDrop(self.front.page(page)) if page is not None else None

    @prop
    def policies(self) -> list[PolicyDrop]:
        return [policy for policy in map(self._policy, POLICIES) if policy is not None]

    @prop
    def privacy_policy(self) -> PolicyDrop | None:
        return self._policy("privacy-policy")

    @prop
    def refund_policy(self) -> PolicyDrop | None:
        return self._policy("refund-policy")

    @prop
    def shipping_policy(self) -> PolicyDrop | None:
        return self._policy("shipping-policy")

    @prop
    def subscription_policy(self) -> PolicyDrop | None:
        return self._policy("subscription-policy")

    @prop
    def terms_of_service(self) -> PolicyDrop | None:
        return self._policy("terms-of-service")

    @prop
    def brand(self) -> BrandDrop:
        return BrandDrop(self.front)

    @prop
    def features(self) -> dict[str, object]:
        return {}

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "shop", self.store.id)

    @prop
    def metaobjects(self) -> MetaobjectsDrop:
        return MetaobjectsDrop(self.front)

    @prop
    def search_types(self) -> list[str]:
        return ["product", "page", "article"]

    @prop
    def types(self) -> list[str]:
        from engine.rendering.loading.lists import Chosen

        return sorted(self.front.loading.shelves.facets(None, Chosen()).types)

    @prop
    def vendors(self) -> list[str]:
        from engine.rendering.loading.lists import Chosen

        return sorted(self.front.loading.shelves.facets(None, Chosen()).vendors)


class BrandDrop(Drop):
    """What the shop says of itself."""

    liquid_name = "BrandDrop"

    def __init__(self, front: Front) -> None:
        self.row = front.visit.store.row
        self.front = front

    @prop
    def slogan(self) -> str | None:
        return self.row.tagline

    @prop
    def short_description(self) -> str | None:
        return self.row.description

    @prop("logo", "square_logo")
    def logo(self) -> object:
        if self.row.logo_media_id is None:
            return None
        return self.front.image(self.front.loading.files.by_id(self.row.logo_media_id))

    @prop("cover_image", "favicon_url")
    def no_image(self) -> None:
        return None

    @prop("colors", "metafields")
    def nothing(self) -> dict[str, object]:
        return {}


class AddressDrop(Drop):
    """A postal address as it is kept: {name, company, line1, line2, postcode, city, region, country}."""

    liquid_name = "AddressDrop"

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def _text(self, *names: str) -> str:
        return next((str(self.values[n]) for n in names if self.values.get(n)), "")

    @prop
    def name(self) -> str:
        return self._text("name")

    @prop
    def company(self) -> str:
        return self._text("company")

    @prop("address1", "street")
    def address1(self) -> str:
        return self._text("line1", "address1")

    @prop
    def address2(self) -> str:
        return self._text("line2", "address2")

    @prop
    def city(self) -> str:
        return self._text("city")

    @prop("province", "province_code")
    def province(self) -> str:
        return self._text("region", "province")

    @prop
    def zip(self) -> str:
        return self._text("postcode", "postal_code", "zip")

    @prop
    def country_code(self) -> str:
        return self._text("country")

    @prop("country")
    def country(self) -> object:
        return self._text("country")

    @prop
    def phone(self) -> str:
        return self._text("phone")

    @prop("summary")
    def summary(self) -> str:
        parts = [self.address1(), self.address2(), f"{self.zip()} {self.city()}".strip()]
        return ", ".join(part for part in (*parts, self._text("country")) if part)


class CurrencyDrop(Drop):
    """A currency."""

    liquid_name = "CurrencyDrop"

    def __init__(self, code: str, locale: str) -> None:
        self.code = code
        self.locale = locale

    def __str__(self) -> str:
        return self.code

    def __eq__(self, other: object) -> bool:
        return str(other) == self.code

    def __hash__(self) -> int:
        return hash(self.code)

    @prop
    def iso_code(self) -> str:
        return self.code

    @prop
    def name(self) -> str:
        return money.currency_name(self.code, self.locale)

    @prop
    def symbol(self) -> str:
        return money.symbol(self.code, self.locale)


class LanguageDrop(Drop):
    """A language that the shop speaks."""

    liquid_name = "ShopLocaleDrop"

    def __init__(self, code: str, front: Front) -> None:
        self.code = code
        self.front = front

    def __str__(self) -> str:
        return self.code

    @prop
    def iso_code(self) -> str:
        return self.code

    @prop
    def endonym_name(self) -> str:
        return money.language_name(self.code, self.code)

    @prop
    def name(self) -> str:
        return money.language_name(self.code, self.front.visit.locale)

    @prop
    def primary(self) -> bool:
        return self.code == self.front.visit.store.locale

    @prop
    def root_url(self) -> str:
        return "/"


class CountryDrop(Drop):
    """A country; written, it is its name."""

    liquid_name = "CountryDrop"

    def __init__(self, code: str, front: Front) -> None:
        self.code = code
        self.front = front

    def __str__(self) -> str:
        return money.country_name(self.code, self.front.visit.locale)

    @prop
    def iso_code(self) -> str:
        return self.code

    @prop
    def name(self) -> str:
        return money.country_name(self.code, self.front.visit.locale)

    @prop
    def currency(self) -> CurrencyDrop:
        return CurrencyDrop(self.front.visit.store.currency, self.front.visit.locale)

    @prop
    def unit_system(self) -> str:
        return "imperial" if self.code in ("LR", "MM", "US") else "metric"

    @prop
    def available_languages(self) -> list[LanguageDrop]:
        return [LanguageDrop(code, self.front) for code in self.front.languages()]

    @prop
    def market(self) -> MarketDrop:
        return market_of(self.front)

    @prop("popular?")
    def is_popular(self) -> bool:
        return True


class LocalizationDrop(Drop):
    """Languages and countries to choose from."""

    liquid_name = "LocalizationDrop"

    def __init__(self, front: Front) -> None:
        self.front = front

    @prop
    def available_languages(self) -> list[LanguageDrop]:
        return [LanguageDrop(code, self.front) for code in self.front.languages()]

    @prop
    def language(self) -> LanguageDrop:
        # One of those to choose from: a store that speaks English as in Ireland speaks the pack's English.
        offered, spoken = self.front.languages(), self.front.visit.locale
        general = spoken.partition("-")[0]
        code = general if spoken not in offered and general in offered else spoken
        return LanguageDrop(code, self.front)

    @prop
    def available_countries(self) -> list[CountryDrop]:
        return [self._country()]

    @prop
    def country(self) -> CountryDrop:
        return self._country()

    def _country(self) -> CountryDrop:
        address = self.front.visit.store.row.address or {}
        return CountryDrop(str(address.get("country") or "IE"), self.front)

    @prop
    def market(self) -> MarketDrop:
        return market_of(self.front)


def market_of(front: Front) -> MarketDrop:
    """The shop's one market."""
    return MarketDrop(front.visit.store.id, front.visit.store.handle)


class RequestDrop(Drop):
    """The request that this page answers."""

    liquid_name = "RequestDrop"

    def __init__(self, front: Front, page_type: str) -> None:
        self.front = front
        self._page_type = page_type

    @prop
    def page_type(self) -> str:
        return self._page_type

    @prop
    def path(self) -> str:
        return self.front.visit.path

    @prop
    def host(self) -> str:
        return self.front.visit.store.host

    @prop
    def origin(self) -> str:
        return self.front.origin

    @prop
    def locale(self) -> LanguageDrop:
        return LanguageDrop(self.front.visit.locale, self.front)

    @prop
    def design_mode(self) -> bool:
        return self.front.visit.design_mode

    @prop
    def visual_preview_mode(self) -> bool:
        return False


class TemplateDrop(Drop):
    """The template in use; written, it is its name."""

    liquid_name = "TemplateDrop"

    def __init__(self, name: str) -> None:
        directory, _, rest = name.rpartition("/")
        base, _, suffix = rest.partition(".")
        self.full = name
        self._name = base
        self._suffix = suffix or None
        self._directory = directory or None

    def __str__(self) -> str:
        return self.full

    def __eq__(self, other: object) -> bool:
        return str(other) == self.full

    def __hash__(self) -> int:
        return hash(self.full)

    @prop
    def name(self) -> str:
        return self._name

    @prop
    def suffix(self) -> str | None:
        return self._suffix

    @prop
    def directory(self) -> str | None:
        return self._directory

    def liquid_get(self, key: object) -> object:
        found = super().liquid_get(key)
        return len(self.full) if found is None and key == "size" else found


class ThemeDrop(Drop):
    """The theme in use."""

    liquid_name = "ThemeDrop"

    def __init__(self, theme_id: int, name: str, role: str) -> None:
        self._id = theme_id
        self._name = name
        self._role = role

    @prop
    def id(self) -> int:
        return self._id

    @prop
    def name(self) -> str:
        return self._name

    @prop
    def role(self) -> str:
        return self._role
