# ruff: noqa: E501 - one case a line
"""The linter names file, line, column and cure of everything that would fail or silently show nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.rendering.linting import Finding, arguments
from engine.wiring.commands.themes import themes
from tests.engine.rendering.linting.packs import SETTINGS, THEME_INFO, Files, findings

SCHEMA = '{% schema %}{"name": "One", "settings": [{"type": "product", "id": "p", "label": "P"}, {"type": "text", "id": "x", "label": "X"}], "blocks": [{"type": "b", "name": "B", "settings": [{"type": "text", "id": "y", "label": "Y"}]}]}{% endschema %}'
USES: dict[str, str | bytes] = {"snippets/uses.liquid": "{% comment %} p, x, y {% endcomment %}"}

Check = Callable[..., list[Finding]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """`check({"sections/a.liquid": "…"})`: the findings in a pack of these files."""

    def go(files: Files) -> list[Finding]:
        return findings(tmp_path / "pack", {**USES, **files})

    return go


def test_a_sound_pack_is_clean(check: Check) -> None:
    source = (
        "{% assign first = section.settings.p.variants | where: 'available' | first %}{{ first.price | money }}"
        "{% for block in section.blocks %}{{ block.settings.y }}{{ forloop.index }}{% endfor %}{{ 'hi' | t }}{{ 'n' | t: count: 2 }}"
        "{{ 'base.css' | asset_url | stylesheet_tag }}{% render 'card', title: product.title %}{{ settings.logo.alt }}{{ settings.ink.red }}"
        "{% paginate collection.products by 4 %}{{ paginate.next.url }}{% endpaginate %}{% form 'product', product %}{{ form.errors }}{% endform %}"
        "<a href='https://example.com/' data-once='1'>x</a><img src='/x.png' alt='' width='1' height='1'><script>a.onclick = '<b onclick=\"1\">'</script>"
        "{{ linklists['main'].links.first.url }}{{ request.locale.iso_code }}{{ cart.items[0].product.title }}{{ collections[x].title }}{% assign x = 'a' %}"
    )
    assert check({"sections/one.liquid": source + SCHEMA}) == []


CASES = [
    ("{% if %}", "syntax", 1, "'if' needs an expression"),
    ("a\n {{ x | nope }}{% assign x = 1 %}", "unknown-filter", 2, "unknown filter 'nope'"),
    ("{% assignn x = 1 %}", "unknown-tag", 1, "unknown tag 'assignn'"),
    ("{% render 'gone' %}", "missing-snippet", 1, "there is no snippets/gone.liquid"),
    ("{% section 'gone' %}", "missing-section", 1, "there is no sections/gone.liquid"),
    ("{% sections 'gone' %}", "missing-section", 1, "there is no sections/gone.json"),
    ("{% content_for 'block', type: 'gone', id: 'x' %}", "missing-block", 1, "there is no blocks/gone.liquid"),
    ("{% layout 'gone' %}", "missing-layout", 1, "there is no layout/gone.liquid"),
    ("{{ 'gone.css' | asset_url }}", "missing-asset", 1, "there is no assets/gone.css"),
    ("{{ 'icon.svg' | inline_asset_content }}", "missing-asset", 1, "there is no assets/icon.svg"),
    ("{{ 'gone' | t }}", "missing-text", 1, "no text for 'gone'"),
    ("{{ 'n' | t }}", "missing-text", 1, "no text for 'n'"),
    ("{{ nothing.title }}", "unknown-name", 1, "nothing sets 'nothing'"),
    ("\n{{ product.colour }}", "unknown-property", 2, "'product' has no property 'colour'"),
    ("{{ section.settings.p.featured_image.colour }}", "unknown-property", 1, "'image' has no property 'colour'"),
    ("{% for v in product.variants %}{{ v.colour }}{% endfor %}", "unknown-property", 1, "'variant' has no property 'colour'"),
    ("{% assign i = product.media | first %}{{ i.colour }}", "unknown-property", 1, "'media' has no property 'colour'"),
    ("{% for f in collection.filters %}{% for v in f.values %}{{ v.nope }}{% endfor %}{% endfor %}", "unknown-property", 1, "'filter_value' has no property 'nope'"),
    ("{{ section.settings.q }}", "unknown-setting", 1, "the schema has no setting 'q'"),
    ("{{ settings.q }}", "unknown-setting", 1, "the schema has no setting 'q'"),
    ("{% for block in section.blocks %}{{ block.settings.z }}{% endfor %}", "unknown-setting", 1, "the schema has no setting 'z'"),
    ("{{ checkout.email }}", "not-here", 1, "'checkout' is not here"),
    ("{{ gift_card.balance }}", "not-here", 1, "'gift_card' is not here"),
    ("{{ localization.country.continent }}", "not-here", 1, "'country.continent' is not here"),
    ("{{ product.selling_plan_groups.size }}", "always-the-same", 1, "'product.selling_plan_groups' is always the same"),
    ("{% form 'magic' %}{% endform %}", "form", 1, "there is no form of the kind 'magic'"),
    ("{{ product | image_url: width: 9, format: 'jpg' }}", "ignored-argument", 1, "'format' changes nothing in 'image_url'"),
    ("{{ form | payment_terms }}{% assign form = 1 %}", "not-here", 1, "'payment_terms' shows nothing"),
    ("\n<a href='#' onclick='go()'>x</a>", "inline-handler", 2, "`onclick=` does not run: pages allow no inline handlers"),
    ("<a href='javascript:go()'>x</a>", "inline-handler", 1, "a `javascript:` address does not run"),
    ("<p>\n<script src='https://cdn.example/x.js' defer></script>", "foreign-file", 2, "https://cdn.example/x.js is not loaded: pages load files of their own host only"),
    ("<link rel='stylesheet' href='//cdn.example/x.css'>", "foreign-file", 1, "//cdn.example/x.css is not loaded: pages load files of their own host only"),
    ("{{ 'a' | append }}", "filter-arguments", 1, "'append' does not take these arguments"),
    ("{{ 'a' | upcase: 1 }}", "filter-arguments", 1, "'upcase' does not take these arguments"),
    ("{{ 1 | money: wide: true }}", "filter-arguments", 1, "'money' does not take these arguments"),
    ("{% case x %}junk{% when 1 %}{% endcase %}{% assign x = 1 %}", "odd-syntax", 1, "what stands between 'case' and the first 'when' is ignored"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "line", "message"), CASES)
def test_faults(source: str, kind: str, line: int, message: str, check: Check) -> None:
    found = check({"sections/one.liquid": source + SCHEMA})
    assert [(f.path, f.kind, f.line, f.message) for f in found] == [
        ("sections/one.liquid", kind, line, message)
    ]
    assert found[0].column > 0
    assert found[0].cure


def test_hints_at_what_was_meant(check: Check) -> None:
    found = check(
        {"sections/one.liquid": "{{ 'a' | appendd: 'b' }}{% assignn x = 1 %}{% form 'prodct' %}{% endform %}"}
    )
    assert [f.cure for f in found] == [
        f"Perhaps '{name}' was meant." for name in ("append", "assign", "product")
    ]


def test_one_unknown_filter_does_not_hide_the_next_fault(check: Check) -> None:
    found = check(
        {"sections/one.liquid": "{{ 1 | nope }}{% zip %}{{ 2 | nada }}{% endzip %}{% render 'gone' %}"}
    )
    assert [f.kind for f in found] == ["unknown-filter", "unknown-tag", "unknown-filter", "missing-snippet"]


def test_snippets_may_read_what_they_are_given_or_speak_of(check: Check) -> None:
    files = {
        "sections/one.liquid": "{% render 'a', size: 1 %}{% render 'b' with product as thing %}{% include 'c' %}",
        "snippets/a.liquid": "{{ size }}{{ colour }}",
        "snippets/b.liquid": "{% comment %} Takes: width. {% endcomment %}{{ thing }}{{ width }}{% doc %}@param {string} [tone] - x{% enddoc %}{{ tone }}",
        "snippets/c.liquid": "{{ anything }}",
    }
    found = [(f.path, f.message) for f in check(files) if f.severity != "note"]
    assert found == [("snippets/a.liquid", "nothing sets 'colour'")]


def test_json_that_names_what_is_not_there(check: Check) -> None:
    files = {
        "sections/one.liquid": SCHEMA,
        "templates/index.json": '{"sections": {"a": {"type": "one",\n"blocks": {"k": {"type": "nope"}, "m": {"type": "shopify://apps/x/blocks/y/1"}}},\n"b": {"type": "gone"}}, "order": ["a", "b"]}',
        "config/settings_schema.json": json.dumps([THEME_INFO, {"name": "t:missing", "settings": SETTINGS}]),
    }
    found = [(f.path, f.line, f.kind, f.severity) for f in check(files)]
    assert found == [
        ("config/settings_schema.json", 1, "missing-text", "warning"),
        ("templates/index.json", 2, "missing-block", "error"),
        ("templates/index.json", 2, "not-here", "warning"),
        ("templates/index.json", 3, "missing-section", "error"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("sections/one.liquid", b"fine\ncaf\xe9 {{ 1 }}", 2, "not UTF-8; save the file as UTF-8"),
        ("locales/de.json", b'{"a": "caf\xe9"}', 1, "not UTF-8; save the file as UTF-8"),
        ("templates/index.json", b'{"sections": {}\r\n,,}', 2, "not valid JSON"),
        ("locales/de.json", b'{"a": "\\ud83d\\ude00",\n"b": "\\u0000"}', 2, "\\u0000 is no character that a text can hold"),
        ("templates/index.json", b'{"sections": {},\n"x": "\\udc00"}', 2, "\\udc00 is no character that a text can hold"),
        ("sections/one.liquid", b"\xef\xbb\xbf{{ 1 }}\r\n{% if %}\r\n", 2, "'if' needs an expression"),
    ],
)  # fmt: skip
def test_bytes_that_are_not_text(name: str, content: bytes, line: int, message: str, check: Check) -> None:
    found = check({name: content})
    assert found and (found[0].path, found[0].line) == (name, line)
    assert found[0].message.startswith(message) and all(f.path == name for f in found)


def test_the_command_says_it_in_words_in_json_and_by_exit_code(tmp_path: Path, check: Check) -> None:
    run = CliRunner().invoke
    folder = str(tmp_path / "pack")
    assert run(themes, ["check", str(tmp_path / "none")]).exit_code == 2
    check({"sections/one.liquid": "{{ product.selling_plan_groups }}"})
    assert run(themes, ["check", folder]).exit_code == 0
    check({"sections/one.liquid": "{{ product.colour }}"})
    said = run(themes, ["check", folder])
    assert said.exit_code == 0
    assert "sections/one.liquid:1:4: warning: 'product' has no property 'colour'" in said.output
    assert said.output.endswith("files: 0 errors, 1 warnings, 0 notes\n")
    check({"sections/one.liquid": "{{ 1 | upcas }}"})
    answer = run(themes, ["check", folder, "--json"])
    assert answer.exit_code == 1
    assert json.loads(answer.output)["findings"] == [
        {
            "rule": "unknown-filter",
            "severity": "error",
            "file": "sections/one.liquid",
            "line": 1,
            "column": 8,
            "message": "unknown filter 'upcas'",
            "cure": "Perhaps 'upcase' was meant.",
        }
    ]


@pytest.mark.parametrize("name", ["none", "x" * 4_000, "file"])
def test_what_is_no_pack_is_told_in_words(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for options in ([], ["--json"]):
        said = CliRunner().invoke(themes, ["check", str(tmp_path / name), *options])
        assert said.exit_code == 2 and not isinstance(said.exception, (OSError, ValueError))
        assert said.stderr.strip() and "Traceback" not in said.stderr
        assert not options or json.loads(said.stdout)["findings"] == []


def test_usage_of_a_filter() -> None:
    assert arguments.usage("slice") == "start, length (optional)"
    assert arguments.usage("default") == "fallback (optional); `allow_false:`"
    assert arguments.usage("upcase") == "none"


HOSTILE = {
    "many unknown filters": "".join(f"{{{{ 1 | filter{n} }}}}" for n in range(20_000)),
    "many unknown tags": "".join(f"{{% tag{n} %}}" for n in range(20_000)),
    "comments that are raw": "{% raw %}" + "{% comment %}" * 30_000 + "{% endraw %}",
    "parameters without an end": "{% doc %}" + "@param {" * 50_000 + "{% enddoc %}",
    "open elements": "<a " * 100_000 + "<script" * 20_000,
    "handlers": "<a " + "onclick='' " * 40_000 + ">",
    "a long name": "{{ " + "x" * 300_000 + " | " + "y" * 200_000 + " }}",
    "open links": "<a href='/'>" * 20_000,
    "open quotes": "<a href='" * 25_000,
    "labels": "<label for='a{{ b }}'>x</label><input id='{{ c }}'>" * 5_000,
    "headings": "<h1>" * 60_000,
    "a large schema": "{% schema %}" + json.dumps({"settings": [1] * 60_000}) + "{% endschema %}",
    "many settings": "{% schema %}"
    + json.dumps({"settings": [{"type": "text", "id": f"s{n}"} for n in range(7_000)]})
    + "{% endschema %}",
    "deep blocks": "{% if a %}" * 59 + "{{ a.b.c }}" + "{% endif %}" * 59 + "{% assign a = 1 %}",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_are_checked_soon(name: str, check: Check) -> None:
    from time import process_time

    began = process_time()
    check({"sections/one.liquid": HOSTILE[name]})
    assert process_time() - began < 8
