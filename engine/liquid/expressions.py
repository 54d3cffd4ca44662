"""Expressions: what stands inside tags and outputs.

The nodes are python-liquid's, so that its static analysis and our compiler read one tree; their meaning is
that of `values`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from liquid.builtin.expressions import (
    BooleanExpression,
    Filter,
    FilteredExpression,
    KeywordArgument,
    Path,
    StringLiteral,
    TernaryFilteredExpression,
)
from liquid.builtin.expressions import logical as base
from liquid.builtin.expressions.primitive import (
    RangeLiteral,
)
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.token import (
    Token,
)

from . import values

if TYPE_CHECKING:
    from .budget import Budget


class Word(Expression):
    """The literals `empty` and `blank`."""

    __slots__ = ("value",)

    def __init__(self, token: Token, value: object) -> None:
        super().__init__(token)
        self.value = value

    def __str__(self) -> str:
        return repr(self.value)

    def evaluate(self, context: Any) -> object:
        return self.value

    def children(self) -> Iterable[Expression]:
        return ()


class Variable(Path):
    """A path such as `product.variants[0].price`."""

    __slots__ = ()

    def evaluate(self, context: Any) -> object:
        segments = iter(self.path)
        head = next(segments)
        value = context.variable(head.evaluate(context) if isinstance(head, Expression) else head)
        for segment in segments:
            if value is None:
                return None
            key = segment.evaluate(context) if isinstance(segment, Expression) else segment
            value = values.look_up(value, key)
        return value

    def children(self) -> list[Expression]:
        return [part for part in self.path if isinstance(part, Expression)]


class Span(RangeLiteral):
    """`(1..n)`; its ends are whole numbers, whatever they were written as."""

    __slots__ = ()

    def evaluate(self, context: Any) -> range:
        try:
            return values.span(self.start.evaluate(context), self.stop.evaluate(context))
        except LiquidError as error:
            error.token = error.token or self.token
            raise


class Comparison(base.EqExpression):
    """One comparison; `operator` is one of == != < > <= >= contains."""

    __slots__ = ("operator",)

    def __init__(self, token: Token, left: Expression, operator: str, right: Expression) -> None:
        super().__init__(token, left, right)
        self.operator = operator

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"

    def evaluate(self, context: Any) -> bool:
        left, right = self.left.evaluate(context), self.right.evaluate(context)
        try:
            return compare(self.operator, left, right, context.budget)
        except LiquidError as error:
            error.token = error.token or self.token
            raise


def compare(operator: str, left: object, right: object, budget: Budget) -> bool:
    """Apply one of Liquid's comparison operators; what is long is charged."""
    if isinstance(left, (str, list, dict)) and len(left) > 4_000:
        budget.read(left)
    if operator == "==":
        return values.equals(left, right)
    if operator == "!=":
        return not values.equals(left, right)
    if operator == "contains":
        return values.contains(left, right, budget)
    if operator == "<":
        return values.less(left, right)
    if operator == ">":
        return values.less(right, left)
    if operator == "<=":
        return values.less_or_equal(left, right)
    return values.less_or_equal(right, left)


class And(base.LogicalAndExpression):
    """Both sides; the right one is read only if the left one is true."""

    __slots__ = ()

    def evaluate(self, context: Any) -> bool:
        return values.is_truthy(self.left.evaluate(context)) and values.is_truthy(
            self.right.evaluate(context)
        )


class Or(base.LogicalOrExpression):
    """Either side; the right one is read only if the left one is false."""

    __slots__ = ()

    def evaluate(self, context: Any) -> bool:
        return values.is_truthy(self.left.evaluate(context)) or values.is_truthy(self.right.evaluate(context))


class Not(base.LogicalNotExpression):
    """`not x`."""

    __slots__ = ()

    def evaluate(self, context: Any) -> bool:
        return not values.is_truthy(self.right.evaluate(context))


class Condition(BooleanExpression):
    """What an `if` asks."""

    __slots__ = ()

    def evaluate(self, context: Any) -> bool:
        return values.is_truthy(self.expression.evaluate(context))


class FilterCall(Filter):
    """One filter with its arguments."""

    __slots__ = ()

    def evaluate(self, left: object, context: Any) -> object:
        positional: list[object] = []
        keywords: dict[str, object] = {}
        for argument in self.args:
            value = argument.value.evaluate(context)
            if isinstance(argument, KeywordArgument):
                keywords[argument.name] = value
            else:
                positional.append(value)
        try:
            return context.env.apply_filter(context, self.name, left, positional, keywords)
        except LiquidError as error:
            error.token = error.token or self.token
            raise


class Filtered(FilteredExpression):
    """A value and the filters that it runs through."""

    __slots__ = ()

    def evaluate(self, context: Any) -> object:
        value = self.left.evaluate(context)
        for call in self.filters or ():
            value = call.evaluate(value, context)
        return value


class Ternary(TernaryFilteredExpression):
    """`a if condition else b`, and `condition ? a : b`."""

    __slots__ = ()

    def evaluate(self, context: Any) -> object:
        value: object = None
        if self.condition.evaluate(context):
            value = self.left.evaluate(context)
        elif self.alternative is not None:
            value = self.alternative.evaluate(context)
            for call in self.filters or ():
                value = call.evaluate(value, context)
        for call in self.tail_filters or ():
            value = call.evaluate(value, context)
        return value


class Text(StringLiteral):
    """A string written in the template; it is the pack's own, so it is not escaped again.

    Only text that escaping would change is marked: plain words mixed with data stay plain, so that filters
    such as `handleize` or `size` see what an author expects.
    """

    __slots__ = ("own",)

    def __init__(self, token: Token, value: str) -> None:
        super().__init__(token, value)
        self.own = values.own_text(value)

    def evaluate(self, context: Any) -> str:
        return self.own if context.autoescape else self.value
