"""Pure decisions about background work: the life of a job, when it is tried again, what is written of a failure."""

from __future__ import annotations

import traceback
from datetime import timedelta
from pathlib import Path

from engine.base.errors import Refused
from engine.base.states import table

ROOT = Path(__file__).resolve().parents[2]

JOB = table(
    "job",
    begin=("waiting", "running"),
    finish=("running", "done"),
    fail=("running", "waiting"),
    lose=("running", "waiting"),
    give_up=("running", "dead"),
    retry=("dead", "waiting"),
    dismiss=("dead", "done"),
)
"""waiting → running → done. A failure waits again until its tries are used up; then it is dead until a person
retries or dismisses it."""

DELAYS = tuple(
    timedelta(seconds=seconds) for seconds in (2, 10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 24 * 3600)
)


def delay_after(attempts: int, job_id: int = 0) -> timedelta:
    """How long to wait after the *attempts*-th failure (from 1). The id spreads jobs that failed together by ±10 %."""
    base = DELAYS[min(max(attempts, 1), len(DELAYS)) - 1]
    return base * (1 + (job_id % 21 - 10) / 100)


def step_after_failure(attempts: int, tries: int) -> str:
    """``fail`` while tries are left, then ``give_up``."""
    return "fail" if attempts < tries else "give_up"


def describe_failure(error: BaseException) -> str:
    """Kind and place: ``Refused payment.declined at engine/x/handlers.py:42 in send``.

    The message is left out on purpose: it may quote a customer's data.
    """
    kind = f"{type(error).__name__} {error.code}" if isinstance(error, Refused) else type(error).__name__
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(f"{ROOT}/engine") and not frame.filename.endswith("/jobs/runner.py")
    ]
    if not own:
        return kind
    place = own[-1]
    return f"{kind} at {place.filename.removeprefix(f'{ROOT}/')}:{place.lineno} in {place.name}"
