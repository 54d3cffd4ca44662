"""JSON as theme packs write it: comments and a comma too many are forgiven, everything else has a line number."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.liquid import Problem, TemplateError

MAX_CHARACTERS = 1_500_000
_PART = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


def read(text: str, path: str, first_line: int = 1) -> Any:
    """Parse JSON. Raises `TemplateError` naming file, line and column.

    `first_line` is the line of the file on which `text` begins (a schema stands inside a section file).
    """
    if len(text) > MAX_CHARACTERS:
        raise TemplateError(Problem(path, first_line, 1, f"more than {MAX_CHARACTERS:,} characters of JSON"))
    try:
        return json.loads(_without_extras(text.removeprefix("\ufeff")))
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise TemplateError(Problem(path, line, error.colno, f"not valid JSON: {error.msg}")) from error
    except RecursionError as error:
        raise TemplateError(Problem(path, first_line, 1, "JSON nested too deeply")) from error


def _without_extras(text: str) -> str:
    """Blank out comments and trailing commas, keeping every other character where it is."""
    if "//" not in text and "/*" not in text and not re.search(r",\s*[}\]]", text):
        return text
    # Comments first: a comma may be followed by one before its bracket.
    bare = _PART.sub(lambda m: m.group() if m.group()[0] in '",' else _blank(m.group()), text)
    return _PART.sub(lambda m: m.group() if m.group()[0] == '"' else _blank(m.group()), bare)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
