"""A text stands for itself as long as everything that it was made of reads the same, and not a moment longer."""

from __future__ import annotations

import datetime as dt
import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup

from engine.liquid import BudgetExceeded, Limits
from engine.liquid.compiler import CodeStore
from engine.liquid.traces import traced as keeping
from tests.engine.liquid.traces.things import (
    ANEW,
    COMPILED,
    INTERPRETED,
    Keyed,
    Private,
    Row,
    Settled,
    Themed,
    Thing,
)
from tests.support.traces import all_kept

Data = dict[str, Any]
CARD = "<h2>{{ item.title }}</h2>{% if item.sale %}<b>{{ item.price | plus: 1 }}</b>{% endif %}"


def test_a_text_is_found_by_what_was_read() -> None:
    themed = Themed(CARD)
    zeroth, first, second = (Thing(title="A & B", sale=True, price=3) for _ in range(3))
    themed.write(item=zeroth)
    assert themed.write(item=first) == themed.write(item=second) == "<h2>A &amp; B</h2><b>4</b>"
    assert themed.found == 1
    assert second.reads == ["title", "sale", "price"], "it was read again, from the page's own object"


def test_only_what_is_read_counts_and_only_that_is_read() -> None:
    themed = Themed(CARD)
    for _ in range(2):
        themed.write(item=Thing(title="a", sale=False, price=3))
    other = Thing(title="a", sale=False, price=4)
    assert themed.write(item=other) == "<h2>a</h2>" and themed.found == 1 and "price" not in other.reads


def _things(*titles: str) -> list[Thing]:
    return [Thing(title=title, tags=[title, "x"], sale=title > "b") for title in titles]


def _same(first: Thing, second: Thing) -> Data:
    return {"a": first, "b": second}


