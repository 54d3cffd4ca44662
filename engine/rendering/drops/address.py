"""Addresses: the shop's own, and those of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, prop

from .localization import CountryDrop

if TYPE_CHECKING:
    from .front import Front


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


class PostalDrop(AddressDrop):
    """An address as a page shows it: names apart, the country with its name in the page's language."""

    def __init__(self, front: Front, values: Mapping[str, Any]) -> None:
        super().__init__(dict(values))
        self.front = front

    def _names(self) -> tuple[str, str]:
        if self.values.get("first_name") or self.values.get("last_name"):
            return self._text("first_name"), self._text("last_name")
        first, _, last = self._text("name").rpartition(" ")
        return first, last

    @property
    def is_private(self) -> bool:
        return True

    @prop
    def first_name(self) -> str:
        return self._names()[0]

    @prop
    def last_name(self) -> str:
        return self._names()[1]

    @prop
    def name(self) -> str:
        return " ".join(part for part in self._names() if part)

    @prop
    def street(self) -> str:
        return ", ".join(part for part in (self._text("line1"), self._text("line2")) if part)

    @prop
    def country(self) -> CountryDrop | None:
        code = self._text("country")
        return CountryDrop(code, self.front) if code else None

    @prop
    def summary(self) -> str:
        town = f"{self._text('postcode')} {self._text('city')}".strip()
        country = self.country()
        parts = (self.name(), self.street(), town, country.name() if country else "")
        return ", ".join(part for part in parts if part)
