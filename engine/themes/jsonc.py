"""JSON as theme packs write it: comments and a comma too many are forgiven, everything else has a line number."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.liquid import Problem, TemplateError

MAX_CHARACTERS = 1_500_000
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ODD_ESCAPE = re.compile(rf"\\u0000|{_HIGH}(?!{_LOW})|(?<!{_HIGH}){_LOW}")
"""NUL, and half of a pair."""
_PART = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|//[^\n]*|/\*(?:.*?\*/|.*)|,(?=\s*[}\]])', re.DOTALL)
"""What is never closed is one part up to its end, so that it is read once."""


def read(text: str, path: str, first_line: int = 1) -> Any:
    """Parse JSON. Raises `TemplateError` naming file, line and column.

    `first_line` is the line of the file on which `text` begins (a schema stands inside a section file).
    """
    if len(text) > MAX_CHARACTERS:
        raise TemplateError(Problem(path, first_line, 1, f"more than {MAX_CHARACTERS:,} characters of JSON"))
    try:
        found = json.loads(without_extras(text.removeprefix("\ufeff")))
        odd = _ODD_ESCAPE.search(text)
        odd = odd if odd is not None and _holds_odd(found) else None
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise TemplateError(Problem(path, line, error.colno, f"not valid JSON: {error.msg}")) from error
    except RecursionError as error:
        raise TemplateError(Problem(path, first_line, 1, "JSON nested too deeply")) from error
    except ValueError as error:
        raise TemplateError(Problem(path, first_line, 0, "a number of too many digits")) from error
    if odd is not None:
        line = first_line + text.count("\n", 0, odd.start())
        raise TemplateError(Problem(path, line, 0, f"{odd.group()} is no character that a text can hold"))
    return found


def _holds_odd(value: Any) -> bool:
    """Whether a text in it holds NUL or half of a surrogate pair, which no database takes."""
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return any(_holds_odd(key) or _holds_odd(each) for key, each in value.items())
    return isinstance(value, list) and any(map(_holds_odd, value))


def without_extras(text: str) -> str:
    """Blank out comments and trailing commas, keeping every other character where it is."""
    if "//" not in text and "/*" not in text and not re.search(r",\s*[}\]]", text):
        return text
    # Comments first: a comma may be followed by one before its bracket.
    bare = _PART.sub(lambda m: m.group() if m.group()[0] in '",' else _blank(m.group()), text)
    return _PART.sub(lambda m: m.group() if m.group()[0] == '"' else _blank(m.group()), bare)


def _blank(text: str) -> str:
    if text.startswith("/*") and not text.endswith("*/"):
        return text  # never closed: left for the parser to complain about
    return re.sub(r"[^\n]", " ", text)
