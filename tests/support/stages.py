"""Threads that go on one step at a time, in an order that a test chooses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

Step = Callable[[], None]

SLOW = 0.03
"""Seconds after which a step is taken to be waiting for another's lock; it is waited for before its next one."""


class Player:
    """One thread. *work* gets a function that it calls between its steps."""

    def __init__(self, work: Callable[[Step], None]) -> None:
        self._work = work
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self._behind = False
        self._is_over = False
        self.fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self._go.acquire()
        try:
            self._work(self._step)
        except BaseException as fault:
            self.fault = fault
        finally:
            self._is_over = True
            self._done.release()

    def _step(self) -> None:
        self._done.release()
        self._go.acquire()

    def go_on(self) -> None:
        """Let it do its next step; returns when that is done, or waits for somebody's lock. One that still waits is let be."""
        if self._is_waiting() or self.is_over:
            return
        self._go.release()
        self._behind = not self._done.acquire(timeout=SLOW)

    def _is_waiting(self) -> bool:
        if self._behind:
            self._behind = not self._done.acquire(timeout=SLOW)
        return self._behind

    @property
    def is_over(self) -> bool:
        """Whether it has done all of its steps."""
        return self._is_over and not self._behind

    def end(self) -> None:
        """Raises what the work raised."""
        self._thread.join(20)
        if self.fault is not None:
            raise self.fault


def play(works: Sequence[Callable[[Step], None]], order: Sequence[int]) -> None:
    """Do the works' steps in this order (numbers of works), then what is left of them."""
    players = [Player(work) for work in works]
    for number in order:
        players[number].go_on()
    for _ in range(1_000):
        if all(player.is_over for player in players):
            break
        for player in players:
            player.go_on()
    else:
        raise AssertionError("a step that never ends")
    for player in players:
        player.end()


def orders(*steps: int) -> Iterator[tuple[int, ...]]:
    """Every order of so many steps of each work: ``orders(5, 4)`` are the 126 of two works."""
    if not any(steps):
        yield ()
    for number, left in enumerate(steps):
        if left:
            rest = (*steps[:number], left - 1, *steps[number + 1 :])
            yield from ((number, *order) for order in orders(*rest))


__all__ = ["Player", "Step", "orders", "play"]
