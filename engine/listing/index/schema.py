"""What an index holds of a record, and how words are cut and stemmed.

``LanguageAnalyzer`` stems by the store's language (its English "running" is "run"; Whoosh's StemmingAnalyzer says "runn").
``word`` holds the same words unstemmed: for completion while typing, and as the vocabulary of the spelling correction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Filter, LanguageAnalyzer, LowercaseFilter, RegexTokenizer
from whoosh.columns import NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema
from whoosh.lang import languages

from engine.listing.rules import fold

WEIGHTS = {"title": 6.0, "brand": 2.5, "type": 2.5, "tags": 1.5, "options": 1.5, "text": 0.6}
"""Fields that a word is looked for in, and what a match there is worth."""
CODE_WEIGHT = 20.0
PREFIX_WEIGHT = 1.2

COLUMNS = ("kind", "brand_name", "type_name", "price_min", "price_max", "available", "created", "title_key")


class Fold(Filter):
    """Takes accents off, after stemming, so that ``cafe`` finds ``café``."""

    is_morph = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fold)

    def __hash__(self) -> int:
        return hash(Fold)

    def __call__(self, tokens: Any) -> Iterator[Any]:
        for token in tokens:
            token.text = fold(token.text)
            yield token


def analyser(locale: str) -> Any:
    """Cuts and stems text of a locale; languages without a stemmer are only cut and folded."""
    language = locale.replace("_", "-").split("-")[0].lower()
    if language in languages:
        return LanguageAnalyzer(language, cachesize=5_000) | Fold()
    return RegexTokenizer() | LowercaseFilter() | Fold()


def schema(locale: str) -> Schema:
    """The schema of a store's index. It is kept inside the index, with its analysers."""
    text = analyser(locale)
    plain = RegexTokenizer(r"\w+") | LowercaseFilter() | Fold()
    fields: dict[str, Any] = {name: TEXT(analyzer=text, phrase=False) for name in WEIGHTS}
    return Schema(
        key=ID(unique=True),
        word=TEXT(analyzer=plain, phrase=False),
        code=TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=False),
        shown=STORED,
        kind=COLUMN(RefBytesColumn()),
        brand_name=COLUMN(RefBytesColumn()),
        type_name=COLUMN(RefBytesColumn()),
        price_min=COLUMN(NumericColumn("q")),
        price_max=COLUMN(NumericColumn("q")),
        available=COLUMN(NumericColumn("b")),
        created=COLUMN(NumericColumn("q")),
        title_key=COLUMN(VarBytesColumn()),
        **fields,
    )
