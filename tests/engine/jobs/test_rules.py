"""Pure decisions about background work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.base.errors import Conflict, Refused
from engine.jobs import rules
from engine.jobs.subscriptions import QUEUES, TABLE, load


def test_delays_grow_and_stay_within_a_day_and_a_tenth() -> None:
    delays = [rules.delay_after(attempt) for attempt in range(1, 12)]
    assert delays == sorted(delays)
    assert delays[0] < timedelta(seconds=3)
    assert delays[-1] <= timedelta(hours=27)


def test_jobs_that_failed_together_do_not_come_back_together() -> None:
    assert len({rules.delay_after(3, job_id) for job_id in range(21)}) == 21


def test_the_last_try_gives_up() -> None:
    assert [rules.step_after_failure(attempt, 3) for attempt in (1, 2, 3)] == ["fail", "fail", "give_up"]


def test_only_dead_work_is_retried() -> None:
    assert rules.JOB.after("dead", "retry") == "waiting"
    with pytest.raises(Conflict):
        rules.JOB.after("running", "retry")


def test_a_failure_is_described_without_its_message() -> None:
    try:
        raise Refused("payment.declined", name="Ada Lovelace")
    except Refused as error:
        assert rules.describe_failure(error) == "Refused payment.declined"
    try:
        raise ValueError("ada@example.test")
    except ValueError as error:
        assert rules.describe_failure(error) == "ValueError"


def test_a_failure_in_the_engine_names_its_place() -> None:
    try:
        load("engine.jobs.nowhere.handler")
    except ImportError as error:
        assert "engine/jobs/subscriptions.py" in rules.describe_failure(error)


def test_every_subscribed_handler_exists_on_a_known_queue() -> None:
    for entry in TABLE:
        assert callable(load(entry.handler)), entry
        assert entry.queue in QUEUES, entry
        assert not entry.given_up or callable(load(entry.given_up)), entry
