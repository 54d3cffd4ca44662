"""Waiting for what another process does: by looking, with an end, never by a guess at how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], seconds: float = 20.0, what: str = "the condition") -> T:
    """The first truthy answer of *condition*. Fails the test after *seconds*."""
    ends = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > ends:
            raise AssertionError(f"{what} did not come true in {seconds} s; last answer: {answer!r}")
        time.sleep(0.02)
