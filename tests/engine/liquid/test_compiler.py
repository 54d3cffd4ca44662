"""Compiled templates write what the interpreter writes, byte for byte, and report the same faults."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.liquid import (
    BareHost,
    Budget,
    Drop,
    Environment,
    Limits,
    Page,
    Problem,
    Template,
    TemplateError,
    prop,
)
from engine.liquid.compiler import CannotCompile
from tests.engine.liquid.written import DATA, SNIPPETS, TEMPLATES

COMPILED, INTERPRETED = Environment(), Environment(compiles=False)
PLAIN = Environment(autoescape=False), Environment(autoescape=False, compiles=False)


class Shop(BareHost):
    """A host whose addresses have one."""

    def site(self) -> str:
        return "shop.test"


def outcome(env: Environment, source: str, data: dict[str, Any]) -> tuple[str, list[Problem], object]:
    """What a template writes, what it reports, and the layout it asks for."""
    snippets = {name: env.parse_file(text, f"snippets/{name}.liquid") for name, text in SNIPPETS.items()}
    page = Page(Shop(snippets), data, Budget(Limits(seconds=20)))
    template = env.parse_file(source, "sections/t.liquid")
    host: Any = page.host
    return template.render_page(page, {"section": data.get("section")}), host.problems, page.layout


def _same(environments: tuple[Environment, Environment], source: str, data: dict[str, Any]) -> None:
    try:
        expected = outcome(environments[1], source, data)
    except TemplateError as refused:
        with pytest.raises(TemplateError) as again:
            environments[0].parse_file(source, "sections/t.liquid")
        assert again.value.problem == refused.problem
        return
    assert outcome(environments[0], source, data) == expected


@given(st.lists(TEMPLATES, max_size=4).map("".join), DATA)
def test_generated_templates_write_the_same(source: str, data: dict[str, Any]) -> None:
    _same((COMPILED, INTERPRETED), source, data)


@given(TEMPLATES, DATA)
def test_generated_templates_write_the_same_without_escaping(source: str, data: dict[str, Any]) -> None:
    _same(PLAIN, source, data)


def test_an_assignment_that_fails_in_a_loop_leaves_the_name_outside_alone() -> None:
    source = "{% for a in 'x' %}{% assign a = a | map: 'title' %}{{ a }}{% endfor %}{{ a }}{% assign a = 1 | map: 'b' %}{{ a }}"
    _same((COMPILED, INTERPRETED), source, {})
    _same((COMPILED, INTERPRETED), source, {"a": "outside"})


def test_a_counter_goes_on_after_an_assignment_of_its_name_failed() -> None:
    source = (
        "{% assign b = a | first: 1, 2 %}{% decrement b %}{{ b }}{% assign b = 'x' %}{% decrement b %}{{ b }}"
    )
    _same((COMPILED, INTERPRETED), source, {})


class Shelf(Drop):
    """A drop whose properties fail in every way they can."""

    @prop
    def title(self) -> str:
        return "A <shelf>"

    @prop
    def refused(self) -> str:
        from engine.liquid import RenderError

        raise RenderError("not today")

    @prop
    def broken(self) -> str:
        return str(1 // 0)


@pytest.mark.parametrize(
    "source",
    [
        "a{{ s.title }}b{{ s.refused }}c{{ s.title }}d",
        "{% if s.refused %}x{% else %}y{% endif %}{% unless s.refused == 1 %}x{% endunless %}z",
        "{% for x in s.refused %}x{% else %}y{% endfor %}z{% case s.refused %}{% when 1 %}a{% else %}b{% endcase %}c",
        "{% assign q = s.refused %}[{{ q }}]{% assign q = 1 %}{% assign q = s.refused %}[{{ q }}]",
        "{% for i in (1..3) %}{% if i == 2 %}{{ s.refused }}{% break %}{% endif %}{{ i }}{% endfor %}",
        "{% capture c %}a{{ s.refused }}b{% endcapture %}{{ c }}{% render 'card', card: s.refused %}after",
        "{% paginate s.title by 2 %}{% endpaginate %}{% form 'x' %}{% endform %}{% section 'x' %}{% content_for 'blocks' %}",
    ],
)
def test_what_fails_is_reported_alike(source: str) -> None:
    _same((COMPILED, INTERPRETED), source, {"s": Shelf()})
    written, problems, _ = outcome(COMPILED, source, {"s": Shelf()})
    assert problems and all(problem.line == 1 for problem in problems) and "Liquid error" in written


def test_a_fault_of_ours_keeps_its_traceback_with_the_line_of_the_template() -> None:
    source = "one\n{% if true %}\n  {{ s.title }}\n  {{ s.broken }}\n{% endif %}\n"
    with pytest.raises(ZeroDivisionError) as raised:
        outcome(COMPILED, source, {"s": Shelf()})
    lines = [
        frame.lineno for frame in traceback.extract_tb(raised.tb) if frame.filename == "sections/t.liquid"
    ]
    assert lines == [4]


DEEP = "{% for i in (1..1) %}" * 19 + "x" + "{% endfor %}" * 19


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (DEEP, "nested too deeply"),
        ("{% if a" + " and a" * 60 + " %}x{% endif %}", "too many parts"),
        ("{{ [a] }}", "computed"),
    ],
)
def test_what_cannot_be_compiled_is_interpreted_and_says_why(source: str, why: str) -> None:
    template = COMPILED.parse_file(source, "t.liquid")
    assert template.compiled is None
    with pytest.raises(CannotCompile, match=why):
        COMPILED.compile_tree(template.nodes, "t.liquid")
    _same((COMPILED, INTERPRETED), source, {"a": "b", "b": 1})


@pytest.mark.parametrize(
    "source",
    [
        "{% assign a = 1 %}{% include 'shared' %}{{ a }}{% increment a %}",
        "{% for item in (1..3) %}{% include 'shared' %}{{ forloop.index }}{{ a }}{% endfor %}{{ item }}",
        "{% for x in (1..3) %}{% include 'card' %}{{ x }}{% endfor %}after",
        "{% capture c %}{% include 'row' for list as row %}{% endcapture %}{{ c }}{% include 'row' with list %}",
        "{% include 'gone' %}{% include n %}{% assign n = 'row' %}{% include n, row: list %}{% render 'row' %}",
        "<script>x = '{% include 'shared' %}'</script>{% style %}{% include 'shared' %}{{ b }}{% endstyle %}",
        "{% form 'x' %}{% include 'shared' %}{% endform %}{% paginate list by 2 %}{% include 'shared' %}{% endpaginate %}",
    ],
)
def test_what_is_included_shares_its_variables_when_compiled_too(source: str) -> None:
    data = {"list": [1, 2, 3], "b": "<b>", "item": "it"}
    _same((COMPILED, INTERPRETED), source, data)
    template = COMPILED.parse_file(source, "t.liquid")
    assert template.compiled is not None and template.compiled.shared and template.compiled.fallbacks == []


@pytest.mark.parametrize("depth", [3, 9, 15, 16])
def test_deep_blocks_are_compiled(depth: int) -> None:
    source = "{% for i in (1..2) %}{% if i %}{% capture c %}" * depth + "{{ i }}"
    source += "{% endcapture %}{{ c | size }}{% endif %}{% endfor %}" * depth
    if depth < 10:
        _same((COMPILED, INTERPRETED), source, {})
    assert (COMPILED.parse_file(source, "t.liquid").compiled is not None) == (depth <= 16)


@pytest.mark.parametrize(
    ("source", "limits", "what"),
    [
        ("{% for i in (1..100000) %}{% endfor %}", Limits(steps=5_000), "steps"),
        ("{% for i in (1..3000) %}{{ x }}{% endfor %}", Limits(output=100_000), "output"),
        (
            "{% capture c %}{% for i in (1..3000) %}{{ x }}{% endfor %}{% endcapture %}",
            Limits(output=100_000),
            "output",
        ),
        ("{% for i in (1..900) %}{% assign x = x | append: x %}{% endfor %}", Limits(), "bytes"),
        ("{% render 'again' %}", Limits(), "nested"),
        ("{% for i in (1..900000) %}{% assign y = i %}{% endfor %}", Limits(seconds=0.02), "seconds"),
    ],
)
def test_the_account_ends_a_page(source: str, limits: Limits, what: str) -> None:
    from engine.liquid import BudgetExceeded

    snippets: dict[str, Template] = {
        "again": COMPILED.parse_file("{% render 'again' %}", "snippets/again.liquid")
    }
    page = Page(BareHost(snippets), {"x": "x" * 100}, Budget(limits))
    template = COMPILED.parse_file(source, "t.liquid")
    assert template.compiled is not None
    with pytest.raises(BudgetExceeded, match=what):
        template.render_page(page)


@given(st.integers(1, 60), st.integers(0, 9_000), st.booleans())
def test_what_is_written_is_charged_whole(turns: int, length: int, captured: bool) -> None:
    """The account of a compiled template ends at what it wrote, however it was written."""
    inside = "{% for i in (1..n) %}{{ x }}-{% endfor %}"
    source = "{% capture c %}" + inside + "{% endcapture %}{{ c }}" if captured else inside
    found = []
    for env in (COMPILED, INTERPRETED):
        page = Page(BareHost(), {"x": "x" * length, "n": turns})
        env.parse_file(source, "t.liquid").render_page(page)
        found.append(page.budget.output)
    assert found[0] == found[1] == (length + 1) * turns * (2 if captured else 1)
