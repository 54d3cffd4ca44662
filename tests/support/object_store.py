"""An S3-compatible store on this machine: keeps objects, and checks that every request is signed with its keys."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ACCESS_KEY, SECRET_KEY, BUCKET = "test-access", "test-secret", "media"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
    r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


class ObjectStore(ThreadingHTTPServer):
    """``objects`` by key; ``refused`` counts requests without a valid signature (version 4)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.refused = 0

    @property
    def url(self) -> str:
        """The ``MEDIA_URL`` of this store."""
        host, port = self.server_address[:2]
        return f"s3://{ACCESS_KEY}:{SECRET_KEY}@{host!s}:{port}/{BUCKET}?secure=0"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def log_message(self, *_: Any) -> None:
        return

    def _go(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._is_signed(body):
            self.server.refused += 1
            self._answer(403, _error("SignatureDoesNotMatch"))
            return
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        if bucket != BUCKET:
            self._answer(404, _error("NoSuchBucket"))
        elif not key:
            self._list(dict(parse_qsl(parts.query)))
        else:
            self._object(key, body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _go  # noqa: N815 - the names that the server looks for

    def _object(self, key: str, body: bytes) -> None:
        objects = self.server.objects
        if self.command == "PUT":
            objects[key] = (body, self.headers.get("Content-Type") or "")
            self._answer(200, b"", ETag=f'"{hashlib.md5(body).hexdigest()}"')
        elif self.command == "DELETE":
            objects.pop(key, None)
            self._answer(204, b"")
        elif key not in objects:
            self._answer(404, _error("NoSuchKey"))
        else:
            data, kind = objects[key]
            self._answer(
                200,
                data,
                **{
                    "Content-Type": kind,
                    "ETag": f'"{hashlib.md5(data).hexdigest()}"',
                    "Last-Modified": "Thu, 15 Jan 2026 09:00:00 GMT",
                },
            )

    def _list(self, asked: dict[str, str]) -> None:
        found = "".join(
            f"<Contents><Key>{key}</Key><LastModified>2026-01-15T09:00:00.000Z</LastModified>"
            f"<ETag>x</ETag><Size>{len(data)}</Size></Contents>"
            for key, (data, _) in sorted(self.server.objects.items())
            if key.startswith(asked.get("prefix", ""))
        )
        text = f"<ListBucketResult><Name>{BUCKET}</Name><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        self._answer(200, text.encode())

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status >= 400:
            self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_signed(self, body: bytes) -> bool:
        """Whether the Authorization header is the signature of this very request."""
        found = _AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if not found or found[1] != ACCESS_KEY:
            return False
        day, region, names, signature = found[2], found[3], found[4].split(";"), found[5]
        said = self.headers.get("x-amz-content-sha256", "")
        if said not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            return False
        parts = urlsplit(self.path)
        query = sorted(
            (quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in parse_qsl(parts.query, True)
        )
        canonical = "\n".join(
            [
                self.command,
                parts.path,
                "&".join(f"{name}={value}" for name, value in query),
                *(f"{name}:{' '.join((self.headers.get(name) or '').split())}" for name in names),
                "",
                ";".join(names),
                said,
            ]
        )
        scope = f"{day}/{region}/s3/aws4_request"
        stamp = self.headers.get("x-amz-date", "")
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = f"AWS4{SECRET_KEY}".encode()
        for part in (day, region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), signature)


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message><Resource>/</Resource><RequestId>1</RequestId></Error>".encode()


@contextmanager
def running() -> Iterator[ObjectStore]:
    """A store that listens while the block runs."""
    store = ObjectStore()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
        thread.join()
