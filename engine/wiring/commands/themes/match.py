"""``flask --app app themes match``: which section file of one pack shows what a section file of another holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click


@click.command(name="match")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--section", help="Only this section file of SOURCE.")
@click.option(
    "--fill",
    type=click.Choice(["preset", "full"]),
    default="full",
    show_default=True,
    help="Fill sections as their own presets and templates do, or with the most that their schemas allow.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Section data to match: one section's JSON (with --section), or a JSON template of SOURCE.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list with one row a line.")
@click.pass_context
def match(
    context: click.Context,
    source: Path,
    target: Path,
    section: str | None,
    fill: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """For each section file of the pack in the folder SOURCE: the best file of TARGET, the outcome (match, partial or
    none), what is withheld, and every candidate with its reason.

    A file that cannot be read is named on the standard error with its line; the rest is answered. Exit code: 0, or 2 if
    a folder is no pack, there is no such section, or the data cannot be read.
    """
    from engine.liquid import TemplateError
    from engine.themes.matching.comparing import Comparison
    from engine.themes.packs import Pack

    try:
        for folder in (source, target):
            if not (folder / "sections").is_dir():
                raise ValueError(f"{folder} is no theme pack: it has no sections/")
        comparison = Comparison(Pack(source), Pack(target))
        given = list(_given(data, section)) if data is not None else None
        rows = comparison.answers(fill, section, given)
    except (TemplateError, OSError, ValueError) as error:
        click.echo(str(error), err=True)
        context.exit(2)
    if as_json:
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        click.echo("[\n" + ",\n".join(lines) + "\n]")
    else:
        for row in rows:
            _tell(row)
    for problem in comparison.problems():
        click.echo(problem, err=True)


def _given(path: Path, section: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Section data of a file with the section file that each belongs to. Raises ValueError naming what is wrong."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    if isinstance(read, dict) and isinstance(read.get("sections"), dict):
        order = read.get("order")
        for key in order if isinstance(order, list) else read["sections"]:
            entry = read["sections"].get(key)
            if isinstance(entry, dict) and section in (None, entry.get("type")):
                yield str(entry.get("type")), entry
    elif isinstance(read, dict):
        name = section or read.get("type")
        if not isinstance(name, str):
            raise ValueError(f"{path}: name the section file with --section")
        yield name, read
    else:
        raise ValueError(f"{path}: section data is a JSON object with settings and blocks")


def _tell(row: dict[str, Any]) -> None:
    best = row["best"] or "nothing"
    click.echo(f"{row['source']} → {best} ({row['outcome']})")
    if "error" in row:
        click.echo(f"    {row['error']}")
    for lost in row["withheld"]:
        part = f".{lost['field']}" if "field" in lost else ""
        click.echo(f"    withheld: {lost['type']}{part} ({lost['role']}) {lost['id']}")
    for adjusted in row["adjusted"]:
        click.echo(f"    adjusted: {adjusted['id']}: {adjusted['why']}")
    for files in row["splits"]:
        click.echo(f"    a split would show all of it: {' + '.join(files)}")
    for each in row["ranking"]:
        if each["held"]:
            click.echo(f"    {each['held']:>6.0%} {each['file']}: {each['outcome']}, {each['reason']}")
