# ruff: noqa: E501 - one attack a line
"""Hostile templates end soon, small, and without taking the process along."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from engine.liquid import BareHost, Budget, BudgetExceeded, Environment, Limits, Page, TemplateError, finish

ENV = Environment()

ATTACKS = {
    "contains in a huge range": "{% for i in (1..900) %}{% if (1..9007199254740000) contains 'x' %}{% endif %}{% endfor %}{% for i in (1..9999999) %}{% for j in (1..9999999) %}{% endfor %}{% endfor %}",
    "joined range": "{{ (1..1000000000) | join }}",
    "range to list": "{{ (1..100000000) | reverse | size }}",
    "replace bomb": "{% assign a = 'aaaaaaaaaa' %}{% for i in (1..9) %}{% assign a = a | replace: 'a', 'aaaaaaaaaa' %}{% endfor %}{{ a }}",
    "append bomb": "{% assign a = 'aaaaaaaaaa' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}",
    "capture bomb": "{% assign a = 'aaaaaaaaaa' %}{% for i in (1..60) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}",
    "many small loops": "{% for a in (1..2000) %}{% for b in (1..2000) %}{% assign x = b %}{% endfor %}{% endfor %}",
    "output flood": "{% for a in (1..1000000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
    "partials ten wide": "{% for i in (1..10) %}{% render 'self' %}{% endfor %}",
    "partials for ever": "{% render 'self' %}",
    "include for ever": "{% include 'self' %}",
    "number bomb": "{% assign a = 99999999999 %}{% for i in (1..64) %}{% assign a = a | times: a %}{% endfor %}{{ a }}",
    "list doubling": "{% assign a = 'a b c d' | split: ' ' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}",
    "split bomb": "{% assign a = 'abcdefghij' %}{% for i in (1..18) %}{% assign a = a | append: a %}{% endfor %}{% assign b = a | split: '' %}{% assign c = a | split: '' %}",
    "date width": "{% for i in (1..100000) %}{{ 'now' | date: '%999d%999d%999d%999d%999d%999d%999d%999d' }}{% endfor %}",
    "sort work": "{% assign a = '' %}{% for i in (1..200) %}{% assign b = (1..20000) | sort | uniq | reverse %}{% endfor %}",
    "escape flood": "{% assign a = '<<<<<<<<<<' %}{% for i in (1..17) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..500) %}{{ a | escape }}{% endfor %}",
    "json flood": "{% for i in (1..3000) %}{{ (1..3000) | json }}{% endfor %}",
    "nested captures": "{% capture a %}{% for i in (1..3000000) %}yyyyyyyyyyyyyyyyy{% endfor %}{% endcapture %}",
    "tablerow flood": "{% tablerow i in (1..9000000) cols: 2 %}{{ i }}{% endtablerow %}",
    "render for each of a range": "{% render 'none' for (1..9007199254740000) as x %}{% render 'self' for (1..9007199254740000) as x %}",
    "include for each of a range": "{% include 'self' for (1..9007199254740000) as x %}",
    "range as an argument": "{% assign a = 'x' | concat: (1..9007199254740000) %}{{ a | size }}",
    "strip_html": "{% assign a = '<<<<<<<<<<' %}{% for i in (1..17) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..900) %}{% assign b = a | strip_html %}{% endfor %}",
}

UNPARSABLE = {
    "spaces in an output": "{{" + " " * 400_000,
    "open comments": "{% comment %}" * 40_000,
    "open tags": "{% if x %}" * 50_000,
    "brackets": "{{ " + "[" * 200_000 + "}}",
    "parentheses": "{% if " + "(" * 200_000 + "%}{% endif %}",
    "quotes": "{{ " + "'\"" * 200_000 + "}}",
    "too long": "x" * 600_000,
    "scripts": "<script>" + "<script" * 60_000 + "{% if %}",
    "raw": "{% raw %}" + "{% endra" * 50_000,
}


def attack(source: str) -> str:
    template = ENV.parse_file(source, "attack.liquid")
    page = Page(BareHost({"self": ENV.parse_file(source, "snippets/self.liquid")}), {})
    return finish(template.render_page(page))[0]


@pytest.mark.parametrize("name", sorted(UNPARSABLE))
def test_parsing_hostile_text_is_quick(name: str) -> None:
    from time import process_time

    start = process_time()
    with pytest.raises(TemplateError):
        ENV.parse_file(UNPARSABLE[name], "attack.liquid")
    assert process_time() - start < 1.5


PROGRAM = """
    import resource, sys, time
    from tests.engine.liquid.test_hostile import ATTACKS, attack
    from engine.liquid import BudgetExceeded
    import dateutil.parser
    attack("{{ 'now' | date: '%Y' }}")
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        attack(ATTACKS[sys.argv[1]])
        how = "finished"
    except BudgetExceeded as end:
        how = "stopped: " + end.what
    print(how, round(time.process_time() - start, 2), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) // 1024)
"""


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_rendering_hostile_templates_ends_in_time_and_small(name: str) -> None:
    """Each in a fresh process: at most 2.5 s of work and 64 MB over the base (reliability figures)."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), name],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, megabytes = done.stdout.split()[-2:]
    assert float(seconds) <= 2.5, done.stdout
    assert int(megabytes) <= 64, done.stdout


@pytest.mark.parametrize(
    "source",
    [
        "{{ '99999999999999999999' | date: '%Y' }}",
        "{{ 99999999999999999999 | date: '%Y' }}",
        "{{ '1e999' | round }}",
        "{{ x | round }}",
        "{{ '%%%' | base64_decode }}",
        "{{ '/w==' | base64_decode }}",
        "{{ '%00' | url_decode }}",
        "{{ '%ff' | url_decode }}",
        "{{ 'x' | slice: 'y' }}",
        "{{ 'red' | color_lighten: 1 }}",
        "{{ 1 | append: 1, 2, 3 }}",
        "{{ 'a' | default: 1, foo: 2 }}",
        "{{ list | sort }}",
        "{{ 1 | concat: 2 }}",
        "{{ 'a' | map: 'b' }}",
        "{{ 3 | modulo: 0 }}",
        "{% for i in (1..x) %}{% endfor %}",
    ],
)
def test_no_filter_lets_a_foreign_error_out(source: str) -> None:
    host = BareHost()
    template = ENV.parse_file(source, "s.liquid")
    template.render_page(Page(host, {"x": float("inf"), "list": [1, "a", None, {}]}))
    assert all(problem.path == "s.liquid" for problem in host.problems)


def test_the_budget_is_one_for_the_whole_page() -> None:
    template = ENV.parse_file("{% for i in (1..300) %}{{ i }}{% endfor %}", "s.liquid")
    page = Page(BareHost(), {}, Budget(Limits(steps=2_000)))
    template.render_page(page)
    with pytest.raises(BudgetExceeded):
        for _ in range(10):
            template.render_page(page)


def test_a_passed_deadline_ends_the_page() -> None:
    now = [0.0, 0.0]
    page = Page(BareHost(), {}, Budget(Limits(seconds=1), work=lambda: now[0], wall=lambda: now[1]))
    template = ENV.parse_file("{% for i in (1..2000) %}{{ i }}{% endfor %}", "s.liquid")
    template.render_page(page)
    now[:] = [0.9, 4.9]
    template.render_page(page)
    now[:] = [1.1, 4.9]
    with pytest.raises(BudgetExceeded, match="1 seconds of work"):
        template.render_page(page)
    now[:] = [0.9, 5.1]
    with pytest.raises(BudgetExceeded, match="more than 5 seconds"):
        template.render_page(page)