CHANGES: dict[str, tuple[str, list[Callable[[], Data]]]] = {
    "a value": (CARD, [lambda: {"item": Thing(title="a")}, lambda: {"item": Thing(title="b")}]),
    "a kind of value": (
        "{{ a.v }}{% if a.v %}y{% endif %}{{ a.v | json }}",
        [
            (lambda v=v: {"a": Thing(v=v)})  # type: ignore[misc]
            for v in (1, True, "1", 1.0, None, "", False, 0, "<b>", Markup("<b>"), [], [1], [True], ["1"], Thing(), 2**80)
        ],
    ),
    "an object for another kind": (
        "{{ a.v.title }}",
        [lambda: {"a": Thing(v=Thing(title="x"))}, lambda: {"a": Thing(v=Private(title="x"))}, lambda: {"a": Thing(v="x")}],
    ),
    "a list's length": (
        "{% for item in list.all %}{{ item.title }}{% endfor %}{{ list.all.size }}",
        [lambda: {"list": Thing(all=_things("a"))}, lambda: {"list": Thing(all=_things("a", "a"))}],
    ),
    "an item": (
        "{% for item in list.all %}{{ item.title }}{% endfor %}",
        [lambda: {"list": Thing(all=_things("a", "b"))}, lambda: {"list": Thing(all=_things("a", "c"))}],
    ),
    "a list that is loaded late": (
        "{% for item in list limit: n %}{{ item.title }}{% endfor %}{{ list.first.title }}{{ list.size }}{{ list[1].title }}",
        [
            lambda: {"list": Row(_things("a", "b")), "n": 1},
            lambda: {"list": Row(_things("a", "c")), "n": 1},
            lambda: {"list": Row(_things("a", "c")), "n": 2},
            lambda: {"list": Row(_things("a")), "n": 2},
        ],
    ),
    "which object is the same": (
        "{{ a.n }}{{ b.n }}{% if a == b %}same{% endif %}",
        [
            lambda: _same(Thing(title="t", n=1), Thing(title="t", n=2)),
            lambda: _same(t := Thing(title="t", n=1), t),
            lambda: _same(Thing(title="t", n=2), Thing(title="t", n=2)),
        ],
    ),
    "which of a list is chosen": (
        "{{ a.chosen.n }}{% for item in a.all %}[{{ item.n }}]{% endfor %}",
        [
            lambda: {"a": Thing(all=(two := [Thing(n=1), Thing(n=2)]), chosen=two[0])},
            lambda: {"a": Thing(all=[Thing(n=3), Thing(n=2)], chosen=Thing(n=1))},
            lambda: {"a": Thing(all=(two := [Thing(n=1), Thing(n=2)]), chosen=two[1])},
        ],
    ),
    "which of a list is chosen, the list first": (
        "{% for item in a.all %}[{{ item.n }}]{% endfor %}{{ a.chosen.n }}{{ a.rest[0].n }}",
        [
            lambda: {"a": Thing(all=(two := [Thing(n=1), Thing(n=2)]), chosen=two[0], rest=[two[1]])},
            lambda: {"a": Thing(all=[Thing(n=1), Thing(n=2)], chosen=Thing(n=3), rest=[Thing(n=4)])},
            lambda: {"a": Thing(all=(two := [Thing(n=1), Thing(n=2)]), chosen=two[1], rest=[two[1]])},
            lambda: {"a": Thing(all=[(one := Thing(n=1)), one], chosen=one, rest=[one])},
        ],
    ),
    "an item twice in a list": (
        "{% for item in list %}{{ item.n }}{% endfor %}",
        [lambda: {"list": [(t := Thing(n=1)), t]}, lambda: {"list": [Thing(n=1), Thing(n=2)]}],
    ),
    "what a filter reads of objects": (
        "{{ a.all | map: 'title' | join: '-' }}{{ a.all | where: 'sale' | map: 'tags' | join }}{{ a.all | json }}",
        [lambda: {"a": Thing(all=_things("a", "b"))}, lambda: {"a": Thing(all=_things("a", "c"))}],
    ),
    "what a comparison reads of objects": (
        "{% if a.all contains b %}in{% endif %}{% if a == b %}same{% endif %}{% if a.all == empty %}none{% endif %}",
        [
            lambda: {"a": Thing(title="a", all=_things("b")), "b": Thing(title="b")},
            lambda: {"a": Thing(title="a", all=_things("c")), "b": Thing(title="b")},
            lambda: {"a": Thing(title="b", all=[]), "b": Thing(title="b")},
        ],
    ),
    "what follows from a key, and what does not": (
        "{{ a.title }}{{ a.tint }}{{ a.n }}",
        [
            lambda: {"a": Keyed(title="x", tint="red", n=1)},
            lambda: {"a": Keyed(title="x", tint="red", n=2)},
            lambda: {"a": Keyed(title="x", tint="blue", n=2)},
        ],
    ),
    "what a filter reads beside the key": (
        "{{ list | map: 'n' | join }}{{ list | map: 'title' | join }}",
        [
            lambda: {"list": [Keyed(title="x", tint="y", n=1)]},
            lambda: {"list": [Keyed(title="x", tint="y", n=2)]},
        ],
    ),
    "a computed name": (
        "{{ a[b] }}{{ a['title'] }}",
        [lambda: {"a": Thing(title="t", n=1), "b": "n"}, lambda: {"a": Thing(title="t", n=1), "b": "title"}],
    ),
    "what a filter reads of hashes in a list": (
        "{{ a.all | map: 'n' | join }}{{ a.all | size }}",
        [lambda: {"a": Thing(all=[{"n": 1}])}, lambda: {"a": Thing(all=[{"n": 2}])}],
    ),
    "times in a list": (
        "{{ a.all | join }}{{ a.all[0] | date: '%Y' }}",
        [
            lambda: {"a": Thing(all=[dt.datetime(2024, 1, 1, tzinfo=dt.UTC)])},
            lambda: {"a": Thing(all=[dt.datetime(2025, 1, 1, tzinfo=dt.UTC)])},
        ],
    ),
    "a list of objects in a list": (
        "{{ a.all[0][0].n }}{{ a.all | join }}",
        [lambda: {"a": Thing(all=[[Thing(n=1)]])}, lambda: {"a": Thing(all=[[Thing(n=2)]])}],
    ),
    "a list in a list": (
        "{% for r in a.v %}{% for x in r %}{{ x }}{% endfor %}{% if r contains 1 %}1{% endif %}{{ r }}{{ r | join }}{% endfor %}",
        [lambda n=n: {"a": Thing(v=[[n, 3], []])} for n in (1, 2, True, "1")],  # type: ignore[misc]
    ),
    "a sum of a list in a list": (
        "{% for r in a.all %}{{ r | sum }}{% endfor %}",
        [lambda: {"a": Thing(all=[[1]])}, lambda: {"a": Thing(all=[[2]])}],
    ),
    "lists of objects": (
        "{{ list | map: 'tags' | join }}{{ list | map: 'tags' | uniq | first | join }}",
        [lambda: {"list": _things("a", "b")}, lambda: {"list": _things("a", "c")}],
    ),
    "false and 0": (
        "{{ a.n }}{{ list[b] }}{{ list[0].n }}",
        [
            lambda: {"a": Thing(n=1), "b": False, "list": Row([Thing(n=2)])},
            lambda: {"a": Thing(n=1), "b": False, "list": Row([Thing(n=3)])},
        ],
    ),
    "another one's way to a list that is paged": (
        "{% paginate a.all by 1 %}{{ b.owner.all | map: 'title' | join }}{{ b.owner | json }}{% endpaginate %}{{ b.owner.n }}",
        [
            lambda: {"a": (one := Thing(all=_things("a", "b"))), "b": Thing(owner=one), "number": 1},
            lambda: {"a": (one := Thing(all=_things("a", "b"))), "b": Thing(owner=one), "number": 2},
            lambda: {"a": Thing(all=_things("a", "b")), "b": Thing(owner=Thing(all=_things("c"))), "number": 2},
        ],
    ),
    "settled objects in a list": (
        "{{ list | map: 'tint' | join }}{{ list.first.tint }}",
        [lambda: {"list": [Settled(tint="red")]}, lambda: {"list": [Settled(tint="blue")]}],
    ),
    "a form": (
        "{% form 'product', a, class: b %}{{ form.id }}{{ form.posted }}{% endform %}",
        [
            lambda: {"a": Thing(title="t"), "b": "x"},
            lambda: {"a": Thing(title="u"), "b": "x"},
            lambda: {"a": Thing(title="u"), "b": "y"},
            lambda: {"a": None, "b": "y"},
        ],
    ),
    "a page of a list": (
        "{% paginate a.all by 2 %}{% for i in a.all %}{{ i.title }}{% endfor %}{{ paginate.pages}}{% endpaginate %}{{ a.title }}",
        [
            lambda: {"a": Thing(title="t", all=_things("a", "b", "c")), "number": 1},
            lambda: {"a": Thing(title="t", all=_things("a", "b", "c")), "number": 2},
            lambda: {"a": Thing(title="t", all=_things("a", "b", "d")), "number": 2},
            lambda: {"a": Thing(title="u", all=_things("a", "b", "d")), "number": 2},
        ],
    ),
    "a page's list inside its own list": (
        "{% paginate a.all by 2 %}{{ a | json }}{{ a.all | map: 'title' | join }}{% endpaginate %}",
        [
            lambda: {"a": Thing(all=_things("a", "b", "c")), "number": 1},
            lambda: {"a": Thing(all=_things("a", "b", "c")), "number": 2},
        ],
    ),
    "who stands around it": (
        "{{ section.title }}{{ block.title }}",
        [lambda: {"section": Thing(title="a")}, lambda: {"block": Thing(title="a")}],
    ),
    "the time": (
        "{{ a.at | date: '%Y' }}{{ a.title }}",
        [lambda: {"a": Thing(at="2024-01-01")}, lambda: {"a": Thing(at="2025-01-01")}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_written(change: str) -> None:
    source, pages = CHANGES[change]
    themed, plain = Themed(source), Themed(source, INTERPRETED)
    for _ in range(6):
        for page in [*pages, *reversed(pages)]:
            assert themed.write(**page()) == plain.write(**page())
            assert themed.host.problems == plain.host.problems
    assert themed.found >= len(pages) or change in NEVER_FOUND, "and what was there before is found"


NEVER_FOUND = {
    "a list of objects in a list",
    "a sum of a list in a list",
    "what a filter reads of hashes in a list",
}
"""Hashes are not compared, nor are objects in lists inside lists."""
PARTIALS: dict[str, tuple[str, dict[str, str], list[Callable[[], Data]]]] = {
    "an argument": (
        "{% render 'card', item: a %}{% render 'card', item: b %}",
        {"card": CARD},
        [lambda: {"a": Thing(title="x"), "b": Thing(title="y")}, lambda: {"a": Thing(title="x"), "b": Thing(title="z")}],
    ),
    "whether a name is handed in": (
        "{% if n == 1 %}{% render 'card', item: a %}{% else %}{% render 'card', item: a, eager: true %}{% endif %}",
        {"card": "{{ item.title }}{% if eager %}!{% endif %}{{ eager }}"},
        [lambda: {"a": Thing(title="x"), "n": 1}, lambda: {"a": Thing(title="x"), "n": 2}],
    ),
    "a name of the page's behind an argument": (
        "{% render 'outer', shop: a %}",
        {"outer": "{{ shop.title }}{% render 'inner' %}", "inner": "{{ shop.title }}"},
        [
            lambda: {"a": Thing(title="x"), "shop": Thing(title="s")},
            lambda: {"a": Thing(title="x"), "shop": Thing(title="t")},
            lambda: {"a": Thing(title="y"), "shop": Thing(title="t")},
        ],
    ),
    "a name handed to one partial and the page's in another": (
        "{% render 'card', item: a %}{% render 'other' %}",
        {"card": CARD, "other": "{{ item }}"},
        [lambda: {"a": Thing(title="x"), "item": None}, lambda: {"a": Thing(title="x"), "item": "y"}],
    ),
    "the section that it stands in": (
        "{% render 'inner' %}{% render 'inner', section: a %}",
        {"inner": "{{ section.title }}{{ block.title }}"},
        [
            lambda: {"section": Thing(title="s"), "a": Thing(title="a")},
            lambda: {"section": Thing(title="t"), "a": Thing(title="a")},
            lambda: {"section": Thing(title="t"), "a": Thing(title="b"), "block": Thing(title="k")},
        ],
    ),
    "one that reads more inside a settled one": (
        "{% render 'outer', n: 1 %}",
        {"outer": "({% render 'inner' %}{{ n }})", "inner": "{{ shop.title }}"},
        [lambda: {"shop": Thing(title="s")}, lambda: {"shop": Thing(title="t")}],
    ),
    "an item handed on": (
        "{% for item in list %}{% render 'card', item: item, first: forloop.first, loop: forloop %}{% endfor %}",
        {"card": "{{ item.title }}{% if first %}1{% endif %}"},
        [lambda: {"list": _things("a", "b")}, lambda: {"list": _things("a", "c")}, lambda: {"list": _things("c", "c")}],
    ),
    "settled objects out of a list": (
        "{% for s in list %}{% render 'roles', scheme: s, n: 1 %}{% endfor %}{{ n }}",
        {"roles": "{{ scheme.tint }}{{ n }}"},
        [
            lambda: {"list": [Settled(tint="red")], "n": 1},
            lambda: {"list": [Settled(tint="blue")], "n": 1},
            lambda: {"list": [Settled(tint="red"), Settled(tint="blue")], "n": 2},
        ],
    ),
    "a place to write to": (
        "<style>{% render 'one', item: a %}</style><script>{% render 'one', item: a %}</script>{% render 'one', item: a %}",
        {"one": "{{ item.title }}"},
        [lambda: {"a": Thing(title="<;>")}, lambda: {"a": Thing(title="</script>")}],
    ),
    "a capture": (
        "{% capture c %}{% render 'card', item: a %}{{ a.title }}{% endcapture %}{{ c | upcase }}",
        {"card": CARD},
        [lambda: {"a": Thing(title="x<")}, lambda: {"a": Thing(title="y<")}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", PARTIALS)
def test_what_changes_in_a_partial_is_written(change: str) -> None:
    source, snippets, pages = PARTIALS[change]
    themed, plain = Themed(source, **snippets), Themed(source, INTERPRETED, **snippets)
    for _ in range(6):
        for page in [*pages, *reversed(pages)]:
            assert themed.write(**page()) == plain.write(**page())
    assert themed.found >= len(pages)


N = "{% increment z %}"
ALONE: dict[str, tuple[str, dict[str, str], list[Callable[[], Data]]]] = {
    "a block for some": (
        N
        + "{% if n %}{% render 'p', item: item, block: b %}{% else %}{% render 'p', item: item %}{% endif %}",
        {"p": "{{ item.title }}{% render 'q' %}", "q": "[{{ block.title }}]"},
        [
            lambda: {"item": Thing(title="t"), "n": None},
            lambda: {"item": Thing(title="t"), "n": 1, "b": Thing(title="B")},
            lambda: {"item": (one := Thing(title="t")), "n": 1, "b": one},
        ],
    ),
    "a block that is a text": (
        N + "{% render 'p', item: item, block: b %}",
        {"p": "{{ item.title }}{% render 'q' %}", "q": "[{{ block }}]"},
        [lambda: {"item": Thing(title="t"), "b": "x"}, lambda: {"item": Thing(title="t"), "b": "y"}],
    ),
    "a block out of a list": (
        N + "{% render 'p', list: list, block: b %}",
        {"p": "{% for i in list %}{{ i.n }}{% endfor %}{% render 'q' %}", "q": "[{{ block.n }}]"},
        [
            lambda: {"list": (two := [Thing(n=1), Thing(n=2)]), "b": two[0]},
            lambda: {"list": (two := [Thing(n=1), Thing(n=2)]), "b": two[1]},
        ],
    ),
    "a loop": (
        N + "{% for i in list %}{% render 'p', forloop: forloop, loop: forloop %}{% endfor %}",
        {"p": "{{ forloop.index }}{{ loop.last }}"},
        [lambda: {"list": [1, 2, 3]}, lambda: {"list": [1]}],
    ),
}


@pytest.mark.parametrize("change", ALONE)
def test_partials_that_are_kept_by_themselves(change: str) -> None:
    source, snippets, pages = ALONE[change]
    themed, plain = Themed(source, **snippets), Themed(source, INTERPRETED, **snippets)
    for _ in range(6):
        for page in [*pages, *reversed(pages)]:
            assert themed.write(**page()) == plain.write(**page())


def test_a_partial_is_found_where_what_is_around_it_changes() -> None:
    themed = Themed("{{ n }}{% render 'card', item: a %}", card=CARD)
    for n in range(40):
        assert themed.write(n=n, a=Thing(title="x")) == f"{n}<h2>x</h2>"
    card = themed.snippets["card"].traced
    assert card is not None and card.found >= 20 and themed.found == 0


@pytest.mark.parametrize(
    "source",
    [
        "{{ a.title | divided_by: 0 }}",
        "{% render 'missing' %}{{ a.title }}",
        "{{ a.title }}{% for item in (1..a.big) %}{% endfor %}",
    ],
)
def test_a_fault_is_told_each_time(source: str) -> None:
    themed = Themed(source)
    for _ in range(3):
        themed.write(a=Thing(title="1", big=2**60))
        assert len(themed.host.problems) == 1
    assert themed.found == 0


@pytest.mark.parametrize(
    "source",
    [
        "{% increment n %}{{ a.title }}",
        "{% cycle 'a', 'b' %}{{ a.title }}",
        "{% ifchanged %}{{ a.title }}{% endifchanged %}",
        "{% section 'x' %}{{ a.title }}",
        "{% for x in list offset: continue %}{{ x }}{% endfor %}",
        "{% include 'x' %}",
    ],
)
def test_what_leaves_something_behind_is_never_kept(source: str) -> None:
    assert COMPILED.parse_file(source, "t.liquid").traced is None


def _all_kept(themed: Themed) -> str:
    return all_kept(
        template.traced
        for template in (themed.template, *themed.snippets.values())
        if template.traced is not None
    )


def test_nothing_of_a_person_is_kept() -> None:
    source = (
        "{{ a.title }}{{ customer.email }}{% render 'hello', who: customer %}{% render 'card', item: a %}"
    )
    themed = Themed(source, hello="Hello {{ who.email }}", card=CARD)
    for _ in range(9):
        shown = themed.write(a=Thing(title="public"), customer=Private(email="canary@example.com"))
        assert shown.count("canary@example.com") == 2
    assert "canary" not in _all_kept(themed) and "public" in _all_kept(themed)


def test_what_is_kept_holds_nothing_of_the_page() -> None:
    themed = Themed(
        "{% for item in list %}{% render 'card', item: item %}{{ item.made | default: 'x' }}{% endfor %}{{ a | json }}",
        card=CARD,
    )
    items = [Thing(title="a"), Keyed(title="b", tint="c")]
    themed.write(list=Row(items), a=Thing(x=1))
    dead = [weakref.ref(item) for item in items]
    del items
    themed.page, themed.host = None, None  # type: ignore[assignment]
    gc.collect()
    assert [ref() for ref in dead] == [None, None]


def test_it_costs_the_account_the_same() -> None:
    source = "{% for i in (1..40) %}{% render 'card', item: a %}{{ a.title | append: a.title }}{% endfor %}"
    title = "a title that is longer than the texts which cost nothing, by some letters more"
    costs = []
    for env in (ANEW, COMPILED):
        themed = Themed(source, env, card=CARD)
        for _ in range(4):
            themed.write(a=Thing(title=title))
            budget = themed.page.budget
            costs.append((budget.steps, budget.made, budget.output, budget.depth))
    assert set(costs) == {costs[0]} and costs[0][0] > 100 and costs[0][1] > 40 * len(title)
    assert themed.found == 2


@pytest.mark.parametrize("limits", [Limits(output=20_000), Limits(steps=3_000), Limits(made=60_000)])
def test_limits_hold_for_what_is_found(limits: Limits) -> None:
    themed = Themed(
        "{% for i in (1..900) %}{% render 'many', item: a %}{% endfor %}",
        many="{% for i in (1..10) %}{{ item.title | append: item.title }}{% endfor %}",
    )
    page = {"a": Thing(title="x" * 60)}
    for _ in range(2):
        with pytest.raises(BudgetExceeded):
            themed.write(limits=limits, **page)


def test_partials_nest_as_deep_as_without() -> None:
    chain = {f"s{n}": f"{n}{{% render 's{n + 1}', item: item %}}" for n in range(30)} | {
        "s30": "end{{ item.title }}"
    }
    outer = {f"o{n}": f"{n}{{% render 'o{n + 1}', item: item %}}" for n in range(30)} | {
        "o30": "{% render 's0', item: item %}"
    }
    ways = []
    for env in (COMPILED, INTERPRETED):
        inner = Themed("{% render 's0', item: a %}", env, **chain)
        themed = Themed("{% render 'o0', item: a %}", env, **chain, **outer)
        themed.snippets |= inner.snippets
        for _ in range(3):
            inner.write(a=Thing(title="x"))
        try:
            ways.append(themed.write(a=Thing(title="x")))
        except BudgetExceeded as ended:
            ways.append(str(ended))
    assert ways[0] == ways[1] and "deep" in ways[0]


def test_what_is_there_once_is_not_written_down() -> None:
    themed = Themed(CARD)
    traced = themed.template.traced
    assert traced is not None
    for n in range(500):
        assert themed.write(item=Thing(title=f"t{n}")) == f"<h2>t{n}</h2>"
    assert traced.written == 1, "the first one"
    for _ in range(8):
        for n in range(50):
            assert themed.write(item=Thing(title=f"u{n}")) == f"<h2>u{n}</h2>"
    assert traced.written > 30 and themed.found > 100


def test_what_comes_twice_and_never_again_is_soon_not_written_down() -> None:
    themed = Themed(CARD)
    traced = themed.template.traced
    assert traced is not None
    for n in range(1_000):
        themed.write(item=Thing(title=f"t{n // 2}"))
    assert traced.written < 30
    for _ in range(60):
        themed.write(item=Thing(title="t0"))
    before = traced.written
    for n in range(60):
        themed.write(item=Thing(title=f"u{n // 2}"))
    assert traced.written > before + 20, "times change"


def test_there_is_room_for_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_TRIED", 10_000)
    monkeypatch.setattr(keeping, "MOST_OF_ONE", 60_000)
    monkeypatch.setattr(keeping, "MOST_IN_ALL", 90_000)
    monkeypatch.setattr(keeping, "_shelf", keeping._Shelf())
    many = [Themed(CARD) for _ in range(3)]
    most = 0
    for n in range(300):
        for themed in many:
            assert (
                themed.write(item=Thing(title=f"t{n % 150}", sale=True, price=n))
                == f"<h2>t{n % 150}</h2><b>{n + 1}</b>"
            )
            sizes = [each.template.traced.size for each in many if each.template.traced is not None]
            most = max(most, sum(sizes))
            assert max(sizes) <= 60_000
    assert 60_000 < most <= 92_000
    long = Themed("{% for i in (1..30000) %}abcd{% endfor %}{{ a.title }}")
    for _ in range(2):
        long.write(a=Thing(title="x"))
    assert long.found == 0


def test_long_values_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_OF_ONE", 60_000)
    themed = Themed("{% if a.text contains 'x' %}y{% endif %}")
    for n in range(20):
        assert themed.write(a=Thing(text=f"{n}" + "x" * 9_000)) == "y"
    assert themed.template.traced is not None and 9_000 < themed.template.traced.size <= 60_000


def test_another_ground_is_another_text() -> None:
    themed = Themed("{{ a.title }}")
    assert [themed.write(a=Thing(title="x"), key=key) for key in (1, 2, 1, 2, 1, 2)] == ["x"] * 6
    assert themed.found == 2


def test_threads_do_not_take_each_others_texts() -> None:
    source = "{% for item in list %}{% render 'card', item: item %}{% endfor %}{{ a.title }}"
    themed = Themed(source, card=CARD)
    wrong: list[str] = []

    def render(own: int) -> None:
        from engine.liquid import Budget, Page
        from tests.engine.liquid.traces.things import Shop

        for turn in range(150):
            titles = [f"{own if turn % 3 else 'all'}-{turn % 5}-{n}" for n in range(3)]
            data = {"list": [Thing(title=title) for title in titles], "a": Thing(title=str(own))}
            page = Page(Shop(themed.snippets), data, Budget(Limits(seconds=20)))
            shown = themed.template.render_page(page)
            if shown != "".join(f"<h2>{title}</h2>" for title in titles) + str(own):
                wrong.append(shown)

    threads = [threading.Thread(target=render, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and themed.found > 100


def test_code_from_the_folder_knows_it_too(tmp_path: Any) -> None:
    store = CodeStore(tmp_path / "code", "secret")
    for source, kept in (("{{ a.title }}", True), ("{% increment a %}", False)):
        made = [COMPILED.parse_file(source, "snippets/x.liquid", store) for _ in range(2)]
        assert made[0].compiled is not made[1].compiled
        assert [one.traced is not None for one in made] == [kept, kept]
