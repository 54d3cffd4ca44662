"""Amounts, currencies, languages and countries in words."""

from __future__ import annotations

from functools import lru_cache

from engine.base.money import exponent, parse_minor


def _locale(code: str) -> str:
    return code.replace("-", "_")


@lru_cache(maxsize=256)
def pattern(currency: str, locale: str) -> tuple[str, str, str, str]:
    """How a currency is written in a locale: (before, decimal point, grouping, after), learnt from one example."""
    from babel.core import UnknownLocaleError
    from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol

    try:
        example = str(
            format_currency(
                1, currency, locale=_locale(locale), currency_digits=False, format_type="standard"
            )
        )
        point, group = get_decimal_symbol(_locale(locale)), get_group_symbol(_locale(locale))
    except (UnknownLocaleError, ValueError):
        return pattern(currency, "en")
    digits = [i for i, c in enumerate(example) if c.isdigit()]
    return example[: digits[0]], str(point), str(group), example[digits[-1] + 1 :]


@lru_cache(maxsize=8192)
def number(minor: int, currency: str, locale: str, *, cents: bool = True) -> str:
    """`1,234.50`: the amount without its currency."""
    _, point, group, _ = pattern(currency, locale)
    digits = exponent(currency)
    sign = "-" if minor < 0 else ""
    text = str(abs(minor)).rjust(digits + 1, "0")
    whole, fraction = (text[:-digits], text[-digits:]) if digits else (text, "")
    grouped = f"{int(whole):,}".replace(",", group)
    if not digits or (not cents and set(fraction) == {"0"}):
        return f"{sign}{grouped}"
    return f"{sign}{grouped}{point}{fraction}"


def amount(minor: int, currency: str, locale: str, *, cents: bool = True) -> str:
    """`€1,234.50` or `1.234,50 €`."""
    before, _, _, after = pattern(currency, locale)
    text = number(minor, currency, locale, cents=cents)
    if text.startswith("-"):
        return f"-{before}{text[1:]}{after}"
    return f"{before}{text}{after}"


def public_format(currency: str, locale: str) -> str:
    """The money format as scripts of packs expect it, such as `€{{amount}}`."""
    before, point, group, after = pattern(currency, locale)
    space = not group.strip()
    if not exponent(currency):
        ending = "_with_space_separator" if space else "_with_comma_separator" if group == "." else ""
        name = f"amount_no_decimals{ending}"
    elif point == ".":
        name = "amount_with_period_and_space_separator" if space else "amount"
        name = "amount_with_apostrophe_separator" if group in ("'", "’") else name
    else:
        name = "amount_with_space_separator" if space else "amount_with_comma_separator"
    return f"{before}{{{{{name}}}}}{after}"


@lru_cache(maxsize=256)
def symbol(currency: str, locale: str) -> str:
    """`€`."""
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, locale=_locale(locale)))


@lru_cache(maxsize=256)
def currency_name(currency: str, locale: str) -> str:
    """`Euro`."""
    from babel.numbers import get_currency_name

    return str(get_currency_name(currency, locale=_locale(locale)))


@lru_cache(maxsize=256)
def language_name(code: str, locale: str) -> str:
    """`German`, or `Deutsch` where the locale is its own."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(_locale(code)).get_display_name(_locale(locale)) or code)
    except (UnknownLocaleError, ValueError):
        return code


@lru_cache(maxsize=512)
def country_name(code: str, locale: str) -> str:
    """`Ireland`."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(_locale(locale)).territories.get(code.upper(), code))
    except (UnknownLocaleError, ValueError):
        return code


def minor_of(text: str, currency: str) -> int:
    """`12.50` of a currency in its smallest unit, of text that was checked when it was kept."""
    return parse_minor(text, currency)
