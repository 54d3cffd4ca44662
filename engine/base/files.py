"""Where files lie: a folder on one machine, an S3-style store on many. Keys are relative paths with forward slashes."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")


class FileMissing(LookupError):
    """There is no file of that key."""


class FileStore(Protocol):
    """Keeps files by key. Every method raises ValueError for a key that is not plain."""

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write a file whole, replacing one of that key; readers see the old or the new, never a part."""
        ...

    def open(self, key: str) -> BinaryIO:
        """Read a file. Raises FileMissing."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is a file of that key."""
        ...

    def delete(self, key: str) -> None:
        """Remove a file; one that is not there is fine."""
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Keys that begin with *prefix*, in no order."""
        ...


def check_key(key: str) -> str:
    """The key, if every part of it is a plain name. Raises ValueError."""
    parts = key.split("/")
    if not 1 <= len(parts) <= 12 or not all(_PART.fullmatch(part) for part in parts):
        raise ValueError(f"not a plain file key: {key[:80]!r}")
    return key


class FolderStore:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where a key lies on disk, for sending a file without reading it."""
        return self.folder / check_key(key)

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write beside the target, sync, then rename over it."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}")
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def open(self, key: str) -> BinaryIO:
        """Read a file. Raises FileMissing."""
        try:
            return self.path(key).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise FileMissing(key) from None

    def exists(self, key: str) -> bool:
        """Whether there is a file of that key."""
        return self.path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove a file, and its folder when that was the last one."""
        path = self.path(key)
        path.unlink(missing_ok=True)
        with suppress(OSError):
            path.parent.rmdir()

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Keys that begin with *prefix*, in no order. Unfinished files are not among them."""
        for folder, _names, files in os.walk(self.folder):
            for name in files:
                key = (Path(folder) / name).relative_to(self.folder).as_posix()
                if not name.startswith(".") and key.startswith(prefix):
                    yield key


class S3Store:
    """Files in a bucket of an S3-compatible store."""

    def __init__(
        self, endpoint: str, access_key: str, secret_key: str, bucket: str, *, region: str, secure: bool
    ) -> None:
        from minio import Minio

        self.bucket = bucket
        self._client: Any = Minio(
            endpoint, access_key=access_key, secret_key=secret_key, region=region, secure=secure
        )

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write a file; the store replaces objects whole."""
        self._client.put_object(
            self.bucket, check_key(key), BytesIO(data), len(data), content_type=content_type
        )

    def open(self, key: str) -> BinaryIO:
        """Read a file into memory (the largest upload is capped). Raises FileMissing."""
        from minio.error import S3Error

        try:
            answer = self._client.get_object(self.bucket, check_key(key))
        except S3Error as error:
            if error.code in ("NoSuchKey", "NoSuchObject"):
                raise FileMissing(key) from None
            raise
        try:
            return BytesIO(answer.read())
        finally:
            answer.close()
            answer.release_conn()

    def exists(self, key: str) -> bool:
        """Whether there is a file of that key."""
        from minio.error import S3Error

        try:
            self._client.stat_object(self.bucket, check_key(key))
        except S3Error as error:
            if error.code in ("NoSuchKey", "NoSuchObject", "NotFound"):
                return False
            raise
        return True

    def delete(self, key: str) -> None:
        """Remove a file; one that is not there is fine."""
        self._client.remove_object(self.bucket, check_key(key))

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Keys that begin with *prefix*."""
        for item in self._client.list_objects(self.bucket, prefix=prefix, recursive=True):
            yield str(item.object_name)


def open_store(url: str) -> FileStore:
    """The store of a ``MEDIA_URL``: ``file:///folder`` or ``s3://KEY:SECRET@endpoint/bucket?region=…&secure=1``.

    Raises ValueError saying what is wrong with the address.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderStore(Path(unquote(parts.netloc + parts.path)))
    if parts.scheme != "s3":
        raise ValueError(f"MEDIA_URL begins with file:// or s3://, not {parts.scheme or 'nothing'}")
    bucket = parts.path.strip("/")
    if not (parts.username and parts.password and parts.hostname and bucket) or "/" in bucket:
        raise ValueError("MEDIA_URL needs s3://KEY:SECRET@endpoint/bucket")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = parts.hostname + (f":{parts.port}" if parts.port else "")
    return S3Store(
        endpoint,
        unquote(parts.username),
        unquote(parts.password),
        bucket,
        region=asked.get("region", "us-east-1"),
        secure=asked.get("secure", "1") not in ("0", "false", "no"),
    )
