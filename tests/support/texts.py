"""Reading what pages say."""

from __future__ import annotations

import re


def first_match(pattern: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> str:
    """The first group of the first match. Fails, with the beginning of the text, where there is none."""
    match = re.search(pattern, text, flags)
    assert match is not None, f"no {pattern} in {text[:1000]}"
    return str(match[1])
