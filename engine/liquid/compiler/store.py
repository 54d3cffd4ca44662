"""Compiled code between processes: one file per template, in a folder that nobody else can write.

Code objects run as they are read, so a file counts only if it is ours: the folder and the file belong to this user
and to nobody's group, no link is followed, and a digest keyed by a secret of the installation covers every byte.
Anything else is compiled anew.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import marshal
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from engine.liquid.template import FileParts

from .build import Compiled
from .settled import Reads

log = logging.getLogger("vitrine.themes")

_DIGEST = 32
_MOST_BYTES = 4_000_000


class CodeStore:
    """Keeps compiled templates in `folder`. `secret` is the installation's; it never leaves this machine."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder = folder
        self._secret = hashlib.sha256(b"compiled templates" + secret.encode()).digest()
        self._usable: bool | None = None

    def key(self, identity: str, path: str, source: str) -> str:
        """The name of a template's code: its compiler, its path and its text."""
        text = "\0".join((identity, path, source))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def get(self, key: str) -> tuple[Compiled, FileParts] | None:
        """The code kept under a key; None if there is none that we wrote."""
        if not self._ready():
            return None
        data = self._read(self.folder / key)
        if data is None or not hmac.compare_digest(data[:_DIGEST], self._digest(key, data[_DIGEST:])):
            return None
        try:
            held = marshal.loads(data[_DIGEST:])  # noqa: S302
            code, constants, filters, variables, fallbacks, reads, traceable, shared, parts = held
            schema, index, assets, notes = parts
        except (ValueError, EOFError, TypeError):
            return None
        if not isinstance(code, CodeType):
            return None
        known = Reads(*reads) if reads is not None else None
        compiled = Compiled(
            code, constants, filters, variables, fallbacks, reads=known, traceable=traceable, shared=shared
        )
        return compiled, FileParts(schema, index, assets, notes)

    def put(self, key: str, compiled: Compiled, parts: FileParts) -> None:
        """Keep code. A folder that cannot be written is no fault: the next process compiles again."""
        if not self._ready():
            return
        beside = (parts.schema, parts.schema_index, dict(parts.assets), parts.notes)
        held = (
            compiled.code,
            compiled.constants,
            compiled.filters,
            compiled.variables,
            compiled.fallbacks,
            (compiled.reads.names, compiled.reads.settings) if compiled.reads is not None else None,
            compiled.traceable,
            compiled.shared,
            beside,
        )
        data = marshal.dumps(held)
        target, new = self.folder / key, self.folder / f".{secrets.token_hex(8)}"
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(self._digest(key, data) + data)
            new.replace(target)
        except OSError as error:
            log.warning("compiled templates cannot be kept in %s: %s", self.folder, error.strerror)
            with suppress(OSError):
                new.unlink()

    def _digest(self, key: str, data: bytes) -> bytes:
        return hmac.digest(self._secret, key.encode() + data, "sha256")

    def _ready(self) -> bool:
        if self._usable is None:
            self._usable = self._open_folder()
        return self._usable

    def _open_folder(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            found = os.lstat(self.folder)
        except OSError as error:
            log.warning("compiled templates are not kept: %s: %s", self.folder, error.strerror)
            return False
        if not stat.S_ISDIR(found.st_mode) or not _is_ours(found):
            log.warning("compiled templates are not kept: others can write into %s", self.folder)
            return False
        return True

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or not _is_ours(found) or found.st_size > _MOST_BYTES:
                return None
            return file.read()


def _is_ours(found: Any) -> bool:
    return bool(found.st_uid == os.geteuid() and not found.st_mode & 0o022)
