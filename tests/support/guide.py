"""A guide that is run: its code blocks in order, as a reader would follow them.

| block | what a reader does |
|---|---|
| ``sh`` | types it; ``sh exit=1`` says how it ends, ``sh dev`` leaves it running |
| ``liquid FILE``, ``json FILE``, ``js FILE`` | saves it as that file |
| ``diff FILE`` | replaces the lines with ``-`` by those with ``+`` |
| ``text`` | sees these lines in what the last command said; ``text page=/PATH`` in that page |
"""

from __future__ import annotations

import re
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)(?: +(\S+))?\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Step:
    """One code block: its language, the word behind it, its text, and the line of the document that it begins on."""

    kind: str
    about: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"line {self.line}: {self.kind} {self.about}".rstrip()


def steps(document: Path) -> Iterator[Step]:
    """The code blocks of a document."""
    text = document.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        yield Step(match[1], match[2] or "", match[3], text.count("\n", 0, match.start()) + 1)


class Terminal:
    """One shell, as a reader has it open all the while."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def type(self, text: str) -> tuple[int, str]:
        """Run lines; how the last one ended, and all that was said."""
        assert self.shell.stdin is not None and self.shell.stdout is not None
        mark = uuid.uuid4().hex
        self.shell.stdin.write(f"{text}\necho {mark} $?\n")
        self.shell.stdin.flush()
        said: list[str] = []
        for line in self.shell.stdout:
            before, found, code = line.partition(f"{mark} ")
            said.append(before)
            if found:
                return int(code), "".join(said)
        raise AssertionError(f"the shell ended: {''.join(said)}")

    def close(self) -> None:
        """Close the window."""
        assert self.shell.stdin is not None and self.shell.stdout is not None
        self.shell.stdin.close()
        self.shell.wait(10)
        self.shell.stdout.close()


def changed(text: str, diff: str) -> str:
    """A file's text with a diff without line numbers applied; the lines that it replaces must be there once."""
    old = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in ("-", " "))
    new = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in ("+", " "))
    assert text.count(old) == 1, f"{text.count(old)} times in the file:\n{old}"
    return text.replace(old, new)
