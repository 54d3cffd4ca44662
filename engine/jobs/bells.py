"""Doorbells: RQ jobs that say "work is due for this store on this queue", and nothing else.

A bell holds no work. Losing one (FLUSHALL, a Redis that restarts, a worker killed as it takes it) costs a moment: the
relay sees rows still due and no living bell, and rings again.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from redis import Redis
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job as Bell
from rq.job import JobStatus
from rq.registry import clean_registries
from rq.serializers import JSONSerializer

ANSWER = "engine.jobs.worker.answer"
HEARTBEAT = 5
"""Seconds between signs of life of a busy worker."""
LOST_AFTER = 4.0 * HEARTBEAT
"""Seconds without a sign of life after which a bell is rung again."""
BELL_TIMEOUT = 3600

log = logging.getLogger("vitrine.jobs")


def connect(url: str) -> Redis:
    """A Redis client. Nothing is sent before the first command."""
    return Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10)


class Bells:
    """The queues in Redis."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self._unseen: dict[str, float] = {}
        """Since when a bell was neither waiting nor being answered, by this process's monotonic clock."""

    def queue(self, name: str) -> Queue:
        """The RQ queue of that name."""
        return Queue(name, connection=self.redis, serializer=JSONSerializer)

    def ring(self, queue_name: str, store_id: int, slot: int = 0) -> bool:
        """Ring unless that bell is ringing already; says whether it was rung. Raises redis.RedisError."""
        queue = self.queue(queue_name)
        bell_id = f"{queue_name}-{store_id}-{slot}"
        for _ in range(2):
            try:
                queue.enqueue_call(
                    ANSWER,
                    args=(queue_name, store_id),
                    job_id=bell_id,
                    unique=True,
                    timeout=BELL_TIMEOUT,
                    result_ttl=0,
                    failure_ttl=60,
                )
                return True
            except DuplicateJobError:
                if not self._remove_if_dead(queue, bell_id):
                    return False
        return False

    def _remove_if_dead(self, queue: Queue, bell_id: str) -> bool:
        try:
            bell = Bell.fetch(bell_id, connection=self.redis, serializer=JSONSerializer)
        except NoSuchJobError:
            return True
        if not self._is_lost(queue, bell):
            return False
        log.warning("bell %s was lost; ringing again", bell_id)
        bell.delete()
        self._unseen.pop(bell_id, None)
        return True

    def _is_lost(self, queue: Queue, bell: Bell) -> bool:
        """Neither waiting nor being answered, and so for a while: on its way into a worker it is in neither place."""
        status = bell.get_status(refresh=False)
        if status not in (JobStatus.QUEUED, JobStatus.STARTED):
            return True
        if self._shows_life(queue, bell, status):
            self._unseen.pop(bell.id, None)
            return False
        since = self._unseen.setdefault(bell.id, time.monotonic())
        return time.monotonic() - since >= LOST_AFTER

    def _shows_life(self, queue: Queue, bell: Bell, status: JobStatus) -> bool:
        if status == JobStatus.QUEUED:
            return self.redis.lpos(queue.key, bell.id) is not None
        seen = bell.last_heartbeat
        now = datetime.now(UTC)  # RQ's own stamps are of the machine's clock
        return seen is not None and (now - _aware(seen)).total_seconds() < LOST_AFTER

    def clean(self, queue_names: tuple[str, ...]) -> None:
        """Drop what dead workers left behind: RQ's idle workers do that by themselves only every 405 to 600 seconds."""
        for name in queue_names:
            clean_registries(self.queue(name))

    def workers(self, queue_name: str) -> int:
        """Worker processes that listen on the queue."""
        return int(Worker.count(queue=self.queue(queue_name)))

    def depth(self, queue_name: str) -> int:
        """Bells that nobody has answered yet."""
        return int(self.queue(queue_name).count)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
