"""Where stock is taken from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inventory import rules
from engine.inventory.hours import by_day
from engine.inventory.rules import Share, Stocked, deal, one_location_else_split

stocked = st.lists(
    st.builds(Stocked, st.integers(1, 50), st.integers(-5, 30), st.integers(0, 3)),
    min_size=1,
    max_size=6,
    unique_by=lambda place: place.location_id,
)


def test_the_first_location_that_has_all_gives_all() -> None:
    places = [Stocked(1, 2, rank=0), Stocked(2, 9, rank=1), Stocked(3, 9, rank=2)]
    assert one_location_else_split(5, places) == [Share(2, 5)]


def test_it_is_split_over_as_few_as_possible_when_none_has_all() -> None:
    places = [Stocked(1, 2, rank=0), Stocked(2, 4, rank=1), Stocked(3, 3, rank=2)]
    assert one_location_else_split(7, places) == [Share(2, 4), Share(3, 3)]


def test_what_nobody_has_falls_to_the_first_location() -> None:
    assert one_location_else_split(5, [Stocked(8, 1, rank=1), Stocked(9, 0, rank=0)]) == [
        Share(8, 1),
        Share(9, 4),
    ]


@given(st.integers(1, 60), stocked)
def test_shares_add_up_and_never_take_more_than_is_free_while_there_is_enough(
    quantity: int, places: list[Stocked]
) -> None:
    shares = one_location_else_split(quantity, places)
    assert sum(share.quantity for share in shares) == quantity
    assert all(share.quantity > 0 for share in shares)
    free = {place.location_id: max(0, place.free) for place in places}
    if sum(free.values()) >= quantity:
        assert all(share.quantity <= free[share.location_id] for share in shares)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), stocked)
def test_dealing_gives_every_line_what_it_wants(wanted: list[int], places: list[Stocked]) -> None:
    shares = one_location_else_split(sum(wanted), places)
    dealt = deal(shares, list(enumerate(wanted)))
    for line, quantity in enumerate(wanted):
        assert sum(count for line_id, _, count in dealt if line_id == line) == quantity
    for share in shares:
        taken = sum(count for _, location_id, count in dealt if location_id == share.location_id)
        assert taken == share.quantity


PLACES = [
    rules.Stocked(1, 4, rank=0, kind="warehouse"),
    rules.Stocked(2, 9, rank=1, kind="shop"),
    rules.Stocked(3, 6, rank=2, kind="shop"),
]


@pytest.mark.parametrize(
    ("name", "quantity", "from_where"),
    [
        ("one_place", 4, {1: 4}),
        ("one_place", 5, {2: 5}),
        ("warehouses_first", 4, {1: 4}),
        ("shops_first", 4, {2: 4}),
        ("fullest_first", 1, {2: 1}),
        ("fullest_first", 12, {2: 9, 3: 3}),
        ("shops_first", 18, {2: 9, 3: 6, 1: 3}),
    ],
)
def test_a_store_chooses_where_goods_come_from(name: str, quantity: int, from_where: dict[int, int]) -> None:
    shares = rules.ALLOCATION[name](quantity, PLACES)
    assert {share.location_id: share.quantity for share in shares} == from_where


@pytest.mark.parametrize(
    ("quantity", "from_where"), [(3, {3: 3}), (8, {3: 6, 1: 2}), (30, {3: 6, 1: 15, 2: 9})]
)
def test_what_is_picked_up_comes_from_its_place_as_far_as_it_goes(
    quantity: int, from_where: dict[int, int]
) -> None:
    shares = rules.at(3, rules.ALLOCATION["one_place"])(quantity, PLACES)
    assert {share.location_id: share.quantity for share in shares} == from_where


def test_days_may_be_named_or_numbered() -> None:
    rows = [
        {"days": ["mon", "Friday", 6], "opens": "10:00", "closes": "18:00"},
        {"days": ["sun", "holiday", 9], "opens": None, "closes": None},
        {"text": "by appointment"},
    ]
    assert by_day(rows) == {1: [("10:00", "18:00")], 5: [("10:00", "18:00")], 6: [("10:00", "18:00")]}
