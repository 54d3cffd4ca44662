"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass

from engine.liquid import Problem

from .rules import RULES


@dataclass(frozen=True)
class Finding(Problem):
    """A problem with its rule's name (`unknown-filter`), its cure, and whether shoppers would miss something by it.

    An `error` fails while the page renders, or cannot be used as it stands; a `warning` shows nothing where its author
    meant something, or is worse for people than it need be; a `note` is about something documented that has one value
    here, which a pack may well read (no discounts: an empty list).
    """

    kind: str = ""
    cure: str = ""
    severity: str = "error"

    @classmethod
    def of(cls, problem: Problem, kind: str, cure: str = "", severity: str = "") -> Finding:
        """A problem that something else has found."""
        return cls.at(problem.path, (problem.line, problem.column), kind, problem.message, cure, severity)

    @classmethod
    def at(
        cls, path: str, place: tuple[int, int], kind: str, message: str, cure: str = "", severity: str = ""
    ) -> Finding:
        """A finding at a line and column. Cure and severity are the rule's, if nothing better is known."""
        rule = RULES[kind]
        return cls(path, *place, message, kind, cure or rule.cure, severity or rule.severity)

    def as_json(self) -> dict[str, object]:
        """The finding for machines."""
        return {
            "rule": self.kind,
            "severity": self.severity,
            "file": self.path,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "cure": self.cure,
        }

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.message}. {self.cure} [{self.kind}]"
