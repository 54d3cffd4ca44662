"""Filters that encode, decode, hash, or write JSON."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json as json_module
import urllib.parse
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.liquid.drops import Drop, SequenceDrop
from engine.liquid.errors import RenderError
from engine.liquid.safe import Json, json_text
from engine.liquid.values import to_integer, to_text

from .blake3 import blake3_hex
from .strings import charge_pieces, plain

if TYPE_CHECKING:
    from engine.liquid.budget import Budget

_MAX_JSON_DEPTH = 24
_MAX_BLAKE3 = 32_768
_CHARGED_AT_ONCE = 65_536
"""Bytes of texts on their way to JSON that are charged together."""


def url_encode(context: Any, value: object) -> str | None:
    return None if value is None else urllib.parse.quote_plus(_address(context, value))


def url_decode(context: Any, value: object) -> str | None:
    if value is None:
        return None
    decoded = urllib.parse.unquote_plus(_address(context, value), errors="strict")
    if "\0" in decoded:
        raise RenderError("an address with a NUL character")
    return decoded


def url_escape(context: Any, value: object) -> str:
    return urllib.parse.quote(_address(context, value), safe="!#$&'()*+,-./:;=?@_~%")


def url_param_escape(context: Any, value: object) -> str:
    return urllib.parse.quote(_address(context, value), safe="!$'()*+,-./:;=?@_~")


def _address(context: Any, value: object) -> str:
    """A text whose bytes become values of their own on the way."""
    found = plain(value)
    charge_pieces(context, found)
    return found


def base64_encode(context: Any, value: object) -> str:
    found = plain(value)
    context.budget.make(len(found) * 2)
    return base64.b64encode(found.encode()).decode()


def base64_decode(context: Any, value: object) -> str:
    return _decoded(base64.b64decode, plain(value))


def base64_url_safe_encode(context: Any, value: object) -> str:
    return base64.urlsafe_b64encode(plain(value).encode()).decode()


def base64_url_safe_decode(context: Any, value: object) -> str:
    return _decoded(base64.urlsafe_b64decode, plain(value))


def _decoded(decode: Any, source: str) -> str:
    try:
        return str(decode(source).decode())
    except (binascii.Error, UnicodeDecodeError) as error:
        raise RenderError("text that is not base64") from error


def md5(context: Any, value: object) -> str:
    return hashlib.md5(plain(value).encode(), usedforsecurity=False).hexdigest()


def sha1(context: Any, value: object) -> str:
    return hashlib.sha1(plain(value).encode(), usedforsecurity=False).hexdigest()


def sha256(context: Any, value: object) -> str:
    return hashlib.sha256(plain(value).encode()).hexdigest()


def blake3(context: Any, value: object) -> str:
    data = plain(value).encode(errors="surrogatepass")
    if len(data) > _MAX_BLAKE3:
        raise RenderError(f"a text of more than {_MAX_BLAKE3:,} bytes; use sha256")
    context.budget.step(len(data))
    return blake3_hex(data)


def hmac_sha1(context: Any, value: object, key: object) -> str:
    return hmac.new(plain(key).encode(), plain(value).encode(), "sha1").hexdigest()


def hmac_sha256(context: Any, value: object, key: object) -> str:
    return hmac.new(plain(key).encode(), plain(value).encode(), "sha256").hexdigest()


def json(context: Any, value: object, indent: object = None) -> Json:
    """Write JSON that is safe in HTML and in scripts. Drops write their public form only."""
    spaces = min(to_integer(indent, 0), 8) if indent is not None else None
    return plain_json(context, json_value(context, value), spaces)


def plain_json(context: Any, data: object, indent: int | None = None) -> Json:
    """The same for data of our own making that JSON can hold as it is: texts, numbers, lists and dictionaries of them."""
    separators = None if indent is not None else (",", ":")
    written = json_module.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    context.budget.make(len(written) + 5 * sum(map(written.count, "<>&'")))
    return json_text(written)


def json_value(context: Any, value: object) -> object:
    """Turn a value into what JSON can hold, at most 24 levels deep."""
    turned = _Turned(context.budget)
    data = turned.plain(value, 0)
    turned.charge()
    return data


class _Turned:
    """One value on its way to JSON. `size`: bytes that its texts can take there, not charged yet."""

    __slots__ = ("budget", "size")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.size = 0

    def charge(self) -> None:
        """Charge the texts before they are written."""
        self.budget.make_more(self.size)
        self.size = 0

    def plain(self, value: object, depth: int) -> object:
        if isinstance(value, str):
            self._text(value)
            return str.__str__(value)
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if depth > _MAX_JSON_DEPTH:
            raise RenderError("JSON nested too deeply")
        if isinstance(value, Mapping):
            self.budget.step(len(value))
            return {to_text(key): self.plain(item, depth + 1) for key, item in value.items()}
        if isinstance(value, (list, tuple, range)):
            self.budget.step(len(value))
            return [self.plain(item, depth + 1) for item in value]
        return self._other(value, depth)

    def _text(self, text: str) -> None:
        # A quote becomes two characters, what cannot be printed up to six.
        self.size += len(text) * (2 if text.isprintable() else 6)
        if self.size > _CHARGED_AT_ONCE:
            self.charge()

    def _other(self, value: object, depth: int) -> object:
        self.budget.step()
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, (dt.datetime, dt.date)):
            return value.isoformat()
        if isinstance(value, Drop):
            public = value.liquid_json()
            if public is None and isinstance(value, SequenceDrop):
                return self.plain(list(value), depth)
            return self.plain(public, depth + 1)
        return to_text(value)


FILTERS: dict[str, Callable[..., object]] = {
    "base64_decode": base64_decode,
    "base64_encode": base64_encode,
    "base64_url_safe_decode": base64_url_safe_decode,
    "base64_url_safe_encode": base64_url_safe_encode,
    "blake3": blake3,
    "hmac_sha1": hmac_sha1,
    "hmac_sha256": hmac_sha256,
    "json": json,
    "md5": md5,
    "sha1": sha1,
    "sha256": sha256,
    "url_decode": url_decode,
    "url_encode": url_encode,
    "url_escape": url_escape,
    "url_param_escape": url_param_escape,
}
