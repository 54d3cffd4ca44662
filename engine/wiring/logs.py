"""The program's log: one line per event on standard error, where the supervisor or a service manager collects it."""

from __future__ import annotations

import logging
import sys


def to_stderr(level: str) -> None:
    """Send the log of every package (``vitrine.…``) to standard error, from *level* on."""
    log = logging.getLogger("vitrine")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        log.addHandler(handler)
    log.setLevel(level)
