"""The process that reads an uploaded zip: ``python -m engine.rendering.uploads.child ZIP FOLDER NAME SECONDS``.

It limits itself before it looks at the zip, unpacks it into FOLDER, runs the linter, writes the checked pack to
FOLDER/checked.zip and one JSON object to standard output: `{"refusals": […]}`, or what the pack is and what was found.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

SECONDS = 20
"""Of processor time."""
ADDRESS_SPACE = 1_000_000_000
LARGEST_FILE = 40_000_000
OPEN_FILES = 64
MOST_FINDINGS = 300
"""Findings that are kept; errors come first."""
_FATAL = frozenset({"json", "syntax"})


def limit(seconds: int = SECONDS) -> None:
    """From here on this process gets so much and no more; it can start no other."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def inspect(source: Path, folder: Path, file_name: str) -> dict[str, Any]:
    """What is to be said about the zip. Raises NotTaken."""
    from engine.rendering.linting import check_pack
    from engine.themes.archives import NotTaken, Refusal, pack_up, unpack
    from engine.themes.packs import Pack

    draft = folder / "draft"
    draft.mkdir()
    top = unpack(source, draft)
    name = name_of(draft, top or Path(file_name).stem)
    pack = Pack(draft.rename(folder / name))
    findings = sorted(check_pack(pack), key=lambda f: ("error", "warning", "note").index(f.severity))
    fatal = [f for f in findings if f.kind == "missing-file" or (f.kind in _FATAL and _carries_all(f.path))]
    if fatal:
        raise NotTaken(
            *(Refusal("unusable", f.path, {"line": f.line, "said": f"{f.message}. {f.cure}"}) for f in fatal)
        )
    pack_up(pack.files, folder / "checked.zip")
    return {
        "name": name,
        "title": pack.title[:120],
        "version": pack.version,
        "files": len(pack.files),
        "findings": [finding.as_json() for finding in findings[:MOST_FINDINGS]],
        "counts": {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "note")},
    }


def _carries_all(path: str) -> bool:
    """Whether no page can be shown without the file."""
    return path == "layout/theme.liquid" or path.startswith("config/")


def name_of(draft: Path, otherwise: str) -> str:
    """The name of a store's own pack: of its title, and beginning as no folder of the installation does."""
    from engine.base.slugs import slugify
    from engine.liquid import TemplateError
    from engine.themes.packs import Pack
    from engine.themes.uploaded import OWN

    try:
        title = str(Pack(draft).info.get("theme_name") or otherwise)
    except TemplateError:
        title = otherwise
    return OWN + (slugify(title[:200], "theme")[:50].strip("-") or "theme")


def main() -> int:
    """Limit, look, tell."""
    source, folder, file_name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    limit(int(sys.argv[4]))
    from engine.themes.archives import NotTaken, Refusal

    try:
        said = inspect(source, folder, file_name)
    except NotTaken as refused:
        said = {"refusals": [refusal.as_json() for refusal in refused.refusals]}
    except (MemoryError, RecursionError):
        said = {"refusals": [Refusal("too_hard").as_json()]}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
