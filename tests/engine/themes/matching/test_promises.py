"""The engine's part of the promises: nothing lost, deterministic, never worse for more, total. Over made-up schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.themes.matching import (
    MATCH,
    NO_MATCH,
    PARTIAL,
    Capacity,
    Context,
    Pins,
    SectionContent,
    binding,
    canonical,
    content_of,
    match,
    values,
)

from .made_up import Json, capacities, copied, schemas, section_data

LEVEL = {MATCH: 0, PARTIAL: 1, NO_MATCH: 2}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Capacity, Json, dict[str, Json]]:
    """A source file with section data, and the schemas of a target pack."""
    source = draw(schemas())
    targets = {f"t{n}": draw(schemas()) for n in range(draw(st.integers(1, 4)))}
    return capacities([("source", source)])["source"], draw(section_data(source)), targets


def _leaves(content: SectionContent) -> Counter[str]:
    return Counter(f"{item.id}.{name}" for item in content.items() for name in item.value if name != "format")


def _bound(bound: Json) -> Iterator[str]:
    for target in bound["settings"].values():
        yield from target if isinstance(target, list) else [target]
    for block in bound["blocks"]:
        yield from _bound(block)


def _lost(content: SectionContent, bound: Json) -> Counter[str]:
    items = {item.id: item for item in content.items()}
    found: Counter[str] = Counter()
    for lost in bound["withheld"]:
        if lost["type"] == "feature":
            continue
        names = [lost["field"]] if "field" in lost else [k for k in items[lost["id"]].value if k != "format"]
        found.update(f"{lost['id']}.{name}" for name in names)
    return found


@given(worlds())
def test_every_value_is_held_once_or_withheld(world: tuple[Capacity, Json, dict[str, Json]]) -> None:
    """Promise 2: whatever the candidate, held and withheld together are the content, each value once."""
    source, data, targets = world
    content = content_of(source, data)
    for candidate in match(content, capacities(targets.items()).values()).candidates:
        if candidate.fit is None:
            continue
        bound = binding(content, candidate)
        held, lost = Counter(_bound(bound)), _lost(content, bound)
        both = held + lost
        assert not both - _leaves(content), "a value that is nobody's, or twice"
        for missing in _leaves(content) - both:  # a film's address where its file is shown
            item = missing.rpartition(".")[0]
            assert any(f"{item}." in each for each in held), missing


@given(worlds())
def test_section_data_holds_all_its_values_as_content_presentation_or_unclassified(
    world: tuple[Capacity, Json, dict[str, Json]],
) -> None:
    """Fail-safe: a value that cannot be typed is listed; none is dropped or filed as presentation."""
    source, data, _ = world
    content = content_of(source, data)
    held = sum(_leaves(content).values())
    loose = [each for each in content.unclassified if each["value"] not in (None, "", [], {})]
    given_values = list(_values_of(data))
    looks = [v for v in _looks_of(data) if v not in (None, "")]
    assert held + len(loose) + len(looks) == len(given_values)
    assert {each["setting"] for each in loose} <= {"gone", "tomorrow"} | _of_vanished(data)


LOOKS = {"autoplay", "columns"}


def _values_of(data: Json) -> Iterator[Any]:
    for value in (data.get("settings") or {}).values():
        if isinstance(value, list):
            yield from value
        elif value not in (None, ""):
            yield value
    for block in (data.get("blocks") or {}).values():
        yield from _values_of(block)


def _looks_of(data: Json) -> Iterator[Any]:
    yield from (v for k, v in (data.get("settings") or {}).items() if k in LOOKS)
    for block in (data.get("blocks") or {}).values():
        yield from _looks_of(block)


def _of_vanished(data: Json) -> set[str]:
    return {k for b in data["blocks"].values() if b["type"] == "vanished" for k in b["settings"]}


@given(worlds())
def test_what_the_target_shows_is_what_the_binding_holds(
    world: tuple[Capacity, Json, dict[str, Json]],
) -> None:
    """The values written for the target, read back by it, are the values that are held: nothing changes on the way."""
    source, data, targets = world
    content = content_of(source, data)
    files = capacities(targets.items())
    for candidate in match(content, files.values()).candidates:
        if candidate.fit is None:
            continue
        bound = binding(content, candidate)
        written = values(content, bound)
        again = content_of(files[candidate.file], written)
        items = {item.id: item for item in content.items()}
        held = Counter(str(items[t.rpartition(".")[0]].value[t.rpartition(".")[2]]) for t in _bound(bound))
        shown = Counter(str(v) for i in again.items() for k, v in i.value.items() if k != "format")
        assert shown == held
        assert not again.unclassified


@given(worlds())
def test_matching_again_what_was_bound_without_loss_changes_nothing(
    world: tuple[Capacity, Json, dict[str, Json]],
) -> None:
    """Idempotence: extract after bind after extract is the same content, and the same file holds all of it."""
    source, data, targets = world
    content = content_of(source, data)
    files = capacities(targets.items())
    best = match(content, files.values()).best
    if best is None or best.outcome != MATCH or best.withheld:
        return
    if not any(item.weight for item in content.items()):
        return  # a list of nothing is no list any more where it is read again
    file = files[best.file]
    written = values(content, binding(content, best))
    again = content_of(file, written)
    ranking = match(again, [file], context=Context(shown_by=file))
    assert ranking.best is not None
    assert ranking.best.outcome == MATCH
    rewritten = values(again, binding(again, ranking.best))
    assert _shown(content_of(file, rewritten)) == _shown(again)


def _shown(content: SectionContent) -> Counter[str]:
    return Counter(str(v) for i in content.items() for k, v in i.value.items() if k != "format")


def _shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(value[key]) for key in reversed(list(value))}
    return value


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_files_and_keys_changes_nothing(
    world: tuple[Capacity, Json, dict[str, Json]], chance: Any
) -> None:
    """Promise 6, first half."""
    source, data, targets = world
    first = match(content_of(source, data), capacities(targets.items()).values())
    other = list(targets.items())
    chance.shuffle(other)
    second = match(content_of(source, _shuffled(data)), capacities(other).values())
    assert [(c.file, c.steps, c.withheld) for c in first.candidates] == [
        (c.file, c.steps, c.withheld) for c in second.candidates
    ]
    assert first.outcome == second.outcome
    if first.best is not None and second.best is not None:
        assert binding(first.content, first.best) == binding(second.content, second.best)


@given(worlds(), schemas())
def test_one_more_file_never_lowers_the_best_outcome(
    world: tuple[Capacity, Json, dict[str, Json]], more: Json
) -> None:
    """Promise 7."""
    source, data, targets = world
    content = content_of(source, data)
    before = match(content, capacities(targets.items()).values())
    after = match(content, capacities([*targets.items(), ("more", more)]).values())
    assert LEVEL[after.outcome] <= LEVEL[before.outcome]
    kept = {c.file: c.outcome for c in after.candidates}
    assert all(kept[c.file] == c.outcome for c in before.candidates)


@given(worlds())
def test_there_is_always_an_answer_and_every_candidate_is_explained(
    world: tuple[Capacity, Json, dict[str, Json]],
) -> None:
    """Promise 8."""
    source, data, targets = world
    ranking = match(content_of(source, data), capacities(targets.items()).values())
    assert {c.file for c in ranking.candidates} == set(targets)
    assert ranking.outcome in LEVEL
    assert (ranking.best is None) == (ranking.outcome == NO_MATCH)
    for candidate in ranking.candidates:
        assert candidate.reason
        assert 0 <= candidate.share <= 1
        if candidate.outcome == MATCH:
            assert candidate.share == 1


@given(worlds())
def test_a_pinned_file_comes_first_whatever_the_ranking(
    world: tuple[Capacity, Json, dict[str, Json]],
) -> None:
    source, data, targets = world
    files = capacities(targets.items())
    last = match(content_of(source, data), files.values()).candidates[-1].file
    pinned = match(content_of(source, data), files.values(), Pins(file=last))
    assert pinned.best is not None
    assert (pinned.best.file, pinned.best.pinned) == (last, True)


@given(worlds())
def test_stored_content_is_the_same_content(world: tuple[Capacity, Json, dict[str, Json]]) -> None:
    """What is stored as JSON and read again matches as before."""
    source, data, _ = world
    content = content_of(source, data)
    stored = canonical(copied(content.as_json()), content.functions)
    assert _shown(stored) == _shown(content)
    assert [b.id for b in stored.entries] == [b.id for b in content.entries]


WRONG = [None, True, 0, 3.5, "x", [], ["a"], {}, {"a": 1}, [1, {"b": 2}], "shopify://apps/x/y"]


@given(worlds(), st.randoms(use_true_random=False))
def test_section_data_of_any_shape_is_read_and_answered(
    world: tuple[Capacity, Json, dict[str, Json]], chance: Any
) -> None:
    """Promise 8 for data: what has the wrong shape is left out or unclassified, and nothing raises."""
    source, data, targets = world

    def spoilt(value: Any) -> Any:
        if chance.random() < 0.15:
            return chance.choice(WRONG)
        if isinstance(value, dict):
            return {key: spoilt(each) for key, each in value.items()}
        return [spoilt(each) for each in value] if isinstance(value, list) else value

    broken = spoilt(data)
    if isinstance(broken, dict):
        ranking = match(content_of(source, broken), capacities(targets.items()).values())
        for candidate in ranking.candidates:
            if candidate.fit is not None:
                values(ranking.content, binding(ranking.content, candidate))


def test_blocks_nested_deeper_than_is_read_are_kept_unclassified() -> None:
    source = capacities([("source", {"name": "S", "settings": [], "blocks": [], "function": ""})])["source"]
    data: Json = {"settings": {}, "blocks": {"a": {"type": "gone", "blocks": {"b": {"type": "gone"}}}}}
    assert [each["setting"] for each in content_of(source, data).unclassified] == ["blocks"]
