"""Reading what stands inside tags and outputs into nodes (expressions.py). The parser accepts what public themes contain and
says no, with a position, to the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liquid.builtin.expressions import (
    Filter,
    Identifier,
    KeywordArgument,
    Literal,
    LoopExpression,
    PositionalArgument,
    StringLiteral,
)
from liquid.builtin.expressions.primitive import (
    FalseLiteral,
    FloatLiteral,
    IntegerLiteral,
    Nil,
    TrueLiteral,
)
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.stream import TokenStream
from liquid.token import (
    TOKEN_ASSIGN,
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_DOT,
    TOKEN_DPIPE,
    TOKEN_EOF,
    TOKEN_EQ,
    TOKEN_FLOAT,
    TOKEN_GE,
    TOKEN_GT,
    TOKEN_INTEGER,
    TOKEN_LBRACKET,
    TOKEN_LE,
    TOKEN_LPAREN,
    TOKEN_LT,
    TOKEN_NE,
    TOKEN_PIPE,
    TOKEN_RANGE,
    TOKEN_RBRACKET,
    TOKEN_RPAREN,
    TOKEN_STRING,
    TOKEN_WORD,
    Token,
)

from . import values
from .expressions import (
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
from .lexer import TOKEN_QUESTION, expression_tokens

if TYPE_CHECKING:
    from .environment import Environment
    from .parser import Stream

_MAX_NESTING = 64
_LITERALS = {"true", "false", "nil", "null", "empty", "blank"}
_OPERATORS = {
    TOKEN_EQ: "==",
    TOKEN_NE: "!=",
    TOKEN_LT: "<",
    TOKEN_GT: ">",
    TOKEN_LE: "<=",
    TOKEN_GE: ">=",
}
_VALUE_STARTS = frozenset(
    {TOKEN_WORD, TOKEN_STRING, TOKEN_INTEGER, TOKEN_FLOAT, TOKEN_LPAREN, TOKEN_LBRACKET}
)


class ExpressionParser:
    """Reads the tokens of one expression."""

    def __init__(self, env: Environment, expression: Token, stream: Stream | None = None) -> None:
        self.env = env
        self.notes: list[tuple[int, str]] = stream.notes if stream is not None else []
        tokens = expression_tokens(expression)
        self.tokens = TokenStream(tokens if stream is None else stream.counted(tokens))
        self.end = Token(TOKEN_EOF, "", expression.start_index + len(expression.value), expression.source)
        self._nesting = 0

    # -- moving --------------------------------------------------------------------------------------

    @property
    def current(self) -> Token:
        return self.tokens.current if self.tokens.current.kind != TOKEN_EOF else self.end

    @property
    def peek(self) -> Token:
        return self.tokens.peek

    def next(self) -> Token:
        token = self.current
        next(self.tokens)
        return token

    def at_end(self) -> bool:
        return self.current.kind == TOKEN_EOF

    def at_word(self, *words: str) -> bool:
        return self.current.kind == TOKEN_WORD and self.current.value in words

    def accept(self, kind: str) -> bool:
        if self.current.kind == kind:
            self.next()
            return True
        return False

    def expect(self, kind: str, what: str) -> Token:
        if self.current.kind != kind:
            raise self.error(f"expected {what}, found {self._found()}")
        return self.next()

    def expect_end(self) -> None:
        if not self.at_end():
            raise self.error(f"unexpected {self._found()}")

    def _found(self) -> str:
        return "the end" if self.at_end() else f"'{self.current.value}'"

    def error(self, message: str) -> LiquidSyntaxError:
        return LiquidSyntaxError(message, token=self.current)

    # -- values --------------------------------------------------------------------------------------

    def at_value(self) -> bool:
        """Whether a value can begin here."""
        return self.current.kind in _VALUE_STARTS

    def value(self) -> Expression:
        """A literal, a path, a range, or a condition in parentheses."""
        token = self.current
        kind = token.kind
        if kind == TOKEN_STRING:
            return Text(self.next(), token.value)
        if kind == TOKEN_INTEGER:
            return IntegerLiteral(self.next(), int(token.value[:400]))
        if kind == TOKEN_FLOAT:
            return FloatLiteral(self.next(), float(token.value))
        if kind == TOKEN_LPAREN:
            return self._parenthesis()
        if (
            kind == TOKEN_WORD
            and token.value in _LITERALS
            and self.peek.kind not in (TOKEN_DOT, TOKEN_LBRACKET)
        ):
            return self._literal(self.next())
        if kind in (TOKEN_WORD, TOKEN_LBRACKET):
            return self.path()
        raise self.error(f"expected a value, found {self._found()}")

    @staticmethod
    def _literal(token: Token) -> Expression:
        if token.value == "true":
            return TrueLiteral(token)
        if token.value == "false":
            return FalseLiteral(token)
        if token.value == "empty":
            return Word(token, values.EMPTY)
        if token.value == "blank":
            return Word(token, values.BLANK)
        return Nil(token)

    def _parenthesis(self) -> Expression:
        opening = self.expect(TOKEN_LPAREN, "'('")
        self._deeper()
        left = self.condition_expression()
        if self.accept(TOKEN_RANGE):
            right = self.value()
            result: Expression = Span(opening, left, right)
        else:
            result = left
        self.expect(TOKEN_RPAREN, "')'")
        self._nesting -= 1
        return result

    def _deeper(self) -> None:
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise self.error("brackets nested too deeply")

    def path(self) -> Variable:
        """A name and what follows it: `.name`, `[0]`, `['name']`, `[other.path]`."""
        token = self.current
        segments: list[Any] = []
        if token.kind == TOKEN_WORD:
            segments.append(self.next().value)
        while True:
            if self.accept(TOKEN_DOT):
                segments.append(self._property())
            elif self.current.kind == TOKEN_LBRACKET:
                segments.append(self._index())
            else:
                return Variable(token, segments)

    def _property(self) -> object:
        if self.current.kind == TOKEN_INTEGER:
            return int(self.next().value)
        return self.expect(TOKEN_WORD, "a property name after '.'").value

    def _index(self) -> object:
        self.expect(TOKEN_LBRACKET, "'['")
        self._deeper()
        inner = self.value()
        self.expect(TOKEN_RBRACKET, "']'")
        self._nesting -= 1
        if isinstance(inner, (StringLiteral, IntegerLiteral)):
            return inner.value
        return inner

    def name(self, what: str = "a name") -> Identifier:
        """One plain word, or a quoted one."""
        token = self.current
        if token.kind not in (TOKEN_WORD, TOKEN_STRING, TOKEN_INTEGER):
            raise self.error(f"expected {what}, found {self._found()}")
        self.next()
        return Identifier(token.value, token=token)

    # -- conditions ----------------------------------------------------------------------------------

    def condition(self) -> Condition:
        """A whole condition, up to the end."""
        expression = self.condition_expression(plain=True)
        self.expect_end()
        return Condition(expression.token, expression)

    def condition_expression(self, *, plain: bool = False) -> Expression:
        """Comparisons joined by `and` and `or`, which bind to the right and have one rank.

        A `plain` condition has no filters: as elsewhere, one is passed over, and the linter says so.
        """
        parts: list[Expression] = [self._comparison()]
        joins: list[Token] = []
        while True:
            if plain and self.current.kind == TOKEN_PIPE:
                self.pass_over("a condition has no filters; from here to the next 'and' or 'or' it")
            if not self.at_word("and", "or"):
                break
            joins.append(self.next())
            parts.append(self._comparison())
        result = parts.pop()
        while joins:
            join, left = joins.pop(), parts.pop()
            result = And(join, left, result) if join.value == "and" else Or(join, left, result)
        return result

    def pass_over(self, what: str, *ends: str) -> None:
        """Leave out what stands here, up to a token of one of the kinds or to `and` and `or`, and note it."""
        self.notes.append((self.current.start_index, f"{what} is ignored"))
        while (
            not self.at_end()
            and self.current.kind not in ends
            and not (not ends and self.at_word("and", "or"))
        ):
            self.next()

    def _comparison(self) -> Expression:
        if self.at_word("not") and self.peek.kind in _VALUE_STARTS:
            token = self.next()
            self._deeper()
            operand = self._comparison()
            self._nesting -= 1
            return Not(token, operand)
        left = self.value()
        token = self.current
        operator = "contains" if self.at_word("contains") else _OPERATORS.get(token.kind)
        if operator is None:
            return left
        self.next()
        return Comparison(token, left, operator, self.value())

    # -- filters -------------------------------------------------------------------------------------

    def filtered(self) -> Expression:
        """What an output or `assign` holds: a value with filters, or a choice between two."""
        first = self.condition_expression()
        if self.current.kind == TOKEN_QUESTION:
            return self._choice(first)
        expression = Filtered(first.token, first, self._filters((TOKEN_PIPE,)))
        if self.at_word("if"):
            return self._inline_if(expression)
        self.expect_end()
        return expression

    def _inline_if(self, left: Filtered) -> Expression:
        self.next()
        condition = Condition(self.current, self.condition_expression())
        alternative: Expression | None = None
        filters: list[Filter] | None = None
        if self.at_word("else"):
            self.next()
            alternative = self.value()
            filters = self._filters((TOKEN_PIPE,))
        tail = self._filters((TOKEN_PIPE, TOKEN_DPIPE)) if self.current.kind == TOKEN_DPIPE else None
        self.expect_end()
        return Ternary(left.token, left, condition, alternative, filters, tail)

    def _choice(self, condition: Expression) -> Expression:
        token = self.next()
        left = Filtered(self.current, self.value(), None)
        self.expect(TOKEN_COLON, "':'")
        right = self.value()
        filters = self._filters((TOKEN_PIPE,))
        self.expect_end()
        return Ternary(token, left, Condition(condition.token, condition), right, None, filters)

    def _filters(self, delimiters: tuple[str, ...]) -> list[Filter]:
        calls: list[Filter] = []
        while self.current.kind in delimiters:
            self.next()
            token = self.expect(TOKEN_WORD, "a filter's name")
            if token.value not in self.env.filters:
                raise LiquidSyntaxError(f"unknown filter '{token.value}'", token=token)
            arguments = self.arguments() if self.accept(TOKEN_COLON) else []
            calls.append(FilterCall(token, token.value, arguments))
        return calls

    # -- arguments -----------------------------------------------------------------------------------

    def arguments(self) -> list[KeywordArgument | PositionalArgument]:
        """Values and `name: value` pairs; commas between them may be missing."""
        found: list[KeywordArgument | PositionalArgument] = []
        while True:
            while self.accept(TOKEN_COMMA):
                pass
            if not self.at_value() or self.at_word("if", "else"):
                return found
            name = self._argument_name()
            if name is None:
                found.append(PositionalArgument(self.value()))
            else:
                found.append(KeywordArgument(name.token, str(name), self.value()))

    def _argument_name(self) -> Identifier | None:
        """Read `name:`; a name may be dotted (`closest.product:`) or quoted."""
        if self.current.kind not in (TOKEN_WORD, TOKEN_STRING):
            return None
        tokens, at = self.tokens.tokens, self.tokens.pos + 1
        while at + 1 < len(tokens) and tokens[at].kind == TOKEN_DOT and tokens[at + 1].kind == TOKEN_WORD:
            at += 2
        if at >= len(tokens) or tokens[at].kind not in (TOKEN_COLON, TOKEN_ASSIGN):
            return None
        text = "".join(token.value for token in tokens[self.tokens.pos : at])
        name = Identifier(text, token=self.current)
        self.tokens.pos = at + 1
        return name

    def keyword_arguments(self) -> list[KeywordArgument]:
        """Only `name: value` pairs, up to the end. As elsewhere, each is one value: a filter or a comparison behind it is
        passed over, and the linter says so."""
        found = self.arguments()
        while found and (self.current.kind == TOKEN_PIPE or self.current.kind in _OPERATORS):
            self.pass_over("an argument of a tag is one value; from here to the next comma it", TOKEN_COMMA)
            found += [each for each in self.arguments() if isinstance(each, KeywordArgument)]
        self.expect_end()
        for argument in found:
            if not isinstance(argument, KeywordArgument):
                raise LiquidSyntaxError("expected 'name: value'", token=argument.token)
        return found  # type: ignore[return-value]

    # -- loops ---------------------------------------------------------------------------------------

    def loop(self) -> LoopExpression:
        """`item in items limit: 4 offset: continue reversed`."""
        token = self.current
        identifier = self.name("the name of the loop's variable")
        if not self.at_word("in"):
            raise self.error(f"expected 'in', found {self._found()}")
        self.next()
        iterable = self.value()
        options: dict[str, Any] = {"limit": None, "offset": None, "cols": None}
        backwards = False
        while not self.at_end():
            if self.accept(TOKEN_COMMA):
                continue
            word = self.expect(TOKEN_WORD, "'limit', 'offset' or 'reversed'")
            if word.value == "reversed":
                backwards = True
                continue
            if word.value not in options:
                raise LiquidSyntaxError(f"unexpected '{word.value}' in a loop", token=word)
            if not self.accept(TOKEN_ASSIGN):
                self.expect(TOKEN_COLON, f"':' after '{word.value}'")
            if word.value == "offset" and self.at_word("continue"):
                options["offset"] = Text(self.next(), "continue")
            else:
                options[word.value] = self.value()
        return LoopExpression(
            token,
            identifier,
            iterable,
            limit=options["limit"],
            offset=options["offset"],
            reversed_=backwards,
            cols=options["cols"],
        )


__all__ = [
    "Condition",
    "ExpressionParser",
    "FilterCall",
    "Filtered",
    "Literal",
    "Span",
    "Ternary",
    "Text",
    "Variable",
    "Word",
]
