"""Translations, money, weights and other words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from engine.base.money import to_decimal_text
from engine.liquid.errors import Problem, RenderError
from engine.liquid.filters.strings import join_text, plain, plain_start
from engine.liquid.safe import trusted
from engine.liquid.values import look_up, to_integer, to_number, to_text
from engine.rendering import money
from engine.rendering.addressing import place_lines

from .base import front_of, tag

if TYPE_CHECKING:
    from engine.themes.packs import Pack

_PLACE = re.compile(r"\{\{-?\s*([\w.]+)\s*-?\}\}")


def translate(context: Any, value: object, **values: object) -> str:
    """The pack's text for a key; `count` chooses the plural, other values fill the placeholders."""
    key = plain_start(value)
    front = front_of(context)
    text, found = _find(front.texts, key, values.get("count"), front.visit.locale)
    if text is None:
        context.host.report(Problem(context.template.file, 0, 0, f"no text for '{key[:120]}' in locales/"))
        return f"translation missing: {front.visit.locale}.{key}"
    is_markup = _is_markup(key, found)
    if not _places(text):
        return _trusted(text) if is_markup else text
    return _filled(context, text, values, is_markup)


def plain_words(pack: Pack, locale: str) -> dict[str, str]:
    """What `translate` answers for each key of a pack's texts that no value goes into; worked out once per version."""
    cache: dict[str, dict[str, str]] = pack.__dict__.setdefault("_plain_words", {})
    if locale not in cache:
        cache[locale] = {
            key: trusted(text) if _is_markup(key, key) else text
            for key, text in pack.texts(locale).items()
            if not _places(text)
        }
    return cache[locale]


def _is_markup(key: str, found: str) -> bool:
    """By the name: that of the text, or of what it is a plural form of."""
    return key.endswith("_html") or found.rsplit(".", 1)[0].endswith("_html")


_trusted = lru_cache(maxsize=1024)(trusted)


@lru_cache(maxsize=8192)
def _places(text: str) -> tuple[str, ...]:
    """The names of the placeholders in a text of a locale file."""
    return tuple(_PLACE.findall(text))


def _find(texts: dict[str, str], key: str, count: object, locale: str) -> tuple[str | None, str]:
    if count is not None:
        number = to_number(count)
        forms = ["zero"] if number == 0 else []
        for form in [*forms, _plural(locale, float(number)), "other"]:
            if f"{key}.{form}" in texts:
                return texts[f"{key}.{form}"], f"{key}.{form}"
    return texts.get(key), key


@lru_cache(maxsize=4096)
def _plural(locale: str, number: float) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        rule = Locale.parse(locale.replace("-", "_")).plural_form
    except (UnknownLocaleError, ValueError):
        rule = Locale.parse("en").plural_form
    return str(rule(int(number) if number == int(number) else number))


def _filled(context: Any, text: str, values: dict[str, object], is_markup: bool) -> str:
    names = _places(text)
    context.budget.make(len(text) + sum(len(to_text(values.get(n))) for n in names))
    marked = is_markup or any(isinstance(values.get(n), Markup) for n in names)
    if not marked:
        return _PLACE.sub(lambda m: to_text(values.get(m.group(1))), text)
    parts, at = [], 0
    for match in _PLACE.finditer(text):
        literal = text[at : match.start()]
        parts.append(literal if is_markup else str(escape(literal)))
        parts.append(str(escape(to_text(values.get(match.group(1))))))
        at = match.end()
    tail = text[at:]
    parts.append(tail if is_markup else str(escape(tail)))
    return trusted("".join(parts))


def _minor(value: object) -> int | None:
    if value is None or value == "":
        return None
    return int(to_number(value))


def _currency(context: Any, given: object = None) -> tuple[str, str]:
    """The currency to write an amount in, and the locale. Gift card templates name theirs as an argument."""
    visit = front_of(context).visit
    code = to_text(given).upper()
    known = len(code) == 3 and code.isascii() and code.isalpha()
    return (code if known else visit.store.currency), visit.locale


def money_filter(context: Any, value: object, currency: object = None) -> str:
    minor = _minor(value)
    return "" if minor is None else money.amount(minor, *_currency(context, currency))


