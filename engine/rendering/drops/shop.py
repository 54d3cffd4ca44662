"""The shop, its brand and its fixed addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.liquid import Drop, prop
from engine.rendering import money
from engine.rendering.loading.lists import Chosen

from .address import AddressDrop
from .details import PolicyDrop
from .localization import CurrencyDrop, LanguageDrop
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
        return sorted(self.front.loading.shelves.facets(None, Chosen()).types)

    @prop
    def vendors(self) -> list[str]:
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
