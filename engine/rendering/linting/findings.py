"""What a check has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from engine.liquid import Problem


@dataclass(frozen=True)
class Finding(Problem):
    """A problem with its kind (`unknown-filter`), its cure, and whether shoppers would miss something by it.

    An `error` fails while the page renders; a `warning` shows nothing where its author meant something; a `note` is
    about something documented that has one value here, which a pack may well read (no discounts: an empty list).
    """

    kind: str = ""
    cure: str = ""
    severity: str = "error"

    @classmethod
    def of(cls, problem: Problem, kind: str, cure: str = "", severity: str = "error") -> Finding:
        """A problem that something else has found."""
        return cls(problem.path, problem.line, problem.column, problem.message, kind, cure, severity)

    def as_json(self) -> dict[str, object]:
        """The finding for machines."""
        return asdict(self)

    def __str__(self) -> str:
        cure = f" {self.cure}" if self.cure else ""
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.message}{'.' if cure else ''}{cure} [{self.kind}]"