def money_with_currency(context: Any, value: object, currency: object = None) -> str:
    minor = _minor(value)
    code, locale = _currency(context, currency)
    return "" if minor is None else f"{money.amount(minor, code, locale)} {code}"


def money_without_currency(context: Any, value: object, currency: object = None) -> str:
    minor = _minor(value)
    return "" if minor is None else money.number(minor, *_currency(context, currency))


def money_amount(context: Any, value: object, currency: object = None) -> str:
    minor = _minor(value)
    return "" if minor is None else to_decimal_text(minor, _currency(context, currency)[0])


def money_without_trailing_zeros(context: Any, value: object, currency: object = None) -> str:
    minor = _minor(value)
    return "" if minor is None else money.amount(minor, *_currency(context, currency), cents=False)


def currency_selector(context: Any, value: object, **options: object) -> str:
    currency, _ = _currency(context)
    option = tag("option", {"value": currency, "selected": True}, str(escape(currency)))
    return tag("select", {"name": "currency", **options}, option)


def weight_with_unit(context: Any, value: object, unit: object = None) -> str:
    grams = to_number(value)
    name = plain(unit) if unit else ("kg" if grams >= 1000 else "g")
    factors = {"g": 1, "kg": 1000, "oz": 28.349523125, "lb": 453.59237}
    if name not in factors:
        raise RenderError(f"'{name[:10]}' is not a unit of weight")
    amount = float(grams) / factors[name]
    return f"{amount:g} {name}"


def unit_price_with_measurement(context: Any, value: object, measurement: object = None, *_: object) -> str:
    """A price per unit: of an amount, or of one that another money filter has written."""
    price = value if isinstance(value, str) and not value.isdigit() else money_filter(context, value)
    unit, amount = look_up(measurement, "reference_unit"), look_up(measurement, "reference_value")
    if unit is None and isinstance(measurement, str):
        unit = measurement
    if not unit:
        return price
    number = "" if amount in (None, 1) else to_text(amount)
    return join_text(price, f"/{number}{plain(unit)}")


def format_address(context: Any, value: object) -> str:
    if not hasattr(value, "liquid_get"):
        raise RenderError("format_address needs an address")
    lines = [value.liquid_get(n) for n in ("name", "company", "address1", "address2")]
    code, town, region, postcode = (
        to_text(value.liquid_get(n)) for n in ("country_code", "city", "province_code", "zip")
    )
    region = region or to_text(value.liquid_get("province"))
    country = money.country_name(code, front_of(context).visit.locale) if code else ""
    lines += [*place_lines(code.upper(), town, region, postcode), country]
    shown = [str(escape(to_text(line))) for line in lines if line]
    return tag("p", {}, "<br>".join(shown))


def item_count_for_variant(context: Any, value: object, variant_id: object) -> int:
    wanted = to_integer(variant_id, 0)
    items = value.liquid_get("items") if hasattr(value, "liquid_get") else []
    return sum(i.line.quantity for i in items if i.line.variant_id == wanted)


def line_items_for(context: Any, value: object, target: object) -> list[object]:
    items = value.liquid_get("items") if hasattr(value, "liquid_get") else []
    wanted = target.liquid_get("id") if hasattr(target, "liquid_get") else target
    kind = "product_id" if getattr(target, "liquid_name", "") == "ProductDrop" else "variant_id"
    return [item for item in items if item.liquid_get(kind) == wanted]


def format_code(context: Any, value: object) -> str:
    """A gift card's code in groups of four."""
    text = plain(value)[:200]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


FILTERS: dict[str, Callable[..., object]] = {
    "currency_selector": currency_selector,
    "format_address": format_address,
    "format_code": format_code,
    "item_count_for_variant": item_count_for_variant,
    "line_items_for": line_items_for,
    "money": money_filter,
    "money_amount": money_amount,
    "money_with_currency": money_with_currency,
    "money_without_currency": money_without_currency,
    "money_without_trailing_zeros": money_without_trailing_zeros,
    "t": translate,
    "translate": translate,
    "unit_price_with_measurement": unit_price_with_measurement,
    "weight_with_unit": weight_with_unit,
}
