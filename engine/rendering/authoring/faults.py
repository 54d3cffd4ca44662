"""What is wrong with a pack, as its author is told: the place, the words and the cure."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from engine.liquid import Problem, TemplateError
from engine.rendering.linting import Finding, check_pack
from engine.themes.packs import Pack

log = logging.getLogger("vitrine.themes")

AROUND = 3
"""Source lines shown before and after the faulty one."""
LONGEST_LINE = 240
"""Characters of a source line that are shown."""


@dataclass(frozen=True)
class Fault:
    """One mistake. `file` is relative to the pack; `line` and `column` count from 1, 0 means no place inside it."""

    file: str
    line: int
    column: int
    message: str
    cure: str

    def as_json(self) -> dict[str, object]:
        """The fault for machines."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{_shown(self.file)}:{self.line}:{self.column} {_shown(self.message)} — {self.cure}"


def _shown(text: str) -> str:
    """Text that any terminal takes: half characters and control characters are written out."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class NoPack(Exception):
    """The folder cannot be read as a pack at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


_ADD = "Add the file, or take out the line that names it."
_CURES: tuple[tuple[str, str], ...] = (
    ("^not valid JSON", "A comma, quote or bracket is missing or too many, there or just before."),
    ("^not UTF-8", "Save the file as UTF-8."),
    ("divided by 0", "Ask first whether the divisor is 0: {% if divisor != 0 %}."),
    ("^no text for", "Add the key to the pack's locale files, the default one first."),
    ("^there is no |has no such|has no usable|no file '", _ADD),
    ("itself|nested too deeply", "Something renders itself: give it an end."),
    ("at most .* files", "Keep sources and build folders outside the pack's folders."),
    ("at most .* bytes", "Make the file smaller."),
    ("asked for|budget|too much|steps|seconds", "Show less on one page, or loop over less."),
    ("needs an? |found nil|^expected an? ", "Ask first whether there is one: {% if thing %}."),
    ("never closed|not closed|without its end", "Close it with its end tag, in the same file."),
    ("unknown|expected|unexpected|end tag", "Compare with docs/theme-authors/tags.md and filters.md."),
    ("must be|needs an object|has no 'type'", "Give it the shape that the public format names."),
)  # fmt: skip
_OTHERWISE = "`themes check` reads the whole pack; docs/theme-authors/ lists tags, filters and objects."


def cure_of(message: str) -> str:
    """What helps against a fault, by its words alone."""
    return next((cure for pattern, cure in _CURES if re.search(pattern, message)), _OTHERWISE)


def fault_of(problem: Problem) -> Fault:
    """The fault that a problem is, with the cure that its words suggest."""
    cure = getattr(problem, "cure", "") or cure_of(problem.message)
    return Fault(problem.path, problem.line, problem.column, problem.message, cure)


def faults_of(
    pack: Pack, problems: Iterable[Problem], findings: Sequence[Finding] | None = None
) -> list[Fault]:
    """Faults in the order found, each once. What the checks say of the same lines gives the cures; they are run for
    that if there is anything to cure, unless their *findings* are given."""
    found = [_at_its_source(problem) for problem in dict.fromkeys(problems)]
    if not found:
        return []
    known = _checked(pack) if findings is None else findings
    hints = [finding for finding in known if finding.cure and finding.severity == "error"]
    told = [_with_hint(problem, hints) for problem in found]
    return list({(each.file, each.line, each.message): each for each in told}.values())


def _checked(pack: Pack) -> Sequence[Finding]:
    try:
        return check_pack(pack)
    except Exception:  # without the checks' hints the fault is told all the same
        log.debug("%s cannot be checked", pack.folder, exc_info=True)
        return ()


_INNER = re.compile(r"((?:blocks|sections|snippets)/[^\s:]+\.liquid)(?: line (\d+))?: (.+)", re.DOTALL)


def _at_its_source(problem: Problem) -> Problem:
    """A file that cannot be parsed is told where another one asks for it; its author wants to know where it is."""
    inner = _INNER.fullmatch(problem.message)
    if inner is None:
        return problem
    return Problem(inner[1], int(inner[2] or 0), 0, inner[3])


def _with_hint(problem: Problem, hints: Iterable[Finding]) -> Fault:
    """The cure of what the checks say of the same place, and the column where only the line is known."""
    fault = fault_of(problem)
    for hint in hints if problem.line else ():
        here = (hint.path, hint.line) == (problem.path, problem.line)
        if here and (hint.column == problem.column or hint.message == problem.message):
            return replace(fault, column=hint.column, cure=hint.cure)
    return fault


def excerpt(pack: Pack, fault: Fault) -> list[tuple[int, str]]:
    """The source lines around a fault, as (number, text); none if its file cannot be read."""
    if fault.line < 1:
        return []
    try:
        lines = (pack.text(fault.file) or "").splitlines()
    except (TemplateError, OSError):
        return []
    first = max(fault.line - AROUND, 1)
    shown = lines[first - 1 : fault.line + AROUND]
    return [(first + at, line[:LONGEST_LINE]) for at, line in enumerate(shown)]
