"""Printed words: the faces used on labels, from a folder named by STUDIO_FONTS, or Blender's own face."""

from __future__ import annotations

import os
from pathlib import Path

FACES = {
    "serif": "fraunces-latin-400-normal.ttf",
    "sans": "dm-sans-latin-500-normal.ttf",
    "grotesk": "space-grotesk-latin-500-normal.ttf",
}


def face(name: str) -> str | None:
    """The file of a face, or None when it is not there."""
    path = Path(os.environ.get("STUDIO_FONTS", "fonts")) / FACES[name]
    return str(path) if path.exists() else None
