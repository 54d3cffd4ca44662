"""What can go wrong in a template, always with its file and line."""

from __future__ import annotations

from dataclasses import dataclass

from liquid.exceptions import LiquidError
from liquid.token import Token


@dataclass(frozen=True)
class Problem:
    """One fault in one template file: where it is and what to do about it.

    `line` and `column` count from 1; 0 means that the place inside the file is not known.
    """

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path} line {self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class TemplateError(Exception):
    """A template that cannot be parsed, or that failed as a whole while rendering."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class CannotCompile(Exception):
    """The template as a whole is left to the interpreter; the reason is in words."""


class BudgetExceeded(BaseException):
    """The page asked for more work than it may have.

    Not an `Exception`, so that no handler on the way can swallow it: the page ends here.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class RenderError(LiquidError):
    """A filter, tag or object refused its input while rendering."""

    def __init__(self, message: str, token: Token | None = None) -> None:
        super().__init__(message, token=token)


def position(source: str, index: int) -> tuple[int, int]:
    """Return the (line, column) of a character index, both counted from 1."""
    if index < 0:
        return 0, 0
    before = source[:index]
    line = before.count("\n") + 1
    return line, index - (before.rfind("\n") + 1) + 1


def problem_of(error: LiquidError, path: str) -> Problem:
    """Describe a Liquid error raised in the file `path`."""
    token = error.token
    line, column = position(token.source, token.start_index) if token is not None else (0, 0)
    message = str(error.args[0]) if error.args else type(error).__name__
    return Problem(path, line, column, message)
