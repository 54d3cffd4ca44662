"""The text of a partial stands for it where it would be written again the same, and nowhere else."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from engine.liquid import (
    BareHost,
    Budget,
    BudgetExceeded,
    Drop,
    Environment,
    Ground,
    Limits,
    Page,
    Template,
    TemplateError,
    prop,
)
from engine.liquid.compiler import CodeStore
from engine.liquid.settled import Settled
from engine.liquid.template import FileParts
from tests.engine.liquid.written import DATA, SNIPPETS, TEMPLATES

COMPILED, INTERPRETED = Environment(), Environment(compiles=False)
LONG = "a text that is too long to be a short one, which is one of up to sixty-four"
VARIES = frozenset({"photo"})
"""Settings whose value is another one on each page."""


class Shop(BareHost):
    """A host whose pages all stand on the same ground; `taken` are the names of a page's own objects."""

    def __init__(self, snippets: dict[str, Template], taken: frozenset[str] = frozenset(), key: Hashable = 1):
        super().__init__(snippets)
        self._ground = Ground(key, lambda name: name not in VARIES, taken)

    def ground(self) -> Ground:
        return self._ground

    def words(self) -> dict[str, str]:
        return {}


class Scheme(Drop):
    """Says how often it was read."""

    def __init__(self, name: str, *, is_settled: bool = True) -> None:
        self.name = name
        self.is_settled = is_settled
        self.reads = 0

    @property
    def settled_key(self) -> Hashable | None:
        return self.name if self.is_settled else None

    @prop
    def tint(self) -> str:
        self.reads += 1
        return f"<{self.name}>"


class Themed:
    """Snippets, and pages that render a line with them one after the other."""

    def __init__(self, env: Environment = COMPILED, **snippets: str) -> None:
        self.env = env
        self.snippets = {
            name: env.parse_file(text, f"snippets/{name}.liquid") for name, text in snippets.items()
        }
        self.host = Shop(self.snippets)
        self.page = Page(self.host)

    def write(
        self,
        source: str,
        taken: frozenset[str] = frozenset(),
        key: Hashable = 1,
        limits: Limits | None = None,
        **data: Any,
    ) -> str:
        self.host = Shop(self.snippets, taken, key)
        self.page = Page(self.host, data, Budget(limits or Limits(seconds=20)))
        return self.env.parse_file(source, "sections/t.liquid").render_page(self.page)


def test_what_follows_from_the_arguments_is_written_once() -> None:
    themed = Themed(roles="[{{ scheme.tint }}{{ mode }}]")
    line = "{% render 'roles', scheme: scheme, mode: 'light' %}"
    first, second = Scheme("a"), Scheme("a")
    assert themed.write(line, scheme=first) == themed.write(line, scheme=second) == "[&lt;a&gt;light]"
    assert (first.reads, second.reads) == (1, 0)
    assert themed.write(line, scheme=Scheme("b")) == "[&lt;b&gt;light]"
    assert (
        themed.write("{% render 'roles', scheme: scheme, mode: 'dark' %}", scheme=second) == "[&lt;a&gt;dark]"
    )


def test_an_object_of_the_page_is_read_on_each() -> None:
    themed = Themed(roles="[{{ scheme.tint }}]")
    first, second = Scheme("a", is_settled=False), Scheme("a", is_settled=False)
    for scheme in (first, second):
        themed.write("{% render 'roles', scheme: scheme %}", scheme=scheme)
    assert (first.reads, second.reads) == (1, 1)


@pytest.mark.parametrize(
    "values",
    [(1, True, "1"), ("<b>", Markup("<b>")), (None, "", False), (0, False, "0"), ((), "x"), ("a", "b")],
)
def test_values_that_are_written_differently_are_told_apart(values: tuple[object, ...]) -> None:
    themed, plain = (
        Themed(one="[{{ a }}{% if a %}y{% endif %}]"),
        Themed(INTERPRETED, one="[{{ a }}{% if a %}y{% endif %}]"),
    )
    for value in (*values, *reversed(values)):
        line = "{% render 'one', a: a %}"
        assert themed.write(line, a=value) == plain.write(line, a=value)


