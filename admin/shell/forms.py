"""Forms that lose nothing: what was typed stays, and each refusal stands at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from flask import g, request

from admin.shell.words import t, words_of
from engine.base.db import StoreSession
from engine.base.errors import Invalid, NotFound, Refused
from engine.base.money import parse_minor, to_decimal_text

T = TypeVar("T")


class Form:
    """Values to show and what is wrong with them. ``general`` holds what belongs to no single field; ``prefix`` keeps the
    ids of fields apart where a page has several forms."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: Mapping[str, Any] = values or {}
        self.errors: dict[str, str] = {}
        self.general: list[str] = []
        self.status = 200
        self.prefix = ""

    def value(self, name: str, default: Any = "") -> Any:
        """What stands in a field."""
        found = self.values.get(name, default)
        return "" if found is None else found

    def chosen(self, name: str, option: Any) -> bool:
        """Whether a choice of several is ticked."""
        many = getattr(self.values, "getlist", None)
        found = many(name) if many else self.values.get(name, [])
        return str(option) in [
            str(one) for one in (found if isinstance(found, (list, tuple, set)) else [found])
        ]

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return self.errors.get(name, "")

    def refuse(self, refusal: Refused) -> Form:
        """Take a refusal in: at its field, at each of its fields, or above the form."""
        self.status = refusal.status
        if isinstance(refusal, Invalid):
            for field, one in refusal.errors.items():
                self.errors[field] = words_of(one)
            self.general.append(words_of(refusal))
        elif refusal.field:
            self.errors[refusal.field] = words_of(refusal)
            self.general.append(t("form.one_field"))
        else:
            self.general.append(words_of(refusal))
        return self


def sent() -> Form:
    """The form as it was sent."""
    return Form(request.form)


def reading() -> AbstractContextManager[StoreSession]:
    """A snapshot of this store."""
    found: AbstractContextManager[StoreSession] = g.services.db.read(g.store.id)
    return found


def writing() -> AbstractContextManager[StoreSession]:
    """One transaction of this store."""
    found: AbstractContextManager[StoreSession] = g.services.db.write(g.store.id)
    return found


def attempt(
    action: Callable[[StoreSession], T], *, uploads: Sequence[str] = ()
) -> tuple[T | None, Form | None]:
    """Run *action* in one transaction. Returns its result, or the form as sent with what was refused (nothing written).

    Pictures sent in the fields *uploads* are taken in before the transaction (that takes a while); ``g.uploads`` has
    their ids. A record that is not there stays an error: its page is 404.
    """
    try:
        g.uploads = {name: take_upload(name) for name in uploads if _was_sent(name)}
        with writing() as session:
            return action(session), None
    except NotFound:
        raise
    except Refused as refusal:
        return None, sent().refuse(refusal)


def take_upload(name: str) -> int:
    """The file sent in field *name*, kept in the library. Returns its id. Raises Refused at that field."""
    from engine.catalogue.commands import upload_media

    file = request.files[name]
    try:
        return upload_media(g.services.db, g.store.id, file.filename or "file", file.read())
    except Refused as refusal:
        raise Refused(refusal.code, field=name, **refusal.values) from None


def _was_sent(name: str) -> bool:
    file = request.files.get(name)
    return file is not None and bool(file.filename)


class Reader:
    """Reads typed values out of a form; every wrong one is kept, then raised together."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.form: Mapping[str, str] = request.form if values is None else values
        self.wrong: dict[str, Refused] = {}

    def text(self, name: str, default: str = "") -> str:
        """Trimmed text, without NUL bytes (no database takes them)."""
        found = self.form.get(name, default)
        return "" if found is None else str(found).replace("\x00", "").replace("\r\n", "\n").strip()

    def optional(self, name: str) -> str | None:
        """Text, or None when left empty."""
        return self.text(name) or None

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.form.get(name) in ("1", "on", "true")

    def many(self, name: str) -> list[str]:
        """Every value of a field."""
        getlist = getattr(self.form, "getlist", None)
        return list(getlist(name)) if getlist else [self.form[name]] if name in self.form else []

    def whole(
        self, name: str, default: int | None = None, *, least: int = 0, most: int = 10**9
    ) -> int | None:
        """A whole number between *least* and *most*; empty gives *default*."""
        text = self.text(name)
        if not text:
            return default
        negative, digits = text.startswith("-"), text.removeprefix("-")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
            self.wrong[name] = Refused("form.not_whole", value=text[:30])
            return default
        value = -int(digits) if negative else int(digits)
        if not least <= value <= most:
            self.wrong[name] = Refused("form.out_of_range", least=least, most=most)
            return default
        return value

    def amount(self, name: str, currency: str, default: int | None = None) -> int | None:
        """An amount in minor units; empty gives *default*."""
        text = self.text(name)
        if not text:
            return default
        try:
            return parse_minor(text, currency)
        except Refused as refusal:
            self.wrong[name] = refusal
            return default

    def record_id(self, name: str) -> int | None:
        """The id of a record, or None; text that is no id is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None

    def refuse(self, name: str, code: str, **values: Any) -> None:
        """Note that a field is wrong."""
        self.wrong[name] = Refused(code, **values)

    def check(self) -> None:
        """Raises Invalid when anything was wrong."""
        if self.wrong:
            raise Invalid(self.wrong)


def as_amount(minor: int | None, currency: str) -> str:
    """An amount as a field shows it."""
    return "" if minor is None else to_decimal_text(minor, currency)
