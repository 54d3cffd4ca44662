"""What may lie in a pack by its name: no programs, no names that some system cannot hold, papers beside the folders."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_ENDINGS_OF_PROGRAMS = (
    ".app .asp .aspx .bash .bat .bin .cgi .class .cmd .com .cpl .deb .dll .dmg .dylib .exe .fcgi .hta .htaccess .jar .jsp "
    ".ksh .lua .msi .phar .php .php3 .php4 .php5 .php7 .php8 .phps .pht .phtml .pif .pl .pm .ps1 .psm1 .py .pyc .pyd .pyo "
    ".pyw .pyz .rb .reg .rpm .scr .sh .so .vb .vbe .vbs .wsf .wsh .zsh"
)
PROGRAMS = frozenset(_ENDINGS_OF_PROGRAMS.split())
"""Endings of files that some machine runs; browsers' scripts are not among them."""

BESIDE = re.compile(
    r"(?:\..*|(?:readme|licen[cs]e|changelog|changes|contributing|code_of_conduct|security|release-notes|notice|authors)(?:[.-].*)?"
    r"|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|shopify\.theme\.toml|jsconfig\.json|tsconfig\.json|screenshot\.\w+)\Z",
    re.IGNORECASE,
)
"""What may stand beside a pack's folders: papers, and the settings of tools."""

_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
MOST_BYTES = 255
"""Of one part of a name; file systems hold no more."""


def is_program(address: str) -> bool:
    """Whether some machine would run a file of that name."""
    path = PurePosixPath(address.lower().removesuffix(".liquid"))
    return path.suffix in PROGRAMS or path.name in PROGRAMS


def is_too_long(address: str) -> bool:
    """Whether a part of the name has more bytes than file systems hold."""
    return any(len(part.encode("utf-8", "surrogatepass")) > MOST_BYTES for part in address.split("/"))


def has_unseen(address: str) -> bool:
    """Whether the name holds characters that nobody sees: controls, halves of characters, marks of direction."""
    return any(unicodedata.category(c) in ("Cc", "Cs", "Co") or c in _UNSEEN for c in address)


def is_not_portable(address: str) -> bool:
    """Whether some systems could not hold a part of the name."""
    return any("\\" in part or part != part.strip() or part.endswith(".") for part in address.split("/"))


def alike(address: str) -> str:
    """The same for names that differ in case or Unicode form only."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())
