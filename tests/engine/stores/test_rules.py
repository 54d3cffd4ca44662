"""Pure decisions about people and set-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.stores.rules import RIGHTS, ROLES, STEPS, WINDOW, clean_email, may, next_step, wait_after

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_nobody_waits_before_the_limit() -> None:
    tries = [NOON - timedelta(minutes=n) for n in range(4)]
    assert wait_after(tries, 5, NOON) is None


def test_the_wait_ends_when_the_oldest_of_the_last_tries_leaves_the_window() -> None:
    tries = [NOON - timedelta(minutes=n) for n in (14, 10, 8, 4, 1)]
    assert wait_after(tries, 5, NOON) == timedelta(minutes=1)
    assert wait_after(tries, 5, NOON + timedelta(minutes=1)) is None


def test_tries_outside_the_window_do_not_count() -> None:
    assert wait_after([NOON - WINDOW] * 50, 5, NOON) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("a@b", "a@b"),
        ("Nuala.O'Brien@example.com", "nuala.o'brien@example.com"),
        ("nuala@o'brien.example", None),
        ("no-at.example", None),
        ("two@@example.com", None),
        ("a b@example.com", None),
        ("evil@example.com\nBcc: x@example.com", None),
        ('"quoted"@example.com', None),
        ("a" * 250 + "@example.com", None),
        ("", None),
    ],
)
def test_addresses_are_folded_or_refused(typed: str, kept: str | None) -> None:
    assert clean_email(typed) == kept


def test_each_role_may_what_the_one_below_may() -> None:
    assert set(RIGHTS) == set(ROLES)
    assert RIGHTS["assistant"] < RIGHTS["manager"] < RIGHTS["owner"]
    assert may("owner", "staff") and not may("manager", "staff") and not may("stranger", "orders")


def test_the_next_step_is_the_first_that_is_open() -> None:
    assert next_step([]) == STEPS[0]
    assert next_step([STEPS[1]]) == STEPS[0]
    assert next_step(STEPS) is None
