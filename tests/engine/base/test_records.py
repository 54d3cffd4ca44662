"""Numbers without gaps, and requests that take effect once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from engine.base.db import Database
from engine.base.errors import Conflict
from engine.base.records import IdempotencyKey, answer_key, claim_key, next_number

PARALLEL = 12


class Failed(Exception):
    """Ends a transaction without committing it."""


def test_numbers_have_no_gaps_though_every_third_transaction_fails(db: Database, store_id: int) -> None:
    gate = threading.Barrier(PARALLEL)

    def take(worker: int) -> list[int]:
        gate.wait()
        taken = []
        for turn in range(6):
            try:
                with db.write(store_id) as session:
                    number = next_number(session, "order", first=1001)
                    if (worker + turn) % 3 == 0:
                        raise Failed
                taken.append(number)
            except Failed:
                pass
        return taken

    with ThreadPoolExecutor(PARALLEL) as pool:
        taken = sorted(number for part in pool.map(take, range(PARALLEL)) for number in part)
    assert taken == list(range(1001, 1001 + len(taken)))
    assert len(taken) == PARALLEL * 4


def test_series_and_stores_count_for_themselves(db: Database, store_id: int, other_store_id: int) -> None:
    with db.write(store_id) as session:
        assert [next_number(session, "order", 1001), next_number(session, "order", 1001)] == [1001, 1002]
        assert next_number(session, "credit") == 1
    with db.write(other_store_id) as session:
        assert next_number(session, "order", 1001) == 1001


def test_one_key_in_parallel_takes_effect_once(db: Database, store_id: int) -> None:
    gate = threading.Barrier(PARALLEL)

    def ask(worker: int) -> dict[str, int] | None:
        gate.wait()
        with db.write(store_id) as session:
            seen = claim_key(session, "pay-7", {"amount": 1250})
            if seen is None:
                answer_key(session, "pay-7", {"by": worker})
                return {"by": worker}
            return seen.answer

    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = list(pool.map(ask, range(PARALLEL)))
    assert answers[0] is not None
    assert all(answer == answers[0] for answer in answers)
    with db.read(store_id) as session:
        assert session.scalar(select(func.count(IdempotencyKey.id))) == 1


def test_a_key_whose_transaction_failed_can_be_claimed_again(db: Database, store_id: int) -> None:
    with pytest.raises(Failed), db.write(store_id) as session:
        assert claim_key(session, "pay-7", {"amount": 1250}) is None
        raise Failed
    with db.write(store_id) as session:
        assert claim_key(session, "pay-7", {"amount": 1250}) is None


def test_a_key_used_for_another_request_is_refused(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        assert claim_key(session, "pay-7", {"amount": 1250, "to": "a"}) is None
    with db.write(store_id) as session:
        assert claim_key(session, "pay-7", {"to": "a", "amount": 1250}) is not None
        with pytest.raises(Conflict):
            claim_key(session, "pay-7", {"amount": 1, "to": "a"})


def test_keys_of_stores_do_not_meet(db: Database, store_id: int, other_store_id: int) -> None:
    for store in (store_id, other_store_id):
        with db.write(store) as session:
            assert claim_key(session, "pay-7", store) is None
