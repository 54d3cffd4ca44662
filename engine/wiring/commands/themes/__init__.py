"""``flask --app app themes``: for the authors of theme packs. One file per command."""

from __future__ import annotations

import click

from engine.wiring.commands.themes.check import check
from engine.wiring.commands.themes.reference import reference


@click.group()
def themes() -> None:
    """Theme packs: check one, write the tables for their authors."""


for _command in (check, reference):
    themes.add_command(_command)
