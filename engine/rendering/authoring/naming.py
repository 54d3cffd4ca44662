"""What a pack's folder may be called: the name stands in addresses, on every machine and in every zip."""

from __future__ import annotations

import re

from engine.base.slugs import slugify

LONGEST = 50
"""Characters of a pack's name."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_pack_name(name: str) -> bool:
    """Whether it is lower-case letters, digits and single hyphens between them."""
    return len(name) <= LONGEST and _NAME.fullmatch(name) is not None


def name_cure(name: str) -> str:
    """A name like it that can be used."""
    near = slugify(name[:200], "").strip("-")[:LONGEST].strip("-")
    rule = f"Use lower-case letters, digits and hyphens, at most {LONGEST}"
    return f"{rule}: {near}" if is_pack_name(near) else f"{rule}."
