"""Narrowing, dividing and ordering the documents that a query found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from engine.listing.index.opened import Facts, Opened
from engine.listing.results import Band, Choice, Facets, Filters
from engine.listing.rules import Sort

Found = Sequence[tuple[float, int]]
"""(score, document number), best first."""

MOST_CHOICES = 50
BANDS = 4


def narrow(opened: Opened, found: Found, filters: Filters) -> list[tuple[float, int]]:
    """What passes every filter. Filters speak of products, so nothing else passes once there is one."""
    if not filters.any:
        return list(found)
    tests = _tests(filters)
    return [
        pair
        for pair in found
        if (facts := opened.facts(pair[1])).kind == "product" and all(test(facts) for test in tests.values())
    ]


def facets(opened: Opened, found: Found, filters: Filters) -> Facets:
    """How products divide. Each field is counted under the filters of the others, so its own choices stay visible."""
    products = [facts for _, number in found if (facts := opened.facts(number)).kind == "product"]
    if not products:
        return Facets()
    tests = _tests(filters)

    def under_others(own: str) -> list[Facts]:
        others = [test for name, test in tests.items() if name != own]
        return [facts for facts in products if all(test(facts) for test in others)]

    by_price = under_others("price")
    stock = Counter(facts.available for facts in under_others("available"))
    return Facets(
        brands=_choices((facts.brand for facts in under_others("brand")), filters.brands),
        types=_choices((facts.type for facts in under_others("type")), filters.types),
        in_stock=stock[True],
        sold_out=stock[False],
        price_low=min((facts.price_min for facts in by_price), default=None),
        price_high=max((facts.price_max for facts in by_price), default=None),
        price_bands=price_bands([facts.price_min for facts in by_price]),
    )


def order(opened: Opened, found: list[tuple[float, int]], sort: Sort) -> list[int]:
    """Document numbers in the order asked for. By relevance, what is sold out comes after what is as relevant."""
    keys: dict[str, Any] = {
        "relevance": lambda facts, score: (-score * (1.0 if facts.available else 0.8), facts.title_key),
        "price-ascending": lambda facts, score: (facts.price_min, -score),
        "price-descending": lambda facts, score: (-facts.price_max, -score),
        "title-ascending": lambda facts, score: (facts.title_key, -score),
        "created-descending": lambda facts, score: (-facts.created, -score),
    }
    key = keys[sort]
    return [
        number
        for _, number in sorted(found, key=lambda pair: (*key(opened.facts(pair[1]), pair[0]), pair[1]))
    ]


def price_bands(prices: list[int]) -> tuple[Band, ...]:
    """A few ranges with round edges that hold about as many products each; none when they would say nothing."""
    if len(prices) < 8 or min(prices) == max(prices):
        return ()
    prices = sorted(prices)
    edges = sorted({_round(prices[len(prices) * part // BANDS]) for part in range(1, BANDS)})
    edges = [edge for edge in edges if prices[0] < edge <= prices[-1]]
    bands = []
    for low, high in zip([0, *edges], [*edges, None], strict=True):
        count = sum(1 for price in prices if price >= low and (high is None or price < high))
        bands.append(Band(low, high, count))
    return tuple(bands) if len(bands) > 1 else ()


def _round(price: int) -> int:
    """To 1, 2 or 5 times a power of ten, at half steps: 1890 → 2000, 3480 → 3500."""
    step = 10 ** max(0, len(str(price)) - 1) // 2 or 1
    return max(step, (price + step // 2) // step * step)


def _tests(filters: Filters) -> dict[str, Any]:
    tests: dict[str, Any] = {}
    if filters.brands:
        tests["brand"] = lambda facts: facts.brand in filters.brands
    if filters.types:
        tests["type"] = lambda facts: facts.type in filters.types
    if filters.available is not None:
        tests["available"] = lambda facts: facts.available == filters.available
    low, high = filters.price_min, filters.price_max
    if low is not None or high is not None:
        tests["price"] = lambda facts: (
            (low is None or facts.price_max >= low) and (high is None or facts.price_min <= high)
        )
    return tests


def _choices(values: Iterable[str], selected: tuple[str, ...]) -> tuple[Choice, ...]:
    counted = Counter(value for value in values if value)
    for value in selected:
        counted.setdefault(value, 0)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0].casefold()))[:MOST_CHOICES]
    return tuple(Choice(value, count, value in selected) for value, count in ranked)
