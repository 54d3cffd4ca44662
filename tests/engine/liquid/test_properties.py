"""What holds for every template and datum: data stays data, nothing foreign escapes, parsing never hangs."""

from __future__ import annotations

import html
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from engine.liquid import BareHost, BudgetExceeded, Environment, Json, Limits, Page, TemplateError, finish
from engine.liquid.budget import Budget
from engine.liquid.safe import for_script, for_style, json_text

ENV = Environment()

DATA = st.text(alphabet=st.sampled_from("<>&\"'`\\/={}$;-! abc\n\r\u2028\0é"), max_size=24)
SAFE_FILTERS = st.sampled_from(
    [
        "append: ' <b>x</b>'", "prepend: '&amp;'", "append: y", "prepend: y", "upcase", "downcase", "capitalize", "strip",
        "escape", "escape_once", "newline_to_br", "strip_newlines", "replace: 'a', '<i>'", "replace: y, 'b'",
        "replace: 'c', y", "replace_first: '&', y", "replace_last: 'a', '<hr>'", "remove: 'a'", "split: 'a' | join: '<br>'",
        "split: '' | join: y", "split: ' ' | reverse | join: ' '", "truncate: 9", "truncate: 9, y", "truncatewords: 1",
        "default: y", "url_encode", "json", "squish", "slice: 0, 5", "strip_html",
    ]
)  # fmt: skip


def render(source: str, **variables: object) -> str:
    page = Page(BareHost(), variables, Budget(Limits(seconds=5)))
    return finish(ENV.parse_file(source, "t.liquid").render_page(page))[0]


OWN = re.compile(r"<(?:/?b|i|br(?: /)?|hr)>", re.IGNORECASE)


@given(st.lists(SAFE_FILTERS, max_size=4), DATA, DATA)
def test_data_never_becomes_markup(filters: list[str], x: str, y: str) -> None:
    """Whatever filters data runs through, every `<` in the page was written by the pack."""
    out = render("{{ x | " + " | ".join(filters) + " }}" if filters else "{{ x }}", x=x, y=y)
    # A cut or a replacement may damage the pack's own elements; it never makes one with another name.
    assert not re.search(r"<[^/bihr]", out, re.IGNORECASE), out
    if not re.search(r"truncate|slice|replace|remove|split", " ".join(filters)):
        assert "<" not in OWN.sub("", out), out


@given(DATA, DATA)
def test_captures_keep_data_escaped(x: str, y: str) -> None:
    out = render("{% capture c %}<p>{{ x }}</p>{% endcapture %}{{ c | append: y }}", x=x, y=y)
    inner = out.removeprefix("<p>")
    text, _, after = inner.partition("</p>")
    assert html.unescape(text) == x and html.unescape(after) == y


@given(DATA)
def test_a_value_stays_inside_a_script_string(x: str) -> None:
    out = render("<script>a = '{{ x }}'; b = \"{{ x | upcase }}\"; c = {{ x | json }};</script>", x=x)
    body = out.removeprefix("<script>").removesuffix("</script>")
    assert "<" not in body and "\n" not in body and "\r" not in body
    assert re.fullmatch(r"a = '(?:[^'\\]|\\.)*'; b = \"(?:[^\"\\]|\\.)*\"; c = \"(?:[^\"\\]|\\.)*\";", body)
    assert json.loads(body[body.rindex("c = ") + 4 : -1]) == x


@given(DATA)
def test_a_value_stays_inside_a_style(x: str) -> None:
    out = render("<style>a{b:{{ x }}}</style>{% style %}c{d:{{ x }}}{% endstyle %}", x=x)
    first, second, rest = out.split("</style>")
    assert rest == "" and first.count("}") == 1 and second.count("}") == 1
    assert "<" not in first.removeprefix("<style>") and ";" not in first and "@" not in first


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | DATA,
        lambda v: st.lists(v, max_size=3) | st.dictionaries(DATA, v, max_size=3),
        max_leaves=6,
    )
)
def test_json_reads_back(value: object) -> None:
    text = render("{{ x | json }}", x=value)
    assert json.loads(text) == value
    assert not set("<>&'") & set(text)


def test_encoders_are_total() -> None:
    everything = "".join(map(chr, range(0x250))) + "\u2028\u2029\ufeff"
    assert isinstance(json_text(json.dumps(everything)), Json)
    assert json.loads(json_text(json.dumps(everything, ensure_ascii=False))) == everything
    assert not set("<>'\"`$\n\r\0") & set(for_script(everything))
    assert not set("<>{};@\"'\n\r\f\0") & set(for_style(everything))


PIECES = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{%-", "-%}", "{{-", "-}}", " ", "\n", "x", "x.y", "[0]", "'a'", '"b"', "|", ":", ",",
        "(", ")", "..", "1", "2.5", "==", "<", "and", "or", "contains", "if", "endif", "for", "endfor", "in", "else",
        "elsif", "case", "when", "endcase", "assign", "capture", "endcapture", "=", "liquid", "echo", "raw", "endraw",
        "comment", "endcomment", "render", "'s'", "schema", "endschema", "limit:", "blank", "append", "upcase", "cycle",
        "paginate", "by", "form", "endform", "#", "unless", "endunless", "<script>", "</script>", "<style>",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
def test_any_text_parses_or_says_why(pieces: list[str]) -> None:
    """Random template text gives a template or an error with its line; rendering it ends, reported or not."""
    source = "".join(pieces)
    try:
        template = ENV.parse_file(source, "t.liquid")
    except TemplateError as error:
        assert error.problem.line >= 1 and error.problem.message
        return
    host = BareHost({"s": template})
    try:
        template.render_page(Page(host, {"x": [1, {"y": "z"}]}, Budget(Limits(steps=20_000, seconds=5))))
    except BudgetExceeded:
        return
    assert all(problem.path == "t.liquid" for problem in host.problems)


VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ENV.filters)), VALUES, st.lists(VALUES, max_size=3))
def test_every_filter_takes_every_type(name: str, value: object, arguments: list[object]) -> None:
    """A filter answers, or refuses with a Liquid error; nothing else comes out."""
    variables = {"v": value, **{f"a{n}": argument for n, argument in enumerate(arguments)}}
    listed = ", ".join(f"a{n}" for n in range(len(arguments)))
    source = "{{ v | " + name + (f": {listed}" if listed else "") + " }}"
    host = BareHost()
    try:
        ENV.parse_file(source, "t.liquid").render_page(Page(host, variables, Budget(Limits(seconds=5))))
    except BudgetExceeded:
        return
    assert len(host.problems) <= 1
