"""Countries, currencies and languages of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.liquid import Drop, prop
from engine.rendering import money

from .details import MarketDrop

if TYPE_CHECKING:
    from .front import Front


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
