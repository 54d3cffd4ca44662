"""Filters on text.

Text that a pack wrote may hold markup; text that came as data may not. Each filter keeps that apart: where
the two meet, data is escaped first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from engine.base.slugs import slugify
from engine.liquid.errors import RenderError
from engine.liquid.safe import trusted
from engine.liquid.schemes import at_host, is_scheme
from engine.liquid.values import to_integer, to_text

_LINE_END = re.compile(r"\r?\n")
_ENTITY = re.compile(r"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_SPACES = re.compile(r"\s+")
_LONG = 4_000
_LONGEST_SHORT = 600
_MOST_MARKUP = 200_000
"""Characters in which entities are undone; a million of them take a second."""


def text(value: object) -> str:
    """Read a filter's input as text, keeping the mark of markup."""
    return value if isinstance(value, str) else to_text(value)


def read(context: Any, value: object) -> str:
    """`text`, charged if it is long: what a filter makes of it may be short."""
    found = text(value)
    if len(found) > _LONG:
        context.budget.read(found)
    return found


def charge_pieces(context: Any, found: str) -> None:
    """Charge a text that is about to be cut into pieces, each of which is a value with a head of its own."""
    if len(found) > _LONG:
        context.budget.make(len(found) * 30)


def plain(value: object) -> str:
    """Read a value as what a person sees: markup that only came from escaping is undone. Raises `RenderError`."""
    found = to_text(value)
    if not isinstance(found, Markup):
        return found
    if len(found) > _MOST_MARKUP and "&" in found:
        raise RenderError(f"markup of more than {_MOST_MARKUP:,} characters")
    return html.unescape(str.__str__(found))


def plain_start(value: object) -> str:
    """`plain` of no more than is needed to know a short text, such as a colour or a date, from a long one."""
    return plain(to_text(value)[:_LONGEST_SHORT])


def join_text(left: str, right: str) -> str:
    """Concatenate; if one side is markup, the other is escaped."""
    if isinstance(left, Markup) or isinstance(right, Markup):
        return trusted(escape(left) + escape(right))
    return left + right


def escaped(value: object) -> Markup:
    """Escape once: data wholly, markup only where it is not yet."""
    found = text(value)
    if isinstance(found, Markup):
        bare = _ENTITY.sub("&amp;", str.__str__(found))
        for character, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
            bare = bare.replace(character, entity)
        return trusted(bare)
    return escape(found)


def append(context: Any, value: object, suffix: object) -> str:
    return _joined(context, text(value), text(suffix))


def prepend(context: Any, value: object, prefix: object) -> str:
    return _joined(context, text(prefix), text(value))


def _joined(context: Any, left: str, right: str) -> str:
    if is_scheme(left):
        right = text(at_host(context, right))
    context.budget.make(len(left) + len(right))
    return join_text(left, right)


def upcase(context: Any, value: object) -> str:
    return _cased(context, value).upper()


def downcase(context: Any, value: object) -> str:
    return _cased(context, value).lower()


def capitalize(context: Any, value: object) -> str:
    return _cased(context, value).capitalize()


def _cased(context: Any, value: object) -> str:
    """A text whose case is about to change: one letter may become three, of four bytes each on the way."""
    found = text(value)
    if not found.isascii():
        context.budget.make(len(found) * 12)
    return found


def camelize(context: Any, value: object) -> str:
    found = plain(value)
    charge_pieces(context, found)
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", found) if part)


def strip(context: Any, value: object) -> str:
    return read(context, value).strip()


def lstrip(context: Any, value: object) -> str:
    return read(context, value).lstrip()


def rstrip(context: Any, value: object) -> str:
    return read(context, value).rstrip()


def squish(context: Any, value: object) -> str:
    found = text(value)
    charge_pieces(context, found)
    result = _SPACES.sub(" ", found.strip())
    return trusted(result) if isinstance(found, Markup) else result


def strip_newlines(context: Any, value: object) -> str:
    found = text(value)
    charge_pieces(context, found)
    result = _LINE_END.sub("", found)
    return trusted(result) if isinstance(found, Markup) else result


def newline_to_br(context: Any, value: object) -> str:
    found = text(value)
    context.budget.make(len(found) + found.count("\n") * 7)
    charge_pieces(context, found)
    return trusted(_LINE_END.sub("<br />\n", escape(found)))


def strip_html(context: Any, value: object) -> str:
    found = read(context, value)
    context.budget.make(found.count("<") * 60)
    result = _without_tags(str.__str__(found))
    return trusted(result) if isinstance(found, Markup) else result


