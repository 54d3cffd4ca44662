"""Random templates and data: everything the language has, in any order and with values of any type."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

NAMES = ["a", "b", "item", "list", "h", "none", "section", "block", "n"]
_WORDS = st.sampled_from(
    ["", "x", "Tom & Jerry", "<b>", "a,b,c", "3", " 4.5 ", "2024-02-29", "é", "\0", "'\"", "size", "/<b>"]
)
_SCALARS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-12, 12)
    | st.sampled_from([2**70, 0.5, -3.0, 1e300, dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)])
    | _WORDS
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "title", "size", "first", "price"]), inner, max_size=4)
    ),
    max_leaves=8,
)
DATA = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)

_paths = st.sampled_from(
    [
        *NAMES, "a.b", "a.title", "h.a.b", "list[0]", "list[n]", "list.first", "list.last", "list.size", "h['a']",
        "item.title", "item.price", "item", "forloop.index", "forloop.last", "forloop.parentloop.index0", "forloop",
        "h[item]", "missing.thing", "forloop.length", "forloop.rindex0", "tablerowloop.col",
    ]
)  # fmt: skip
_literals = st.sampled_from(
    [
        "1",
        "-2",
        "3.5",
        "'x'",
        '"<i>"',
        "true",
        "false",
        "nil",
        "empty",
        "blank",
        "'a,b'",
        "0",
        "(1..3)",
        "(n..4)",
        "'/a'",
    ]
)
_values = _paths | _literals
_filters = st.sampled_from(
    [
        "upcase", "size", "append: 'z'", "append: b", "plus: 1", "times: n", "divided_by: 0", "divided_by: 2", "split: ','",
        "join: '-'", "join", "first", "last", "default: 'd'", "default: a, allow_false: true", "escape", "date: '%Y'",
        "sort", "sort: 'price'", "map: 'title'", "where: 'a', 'x'", "reverse", "uniq", "compact", "concat: list",
        "replace: 'x', '<y>'", "truncate: 3", "slice: 0, 2", "json", "round", "abs", "minus: 'x'", "strip_html",
        "handleize", "capitalize", "ceil", "at_least: 3", "sum", "modulo: 0", "escape_once",
        "newline_to_br", "url_encode", "first: 1, 2", "remove: item", "has: 'a'", "find: 'a', 'x'",
        "prepend: 'https:'",
    ]
)  # fmt: skip
_operators = st.sampled_from(["==", "!=", "<", ">", "<=", ">=", "contains"])
_space = st.sampled_from(
    ["", " ", "\n", "text", "<p>", "&", "{ x", "} }", "'", "\\", "<script>x='", "</script>", "https:"]
)


@st.composite
def _filtered(draw: st.DrawFn) -> str:
    value = draw(_values)
    calls = "".join(f" | {call}" for call in draw(st.lists(_filters, max_size=3)))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return f"{value}{calls} if {draw(_conditions())} else {draw(_values)}"
    return f"{value}{calls}"


@st.composite
def _conditions(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        test = draw(_values)
        if draw(st.booleans()):
            test = f"{test} {draw(_operators)} {draw(_values)}"
        parts.append(f"not {test}" if draw(st.integers(0, 9)) == 0 else test)
    joins = [draw(st.sampled_from([" and ", " or "])) for _ in parts[1:]]
    return "".join(a + b for a, b in zip(parts, [*joins, ""], strict=True))


@st.composite
def _loops(draw: st.DrawFn) -> str:
    options = draw(
        st.lists(
            st.sampled_from(
                [
                    "limit: 2",
                    "limit: n",
                    "offset: 1",
                    "offset: continue",
                    "reversed",
                    "limit: 'x'",
                    "offset: a",
                ]
            ),
            max_size=2,
        )
    )
    return f"{draw(st.sampled_from(['item', 'a', 'block']))} in {draw(_values)} {' '.join(options)}"


def _tags(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    @st.composite
    def tag(draw: st.DrawFn) -> str:
        body, other = draw(inner), draw(inner)
        kind = draw(st.integers(0, 11))
        if kind <= 2:
            loop = draw(_loops())
            leave = draw(st.sampled_from(["", "", "{% break %}", "{% continue %}"]))
            at = draw(st.sampled_from(["", "{% if forloop.index > 1 %}" + leave + "{% endif %}", leave]))
            return f"{{% for {loop} %}}{body}{at}{other}{{% else %}}{other}{{% endfor %}}"
        if kind <= 4:
            name = draw(st.sampled_from(["if", "unless"]))
            more = f"{{% elsif {draw(_conditions())} %}}{other}" if draw(st.booleans()) else ""
            tail = f"{{% else %}}{other}" if draw(st.booleans()) else ""
            return f"{{% {name} {draw(_conditions())} %}}{body}{more}{tail}{{% end{name} %}}"
        if kind == 5:
            one, two = draw(_values), draw(_values)
            tail = f"{{% else %}}{other}" if draw(st.booleans()) else ""
            return f"{{% case {draw(_values)} %}}{{% when {one} %}}{body}{{% when {two}, 'x' %}}{other}{tail}{{% endcase %}}"
        if kind == 6:
            return f"{{% capture {draw(st.sampled_from(['a', 'b', 'c']))} %}}{body}{{% endcapture %}}{other}"
        if kind == 7:
            return f"{{% ifchanged %}}{body}{{% endifchanged %}}"
        if kind == 8:
            return f"{{% tablerow item in {draw(_values)} cols: 2 %}}{body}{{% endtablerow %}}"
        if kind == 9:
            return f"{{% style %}}{body}{{% endstyle %}}{other}"
        if kind == 10:
            return f"{{%- comment -%}}{body}{{%- endcomment -%}}{other}"
        return body + other

    return tag()


@st.composite
def _leaf(draw: st.DrawFn) -> str:
    kind = draw(st.integers(0, 14))
    if kind <= 5:
        return f"{draw(_space)}{{{{ {draw(_filtered())} }}}}{draw(_space)}"
    if kind <= 7:
        name = draw(st.sampled_from(["a", "b", "c", "item", "section"]))
        return f"{{% assign {name} = {draw(_filtered())} %}}{{{{ {name} }}}}"
    if kind == 8:
        tag = draw(st.sampled_from(["increment a", "decrement b", "increment item"]))
        return f"{{% {tag} %}}"
    if kind == 9:
        return f"{{% cycle {draw(_values)}, 'two', '<3>' %}}"
    if kind == 10:
        how = draw(
            st.sampled_from(
                ["", ", a: item", " with item", " for list", " for list as a", " with h as block, n: 2"]
            )
        )
        return f"{{% render '{draw(st.sampled_from(['card', 'row', 'gone', 'shared']))}'{how} %}}"
    if kind == 11:
        return f"{{% liquid\n assign c = {draw(_values)}\n echo c | {draw(_filters)}\n if c\n echo item\n endif %}}"
    if kind == 12:
        return draw(st.sampled_from(["{% break %}", "{% continue %}", "{% layout none %}", "{% layout a %}"]))
    if kind == 13:
        return (
            "{% include 'shared' %}"
            if draw(st.integers(0, 1)) == 0
            else "{% include 'row' with list as row, b: 2 %}"
        )
    return draw(_space)


TEMPLATES = st.recursive(
    _leaf(), lambda inner: st.lists(inner, min_size=1, max_size=4).map("".join) | _tags(inner), max_leaves=14
)

SNIPPETS = {
    "card": "<i>{{ a }}|{{ card.title | upcase }}|{{ section }}|{{ forloop.index }}</i>{% assign a = 1 %}{% break %}never",
    "row": "{% for x in row %}{{ x }}{% if x > 2 %}{% break %}{% endif %}{% else %}-{% endfor %}{{ block }}{{ a.b }}",
    "shared": "{% assign a = 'shared' %}{{ item }}{% increment a %}",
}
"""What `render` finds; `gone` is missing on purpose."""
