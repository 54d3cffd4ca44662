"""Cuts template text into tokens, in one pass and in linear time.

Written for what public themes contain: white-space control anywhere, `{% endif- %}`, `{% else x %}`, raw
bodies of `schema`, `javascript` and `stylesheet`, free text inside `comment`, and `{% liquid %}` blocks with
blank lines and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from liquid.exceptions import LiquidSyntaxError
from liquid.token import (
    TOKEN_ASSIGN,
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_CONTENT,
    TOKEN_DOC,
    TOKEN_DOT,
    TOKEN_DPIPE,
    TOKEN_EOF,
    TOKEN_EQ,
    TOKEN_EXPRESSION,
    TOKEN_FLOAT,
    TOKEN_GE,
    TOKEN_GT,
    TOKEN_INTEGER,
    TOKEN_LBRACKET,
    TOKEN_LE,
    TOKEN_LPAREN,
    TOKEN_LT,
    TOKEN_NE,
    TOKEN_OUTPUT,
    TOKEN_PIPE,
    TOKEN_RANGE,
    TOKEN_RBRACKET,
    TOKEN_RPAREN,
    TOKEN_STRING,
    TOKEN_TAG,
    TOKEN_WORD,
    Token,
)

MAX_TEMPLATE_CHARACTERS = 262_144
MAX_TOKENS = 40_000
"""Texts, tags, outputs, and the words inside them, in one file: what bounds the time and memory of reading it."""
MAX_EXPRESSION_TOKENS = 4_000

RAW_BODIES = frozenset({"raw", "schema", "javascript", "stylesheet", "doc"})
TOKEN_QUESTION = "question"  # noqa: S105 - a kind of token

_TAG_INSIDE = re.compile(r"\s*(#|\w+)")
_DELIMITER = re.compile(r"\{[{%]")
_COMMENT_TAG = re.compile(r"-?\s*(comment|endcomment|raw)\b")
_END_RAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")


def _fail(message: str, source: str, index: int) -> LiquidSyntaxError:
    return LiquidSyntaxError(message, token=Token(TOKEN_EOF, source[index : index + 2], index, source))


class TemplateLexer:
    """One pass over one template's text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.strip_next = False
        self.notes: list[tuple[int, str]] = []  # (index, what was tolerated)

    def tokens(self) -> Iterator[Token]:
        """Yield content, output and tag tokens; tags and outputs are followed by their expression."""
        source = self.source
        if len(source) > MAX_TEMPLATE_CHARACTERS:
            raise _fail(f"a template may have at most {MAX_TEMPLATE_CHARACTERS:,} characters", source, 0)
        while self.at < len(source):
            match = _DELIMITER.search(source, self.at)
            start = match.start() if match else len(source)
            yield from self._content(self.at, start)
            if match is None:
                return
            if match.group() == "{{":
                yield from self._output(start)
            else:
                yield from self._tag(start)

    def _content(self, start: int, end: int) -> Iterator[Token]:
        text = self.source[start:end]
        if self.strip_next:
            text = text.lstrip()
        if self.source.startswith("-", end + 2):
            text = text.rstrip()
        if text:
            yield Token(TOKEN_CONTENT, text, start, self.source)

    def _inside(self, start: int, closing: str) -> tuple[int, int]:
        """Return the bounds of what stands between the delimiters that begin at `start`."""
        end = self.source.find(closing, start + 2)
        if end < 0:
            opening = self.source[start : start + 2]
            raise _fail(f"'{opening}' was never closed with '{closing}'", self.source, start)
        inner_start = start + 2 + (1 if self.source.startswith("-", start + 2) else 0)
        self.at = end + 2
        self.strip_next = end - 1 >= inner_start and self.source[end - 1] == "-"
        return inner_start, end - (1 if self.strip_next else 0)

    def _output(self, start: int) -> Iterator[Token]:
        inner, end = self._inside(start, "}}")
        yield Token(TOKEN_OUTPUT, self.source[start : self.at], start, self.source)
        yield self._expression(inner, end)

    def _expression(self, start: int, end: int) -> Token:
        text = self.source[start:end]
        lead = len(text) - len(text.lstrip())
        return Token(TOKEN_EXPRESSION, text.strip(), start + lead, self.source)

    def _tag(self, start: int) -> Iterator[Token]:
        inner, end = self._inside(start, "%}")
        match = _TAG_INSIDE.match(self.source, inner, end)
        if match is None:
            if not self.source[inner:end].strip(" \t\r\n-"):
                self.notes.append((start, "an empty tag"))
                return
            raise _fail("a tag without a name", self.source, start)
        name = match.group(1)
        if name == "comment":
            yield from self._comment(start)
            return
        if name in RAW_BODIES:
            yield from self._raw(name, match.start(1), match.end(), end)
            return
        yield Token(TOKEN_TAG, name, match.start(1), self.source)
        expression = self._expression(match.end(), end)
        if not expression.value:
            return
        if name == "else" or name.startswith("end"):
            self.notes.append((expression.start_index, f"'{expression.value}' after '{name}' is ignored"))
            return
        yield expression

    def _raw(self, name: str, at: int, after_name: int, end: int) -> Iterator[Token]:
        body_start = self.at
        closing = re.compile(r"\{%-?\s*end" + name + r"\b[^%]*%\}").search(self.source, body_start)
        if closing is None:
            raise _fail(f"'{name}' was never closed with 'end{name}'", self.source, at)
        body = self.source[body_start : closing.start()]
        self.at = closing.end()
        opening_strips, self.strip_next = self.strip_next, self.source[closing.end() - 3] == "-"
        if name == "raw":
            if opening_strips:
                body = body.lstrip()
            if self.source.startswith("{%-", closing.start()):
                body = body.rstrip()
            if body:
                yield Token("raw", body, body_start, self.source)
            return
        yield Token(TOKEN_TAG, name, at, self.source)
        expression = self._expression(after_name, end)
        if expression.value:
            yield expression
        yield Token(TOKEN_DOC if name == "doc" else "body", body, body_start, self.source)

    def _comment(self, start: int) -> Iterator[Token]:
        depth = 1
        at, end, raw_ends = self.at, 0, True
        while depth:
            opening = self.source.find("{%", at)
            if end < opening + 2:  # else it is the end of this one as well, and need not be looked for again
                end = self.source.find("%}", opening + 2)
            if opening < 0 or end < 0:
                raise _fail("'comment' was never closed with 'endcomment'", self.source, start)
            match = _COMMENT_TAG.match(self.source, opening + 2, end)
            at = end + 2 if match else opening + 2
            if match is None:
                continue
            if match.group(1) == "raw":
                closing = _END_RAW.search(self.source, at) if raw_ends else None
                raw_ends = closing is not None
                at = closing.end() if closing else at
                continue
            depth += 1 if match.group(1) == "comment" else -1
        self.at = at
        self.strip_next = self.source[at - 3] == "-"
        yield from ()


