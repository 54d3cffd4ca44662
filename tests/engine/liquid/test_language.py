# ruff: noqa: E501, ISC004 - one case a line
"""What templates mean: tolerances, mended differences, escaping, and errors with their place."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.liquid import (
    BareHost,
    Context,
    Drop,
    Environment,
    Page,
    PagedItems,
    SequenceDrop,
    TemplateError,
    finish,
    prop,
)

ENV = Environment()


class FirstPage(BareHost):
    """Shows the first page of any list."""

    def paginate(self, context: Context, value: object, size: int, window: int) -> PagedItems:
        assert isinstance(value, list)
        return PagedItems(Drop(), value[:size])


def render(source: str, snippets: dict[str, str] | None = None, **variables: object) -> str:
    parsed = {
        name: ENV.parse_file(text, f"snippets/{name}.liquid") for name, text in (snippets or {}).items()
    }
    host = BareHost(parsed, now=dt.datetime(2024, 3, 5, 14, 7, 9, tzinfo=dt.UTC))
    return finish(ENV.parse_file(source, "sections/test.liquid").render_page(Page(host, variables)))[0]


class Product(Drop):
    liquid_name = "ProductDrop"

    def __init__(self, title: str) -> None:
        self._title = title
        self.secret = "never"

    @prop
    def title(self) -> str:
        return self._title

    @prop("empty?")
    def is_empty(self) -> bool:
        return False


class Numbers(SequenceDrop):
    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[tuple[int, int | None]] = []

    def __len__(self) -> int:
        return self.count

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        self.asked.append((start, stop))
        return list(range(self.count))[start:stop]


@pytest.mark.parametrize("value", [None, False, "", "  \n", [], {}])
def test_all_that_is_nothing_is_blank(value: object) -> None:
    assert render("{% if x == blank %}yes{% endif %}", x=value) == "yes"
    assert render("{% if x != blank %}no{% else %}yes{% endif %}", x=value) == "yes"


@pytest.mark.parametrize("value", [0, True, "a", [None], 0.0])
def test_what_is_something_is_not_blank(value: object) -> None:
    assert render("{% if x == blank %}yes{% else %}no{% endif %}", x=value) == "no"


def test_nil_is_not_empty_but_an_empty_list_is() -> None:
    assert render("{% if x == empty %}1{% endif %}{% if y == empty %}2{% endif %}", x=None, y=[]) == "2"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% assign limit = 3 %}{{ limit }}", "3"),
        ("{% assign required = 'r' %}{{ required }}{{ as }}", "r"),
        ("{% assign x = nothing | default: empty %}[{{ x }}]", "[]"),
        ("{% if true %}a{% endif- %}b", "ab"),
        ("{% unless false %}a{% endunless x %}b", "ab"),
        ("{% case 1 %} junk {% when 1 %}one{% endcase %}", "one"),
        ("{% case 'b' %}{% when 'a' or 'b', 'c' %}hit{% else %}miss{% endcase %}", "hit"),
        ("{% liquid %}x", "x"),
        ("{% liquid\r\n\r\n assign a = 1\r\n\r\n echo a\r\n%}", "1"),
        ("{% liquid\n comment\n  it's free text {{\n endcomment\n # note\n echo 'k'\n%}", "k"),
        ("{% assign ok = 1 == 1 and true %}{{ ok }}", "true"),
        ("{{ false or true }}", "true"),
        ("{% assign v = true ? 'a' : 'b' %}{{ v }}", "a"),
        ("{{ 'a' if false else 'b' | upcase }}", "B"),
        ("{%- comment -%}{% if %}{{ {%- endcomment -%}z", "z"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{% # note %}x{% doc %}{{{% enddoc %}", "x"),
        ("{% if true or false and false %}right{% endif %}", "right"),
        ("{{ }}x{% echo %}", "x"),
        ("{% for i in (1..3) reversed %}{{ i }}{% endfor %}", "321"),
        ("{% for i in (1..6) limit:2 offset:1 %}{{ i }}{% endfor %}{% for i in (1..6) limit: 2 offset: continue %}{{ i }}{% endfor %}", "2345"),
        ("{% for i in list %}{% else %}none{% endfor %}", "none"),
        ("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'x': '1', '2' %}", "ab1"),
        ("{% increment n %}{% increment n %}{% decrement n %}", "011"),
        ("{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}",
         '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td></tr>\n'
         '<tr class="row2"><td class="col1">3</td></tr>\n'),
        ("{% if true %}\n  {% assign x = 1 %}\n{% endif %}|", "|"),
    ],
)  # fmt: skip
def test_tolerances(source: str, expected: str) -> None:
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 4.5 | round }}", "5"),
        ("{{ 4.4 | round }} {{ 1.005 | round: 2 }}", "4 1.01"),
        ("{{ 0.1 | plus: 0.2 }}", "0.3"),
        ("{{ 7 | divided_by: 2 }} {{ 7.0 | divided_by: 2 }}", "3 3.5"),
        ("{{ -7 | divided_by: 2 }} {{ -7 | modulo: 3 }}", "-4 2"),
        ("{{ '12px' | plus: 1 }} {{ 'x' | times: 3 }}", "13 0"),
        ("{{ 'a,b,,' | split: ',' | size }}", "2"),
        ("{{ ',a' | split: ',' | size }}", "2"),
        ("{{ nothing | join: '-' }}", ""),
        ("{{ 'abcdef' | truncate: 4 }}", "a..."),
        ("{{ 'abcd' | truncate: 4 }}", "abcd"),
        ("{{ 'abcdef' | truncate: 2 }}", "..."),
        ("{{ 'one two three' | truncatewords: 2 }}", "one two..."),
        ("{{ 'abc' | slice: -2, 2 }}", "bc"),
        ("{{ 'Crème Brûlée & Co.' | handleize }}", "creme-brulee-co"),
        ("{{ 1e3 }}", ""),
        ("{{ '2024-02-03' | date: '%-d.%m.%Y %B %e|%-I %p %j' }}", "3.02.2024 February  3|12 AM 034"),
        ("{{ 'now' | date: '%s %H:%M:%S %z' }}", "1709647629 14:07:09 +0000"),
        ("{{ 'not a date' | date: '%Y' }}", "not a date"),
        ("{{ 0 | date: '%Y-%m-%d' }}", "1970-01-01"),
        ("{{ '#ff0000' | color_lighten: 20 }} {{ '#000' | color_to_rgb }}", "#ff6666 rgb(0, 0, 0)"),
        ("{{ '#336699' | color_modify: 'alpha', 0.5 }}", "rgba(51, 102, 153, 0.5)"),
        ("{{ '#fff' | color_contrast: '#000' }} {{ '#336699' | color_brightness }}", "21.0 92.56"),
        ("{{ list | map: 'a' | join: '+' }}", "1+2"),
        ("{{ list | where: 'a', 2 | size }}{{ list | sum: 'a' }}", "13"),
        ("{{ list | sort: 'a' | reverse | map: 'a' | first }}", "2"),
    ],
)
def test_filters(source: str, expected: str) -> None:
    assert render(source, list=[{"a": 1}, {"a": 2}]) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ mixed | find: 'z' }}|{{ mixed | find: 'x' }}", "|x"),
        ("{{ mixed | find_index: 'z' }}|{{ mixed | find_index: 'x' }}", "|0"),
        ("{{ mixed | has: 'z' }}|{{ mixed | has: 'x' }}", "|true"),
        ("{{ mixed | reject: 'x' }}|{{ mixed | where: 'x' | size }}", "|0"),
        ("{{ words | reject: nothing }}|{{ words | where: nothing }}", "|"),
        ("{{ numbers | reject: 'c' }}|{{ numbers | has: 2 }}", "12|false"),
    ],
)
def test_an_item_that_can_have_no_properties_ends_a_search(source: str, expected: str) -> None:
    lists = {"mixed": ["x", None, "z", False], "words": ["a", "b"], "numbers": [1, 2]}
    assert render(source, **lists) == expected


def test_data_is_escaped_and_the_packs_own_markup_is_not() -> None:
    assert render("{{ x }}|{{ '<b>' }}", x="<i>&") == "&lt;i&gt;&amp;|<b>"
    assert render("{{ x | append: '<br>' }}", x="<i>") == "&lt;i&gt;<br>"
    assert render("{% capture c %}<p>{{ x }}</p>{% endcapture %}{{ c }}", x="<i>") == "<p>&lt;i&gt;</p>"
    assert render("{{ x | newline_to_br }}", x="a<\nb") == "a&lt;<br />\nb"
    assert render("{{ x | replace: ' ', '&nbsp;' }}", x="a <b") == "a&nbsp;&lt;b"
    assert render("{{ list | join: '<br>' }}", list=["<", ">"]) == "&lt;<br>&gt;"


def test_nothing_is_escaped_twice() -> None:
    assert render("{{ x | escape | append: '!' | escape }}", x="<&>") == "&lt;&amp;&gt;!"
    assert (
        render('{% capture c %}{{ x }}{% endcapture %}<a title="{{ c | escape }}">', x='"')
        == '<a title="&#34;">'
    )


def test_plain_words_from_the_pack_leave_data_plain() -> None:
    assert render("{{ x | append: ' - shop' | handleize }}", x="Tom & Jerry") == "tom-jerry-shop"
    assert render("{{ x | prepend: 'a' | size }}", x="&") == "2"
    assert render("{% capture c %}{{ x }}{% endcapture %}{{ c | url_encode }}", x="a&b") == "a%26b"


def test_data_stays_inside_the_packs_scripts_and_styles() -> None:
    out = render("<script>var a = '{{ x }}', b = {{ x | json }};</script>{{ x }}", x="'</script>\\`${")
    script, after = out.split("</script>")
    assert "<" not in script.removeprefix("<script>")
    assert script.count("'") == 2
    assert after == "&#39;&lt;/script&gt;\\`${"
    styled = render(
        "<style>a{color:{{ x }}}</style>{% style %}b{color:{{ x }}}{% endstyle %}", x="red}</style>"
    )
    assert styled.count("</style>") == 2 and "red}" not in styled


def test_a_snippet_inside_a_script_is_in_the_script() -> None:
    out = render("<script>f('{% render 'v', x: x %}')</script>", {"v": "{{ x }}"}, x="');alert('")
    assert out.count("'") == 2


def test_only_the_packs_own_inline_code_is_hashed() -> None:
    host = BareHost()
    template = ENV.parse_file(
        "<script>a()</script><script src='x.js'></script>{{ x }}<style>b{}</style>", "s.liquid"
    )
    from markupsafe import Markup

    html, hashes = finish(template.render_page(Page(host, {"x": Markup("<script>evil()</script>")})))
    assert html == "<script>a()</script><script src='x.js'></script><script>evil()</script><style>b{}</style>"
    assert len(hashes.scripts) == 1 and len(hashes.styles) == 1
    assert "data-own" not in html


def test_drops_show_only_what_they_allow() -> None:
    assert (
        render("{{ p.title }}{{ p.secret }}{{ p._title }}{{ p['__class__'] }}{{ p.empty? }}", p=Product("T"))
        == "Tfalse"
    )
    assert render("{{ p }}", p=Product("T")) == "ProductDrop"


def test_loops_ask_only_for_what_they_show() -> None:
    numbers = Numbers(1000)
    assert (
        render("{% for n in numbers limit: 3 offset: 4 %}{{ n }} {% endfor %}", numbers=numbers) == "4 5 6 "
    )
    assert numbers.asked == [(4, 7)]


def test_partials() -> None:
    snippets = {
        "card": "[{{ card }}{{ extra }}{{ hidden }}{{ forloop.index }}]",
        "shared": "{{ hidden }}{% assign made = 'm' %}",
        "stop": "a{% break %}b",
    }
    assert render("{% assign hidden = 1 %}{% render 'card' with 'x', extra: 'y' %}", snippets) == "[xy]"
    assert render("{% render 'card' for list as card extra:1 %}", snippets, list=["p", "q"]) == "[p11][q12]"
    assert render("{% render 'card', card: 1 extra: 2 %}", snippets) == "[12]"
    assert render("{% assign hidden = 1 %}{% include 'shared' %}{{ made }}", snippets) == "1m"
    assert render("{% render 'stop' %}c", snippets) == "ac"
    assert render("{% for i in (1..3) %}{% include 'stop' %}{% endfor %}c", snippets) == "ac"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\n{% foo %}", 2, "unknown tag 'foo'"),
        ("{{ x | nope }}", 1, "unknown filter 'nope'"),
        ("\n\n{{ x", 3, "never closed"),
        ("{% if x %}", 1, "'if' was never closed"),
        ("{% endfor %}", 1, "without its opening tag"),
        ("{{ a ! b }}", 1, "unexpected character"),
        ("{% for a of b %}{% endfor %}", 1, "expected 'in'"),
        ("{% schema %}{}", 1, "never closed"),
        ("{% assign x %}", 1, "expected '='"),
        ("{% render %}", 1, "needs an expression"),
        ("{% liquid\n if x\n echo x\n%}", 2, "'if' was never closed"),
        ("{{ 'a' | append: }}{{ | upcase }}", 1, "expected a value"),
    ],
)
def test_faults_name_their_line(source: str, line: int, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        ENV.parse_file(source, "sections/test.liquid")
    assert caught.value.problem.line == line
    assert caught.value.problem.path == "sections/test.liquid"
    assert words in caught.value.problem.message


def test_a_failing_node_is_reported_and_the_rest_stands() -> None:
    host = BareHost()
    template = ENV.parse_file(
        "a\n{{ 1 | divided_by: 0 }}b{% if 'x' < 2 %}{% endif %}c{% render 'gone' %}d", "s.liquid"
    )
    out = template.render(Context(Page(host), template))
    assert [problem.line for problem in host.problems] == [2, 2, 2]
    assert out.startswith("a\n") and out.endswith("d") and "b" in out and "c" in out
    assert "there is no snippets/gone.liquid" in host.problems[2].message


def test_the_schema_is_kept_with_its_line() -> None:
    template = ENV.parse_file('x\n{% schema %}\n{"name": "{{ a }}"}\n{% endschema %}', "s.liquid")
    assert template.schema_text is not None and '"name"' in template.schema_text
    assert template.schema_line == 2


def test_byte_order_mark_and_line_ends() -> None:
    assert render("\ufeffa\r\n{%- if true -%}\r\nb\r\n{%- endif -%}\r\nc") == "abc"


def test_the_rest_of_an_odd_when_is_passed_over_and_said() -> None:
    source = "{% case x %}{% when 'a' and 'b' %}a{% when 'c' %}c{% endcase %}"
    template = Environment().parse_file(source, "sections/t.liquid")
    assert [template.render_page(Page(BareHost(), {"x": x})) for x in "abc"] == ["a", "", "c"]
    assert ["ignored" in note.message for note in template.notes] == [True]


@pytest.mark.parametrize(
    ("source", "shown", "said"),
    [
        ("{% render 's', a: 'x' | upcase, b: 2 %}", "x|2", 1),
        ("{% render 's', a: 'x' | replace: 'x', 'y', b: 2 %}", "x|2", 1),
        ("{% render 's', a: 1 < 4 %}", "1|", 1),
        ("{% render 's', a: one == 4 | default: 3, b: one | plus: 1 %}", "1|1", 2),
        ("{% case word | downcase %}{% when 'A' %}big{% when 'a' %}small{% endcase %}", "big", 1),
        ("{% paginate many %}{{ many.size }}{% endpaginate %}", "20", 1),
        ("{% paginate many, window_size: 2 %}{{ many.size }}{% endpaginate %}", "20", 1),
    ],
)
def test_what_themes_write_beside_the_reference_is_passed_over_and_said(
    source: str, shown: str, said: int
) -> None:
    for compiles in (True, False):
        environment = Environment(compiles=compiles)
        template = environment.parse_file(source, "sections/t.liquid")
        host = FirstPage({"s": environment.parse_file("{{ a }}|{{ b }}", "snippets/s.liquid")})
        data: dict[str, object] = {"one": 1, "word": "A", "many": list(range(30))}
        assert template.render_page(Page(host, data)) == shown
        assert len(template.notes) == said


def test_a_filter_in_a_condition_is_passed_over_and_said() -> None:
    source = "{% unless x | size == 9 %}a{% else %}b{% endunless %}{% if x | size > 1 and y %}c{% else %}d{% endif %}"
    template = Environment().parse_file(source, "sections/t.liquid")
    assert template.render_page(Page(BareHost(), {"x": [1]})) == "bd"
    assert [(note.column, "no filters" in note.message) for note in template.notes] == [
        (13, True),
        (62, True),
    ]
