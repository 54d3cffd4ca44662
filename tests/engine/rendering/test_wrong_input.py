"""Every filter, fed with every wrong type: a value or a `RenderError` comes out, soon, and nothing else."""

from __future__ import annotations

import datetime as dt
import math
import random
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from liquid.exceptions import LiquidError
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.liquid import Budget, BudgetExceeded, Context, Drop, Environment
from engine.liquid.filters import STANDARD_FILTERS
from engine.liquid.filters.encoding import json_value
from engine.liquid.values import BLANK, EMPTY, to_output
from engine.rendering import subjects
from engine.rendering.filters import SHOP_FILTERS
from engine.rendering.fonts import FontDrop
from engine.rendering.references import ExternalVideo
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from tests.factories.shopfront import PACKS, Shopfront

PLAIN: list[object] = [
    None, True, False, EMPTY, BLANK,
    0, 1, -1, 3, 255, 10**30, 10**4_000, 99999999999999999999,
    0.0, 1.5, -2.5, 4.5, 1e300, math.inf, -math.inf, math.nan,
    "", " ", "a", "1", "-1.5", "1e999", "0x10", "99999999999999999999", "9" * 500, "\0", "a\0b", "%00", "%ff", "%",
    "\ud800", "\U0001f600", "=====", "/w==", "%%%", "#fff", "#12345", "rgb(1,2,3)", "hsl(400, 200%, -5%)", "oklch(1 2 3)",
    "rgba(300, -1, 1e9, 9)", "now", "2024-02-30", "0000-00-00", "9999-12-31T23:59:59+14:00", "width", "x" * 5_000,
    "<script>alert(1)</script>", "it's \"quoted\" & more", "../../etc/passwd", "hi", "n", "visa", "product-1", "100x200",
    "300x", "x" * 100 + "y", "(" * 50, "[a-z]+$\\",
    Markup("<b>bold</b>"), Markup("&amp;&lt;"), Markup("\0"),
    [], [1, 2, 3], ["a", None, {}], [[1, [2, [3]]], "x"], [None],
    [{"a": 1}, {"a": "b"}, {}], [True, 1, "1", 1.0], list(range(300)),
    {}, {"a": 1}, {"title": "x", "price": math.nan}, {1: 2},
    range(0), range(5), range(10**9), (1, 2),
    dt.date(2024, 1, 1), dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC),
]  # fmt: skip
NAMES = (
    "width",
    "height",
    "crop",
    "format",
    "count",
    "size",
    "as",
    "alt",
    "class",
    "sizes",
    "widths",
    "allow_false",
)
MOST_SECONDS = 0.5
"""Processor time of one call; the page's own allowance is four times that."""


@pytest.fixture
def context(db: Database, shop: Shopfront) -> Iterator[Callable[[], Context]]:
    """Makes a context of a real page, each time with a new account."""
    themes = Themes(Path(PACKS))
    with db.read(shop.store_id) as session:
        store = load_store(session, shop.store_id)
        opened = themes.open(session, Visit(store=store, addresses=Addresses(store.host)), ("index",))
        subject = subjects.collection(opened.front, "shelf")
        assert subject is not None
        renderer = opened.page(subject)
        template = Environment(SHOP_FILTERS).parse_file("", "sections/one.liquid")

        def make() -> Context:
            renderer.page.budget = Budget()
            return Context(renderer.page, template, {})

        yield make


def drops_of(context: Context) -> list[object]:
    product: Any = context.page.globals["all_products"].liquid_get("bowl-0")  # type: ignore[attr-defined]
    collection: Any = context.page.globals["collection"]
    article: Any = context.page.globals["articles"].liquid_get("journal/first-firing")  # type: ignore[attr-defined]
    names = ("cart", "shop", "request", "localization", "settings", "collections", "search", "routes")
    image: Any = product.liquid_get("featured_image")
    return [
        product, product.liquid_get("variants"), product.liquid_get("variants")[0], product.liquid_get("media"), image,
        image.liquid_get("src"), product.liquid_get("options_with_values"), collection, collection.liquid_get("products"),
        collection.liquid_get("filters"), article, article.liquid_get("user"), FontDrop.of_handle("inter_n4"),
        ExternalVideo.of("https://youtu.be/abcdefghij1"), *(context.page.globals[name] for name in names),
    ]  # fmt: skip


def calls(name: str, values: list[object]) -> Iterator[tuple[object, list[object], dict[str, object]]]:
    """Every value alone; then with up to three arguments, by position and by name, chosen the same way each time."""
    chance = random.Random(name)
    for value in values:
        yield value, [], {}
        for count in (1, 2, 3):
            yield value, chance.choices(values, k=count), {}
        yield value, [], {chance.choice(NAMES): chance.choice(values)}
        yield value, [chance.choice(values)], {n: chance.choice(values) for n in chance.sample(NAMES, 2)}


def outcome(context: Context, name: str, value: object, args: list[object], named: dict[str, object]) -> str:
    """Call a filter as a template does, and write what it gives. Returns what went wrong, or nothing."""
    began = process_time()
    try:
        result = context.env.apply_filter(context, name, value, list(args), dict(named))
        if not isinstance(result, Drop):
            to_output(result, "") if not isinstance(result, range) else None
            json_value(context, result)
    except BudgetExceeded:
        pass
    except LiquidError as error:
        if isinstance(error.__cause__, MemoryError):
            return "asked for more memory than there is"
    except SQLAlchemyError as error:
        return f"a database error: {type(error).__name__}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:120]
    spent = process_time() - began
    return f"took {spent:.1f} s" if spent > MOST_SECONDS else ""


@pytest.fixture
def little_memory() -> Iterator[None]:
    """Asking for gigabytes fails here instead of taking the machine along."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + 2_000_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("little_memory")
def test_every_filter_survives_every_wrong_type(context: Callable[[], Context]) -> None:
    values = [*PLAIN, *drops_of(context())]
    faults = {}
    for name in sorted({**STANDARD_FILTERS, **SHOP_FILTERS}):
        for value, args, named in calls(name, values):
            fault = outcome(context(), name, value, args, named)
            if fault:
                faults.setdefault(
                    f"{name}: {fault}"[:90], (repr(value)[:60], repr(args)[:80], repr(named)[:80])
                )
    assert faults == {}


NO_NAMES = ["\0", "a\0b", "\ud800", "x" * 100_000, "../x", "%", "'", 10**30, -1, 1.5, True, None, [], {}]


@pytest.mark.parametrize(
    "name",
    [
        "all_products", "articles", "blogs", "collections", "images", "linklists", "pages", "settings", "metaobjects",
        "routes", "shop", "cart", "search", "localization", "template", "request", "closest",
    ],
)  # fmt: skip
def test_objects_answer_odd_names_with_nil(name: str, context: Callable[[], Context]) -> None:
    page = context().page
    template = Environment().parse_file("{{ o[k].title }}{% if o contains k %}!{% endif %}", "s.liquid")
    for key in NO_NAMES:
        written = template.render(Context(page, template, {"o": page.globals[name], "k": key}))
        assert "Liquid error" not in written or "comparison" in written, (name, repr(key)[:40], written)
