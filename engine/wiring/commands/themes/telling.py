"""How the commands for theme authors speak: words for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from engine.rendering.authoring.faults import Fault

CLEAN, FAULTY, NOTHING = 0, 1, 2
"""Exit codes: all is well; done, with faults; nothing could be done."""

EXIT_CODES = "\b\nExit codes:\n  0  {clean}\n  1  {faulty}\n  2  {nothing}"


@dataclass
class Telling:
    """Where a command's words go: results to standard output, faults and progress to standard error."""

    as_json: bool = False

    def line(self, **values: Any) -> None:
        """A JSON line; nothing for people."""
        if self.as_json:
            click.echo(json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace"))

    def progress(self, what: str, count: int) -> None:
        """A part of something slow is done."""
        if self.as_json:
            self.line(progress=what, count=count)
        else:
            click.echo(f"  {what:<17} {count:>4}", err=True)

    def note(self, text: str) -> None:
        """Something by the way, for people."""
        if not self.as_json:
            click.echo(text, err=True)

    def faults(self, faults: Sequence[Fault]) -> None:
        """Each fault on a line, for people; the last JSON line holds them for programs."""
        if not self.as_json:
            for fault in faults:
                click.echo(str(fault), err=True)

    def refuse(self, *faults: Fault, **more: Any) -> NoReturn:
        """End the command: nothing was done, for these reasons."""
        self.faults(faults)
        self.line(**more, errors=[fault.as_json() for fault in faults])
        raise SystemExit(NOTHING)


@contextmanager
def without_log() -> Iterator[None]:
    """What pages write into the log of the program is told by the command itself."""
    log = logging.getLogger("vitrine")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def first_use(telling: Telling, cache: Path) -> Any:
    """Says once, before the first part of the sample store, what is going on."""
    said = False

    def say(what: str, count: int) -> None:
        nonlocal said
        if not said:
            telling.note(f"Making a sample store in {cache} (once; some ten seconds) …")
            said = True
        telling.progress(what, count)

    return say
