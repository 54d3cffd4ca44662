"""Types of values: what each takes is kept and comes back the same; everything else is refused with place and cure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import Refused
from engine.base.texts import Texts
from engine.metafields.rules import (
    REFERENCES,
    TYPES,
    Terms,
    as_text,
    base_of,
    check_validations,
    is_list,
    named_references,
    read_text,
    read_value,
    rich_html,
    rich_text,
    validate,
)
from engine.metafields.rules.types import UNITS

TERMS = Terms("custom.field", "EUR")

words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60)
lines = words.filter(lambda text: "\n" not in text and "\r" not in text)
decimals = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4)
amounts = st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
plain_json = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
pieces = st.builds(
    lambda value, bold: {"type": "text", "value": value} | ({"bold": True} if bold else {}),
    words,
    st.booleans(),
)
paragraphs = st.lists(pieces, max_size=3).map(lambda inner: {"type": "paragraph", "children": inner})
headings = st.builds(
    lambda inner, level: {"type": "heading", "children": inner, "level": level},
    st.lists(pieces, max_size=2),
    st.integers(1, 6),
)
trees = st.lists(paragraphs | headings, max_size=4).map(lambda inner: {"type": "root", "children": inner})


def measured(kind: str) -> st.SearchStrategy[Any]:
    numbers = decimals.map(abs)
    return st.builds(lambda n, unit: {"value": str(n), "unit": unit}, numbers, st.sampled_from(UNITS[kind]))


def rating(numbers: list[Decimal]) -> dict[str, str]:
    low, value, high = sorted(numbers)
    return {"value": str(value), "scale_min": str(low), "scale_max": str(high)}


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "single_line_text_field": lines,
    "multi_line_text_field": words,
    "rich_text_field": trees,
    "number_integer": st.integers(-(2**53) + 1, 2**53 - 1),
    "number_decimal": decimals.map(str),
    "boolean": st.booleans(),
    "date": st.dates(min_value=date(1000, 1, 1)).map(str),
    "date_time": st.datetimes(min_value=datetime(1000, 1, 2), timezones=st.just(UTC)).map(
        lambda t: t.isoformat()
    ),
    "color": st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
    "url": st.sampled_from(
        ["https://a.example/x?y=1#z", "mailto:a@b.example", "tel:+49301", "http://a.example"]
    ),
    "json": plain_json.filter(lambda value: value is not None).map(json.dumps),
    "money": amounts.map(lambda amount: {"amount": amount, "currency_code": "EUR"}),
    **{kind: measured(kind) for kind in UNITS},
    "rating": st.lists(decimals, min_size=3, max_size=3).map(rating),
    **dict.fromkeys(
        REFERENCES, st.integers(1, 2**53 - 1) | st.from_regex(r"[a-z]{1,9}(/[a-z]{1,9})?", fullmatch=True)
    ),
}


def values(type_name: str) -> st.SearchStrategy[Any]:
    one = VALUES[base_of(type_name)]
    return st.lists(one, max_size=6) if is_list(type_name) else one


@pytest.mark.parametrize("type_name", TYPES)
@given(data=st.data())
def test_what_is_kept_comes_back_the_same(type_name: str, data: st.DataObject) -> None:
    """Read, kept as JSON, written as text, read again: one value all the way."""
    given_value = data.draw(values(type_name))
    kept = read_value(type_name, given_value, TERMS)
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept
    if type_name != "json":  # there a text is JSON text
        assert read_value(type_name, kept, TERMS) == kept
    text = as_text(type_name, kept)
    assert read_value(type_name, text, TERMS) == kept
    kind = REFERENCES.get(base_of(type_name))
    ones = [] if kind is None else kept if is_list(type_name) else [kept]
    assert list(named_references(type_name, kept)) == [(kind, one) for one in ones]


@pytest.mark.parametrize("type_name", TYPES)
@given(data=st.data())
def test_anything_else_is_refused_with_place_and_cure(type_name: str, data: st.DataObject) -> None:
    """Whatever is given, it is taken or refused; a refusal has words that name the place and an example."""
    odd = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | plain_json
    given_value = data.draw(
        odd | st.lists(odd, max_size=3) | st.dictionaries(st.text(max_size=9), odd, max_size=3)
    )
    try:
        kept = read_value(type_name, given_value, TERMS)
    except Refused as refusal:
        said = Texts().get(refusal.code, "en", **refusal.values)
        assert "custom.field" in said
        assert refusal.field == "custom.field"
    else:
        assert "\\u0000" not in json.dumps(kept, allow_nan=False)


@pytest.mark.parametrize(
    ("type_name", "given_value"),
    [
        ("number_integer", "1e3"), ("number_integer", 2**53), ("number_integer", "٣"), ("number_integer", True),
        ("number_decimal", "NaN"), ("number_decimal", "1e999"), ("number_decimal", float("inf")),
        ("number_decimal", "1.0000000001"), ("date", "2026-02-30"), ("date", "20260201"),
        ("date_time", "0001-01-01T00:00:00+14:00"), ("date_time", "9" * 20), ("color", "#fff"), ("color", "red"),
        ("url", "javascript:alert(1)"), ("url", "//evil.example"), ("url", "https://"), ("url", "http://a b"),
        ("json", "{"), ("json", "NaN"), ("json", "[" * 100_000), ("json", "null"), ("json", "1" + "0" * 400),
        ("money", {"amount": "5", "currency_code": "USD"}), ("money", {"amount": "-5"}),
        ("money", {"amount": "5.001"}), ("money", "5"), ("weight", {"value": "5", "unit": "stone"}),
        ("weight", {"value": "-5", "unit": "kg"}), ("rating", {"value": "6", "scale_min": "1", "scale_max": "5"}),
        ("single_line_text_field", "a\nb"), ("single_line_text_field", 5), ("single_line_text_field", "x" * 5_001),
        ("product_reference", 0), ("product_reference", "-1"), ("product_reference", "a b"),
        ("rich_text_field", {"type": "root", "children": [{"type": "link", "url": "javascript:x", "children": []}]}),
        ("rich_text_field", {"type": "root", "children": [{"type": "paragraph", "children": [
            {"type": "link", "url": "javascript:x", "children": []}]}]}),
        ("rich_text_field", "<p>no</p>"), ("list.color", "#ffffff"), ("list.color", ["#ffffff", "x"]),
        ("list.number_integer", list(range(129))), ("list.boolean", [True]), ("nonsense", "x"),
    ],
)  # fmt: skip
def test_refused(type_name: str, given_value: Any) -> None:
    with pytest.raises(Refused):
        read_value(type_name, given_value, TERMS)


@pytest.mark.parametrize(
    ("type_name", "given_value", "kept"),
    [
        ("number_decimal", "12.50", "12.5"), ("number_decimal", "-0", "0"), ("number_decimal", "100", "100"),
        ("date_time", "2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00+00:00"),
        ("date_time", "2026-03-01T12:00", "2026-03-01T12:00:00+00:00"), ("color", "#FFF123", "#fff123"),
        ("money", '{"amount": "5"}', {"amount": "5.00", "currency_code": "EUR"}),
        ("weight", '{"value": 2.50, "unit": "KG"}', {"value": "2.5", "unit": "kg"}),
        ("product_reference", "gid://shopify/Product/12", 12), ("list.product_reference", '["gid://shopify/Product/12"]', [12]),
        ("file_reference", {"id": 5, "handle": "x"}, 5), ("multi_line_text_field", "a\r\nb\0", "a\nb"), ("boolean", "TRUE", True),
    ],
)  # fmt: skip
def test_one_form_is_kept(type_name: str, given_value: Any, kept: Any) -> None:
    assert read_value(type_name, given_value, TERMS) == kept


def test_cells_of_a_file() -> None:
    assert read_text("list.single_line_text_field", "Oak; Brass ;", TERMS) == ["Oak", "Brass"]
    assert read_text("list.product_reference", "a-vase; gid://shopify/Product/7", TERMS) == ["a-vase", 7]
    assert read_text("list.number_integer", "[1, 2]", TERMS) == [1, 2]
    assert read_text("number_integer", " 5 ", TERMS) == 5
    assert read_text("single_line_text_field", " 5 ", TERMS) == " 5 "


def test_rich_text_is_written_with_its_words_escaped() -> None:
    tree = {
        "type": "root",
        "children": [
            {"type": "heading", "level": 2, "children": [{"type": "text", "value": "A & B"}]},
            {
                "type": "list",
                "listType": "ordered",
                "children": [
                    {"type": "list-item", "children": [{"type": "text", "value": "<b>", "bold": True}]},
                    {
                        "type": "list-item",
                        "children": [
                            {
                                "type": "link",
                                "url": "/x?a=1&b=2",
                                "target": "_blank",
                                "children": [{"type": "text", "value": "go", "italic": True}],
                            }
                        ],
                    },
                ],
            },
        ],
    }
    kept = read_value("rich_text_field", tree, TERMS)
    assert rich_html(kept) == (
        "<h2>A &amp; B</h2><ol><li><strong>&lt;b&gt;</strong></li>"
        '<li><a href="/x?a=1&amp;b=2" target="_blank" rel="noopener"><em>go</em></a></li></ol>'
    )
    assert rich_text(kept) == "A & B\n<b>\ngo"


@pytest.mark.parametrize(
    ("type_name", "rules", "good", "bad"),
    [
        ("single_line_text_field", {"min": 2, "max": 4}, "abc", "abcde"),
        ("single_line_text_field", {"regex": "^[A-Z]+$"}, "ABC", "abc"),
        ("single_line_text_field", {"choices": ["Oak", "Ash"]}, "Oak", "Elm"),
        ("number_integer", {"min": 2, "max": 4}, 3, 1),
        ("number_decimal", {"max": "9.5"}, "9.5", "10"),
        ("number_decimal", {"max_precision": 1}, "9.5", "9.55"),
        ("date", {"min": "2026-01-01"}, "2026-01-01", "2025-12-31"),
        ("url", {"allowed_domains": ["a.example"]}, "https://a.example/x", "https://evil.example/a.example"),
        ("list.color", {"list_max": 1}, ["#ffffff"], ["#ffffff", "#ffffff"]),
        ("rating", {"scale_max": "5"}, {"value": "1", "scale_min": "1", "scale_max": "5"},
         {"value": "1", "scale_min": "1", "scale_max": "6"}),
    ],
)  # fmt: skip
def test_validations(type_name: str, rules: dict[str, Any], good: Any, bad: Any) -> None:
    kept = check_validations(type_name, rules, TERMS)
    validate(type_name, read_value(type_name, good, TERMS), kept, TERMS)
    with pytest.raises(Refused) as refusal:
        validate(type_name, read_value(type_name, bad, TERMS), kept, TERMS)
    assert "custom.field" in Texts().get(refusal.value.code, "en", **refusal.value.values)


@pytest.mark.parametrize(
    ("type_name", "rules"),
    [
        ("color", {"min": 1}), ("single_line_text_field", {"regex": "("}), ("single_line_text_field", {"regex": "(a+)+$"}),
        ("single_line_text_field", {"regex": "a" * 201}), ("single_line_text_field", {"choices": []}),
        ("number_integer", {"min": "x"}), ("list.color", {"list_max": "many"}),
    ],
)  # fmt: skip
def test_validations_that_are_none(type_name: str, rules: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_validations(type_name, rules, TERMS)