def test_which_arguments_were_given_is_part_of_it() -> None:
    themed = Themed(two="[{{ a }}|{{ b }}]")
    assert themed.write("{% render 'two', a: 'x' %}") == "[x|]"
    assert themed.write("{% render 'two', b: 'x' %}") == "[|x]"
    assert themed.write("{% render 'two', b: 'x', a: 'x' %}") == "[x|x]"


def test_what_a_page_says_of_itself_is_never_kept() -> None:
    themed = Themed(own="[{{ shop }}{{ settings.photo }}]", fixed="[{{ settings.size }}]")
    for name in ("one", "two"):
        assert themed.write("{% render 'own' %}", taken=frozenset({"shop"}), shop=name) == f"[{name}]"
        shown = themed.write("{% render 'own' %}", settings={"photo": name})
        assert shown == f"[{name}]"
    assert themed.write("{% render 'fixed' %}", settings={"size": 1}) == "[1]"
    assert themed.write("{% render 'fixed' %}", settings={"size": 2}) == "[1]", (
        "the ground's key says they are the same"
    )
    assert themed.write("{% render 'fixed' %}", key=2, settings={"size": 2}) == "[2]"


def test_a_partial_sees_the_section_that_it_stands_in() -> None:
    themed = Themed(one="[{{ section.id }}{{ block }}]")
    template = COMPILED.parse_file("{% render 'one' %}", "sections/t.liquid")
    for name in ("one", "two"):
        assert (
            template.render_page(Page(Shop(themed.snippets)), {"section": {"id": name}, "block": "b"})
            == f"[{name}b]"
        )


@pytest.mark.parametrize(
    "inside",
    [
        "{{ shop }}",
        "{% increment n %}",
        "{{ 'now' | date: '%Y' }}",
        "{{ settings[a] }}",
        "{% ifchanged %}{{ a }}{% endifchanged %}",
    ],
)
def test_a_partial_around_one_that_varies_varies_too(inside: str) -> None:
    themed = Themed(outer="({% render 'inner', a: a %})", inner=inside)
    for name in ("one", "two"):
        themed.write(
            "{% render 'outer', a: 'x' %}", taken=frozenset({"shop"}), shop=name, settings={"x": name}
        )
    outer = themed.snippets["outer"].settled
    assert outer is not None and not outer._texts


def test_a_fault_is_reported_each_time() -> None:
    themed = Themed(bad="{{ a | divided_by: 0 }}{% render 'missing' %}")
    for _ in range(3):
        themed.write("{% render 'bad', a: 1 %}")
        assert [problem.path for problem in themed.host.problems] == ["snippets/bad.liquid"] * 2


def test_the_place_that_it_is_written_to_is_part_of_it() -> None:
    themed, plain = Themed(one="{{ a }}"), Themed(INTERPRETED, one="{{ a }}")
    line = "{% render 'one', a: '<;>' %}<style>{% render 'one', a: '<;>' %}</style><script>{% render 'one', a: '<;>' %}</script>"
    assert themed.write(line) == themed.write(line) == plain.write(line)


def test_it_costs_the_account_the_same() -> None:
    text = f"{{% for i in (1..50) %}}{{{{ a | append: '{LONG}' }}}}{{% endfor %}}"
    themed = Themed(many=text)
    costs = []
    for _ in range(2):
        themed.write("{% render 'many', a: 'x' %}")
        budget = themed.page.budget
        costs.append((budget.steps, budget.made, budget.output))
    assert costs[0] == costs[1] and costs[0][0] > 100 and costs[0][1] > 50 * 64


@pytest.mark.parametrize("limits", [Limits(output=20_000), Limits(steps=3_000), Limits(made=60_000)])
def test_limits_hold_for_what_is_put_there_again(limits: Limits) -> None:
    themed = Themed(many=f"{{% for i in (1..10) %}}{{{{ a | append: '{LONG}' }}}}{{% endfor %}}")
    themed.write("{% render 'many', a: 'x' %}")
    with pytest.raises(BudgetExceeded):
        themed.write("{% for i in (1..900) %}{% render 'many', a: 'x' %}{% endfor %}", limits=limits)


