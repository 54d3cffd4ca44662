"""Refusals: what a command answers when it will not do what was asked."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A command's no. The edge turns it into a 4xx with the text of ``code`` from its locale file.

    ``code`` is a dotted locale key such as ``cart.quantity_too_high``; ``values`` fill its placeholders;
    ``field`` names the form field at fault, if one is.
    """

    status = 422

    def __init__(self, code: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values

    def __str__(self) -> str:
        detail = ", ".join(f"{key}={value!r}" for key, value in self.values.items())
        return f"{self.code}({detail})" if detail else self.code


class NotFound(Refused):
    """No such record in this store (or it belongs to another one, which is the same answer)."""

    status = 404


class Conflict(Refused):
    """Someone else changed it first, or the state does not allow the step."""

    status = 409


class Invalid(Refused):
    """Several fields are wrong: ``errors`` maps field name to a Refused."""

    def __init__(self, errors: dict[str, Refused]) -> None:
        super().__init__("form.invalid")
        self.errors = errors