_LINE_NAME = re.compile(r"\s*(#|\w+)")


def liquid_lines(expression: Token) -> Iterator[Token]:
    """Cut the inside of a `{% liquid %}` tag into tag tokens, one statement a line."""
    at = 0
    comment_depth = 0
    for line in expression.value.split("\n"):
        start, at = at, at + len(line) + 1
        match = _LINE_NAME.match(line)
        if not line.strip():
            continue
        name = match.group(1) if match else ""
        if comment_depth or name == "comment":
            comment_depth += {"comment": 1, "endcomment": -1}.get(name, 0)
            continue
        if match is None:
            raise LiquidSyntaxError(
                f"expected a tag at the start of the line, found '{line.strip()[:40]}'",
                token=Token(TOKEN_EOF, line.strip(), expression.start_index + start, expression.source),
            )
        if name == "#":
            continue
        index = expression.start_index + start + match.start(1)
        yield Token(TOKEN_TAG, name, index, expression.source)
        rest = line[match.end() :]
        text = rest.strip()
        if text and name != "else" and not name.startswith("end"):
            lead = len(rest) - len(rest.lstrip())
            yield Token(
                TOKEN_EXPRESSION, text, expression.start_index + start + match.end() + lead, expression.source
            )


_RULES = re.compile(
    r"""
      (?P<skip>\s+)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<float>-?[0-9]+\.[0-9]+(?![\w]))
    | (?P<integer>-?[0-9]+(?![\w-]))
    | (?P<word>\w[\w\-]*\??)
    | (?P<range>\.\.)
    | (?P<op>==|!=|<>|<=|>=|\|\||<|>|=|\.|\||:|,|\(|\)|\[|\]|\?)
    """,
    re.VERBOSE,
)

_OPERATORS = {
    "==": TOKEN_EQ,
    "!=": TOKEN_NE,
    "<>": TOKEN_NE,
    "<=": TOKEN_LE,
    ">=": TOKEN_GE,
    "<": TOKEN_LT,
    ">": TOKEN_GT,
    "=": TOKEN_ASSIGN,
    ".": TOKEN_DOT,
    "|": TOKEN_PIPE,
    "||": TOKEN_DPIPE,
    ":": TOKEN_COLON,
    ",": TOKEN_COMMA,
    "(": TOKEN_LPAREN,
    ")": TOKEN_RPAREN,
    "[": TOKEN_LBRACKET,
    "]": TOKEN_RBRACKET,
    "?": TOKEN_QUESTION,
}

_KINDS = {
    "string": TOKEN_STRING,
    "float": TOKEN_FLOAT,
    "integer": TOKEN_INTEGER,
    "word": TOKEN_WORD,
    "range": TOKEN_RANGE,
}


def expression_tokens(expression: Token) -> Iterator[Token]:
    """Cut the inside of a tag or output into words, literals and operators.

    Every word is a plain word: which of them are keywords depends on where they stand, so that `limit`,
    `required` or `as` can be names.
    """
    text, source, base = expression.value, expression.source, expression.start_index
    at, left = 0, MAX_EXPRESSION_TOKENS
    while at < len(text):
        match = _RULES.match(text, at)
        left -= 1
        if left < 0:
            raise LiquidSyntaxError(
                f"more than {MAX_EXPRESSION_TOKENS:,} words in one tag",
                token=Token(TOKEN_EOF, "", base + at, source),
            )
        if match is None:
            raise LiquidSyntaxError(
                f"unexpected character {text[at]!r}", token=Token(TOKEN_EOF, text[at], base + at, source)
            )
        kind = match.lastgroup or ""
        if kind == "op":
            yield Token(_OPERATORS[match.group()], match.group(), base + at, source)
        elif kind == "string":
            yield Token(TOKEN_STRING, match.group()[1:-1], base + at, source)
        elif kind != "skip":
            yield Token(_KINDS[kind], match.group(), base + at, source)
        at = match.end()