def test_partials_may_nest_as_deep_as_without() -> None:
    chain = {f"s{n}": f"{n}{{% render 's{n + 1}', a: a %}}" for n in range(30)} | {"s30": "end{{ a }}"}
    outer = {f"o{n}": f"{n}{{% render 'o{n + 1}' %}}" for n in range(30)} | {
        "o30": "{% render 's0', a: shop %}"
    }
    ways = []
    for env in (COMPILED, INTERPRETED):
        themed = Themed(env, **chain, **outer)
        themed.write("{% render 's0', a: 'x' %}")
        try:
            ways.append(themed.write("{% render 'o0' %}", taken=frozenset({"shop"}), shop="x"))
        except BudgetExceeded as ended:
            ways.append(str(ended))
    assert ways[0] == ways[1] and "deep" in ways[0]


def test_arguments_that_differ_each_time_are_not_kept_for_ever() -> None:
    themed = Themed(one="[{{ a }}]")
    line = "{% for i in (1..200) %}{% render 'one', a: i %}{% endfor %}"
    assert themed.write(line) == "".join(f"[{i}]" for i in range(1, 201))
    assert themed.snippets["one"].settled is None
    assert themed.write(line).startswith("[1][2]")


class GivenUp(Template):
    """Another thread finds that keeping does not pay, just when this one has seen that something is kept."""

    looks = 0

    @property
    def settled(self) -> Settled | None:
        self.looks += 1
        return self._kept if self.looks == 1 else None

    @settled.setter
    def settled(self, kept: Settled | None) -> None:
        self._kept = kept


def test_a_thread_may_give_it_up_while_another_writes() -> None:
    made = COMPILED.parse_file("[{{ a }}]", "snippets/one.liquid")
    one = GivenUp(COMPILED, made.file, made.source, FileParts(), made.nodes, made.compiled)
    line = COMPILED.parse_file("{% render 'one', a: 1 %}{% render 'one', a: 2 %}", "sections/t.liquid")
    assert line.render_page(Page(Shop({"one": one}))) == "[1][2]"


def test_long_texts_and_arguments_are_written_each_time() -> None:
    themed = Themed(long="{% for i in (1..9000) %}abcd{% endfor %}{{ a }}")
    settled = themed.snippets["long"].settled
    assert settled is not None
    assert len(themed.write("{% render 'long', a: 'x' %}")) == 36_001 and not settled._texts
    themed.write("{% render 'long', a: a %}", a="y" * 500)
    assert not settled._texts


def test_code_from_the_folder_knows_it_too(tmp_path: Any) -> None:
    store = CodeStore(tmp_path / "code", "secret")
    made = [COMPILED.parse_file("{{ a }}{{ settings.b }}", "snippets/x.liquid", store) for _ in range(2)]
    assert made[0].compiled is not made[1].compiled
    assert all(one.compiled and one.compiled.reads and one.compiled.reads.settings == ("b",) for one in made)


@given(st.lists(TEMPLATES, max_size=3).map("".join), DATA)
def test_generated_templates_write_the_same_again(source: str, data: dict[str, Any]) -> None:
    try:
        written = []
        for env in (INTERPRETED, COMPILED):
            snippets = {
                name: env.parse_file(text, f"snippets/{name}.liquid") for name, text in SNIPPETS.items()
            }
            snippets["whole"] = env.parse_file(source, "snippets/whole.liquid")
            template = env.parse_file("{% render 'whole' %}|{% render 'whole', a: 1 %}", "sections/t.liquid")
            for _ in range(2):
                host = Shop(snippets, frozenset(data))
                page = Page(host, data, Budget(Limits(seconds=20)))
                written.append((template.render_page(page), host.problems))
    except TemplateError:
        return
    assert written[2] == written[3] == written[0] == written[1]
