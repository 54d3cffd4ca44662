"""Expressions as Python: one Liquid expression becomes one Python expression of the same value."""

from __future__ import annotations

import keyword
import math
import re
from typing import Any

from liquid.builtin.expressions import KeywordArgument, StringLiteral
from liquid.builtin.expressions.primitive import FalseLiteral, FloatLiteral, IntegerLiteral, Nil, TrueLiteral
from liquid.expression import Expression

from engine.liquid.errors import CannotCompile
from engine.liquid.expressions import (
    And,
    Comparison,
    Condition,
    FilterCall,
    Filtered,
    Not,
    Or,
    Span,
    Ternary,
    Text,
    Variable,
    Word,
)
from engine.liquid.tags.variables import Nothing
from engine.liquid.values import BLANK, EMPTY

from .costs import BLIND, SMALL
from .facts import SIMPLE_LOOP_PROPERTIES
from .names import Loop, Names

_WORDS = frozenset({"size", "first", "last"})
_LONGEST = 40
"""Operands of one condition; longer ones are left to the interpreter, whose parser has no such limit."""


_TRANSLATING = frozenset({"t", "translate"})
_KEY = re.compile(r"[\w.]{1,120}", re.ASCII)


def _is_key(expression: Any) -> bool:
    """Whether a text in a template is the plain key of a text of the theme's."""
    return isinstance(expression, StringLiteral) and _KEY.fullmatch(expression.value) is not None


