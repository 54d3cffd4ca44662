"""How well a leaf fits an opening: 0 as it was, more the more it is bent, `NEVER` if it is something else."""

from __future__ import annotations

from functools import lru_cache

from .shapes import Leaf
from .slots import FACTS

NEVER = 99
PLAIN = frozenset({"text", "inline_richtext", "textarea"})

_TITLES = frozenset({"heading", "question"})
_LINES = frozenset({"text", "subheading", "caption"})
_BODIES = frozenset({"body", "answer", "quote"})
_FACTS = FACTS | {"author"}
_BENDS = (
    # from        to titles  lines  bodies
    (_TITLES, (1, 2, 3)),
    (_LINES, (2, 1, 2)),
    (_BODIES, (NEVER, 3, 1)),
    (_FACTS, (3, 1, 3)),
)
_TO = (_TITLES, _LINES, _BODIES)


@lru_cache(4_096)
def text_cost(role: str, form: str, to_role: str, to_form: str) -> int:
    """A text of a role and format in a setting of another."""
    if role == to_role:
        return 3 if _is_flattened(form, to_form) else 0
    if role in ("alt", "described", "unseen") or to_role in ("alt", "described", "label"):
        return 1 if {role, to_role} == {"alt", "described"} else NEVER
    if role == "label":
        return NEVER
    if to_role in _FACTS:
        return 3 if role in _LINES | _FACTS else NEVER
    costs = next((costs for roles, costs in _BENDS if role in roles), (3, 1, 2))
    cost = next((cost for roles, cost in zip(_TO, costs, strict=True) if to_role in roles), 2)
    if cost == NEVER and form in PLAIN and role == "answer":
        cost = 4
    if (role == "quote" and to_role not in _BODIES) or (role == "author" and to_role in _TITLES):
        return NEVER
    if to_role in ("question", "quote") and cost < NEVER:
        cost += 3  # a heading that folds, words set as somebody's: a claim that the content does not make
    if role in _LINES and to_form == "textarea" and to_role not in ("question", "quote"):
        cost = 1
    if cost < NEVER and _is_flattened(form, to_form):
        cost += 1
    return cost


def _is_flattened(form: str, to_form: str) -> bool:
    return form in ("richtext", "html") and to_form in PLAIN


def cost(leaf: Leaf, kind: str, role: str, form: str) -> int:
    """A leaf in an opening of a kind, role and setting type."""
    if leaf.kind != kind:
        return NEVER
    if kind == "text":
        return text_cost(leaf.role, leaf.format, role, form)
    if leaf.role == "unseen":
        return NEVER
    if leaf.role == role or kind in ("label", "url"):
        return 0
    if kind == "collection":
        return NEVER if {leaf.role, role} == {"products", "tile"} else 0
    if kind == "image":
        if "mobile" in (leaf.role, role):
            return NEVER
        return 3 if role == "poster" else 0
    return 1 if kind == "code" else 0
