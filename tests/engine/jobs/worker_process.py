"""A real worker process for the tests, with the tests' own subscriptions: DATABASE_URL, REDIS_URL, queues."""

from __future__ import annotations

import signal
import sys

from engine.base.db import Database
from engine.jobs.bells import Bells, connect
from engine.jobs.subscriptions import Subscriptions
from engine.jobs.worker import run
from engine.wiring import tables
from engine.wiring.processes.children import die_with_parent
from tests.engine.jobs.conftest import TABLE

assert tables.metadata
database_url, redis_url, *queues = sys.argv[1:]
run(
    Database(database_url),
    Bells(connect(redis_url)),
    Subscriptions(TABLE),
    queues,
    in_horse=lambda: die_with_parent(signal.SIGKILL),
)
