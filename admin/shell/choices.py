"""Long lists to choose from: currencies, countries, time zones, with their names in the store's language."""

from __future__ import annotations

from functools import lru_cache

Choices = list[tuple[str, str]]


@lru_cache(maxsize=8)
def currencies(locale: str = "en") -> Choices:
    """Currencies that are legal tender somewhere today, by name."""
    from babel import Locale
    from babel.numbers import get_territory_currencies

    names = Locale.parse(locale.replace("-", "_"))
    codes = {
        code
        for land in map(str, names.territories)
        if len(land) == 2
        for code in get_territory_currencies(land)
    }
    return sorted(((code, f"{names.currencies.get(code, code)} ({code})") for code in codes), key=_by_name)


@lru_cache(maxsize=8)
def countries(locale: str = "en") -> Choices:
    """Countries by name, with their ISO 3166 codes."""
    from babel import Locale
    from babel.core import get_global

    alive = get_global("territory_currencies")
    names = Locale.parse(locale.replace("-", "_")).territories
    found = [
        (code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code in alive
    ]
    return sorted(found, key=_by_name)


@lru_cache(maxsize=1)
def zones() -> Choices:
    """Time zones, UTC first."""
    from zoneinfo import available_timezones

    known = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in known)]


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
