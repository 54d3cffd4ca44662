"""``python -m engine.wiring.processes.background worker|relay``: background processes without the web application.

The same commands as ``flask --app app worker`` and ``relay``. Not loading the rooms that face people saves 20 MB and a
second of start-up in each process.
"""

from __future__ import annotations

import click

from engine.base.settings import load
from engine.wiring import logs
from engine.wiring.commands.jobs import relay, worker


@click.group()
def background() -> None:
    """Background work of the shop."""
    logs.to_stderr(load().log_level)


background.add_command(worker)
background.add_command(relay)

if __name__ == "__main__":
    background()
