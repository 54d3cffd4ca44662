"""From what a shopper typed to a query: every word must be in the record, stemmed, begun, or with a typing error mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whoosh.query import And, Or, Query, Term

from engine.listing.index.opened import Opened
from engine.listing.index.schema import CODE_WEIGHT, PREFIX_WEIGHT, WEIGHTS
from engine.listing.rules import code_of, distance, distance_allowed, words_of

MOST_COMPLETIONS = 40
MOST_CORRECTIONS = 3
CORRECTED_WEIGHT = 0.5


@dataclass
class Wanted:
    """A query, with what is needed to mark its matches and to say what was mended."""

    query: Query | None
    loose: Query | None = None
    """The same with any of the words instead of all."""
    stems: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    corrected: str | None = None


def read(opened: Opened, text: str, *, typing: bool) -> Wanted:
    """The query of *text*. While *typing*, the last word may be unfinished; it may be in any case, but then exact ones lead."""
    wanted = Wanted(None)
    said: list[str] = []
    parts: list[Query] = []
    words = words_of(text)
    stemmer = opened.searcher.schema["title"]
    for position, word in enumerate(words):
        last = position == len(words) - 1
        stems = list(stemmer.process_text(word, mode="query"))
        if not stems and not (last and typing) and len(words) > 1:
            said.append(word)
            continue  # a word such as "the" narrows nothing
        part, used = _word(opened, word, stems, last=last, typing=typing, wanted=wanted)
        parts.append(part)
        said.append(used)
    if not parts:
        return wanted
    whole: list[Query] = [And(parts)] if len(parts) > 1 else parts
    code = code_of(text)
    if len(words) > 1 and opened.searcher.doc_frequency("code", code):
        whole.append(Term("code", code, boost=CODE_WEIGHT))
    wanted.query = Or(whole) if len(whole) > 1 else whole[0]
    wanted.loose = Or(parts) if len(parts) > 1 else None
    if said != words:
        wanted.corrected = " ".join(said)
    return wanted


def _word(
    opened: Opened, word: str, stems: Sequence[str], *, last: bool, typing: bool, wanted: Wanted
) -> tuple[Query, str]:
    """The query of one word, and the word as it was understood."""
    terms = _exact(opened, word, stems, 1.0)
    if terms:
        wanted.stems.update(stems)
        wanted.words.add(word)
    if last or (not terms and len(word) >= 2):
        begun = _completions(opened, word)
        if begun:
            terms.extend(
                Term("word", known, boost=PREFIX_WEIGHT * len(word) / len(known))
                for known in begun
                if known != word
            )
            wanted.beginnings.add(word)
    if terms:
        return Or(terms) if len(terms) > 1 else terms[0], word
    meant = corrections(opened.vocabulary, word, unfinished=last and typing)
    if not meant:
        return Term("word", word), word
    for other in meant:
        other_stems = list(opened.searcher.schema["title"].process_text(other, mode="query"))
        terms.extend(_exact(opened, other, other_stems, CORRECTED_WEIGHT if other != meant[0] else 1.0))
        terms.append(Term("word", other, boost=CORRECTED_WEIGHT))
        wanted.stems.update(other_stems)
        wanted.words.add(other)
    return Or(terms), meant[0]


def _exact(opened: Opened, word: str, stems: Sequence[str], weight: float) -> list[Query]:
    frequency = opened.searcher.doc_frequency
    terms: list[Query] = [
        Term(name, stem, boost=worth * weight)
        for stem in stems
        for name, worth in WEIGHTS.items()
        if frequency(name, stem)
    ]
    if frequency("code", word):
        terms.append(Term("code", word, boost=CODE_WEIGHT))
    if frequency("word", word):
        terms.append(Term("word", word, boost=weight))
    return terms


def _completions(opened: Opened, beginning: str) -> list[str]:
    """Words of the vocabulary that begin so, the most frequent first."""
    known = opened.beginning_with(beginning)
    vocabulary = opened.vocabulary
    return sorted(known, key=lambda word: (-vocabulary[word], len(word), word))[:MOST_COMPLETIONS]


def corrections(vocabulary: dict[str, int], word: str, *, unfinished: bool = False) -> list[str]:
    """Known words that *word* may have been meant to be: the nearest first, among equals the most frequent.

    With *unfinished*, a known word that only goes on is as near as its beginning is.
    """
    allowed = distance_allowed(word)
    if not allowed:
        return []
    letters, near = frozenset(word), []
    for known, count in vocabulary.items():
        edits: float = allowed + 1
        if abs(len(known) - len(word)) <= allowed and len(letters ^ frozenset(known)) <= 2 * allowed:
            edits = distance(word, known, allowed)
        if unfinished and len(known) > len(word) and edits > 1:
            beginning = known[: len(word)]
            if len(letters ^ frozenset(beginning)) <= 2 * allowed:
                edits = min(edits, distance(word, beginning, allowed) + 0.5)
        if edits <= allowed + 0.5 and not (edits >= 2 and known[0] != word[0]):
            near.append((edits, known[0] != word[0], -count, known))
    near.sort()
    best = near[0][0] if near else 0.0
    return [known for edits, _, _, known in near if edits <= best + 0.5][:MOST_CORRECTIONS]
