"""Answers to programs: JSON, packed where they take it, with a tag by which they ask again; refusals as problem details."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Response, g, request

from engine.base.errors import Refused
from storefront.wording import TEXTS, words

PRIVATE = "private, no-cache"
"""A program may keep an answer, and asks with its tag whether it still holds."""
_WORTH_PACKING = 1_024
_LEVEL = 5


class Unauthorised(Refused):
    """No key, or none that opens this."""

    status = 401


class Forbidden(Refused):
    """A key for something else."""

    status = 403


def json_answer(data: Mapping[str, Any], *, untagged: tuple[str, ...] = ()) -> Response:
    """*data*, or 304 where the program has the same already. Members named by *untagged* do not make it another answer."""
    tagged = _text({name: value for name, value in data.items() if name not in untagged})
    tag = hashlib.sha256(tagged).hexdigest()[:32]
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = _packed(_text(data))
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = PRIVATE
    response.vary.update(("Authorization", "Accept-Encoding"))
    return response


def problem(refusal: Refused) -> Response:
    """A refusal as problem details (RFC 9457): what is wrong, and in ``detail`` what to do."""
    said = words(refusal, g.store.locale, g.store.currency)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TEXTS.get(f"api.title_{refusal.status}", str(g.store.locale))
        if TEXTS.has(f"api.title_{refusal.status}", str(g.store.locale))
        else TEXTS.get("api.title_refused", str(g.store.locale)),
        "status": refusal.status,
        "detail": said,
        "code": refusal.code,
    }
    if refusal.field:
        body["field"] = refusal.field
    response = Response(_text(body), refusal.status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "private, no-store"
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="channels"'
    return response


def _packed(body: bytes) -> Response:
    response = Response(content_type="application/json; charset=utf-8")
    if len(body) >= _WORTH_PACKING and request.accept_encodings.quality("gzip") > 0:
        body = gzip.compress(body, _LEVEL, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.data = body
    return response


def _text(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
