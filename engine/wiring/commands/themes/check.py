"""``flask --app app themes check``: what is wrong with a pack, before a shopper sees it."""

from __future__ import annotations

import json
from collections import Counter
from typing import NoReturn

import click

from engine.rendering.authoring.faults import Fault, NoPack


@click.command()
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with findings[] and counts.")
@click.pass_context
def check(context: click.Context, path: str, as_json: bool) -> None:
    """Check the theme pack in the folder PATH: one line per finding, with its cure.

    Exit code: 0 no errors (there may be warnings and notes), 1 errors, 2 the folder cannot be read as a pack.
    """
    from engine.rendering.authoring.opening import open_pack
    from engine.rendering.linting import check_pack

    try:
        pack = open_pack(path)
    except NoPack as refusal:
        _refuse(context, refusal.fault, as_json)
    findings = check_pack(pack)
    counts = Counter(finding.severity for finding in findings)
    if as_json:
        found = [finding.as_json() for finding in findings]
        counted = {name: counts[name] for name in ("error", "warning", "note")}
        click.echo(json.dumps({"findings": found, "counts": counted, "files": len(pack.files)}))
    else:
        for finding in findings:
            click.echo(str(finding))
        said = ", ".join(f"{counts[name]} {name}s" for name in ("error", "warning", "note"))
        click.echo(f"{len(pack.files)} files: {said}")
    context.exit(1 if counts["error"] else 0)


def _refuse(context: click.Context, why: Fault, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"findings": [], "error": str(why), "errors": [why.as_json()]}))
    click.echo(str(why), err=True)
    context.exit(2)
