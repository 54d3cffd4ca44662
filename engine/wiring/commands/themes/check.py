"""``flask --app app themes check``: what is wrong with a pack, before a shopper sees it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per finding.")
@click.pass_context
def check(context: click.Context, path: Path, as_json: bool) -> None:
    """Check the theme pack in the folder PATH. Exit code: 0 clean, 1 errors or warnings, 2 no pack."""
    from engine.liquid import TemplateError
    from engine.rendering.linting import check_pack
    from engine.themes.packs import Pack

    if not (path / "layout").is_dir() and not (path / "sections").is_dir():
        click.echo(f"{path} is no theme pack: it has neither layout/ nor sections/", err=True)
        context.exit(2)
    try:
        pack = Pack(path)
    except (TemplateError, OSError) as error:
        click.echo(str(error), err=True)
        context.exit(2)
    findings = check_pack(pack)
    counts = Counter(finding.severity for finding in findings)
    for finding in findings:
        click.echo(json.dumps(finding.as_json(), ensure_ascii=False) if as_json else str(finding))
    if not as_json:
        counted = ", ".join(f"{counts[name]} {name}s" for name in ("error", "warning", "note"))
        click.echo(f"{len(pack.files)} files: {counted}")
    context.exit(1 if counts["error"] or counts["warning"] else 0)
