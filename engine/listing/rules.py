"""Pure decisions of search: how words are folded, how far apart two words are, what may be a typing error."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Kind = Literal["product", "collection", "page", "article"]
KINDS: tuple[Kind, ...] = ("product", "collection", "page", "article")

Sort = Literal["relevance", "price-ascending", "price-descending", "title-ascending", "created-descending"]
SORTS: tuple[Sort, ...] = (
    "relevance",
    "price-ascending",
    "price-descending",
    "title-ascending",
    "created-descending",
)

LONGEST_QUERY = 200
MOST_WORDS = 8
MOST_PER_PAGE = 250

WORD = re.compile(r"\w+", re.UNICODE)
_CODE_NOISE = re.compile(r"[\W_]+", re.UNICODE)
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def fold(text: str) -> str:
    """Lower case without accents: ``Café`` → ``cafe``, ``Größe`` → ``grosse``."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)) if not plain.isascii() else plain


def words_of(text: str) -> list[str]:
    """The folded words of what a shopper typed, at most MOST_WORDS."""
    return [fold(word) for word in WORD.findall(text[:LONGEST_QUERY])][:MOST_WORDS]


def code_of(text: str) -> str:
    """A SKU or barcode without case and separators, so that ``AB-12 3`` and ``ab123`` meet."""
    return _CODE_NOISE.sub("", fold(text))[:80]


def distance_allowed(word: str) -> int:
    """How many typing errors a word of this length may hold. Words with digits are codes and sizes: none."""
    if len(word) < 3 or any(c.isdigit() for c in word):
        return 0
    return 1 if len(word) < 5 else 2


def distance(a: str, b: str, most: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) that lead from *a* to *b*; ``most + 1`` when there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
