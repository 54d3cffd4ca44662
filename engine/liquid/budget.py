"""One cumulative allowance of work per page.

Limits of single loops or strings do not add up: five thousand small loops, or a string doubled forty
times, pass each of them. So everything that costs is charged to one account for the whole page: steps
(nodes rendered, loop turns, items visited by filters), characters written, and bytes made on the way.
Sizes are charged *before* a filter allocates, because no timer interrupts one long call into C.

Time is processor time of the page's own thread, so that a busy machine or a slow database does not take pages from
shoppers; five times as long by the clock is the end in any case.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sized
from dataclasses import dataclass
from time import monotonic, thread_time

from .errors import BudgetExceeded


@dataclass(frozen=True)
class Limits:
    """The size of the account. Processor time in seconds, sizes in bytes (characters for output)."""

    steps: int = 1_500_000
    output: int = 8_000_000
    made: int = 24_000_000
    single: int = 4_000_000
    seconds: float = 2.0
    depth: int = 48


PAGE_LIMITS = Limits()
_STEPS_BETWEEN_CLOCK_READS = 512
_WAITING = 5.0
"""How much longer than its own work a page may take by the clock."""


class Budget:
    """The account of one page. Shared by every template, section and partial rendered for it."""

    __slots__ = (
        "_next_look",
        "_wall",
        "_work",
        "depth",
        "end",
        "limits",
        "made",
        "output",
        "steps",
        "work_end",
    )

    def __init__(
        self,
        limits: Limits = PAGE_LIMITS,
        work: Callable[[], float] = thread_time,
        wall: Callable[[], float] = monotonic,
    ) -> None:
        self.limits = limits
        self.steps = 0
        self.output = 0
        self.made = 0
        self.depth = 0
        self._work = work
        self._wall = wall
        self._next_look = _STEPS_BETWEEN_CLOCK_READS
        self.work_end = work() + limits.seconds
        self.end = wall() + limits.seconds * _WAITING

    def step(self, count: int = 1) -> None:
        """Charge `count` units of work; looks at the clock every few hundred units."""
        self.steps += count
        if self.steps >= self._next_look:
            self._look()

    @property
    def due(self) -> bool:
        """Whether it is time to look at the clock."""
        return self.steps >= self._next_look

    def _look(self) -> None:
        if self.steps > self.limits.steps:
            raise BudgetExceeded(f"more than {self.limits.steps:,} steps")
        self.check_clock()
        self._next_look = self.steps + _STEPS_BETWEEN_CLOCK_READS

    def check_clock(self) -> None:
        """End the page if its time is over."""
        if self._work() > self.work_end:
            raise BudgetExceeded(f"more than {self.limits.seconds:g} seconds of work")
        if self._wall() > self.end:
            raise BudgetExceeded(f"more than {self.limits.seconds * _WAITING:g} seconds")

    def write(self, characters: int) -> None:
        """Charge characters written to any output buffer."""
        self.output += characters
        if self.output > self.limits.output:
            raise BudgetExceeded(f"more than {self.limits.output:,} characters of output")

    def make(self, size: int) -> None:
        """Charge `size` bytes that are about to be allocated by a filter or a range."""
        if size > self.limits.single:
            raise BudgetExceeded(f"one value of more than {self.limits.single:,} bytes")
        self.made += size
        if self.made > self.limits.made:
            raise BudgetExceeded(f"more than {self.limits.made:,} bytes of intermediate values")
        if size > 8_192:
            self.check_clock()

    def make_more(self, size: int) -> None:
        """Charge what several values took together, none of which was too large."""
        self.made += size
        self.make(0)

    def make_wide(self, text: str) -> None:
        """Charge what written text takes beyond a byte a character; it is copied at least once on its way."""
        self.made += 2 * (sys.getsizeof(text) - len(text))
        self.make(0)

    def read(self, value: Sized) -> None:
        """Charge going through a long text (a step per 1,000 characters) or list (a step per 16 items)."""
        self.step(len(value) >> (10 if isinstance(value, str) else 4))

    def enter(self) -> None:
        """Charge one level of partials; paired with `leave`."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise BudgetExceeded(f"partials nested more than {self.limits.depth} deep")
        self.step()

    def leave(self) -> None:
        """Return from a partial."""
        self.depth -= 1
