"""What a section is called and marked up as: a slideshow, a banner, a gallery. Decides only between files that hold the
content equally well. Read from the section's own name and from elements and classes of its HTML, never from file names.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+")
_MARKS = re.compile(r"""<([a-z][\w]*-[\w-]*)|class\s*=\s*["']([^"'<>{}]{1,300})""", re.IGNORECASE)

_WORDS = {
    "slides": "slide slides slideshow slider carousel swiper splide flickity glide embla",
    "banner": "banner hero billboard jumbotron cover",
    "gallery": "gallery collage mosaic masonry lightbox lookbook",
    "columns": "multicolumn columns multicolumns icons features benefits usp usps",
    "rows": "multirow rows",
    "beside": "split",
    "logos": "logo logos brands partners press",
    "quotes": "testimonial testimonials review reviews quote quotes",
    "folds": "accordion accordions faq faqs collapsible questions",
    "compare": "before after comparison compare",
    "countdown": "countdown timer",
    "map": "map store locator",
    "tabs": "tabs tabbed",
    "ticker": "marquee ticker scrolling",
    "announcement": "announcement announcements notice notices",
    "newsletter": "newsletter subscribe signup",
    "words": "rich richtext prose",
    "film": "video film movie",
    "steps": "timeline steps process",
    "team": "team",
    "pricing": "pricing",
}
_PURPOSES = {word: purpose for purpose, words in _WORDS.items() for word in words.split()}


def named_purposes(name: str) -> frozenset[str]:
    """What a section's name says."""
    words = name.lower()
    beside = {"beside"} if re.search(r"\b(?:with|and|beside|&) (?:text|content|words)\b", words) else set()
    return frozenset({_PURPOSES[word] for word in _WORD.findall(words) if word in _PURPOSES} | beside)


def marked_purposes(source: str) -> frozenset[str]:
    """What the elements and classes of its HTML say."""
    found: set[str] = set()
    for element, classes in _MARKS.findall(source):
        for word in _WORD.findall(f"{element} {classes}".lower()):
            if word in _PURPOSES:
                found.add(_PURPOSES[word])
    return frozenset(found)


def shared(
    named: frozenset[str], marked: frozenset[str], other_named: frozenset[str], other_marked: frozenset[str]
) -> float:
    """How much of their purpose two sections share; names count most."""
    if named & other_named:
        return 2.0
    if named & other_marked or marked & other_named:
        return 1.0
    return 0.5 if marked & other_marked else 0.0