def _without_tags(source: str) -> str:
    """Remove elements' tags, comments, and scripts and styles whole; linear in the length."""
    kept: list[str] = []
    at = 0
    lowered = source.lower()
    while True:
        start = source.find("<", at)
        if start < 0:
            kept.append(source[at:])
            return "".join(kept)
        kept.append(source[at:start])
        end = -1
        for opening, closing in (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->")):
            if lowered.startswith(opening, start):
                found = lowered.find(closing, start)
                end = found + len(closing) if found >= 0 else -1
                break
        if end < 0:
            found = source.find(">", start)
            if found < 0:
                kept.append(source[start:])
                return "".join(kept)
            end = found + 1
        at = end


def escape_filter(context: Any, value: object) -> str | None:
    if isinstance(value, Markup):
        charge_pieces(context, value)
    return None if value is None else escaped(value)


def escape_once(context: Any, value: object) -> str | None:
    if value is None:
        return None
    found = text(value)
    charge_pieces(context, found)
    return escaped(trusted(found))


def replace(context: Any, value: object, old: object, new: object = "") -> str:
    return _replace(context, value, old, new, -1)


def replace_first(context: Any, value: object, old: object, new: object = "") -> str:
    return _replace(context, value, old, new, 1)


def replace_last(context: Any, value: object, old: object, new: object) -> str:
    found, search, put = _alike(context, value, old, new)
    at = str.rfind(found, search)
    if at < 0:
        return found
    context.budget.make(len(found) + len(put))
    return _like(found, str.__str__(found)[:at] + put + str.__str__(found)[at + len(search) :])


def remove(context: Any, value: object, old: object) -> str:
    return _replace(context, value, old, "", -1)


def remove_first(context: Any, value: object, old: object) -> str:
    return _replace(context, value, old, "", 1)


def remove_last(context: Any, value: object, old: object) -> str:
    return replace_last(context, value, old, "")


def _alike(context: Any, value: object, old: object, new: object) -> tuple[str, str, str]:
    """Bring the three texts of a replacement to one kind: all plain, or all markup."""
    found, search, put = read(context, value), text(old), text(new)
    if isinstance(put, Markup) and not isinstance(found, Markup):
        found, search = escape(found), escape(search)
    elif isinstance(found, Markup) and not isinstance(put, Markup):
        put = escape(put)
    return found, str.__str__(search), str.__str__(put)


def _like(sample: str, result: str) -> str:
    return trusted(result) if isinstance(sample, Markup) else result


def _replace(context: Any, value: object, old: object, new: object, count: int) -> str:
    found, search, put = _alike(context, value, old, new)
    bare = str.__str__(found)
    times = bare.count(search)
    if count >= 0:
        times = min(times, count)
    context.budget.make(len(bare) + times * max(len(put) - len(search), 0))
    return _like(found, bare.replace(search, put, count))


def split(context: Any, value: object, separator: object) -> list[object]:
    found, between = read(context, value), str.__str__(text(separator))
    if not found:
        return []
    if not between:
        context.budget.make(len(found) * 60)
        return list(found)
    if between == " ":
        context.budget.make(len(found) * (32 if len(found) > _LONG else 1))
    else:
        context.budget.make((found.count(between) + 1) * 60 + len(found))
    parts: list[Any] = found.split() if between == " " else found.split(between)
    while parts and not parts[-1]:
        parts.pop()
    return parts


def slice_filter(context: Any, value: object, start: object, length: object = None) -> object:
    from engine.liquid.drops import SequenceDrop

    source: Any = list(value) if isinstance(value, (tuple, range, SequenceDrop)) else value
    if not isinstance(source, list):
        source = text(value)
    begin = to_integer(start)
    size = 1 if length is None else to_integer(length)
    if begin < 0:
        begin += len(source)
    if begin < 0 or size < 0:
        return [] if isinstance(source, list) else ""
    return source[begin : begin + size]


def truncate(context: Any, value: object, length: object = None, ellipsis: object = "...") -> str | None:
    if value is None:
        return None
    found, end = text(value), text(ellipsis)
    limit = 50 if length is None else to_integer(length)
    if len(found) <= limit:
        return found
    return join_text(found[: max(limit - len(end), 0)], end)


def truncatewords(context: Any, value: object, words: object = None, ellipsis: object = "...") -> str | None:
    if value is None:
        return None
    found, end = read(context, value), text(ellipsis)
    limit = max(15 if words is None else to_integer(words), 1)
    if limit > 1_000:
        charge_pieces(context, found)
    parts = found.split(None, min(limit, 1_000_000))
    if len(parts) <= limit:
        return found
    kept = " ".join(str.__str__(part) for part in parts[:limit])
    return join_text(trusted(kept) if isinstance(found, Markup) else kept, end)


def handleize(context: Any, value: object) -> str:
    """Make a handle: lower case, letters and digits, single hyphens."""
    return slugify(plain_start(value), "")


def pluralize(context: Any, value: object, one: object = "", many: object = "") -> str:
    return text(one) if to_integer(value, 0) == 1 else text(many)


def size(context: Any, value: object) -> int:
    if isinstance(value, Markup):
        return len(value)
    if hasattr(value, "__len__"):
        return len(value)
    return 0


def default(context: Any, value: object, fallback: object = "", *, allow_false: object = False) -> object:
    from engine.liquid.values import is_empty

    if value is False and allow_false is True:
        return value
    if value is None or value is False or is_empty(value):
        return fallback
    return value


def refuse_nul(value: str) -> str:
    """Refuse characters that no file name or address can hold."""
    if "\0" in value:
        raise RenderError("a name with a NUL character")
    return value


FILTERS: dict[str, Callable[..., object]] = {
    "append": append,
    "camelcase": camelize,
    "camelize": camelize,
    "capitalize": capitalize,
    "default": default,
    "downcase": downcase,
    "escape": escape_filter,
    "escape_once": escape_once,
    "h": escape_filter,
    "handle": handleize,
    "handleize": handleize,
    "lstrip": lstrip,
    "newline_to_br": newline_to_br,
    "pluralize": pluralize,
    "prepend": prepend,
    "remove": remove,
    "remove_first": remove_first,
    "remove_last": remove_last,
    "replace": replace,
    "replace_first": replace_first,
    "replace_last": replace_last,
    "rstrip": rstrip,
    "size": size,
    "slice": slice_filter,
    "split": split,
    "squish": squish,
    "strip": strip,
    "strip_html": strip_html,
    "strip_newlines": strip_newlines,
    "truncate": truncate,
    "truncatewords": truncatewords,
    "upcase": upcase,
}
