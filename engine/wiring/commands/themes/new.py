"""``flask --app app themes new``: a pack to begin with."""

from __future__ import annotations

import click

from engine.rendering.authoring.faults import NoPack
from engine.wiring.commands.themes.telling import Telling


@click.command()
@click.argument("name")
@click.option("--title", help="What people call it; made of NAME if left out.")
@click.option("--author", help="Who made it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def new(name: str, title: str | None, author: str | None, as_json: bool) -> None:
    """Make a new theme pack in the folder NAME, which may be a path; its last part is the pack's name.

    The pack has every type of page, two languages, two colour presets and no script; it passes `themes check` without
    a word, and it is yours to change. NAME is lower-case letters, digits and hyphens; the folder must not exist yet, or
    be empty.

    With --json: {"folder", "title", "files", "errors": []}.

    \b
    Exit codes:
      0  made
      2  not made: the name cannot be used, or the folder holds something or cannot be written
    """
    from engine.rendering.authoring.beginning import begin_pack

    telling = Telling(as_json)
    try:
        begun = begin_pack(name, title, author)
    except NoPack as refusal:
        telling.refuse(refusal.fault, folder=None)
    telling.line(folder=str(begun.folder), title=begun.title, files=begun.files, errors=[])
    if not as_json:
        click.echo(f"{begun.title}: {begun.files} files in {begun.folder}")
        click.echo(f"  themes dev {name}      shows it in the browser while you work")
        click.echo(f"  themes check {name}    says what is wrong with it")
        click.echo(f"  themes pack {name}     makes a zip of it")
