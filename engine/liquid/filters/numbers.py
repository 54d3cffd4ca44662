"""Filters on numbers. Arithmetic on decimals is decimal: 0.1 + 0.2 is 0.3."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from engine.liquid.errors import RenderError
from engine.liquid.values import plain_number, to_integer, to_number

Number = int | Decimal
_MAX_DIGITS = 300


def _pair(value: object, operand: object) -> tuple[Number, Number]:
    left, right = to_number(value), to_number(operand)
    for each in (left, right):
        if isinstance(each, Decimal) and each and abs(each.adjusted()) > _MAX_DIGITS:
            raise RenderError("a number that is too large")
        if isinstance(each, int) and each.bit_length() > 4096:
            raise RenderError("a number that is too large")
    return left, right


def plus(context: Any, value: object, operand: object) -> int | float:
    left, right = _pair(value, operand)
    return plain_number(left + right)


def minus(context: Any, value: object, operand: object) -> int | float:
    left, right = _pair(value, operand)
    return plain_number(left - right)


def times(context: Any, value: object, operand: object) -> int | float:
    left, right = _pair(value, operand)
    return plain_number(left * right)


def divided_by(context: Any, value: object, operand: object) -> int | float:
    left, right = _pair(value, operand)
    if right == 0:
        raise RenderError("divided by 0")
    if isinstance(left, int) and isinstance(right, int):
        return plain_number(left // right)
    return plain_number(Decimal(left) / Decimal(right))


def modulo(context: Any, value: object, operand: object) -> int | float:
    left, right = _pair(value, operand)
    if right == 0:
        raise RenderError("divided by 0")
    if isinstance(left, int) and isinstance(right, int):
        return plain_number(left % right)
    quotient = (Decimal(left) / Decimal(right)).to_integral_value(ROUND_FLOOR)
    return plain_number(Decimal(left) - quotient * Decimal(right))


def round_filter(context: Any, value: object, digits: object = None) -> int | float:
    number, _ = _pair(value, 0)
    places = to_integer(digits, 0) if digits is not None else 0
    if isinstance(number, int):
        return plain_number(number)
    if abs(places) > 50:
        raise RenderError("more than 50 digits")
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return plain_number(rounded) if places > 0 else plain_number(int(rounded))


def floor(context: Any, value: object) -> int | float:
    number, _ = _pair(value, 0)
    return plain_number(int(Decimal(number).to_integral_value(ROUND_FLOOR)))


def ceil(context: Any, value: object) -> int | float:
    number, _ = _pair(value, 0)
    return plain_number(int(Decimal(number).to_integral_value(ROUND_CEILING)))


def absolute(context: Any, value: object) -> int | float:
    number, _ = _pair(value, 0)
    return plain_number(number if number >= 0 else -number)


def _larger(left: Number, right: Number) -> Number:
    return left if left >= right else right


def _smaller(left: Number, right: Number) -> Number:
    return left if left <= right else right


def at_least(context: Any, value: object, operand: object) -> int | float:
    return plain_number(_larger(*_pair(value, operand)))


def at_most(context: Any, value: object, operand: object) -> int | float:
    return plain_number(_smaller(*_pair(value, operand)))


FILTERS: dict[str, Callable[..., object]] = {
    "abs": absolute,
    "at_least": at_least,
    "at_most": at_most,
    "ceil": ceil,
    "divided_by": divided_by,
    "floor": floor,
    "minus": minus,
    "modulo": modulo,
    "plus": plus,
    "round": round_filter,
    "times": times,
}
