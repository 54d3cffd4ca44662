"""The RQ worker of one queue, or of some in order. Each bell is answered in a fork, so that what a handler breaks stays there."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from redis import RedisError
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.job import Job as Bell
from rq.serializers import JSONSerializer

from engine.base.db import Database
from engine.jobs.bells import HEARTBEAT, Bells
from engine.jobs.relay import give_back
from engine.jobs.runner import Runner, release_claims
from engine.jobs.subscriptions import PICTURES_QUEUE, Subscriptions

_STOP_SOON = signal.SIGUSR1
NICE = {PICTURES_QUEUE: 10}
"""The web server on the same machine goes before these. Not before imports: they hold SQLite's write lock, which
shoppers wait for, and would hold it longer."""

PAUSE = 0.5
"""Seconds before a worker whose Redis went away begins anew."""

log = logging.getLogger("vitrine.jobs")

_runner: Runner | None = None


def answer(queue: str, store_id: int) -> int:
    """What RQ calls in the work-horse: do what is due for one store on one queue. Returns the jobs attempted."""
    if _runner is None:
        raise RuntimeError("this process is no worker: start it with `flask --app app worker --queue NAME`")
    return _runner.drain(queue, store_id)


class StoreWorker(Worker):
    """Listens on its queues. ``in_horse`` is called first thing in every forked work-horse."""

    database: Database
    subscriptions: Subscriptions
    in_horse: Callable[[], None]
    max_connection_wait_time = 2.0
    stop_asked = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """SIGTERM or SIGINT: end after the bell at hand."""
        self.stop_asked = True
        super().request_stop(signum, frame)

    def main_work_horse(self, job: Bell, queue: Queue) -> None:
        """In the fork: let go of what the parent owns, then work."""
        self.in_horse()
        os.nice(NICE.get(queue.name, 0))
        self.database.after_fork()
        super().main_work_horse(job, queue)

    def setup_work_horse_signals(self) -> None:
        """A stop asked for while work is done ends the drain after the job at hand."""
        super().setup_work_horse_signals()
        signal.signal(_STOP_SOON, _end_drain)

    def handle_warm_shutdown_request(self) -> None:
        """SIGTERM at the worker: tell the horse not to begin another job."""
        if self.horse_pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.horse_pid, _STOP_SOON)

    def handle_work_horse_killed(self, job: Bell, retpid: int, ret_val: int, rusage: Any) -> None:
        """The horse died: what it had claimed waits again, at once and not when its time is up."""
        release_claims(
            self.database,
            self.name,
            lambda row: give_back(self.database, row, self.subscriptions, "its worker was killed"),
        )
        self.database.close()  # the next fork must not find an open connection


def _end_drain(_signal: int, _frame: FrameType | None) -> None:
    if _runner is not None:
        _runner.stopping = True


def run(
    database: Database,
    bells: Bells,
    subscriptions: Subscriptions,
    queues: Sequence[str],
    *,
    in_horse: Callable[[], None] = lambda: None,
    burst: bool = False,
) -> None:
    """Answer bells until SIGTERM (or, with *burst*, until none rings). Bells of the first of *queues* go first.

    RQ's worker gives up when Redis goes away at the wrong moment; a new one then takes its place.
    """
    global _runner  # noqa: PLW0603 - RQ finds the function by name, so the runner is the process's
    for queue in queues:
        subscriptions.preload(queue)
    _runner = Runner(database, subscriptions, "")
    gc.collect()
    gc.freeze()  # the forks then share these pages instead of copying them at the first collection
    with contextlib.suppress(StopRequested):
        while not _work(bells, queues, in_horse, burst):
            log.warning("the worker of %s lost Redis and begins anew", ", ".join(queues))
            time.sleep(PAUSE)


def _work(bells: Bells, queues: Sequence[str], in_horse: Callable[[], None], burst: bool) -> bool:
    """One RQ worker's life. False when it ended because Redis went away."""
    assert _runner is not None
    try:
        worker = StoreWorker(
            [bells.queue(queue) for queue in queues],
            connection=bells.redis,
            serializer=JSONSerializer,
            job_monitoring_interval=HEARTBEAT,
            log_job_description=False,
        )
        worker.database, worker.subscriptions, worker.in_horse = (
            _runner.database,
            _runner.subscriptions,
            in_horse,
        )
        _runner.worker = worker.name
        worker.work(burst=burst, logging_level="WARNING")
    except RedisError:
        return False
    return burst or worker.stop_asked
