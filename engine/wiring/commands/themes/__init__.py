"""``flask --app app themes``: for the authors of theme packs. One file per command."""

from __future__ import annotations

import click

from engine.wiring.commands.themes.check import check
from engine.wiring.commands.themes.dev import dev
from engine.wiring.commands.themes.match import match
from engine.wiring.commands.themes.new import new
from engine.wiring.commands.themes.pack import pack
from engine.wiring.commands.themes.reference import reference
from engine.wiring.commands.themes.render import render


@click.group()
def themes() -> None:
    """Theme packs: begin one, work on it in the browser, check it, render its pages, match it to another, zip it."""


for _command in (check, dev, match, new, pack, reference, render):
    themes.add_command(_command)
