"""Any template, over pages whose objects differ here and there: what is found is what would be written."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.liquid import Budget, BudgetExceeded, Limits, Page, TemplateError
from tests.engine.liquid.traces.things import (
    ANEW,
    COMPILED,
    INTERPRETED,
    NAMES,
    Keyed,
    Private,
    Row,
    Shop,
    Thing,
)
from tests.engine.liquid.written import SNIPPETS, TEMPLATES, VALUES

_FIELDS = ["a", "b", "title", "price", "size", "first", "x"]
_KINDS = [Thing, Thing, Keyed, Private]
_LITTLE = st.sampled_from([None, True, False, 0, 1, "", "x", "<b>", "a,b"]) | VALUES

Plan = tuple[list[tuple[int, dict[str, Any]]], dict[str, Any]]
"""Objects with their fields, and a page's names. A field or name is a value, or ("thing", n), ("list", [n…]), ("row", [n…])."""


@st.composite
def _plans(draw: st.DrawFn) -> Plan:
    count = 4
    number = st.integers(0, count - 1)
    field = (
        _LITTLE
        | st.tuples(st.just("thing"), number)
        | st.tuples(st.sampled_from(["list", "row"]), st.lists(number, max_size=3))
    )
    things = [
        (
            draw(st.integers(0, len(_KINDS) - 1)),
            draw(st.dictionaries(st.sampled_from(_FIELDS), field, max_size=4)),
        )
        for _ in range(count)
    ]
    # All names that templates use have something, so that most of what they read are objects.
    names = {
        name: draw(field) for name in sorted(NAMES - {"none", "settings", "closest", "customer", "shop"})
    }
    return things, names


@st.composite
def _pages(draw: st.DrawFn) -> list[Plan]:
    """Some pages, each the first one with a change or two."""
    first = draw(_plans())
    pages = [first]
    for _ in range(draw(st.integers(1, 3))):
        things, names = draw(_plans())
        old_things, old_names = pages[-1]
        at = draw(st.integers(0, len(things) - 1))
        name = draw(st.sampled_from(sorted(names)))
        kept = [things[n] if n == at else old for n, old in enumerate(old_things)]
        pages.append((kept, {**old_names, name: names[name]} if draw(st.booleans()) else dict(old_names)))
    return [first, *pages, first, *pages]


def _made(plan: Plan) -> dict[str, Any]:
    """The objects of one page."""
    things = [_KINDS[kind]() for kind, _ in plan[0]]

    def value(said: Any) -> Any:
        if isinstance(said, tuple) and said[0] == "thing":
            return things[said[1]]
        if isinstance(said, tuple):
            items = [things[number] for number in said[1]]
            return Row(items) if said[0] == "row" else items
        return said

    for thing, (_, fields) in zip(things, plan[0], strict=True):
        thing.values = {name: value(said) for name, said in fields.items()}
    return {name: value(said) for name, said in plan[1].items()}


FOUND = {"times": 0}


@given(st.lists(TEMPLATES, max_size=3).map("".join), _pages())
def test_what_is_found_is_what_would_be_written(source: str, pages: list[Plan]) -> None:
    line = "{% render 'whole', item: item, b: list %}|{% render 'whole', n: n %}" + source
    try:
        ways = []
        for env in (INTERPRETED, ANEW, COMPILED):
            snippets = {
                name: env.parse_file(text, f"snippets/{name}.liquid")
                for name, text in {**SNIPPETS, "whole": source}.items()
            }
            ways.append((env, snippets, env.parse_file(line, "sections/t.liquid")))
    except TemplateError:
        return
    for plan in pages:
        written, costs = [], []
        for env, snippets, template in ways:
            page = Page(Shop(snippets), _made(plan), Budget(Limits(seconds=20)))
            try:
                text = template.render_page(page)
            except BudgetExceeded:
                text = "too much"
            written.append((text, page.host.problems))
            if env is not INTERPRETED:
                costs.append((page.budget.steps, page.budget.output))
            for each in (template, *snippets.values()):
                if env is COMPILED and each.traced is not None:
                    FOUND["times"] += each.traced.found
        assert written[0] == written[1] == written[2]
        assert costs[0] == costs[1] or written[0][1], "where nothing fails it costs the account the same"


def test_most_of_that_was_found() -> None:
    """The test above would prove nothing if nothing were ever found."""
    if FOUND["times"] == 0:
        test_what_is_found_is_what_would_be_written()
    assert FOUND["times"] > 100
