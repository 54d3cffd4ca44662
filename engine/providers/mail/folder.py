"""A mailbox in a folder: one .eml file a message, which any mail program opens."""

from __future__ import annotations

import hashlib
import os
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path


class Folder:
    """Writes each message whole, under a name made of its date and Message-ID: sending it twice leaves one file."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def send(self, message: EmailMessage) -> None:
        """Put the message into the folder."""
        self.path.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:10]
        day = parsedate_to_datetime(str(message["Date"])).strftime("%Y%m%d-%H%M%S")
        target = self.path / f"{day}-{digest}.eml"
        draft = self.path / f".{target.name}.{os.getpid()}"
        draft.write_bytes(message.as_bytes())
        draft.replace(target)
