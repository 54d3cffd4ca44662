"""The loop of the background process: relay, scheduler and janitor, each in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from redis import RedisError

from engine.base.db import Database
from engine.jobs.bells import Bells
from engine.jobs.relay import Relay
from engine.jobs.rules import describe_failure
from engine.jobs.schedule import TABLE, Schedule, Task
from engine.jobs.subscriptions import QUEUES, Subscriptions

POLL = 0.2
"""Seconds between looks at the outbox while it is empty."""
LONGEST_WAIT = 5.0

log = logging.getLogger("vitrine.jobs")


class Background:
    """Runs until ``stop`` is set. A database or Redis that is away is waited for; nothing is lost meanwhile."""

    def __init__(self, database: Database, bells: Bells, subscriptions: Subscriptions) -> None:
        self.stop = threading.Event()
        self.bells = bells
        self.relay = Relay(database, bells, subscriptions)
        upkeep = (
            Task("release_lost_work", timedelta(seconds=5), lambda _database: self.relay.release_lost()),
            Task("clean_registries", timedelta(seconds=60), lambda _database: self._clean()),
        )
        self.schedule = Schedule(database, (*upkeep, *TABLE))

    def run(self) -> None:
        """Work until ``stop`` is set."""
        scheduler = threading.Thread(target=self._repeat, args=(self._tick, 1.0), name="scheduler")
        scheduler.start()
        self._repeat(self._pass_on, POLL)
        scheduler.join()

    def _pass_on(self) -> bool:
        return self.relay.step() > 0

    def _tick(self) -> bool:
        self.schedule.step()
        return False

    def _clean(self) -> None:
        self.bells.clean(QUEUES)

    def _repeat(self, step: Callable[[], bool], pause: float) -> None:
        wait, said = pause, ""
        while not self.stop.is_set():
            try:
                busy = step()
                wait, said = (0.0 if busy else pause), ""
            except RedisError as error:
                said = self._say("Redis is away; work stays due in the database", error, said)
                wait = min(max(wait, pause) * 2, LONGEST_WAIT)
            except Exception as error:  # the process must outlive a database that restarts
                said = self._say("a step failed and is tried again", error, said)
                wait = min(max(wait, pause) * 2, LONGEST_WAIT)
            self.stop.wait(wait)

    def _say(self, what: str, error: Exception, said: str) -> str:
        text = f"{what}: {describe_failure(error)}"
        if text != said:
            log.warning(text)
        return text
