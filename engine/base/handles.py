"""Handles that are free: the wanted one, or with the next number behind it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from engine.base.db import StoreSession
from engine.base.model import StoreModel
from engine.base.slugs import slugify


def free_handle(
    session: StoreSession,
    model: type[StoreModel],
    wanted: str,
    *,
    own_id: int | None = None,
    within: ColumnElement[bool] | None = None,
    fallback: str = "item",
) -> str:
    """*wanted* made a handle, with ``-2``, ``-3`` … when another record of *model* (in the same *within*) has it."""
    handle = slugify(wanted, fallback)
    column: Any = model.handle  # type: ignore[attr-defined]
    statement = select(column).where(
        model.store_id == session.store,
        or_(column == handle, column.startswith(f"{handle}-", autoescape=True)),
    )
    if own_id is not None:
        statement = statement.where(model.id != own_id)
    if within is not None:
        statement = statement.where(within)
    taken = set(session.scalars(statement))
    if handle not in taken:
        return handle
    pattern = re.compile(re.escape(handle) + r"-(\d{1,9})$")
    numbers = [int(m.group(1)) for m in map(pattern.match, taken) if m]
    return f"{handle}-{max(numbers, default=1) + 1}"