class Expressions:
    """Writes expressions; collects the constants and filters that they use."""

    def __init__(self, names: Names, autoescape: bool) -> None:
        self.names = names
        self.autoescape = autoescape
        self.constants: list[tuple[str, str]] = []
        self._constants_at: dict[tuple[str, str], int] = {}
        self.filters: dict[str, str] = {}
        self.words = False
        """Whether the theme's texts are read by keys that stand in the template."""
        self.steps = 0  # of filters and comparisons written so far
        self._temporaries = 0

    def constant(self, kind: str, text: str) -> str:
        """A value made when the code is loaded: `own` text, `mark`ed text, or a `float`."""
        entry = (kind, text)
        at = self._constants_at.setdefault(entry, len(self.constants))
        if at == len(self.constants):
            self.constants.append(entry)
        return f"K{at}"

    def temporary(self) -> str:
        """A fresh Python variable."""
        self._temporaries += 1
        return f"t{self._temporaries}"

    # -- values ----------------------------------------------------------------------------------------

    def value(self, expression: Any) -> str:
        """Python for the value of an expression."""
        kind = type(expression)
        writer = _WRITERS.get(kind)
        if writer is None:
            raise CannotCompile(f"an expression of an unknown kind ({kind.__name__})")
        return writer(self, expression)

    def text(self, expression: Any) -> str:
        own = getattr(expression, "own", expression.value) if self.autoescape else expression.value
        if type(own) is str:
            return repr(own)
        return self.constant("own", expression.value)

    def number(self, expression: Any) -> str:
        value = expression.value
        if isinstance(value, float) and not math.isfinite(value):
            return self.constant("float", repr(value))
        return f"({value!r})" if value < 0 else repr(value)

    def word(self, expression: Any) -> str:
        return "EMPTY" if expression.value is EMPTY else "BLANK"

    def path(self, expression: Any) -> str:
        segments = list(expression.path)
        head = segments.pop(0)
        if not isinstance(head, str):
            raise CannotCompile("a variable's name is computed")
        if head == "forloop" and segments:
            loop = self.names.loop_at()
            if loop is not None and not loop.object and segments[0] in SIMPLE_LOOP_PROPERTIES:
                source = _loop_property(loop, segments.pop(0))
                return self._segments(source, segments)
        return self._segments(self.names.source(head), segments)

    def _segments(self, source: str, segments: list[Any]) -> str:
        for segment in segments:
            if isinstance(segment, Expression):
                source = f"look({source}, {self.value(segment)})"
            elif isinstance(segment, str) and segment not in _WORDS:
                source = f"get({source}, {segment!r})"
            else:
                source = f"look({source}, {segment!r})"
        return source

    def span(self, expression: Any) -> str:
        return f"span({self.value(expression.start)}, {self.value(expression.stop)})"

    # -- conditions ------------------------------------------------------------------------------------

    def truth(self, expression: Any) -> str:
        """Python that is true where Liquid says so; its value is a bool."""
        inner = expression.expression if isinstance(expression, Condition) else expression
        if isinstance(inner, Condition):
            return self.truth(inner)
        if isinstance(inner, (And, Or)):
            return self._joined(inner)
        if isinstance(inner, Not):
            return f"(not {self.truth(inner.right)})"
        if isinstance(inner, Comparison):
            return self.comparison(inner)
        if isinstance(inner, TrueLiteral):
            return "True"
        if isinstance(inner, (FalseLiteral, Nil)):
            return "False"
        if isinstance(inner, (StringLiteral, IntegerLiteral, FloatLiteral, Word)):
            return "True"
        variable = self.temporary()
        return f"(({variable} := {self.value(inner)}) is not None and {variable} is not False)"

    def _joined(self, expression: Any) -> str:
        # The tree leans to the right; brackets only where the operator changes keep the nesting low.
        parts: list[str] = []
        node, closing, length = expression, 0, 0
        while isinstance(node, (And, Or)):
            length += 1
            if length > _LONGEST:
                raise CannotCompile("a condition of too many parts")
            join = " and " if isinstance(node, And) else " or "
            parts += [self.truth(node.left), join]
            following = node.right
            if isinstance(following, (And, Or)) and type(following) is not type(node):
                parts.append("(")
                closing += 1
            node = following
        parts.append(self.truth(node))
        return "(" + "".join(parts) + ")" * closing + ")"

    def comparison(self, node: Any) -> str:
        operator, left, right = node.operator, node.left, node.right
        self.steps += 1
        if operator in ("==", "!="):
            found = self._equality(left, right)
            return found if operator == "==" else f"(not {found})"
        first, second = self.value(left), self.value(right)
        call = {
            "contains": f"contains({first}, {second}, b)",
            "<": f"less({first}, {second})",
            ">": f"less({second}, {first})",
            "<=": f"less_or_equal({first}, {second})",
            ">=": f"less_or_equal({second}, {first})",
        }[operator]
        if operator not in ("contains",) and isinstance(right, IntegerLiteral):
            variable = self.temporary()
            quick = f"{variable} {operator} {second}"
            slow = call.replace(f"({first}, {second})", f"({variable}, {second})").replace(
                f"({second}, {first})", f"({second}, {variable})"
            )
            return f"({quick} if ({variable} := {first}).__class__ is int else {slow})"
        return call

    def _equality(self, left: Any, right: Any) -> str:
        if isinstance(right, Word) and not isinstance(left, Word):
            test = "is_blank" if right.value is BLANK else "is_empty"
            return f"{test}({self.value(left)})"
        if isinstance(right, (TrueLiteral, FalseLiteral, Nil)) and not isinstance(left, Word):
            variable, wanted = self.temporary(), self.value(right)
            test = f"({variable} := {self.value(left)}) is {wanted}"
            return f"({test})" if wanted == "True" else f"({test} or {variable} is BLANK)"
        first, second = self.value(left), self.value(right)
        kind = (
            "str" if isinstance(right, StringLiteral) else "int" if isinstance(right, IntegerLiteral) else ""
        )
        if kind:
            variable = self.temporary()
            return (
                f"({variable} == {second} if ({variable} := {first}).__class__ is {kind}"
                f" else equals({variable}, {second}))"
            )
        return f"same({first}, {second}, b)"

    # -- filters ---------------------------------------------------------------------------------------

    def filtered(self, node: Any) -> str:
        return self._calls(self.value(node.left), node.left, node.filters)

    def _calls(self, source: str, first: Any, calls: Any) -> str:
        for call in calls or ():
            called = self.call(call, source, first)
            if call.name in _TRANSLATING and not call.args and _is_key(first):
                self.words = True
                called = f"(W[{first.value!r}] if {first.value!r} in W else {called})"
            source, first = called, None
        return source

    def call(self, call: Any, source: str, first: Any) -> str:
        """One filter around the source of its input; `first` is the input's expression, if it is one."""
        self.steps += 1 + len(call.args)
        name = call.name
        function = self.filters.setdefault(name, f"f{len(self.filters)}")
        if name not in BLIND and not isinstance(first, (StringLiteral, IntegerLiteral)):
            source = f"whole({source}, b)"
        positional = [self.value(a.value) for a in call.args if not isinstance(a, KeywordArgument)]
        named = [(str(a.name), self.value(a.value)) for a in call.args if isinstance(a, KeywordArgument)]
        words = [name for name, _ in named]
        plain = len(set(words)) == len(words) and all(
            w.isidentifier() and w.isascii() and not keyword.iskeyword(w) for w in words
        )
        arguments = ["c", source, *positional]
        if plain:
            arguments += [f"{word}={value}" for word, value in named]
        else:
            inside = ", ".join(f"{word!r}: {value}" for word, value in named)
            arguments.append(f"**{{{inside}}}")
        result = f"{function}({', '.join(arguments)})"
        if name in SMALL:
            return result
        made = self.temporary()
        return f"({made} if ({made} := {result}).__class__ is str and len({made}) < 65 else kept({made}, b))"

    def ternary(self, node: Any) -> str:
        yes = self.value(node.left)
        no = "None"
        if node.alternative is not None:
            no = self._calls(self.value(node.alternative), node.alternative, node.filters)
        source = f"({yes} if {self.truth(node.condition)} else {no})"
        return self._calls(source, None, node.tail_filters)


def _loop_property(loop: Loop, name: str) -> str:
    at, length = f"i{loop.number}", f"n{loop.number}"
    return {
        "index": f"({at} + 1)",
        "index0": at,
        "first": f"({at} == 0)",
        "last": f"({at} == {length} - 1)",
        "length": length,
        "rindex": f"({length} - {at})",
        "rindex0": f"({length} - {at} - 1)",
    }[name]


_WRITERS: dict[type, Any] = {
    Text: Expressions.text,
    StringLiteral: Expressions.text,
    IntegerLiteral: Expressions.number,
    FloatLiteral: Expressions.number,
    TrueLiteral: lambda self, node: "True",
    FalseLiteral: lambda self, node: "False",
    Nil: lambda self, node: "None",
    Word: Expressions.word,
    Nothing: lambda self, node: "EMPTY",
    Variable: Expressions.path,
    Span: Expressions.span,
    Comparison: Expressions.comparison,
    And: Expressions.truth,
    Or: Expressions.truth,
    Not: Expressions.truth,
    Condition: Expressions.truth,
    Filtered: Expressions.filtered,
    Ternary: Expressions.ternary,
}

__all__ = ["Expressions", "FilterCall"]
