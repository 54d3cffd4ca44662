"""``flask --app app themes reference``: what the language knows, written down."""

from __future__ import annotations

import click


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a page is stale.")
def reference(only_check: bool) -> None:
    """Write docs/theme-authors/{tags,filters,objects,checks}.md from the code."""
    from engine.base.settings import ROOT
    from engine.rendering.reference.tables import pages

    folder = ROOT / "docs" / "theme-authors"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        file = folder / name
        stale = not file.is_file() or file.read_text(encoding="utf-8") != text
        if stale and only_check:
            raise click.ClickException(f"docs/theme-authors/{name} is stale; run `themes reference`")
        if stale:
            file.write_text(text, encoding="utf-8")
            click.echo(f"wrote docs/theme-authors/{name}")
