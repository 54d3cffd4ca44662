"""Many buyers at once: checkouts copied in bulk from one that was filled in, and threads that start together."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import insert, select

from engine.base.signing import new_token
from engine.ordering.models import Cart, CartLine, Checkout
from tests.factories.orders import Shop

T = TypeVar("T")

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))


def crowd_of(shop: Shop, checkout_id: int, count: int) -> list[tuple[int, str]]:
    """*count* checkouts like that one, each of a buyer and cart of its own: [(id, token of its cookie)]."""
    with shop.db.write(shop.id) as session:
        model = session.need(Checkout, checkout_id)
        cart = session.need(Cart, model.cart_id)
        lines = session.scalars(select(CartLine).where(CartLine.cart_id == cart.id)).all()
        cart_ids, checkout_ids = session.new_ids(count), session.new_ids(count)
        line_ids = iter(session.new_ids(count * len(lines)))
        tokens = [new_token() for _ in range(count)]
        session.execute(
            insert(Cart), [_copy(cart, id=cart_ids[n], token_hash=f"crowd-{tokens[n]}") for n in range(count)]
        )
        session.execute(
            insert(CartLine),
            [_copy(line, id=next(line_ids), cart_id=cart_id) for cart_id in cart_ids for line in lines],
        )
        session.execute(
            insert(Checkout),
            [
                _copy(
                    model, id=checkout_ids[n], cart_id=cart_ids[n], token=tokens[n], email=f"b{n}@example.com"
                )
                for n in range(count)
            ],
        )
    return list(zip(checkout_ids, tokens, strict=True))


def all_at_once(acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run every act in a thread of its own, started together; what each came to, in order."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        ready.wait(timeout=60)
        try:
            return act()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _copy(row: Any, **other: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.columns} | other
