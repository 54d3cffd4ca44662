"""``flask --app app themes pack``: a pack as a zip."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from engine.rendering.authoring.faults import Fault, NoPack
from engine.wiring.commands.themes.telling import CLEAN, FAULTY, Telling

SHOWN = 10
"""Names of files that were left out, on the terminal."""


@click.command()
@click.argument("path")
@click.option("--out", help="The zip to write; NAME-VERSION.zip here if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def pack(path: str, out: str | None, as_json: bool) -> None:
    """Make a zip of the theme pack in the folder PATH, to upload or to hand on.

    It holds the files of the format's folders and nothing else: dot files, notes and sources beside them stay out, and
    are named. The same files give the same zip, to the byte, on any machine. What an upload would refuse is refused
    here, with its place and cure: links, programs, names that cannot be addressed, too many or too large files, a pack
    whose layout or configuration is missing or cannot be read. Other errors that `themes check` finds are told.

    With --json: {"zip", "files", "bytes", "sha256", "left_out": […], "errors": []}.

    \b
    Exit codes:
      0  written
      1  written, with errors: shoppers would miss something
      2  not written: the folder is no pack, an upload would refuse it, or the file cannot be written
    """
    from engine.rendering.authoring.opening import open_pack
    from engine.rendering.authoring.zipping import faults_for_upload, zip_name, zip_pack

    telling = Telling(as_json)
    try:
        opened = open_pack(path)
        refused, faults = faults_for_upload(opened)
        if refused:
            telling.refuse(*refused, *faults, zip=None)
        target = Path(out or zip_name(opened)).absolute()
        if _is_inside(target, opened.folder):
            telling.refuse(_inside(target), zip=None)
        packed = zip_pack(opened, target)
    except NoPack as refusal:
        telling.refuse(refusal.fault, zip=None)
    left = list(packed.left_out)
    telling.faults(faults)
    telling.line(
        zip=str(packed.path),
        files=packed.files,
        bytes=packed.size,
        sha256=packed.sha256,
        left_out=left,
        errors=[fault.as_json() for fault in faults],
    )
    if not as_json:
        click.echo(f"{packed.path}: {packed.files} files, {packed.size:,} bytes")
        if left:
            more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
            click.echo(f"  left out: {', '.join(left[:SHOWN])}{more}")
    sys.exit(FAULTY if faults else CLEAN)


def _is_inside(target: Path, folder: Path) -> bool:
    try:
        return target.resolve().is_relative_to(folder)
    except (OSError, ValueError):
        return False  # such a name cannot be written either


def _inside(target: Path) -> Fault:
    return Fault(
        str(target), 0, 0, "the zip would lie inside the pack", "Name a file outside of it with --out."
    )
