"""Where the values of variables come from, as far as the Liquid tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liquid.builtin.expressions import StringLiteral

from engine.liquid.expressions import Filtered, Ternary, Variable

from .noting import Notes
from .uses import Path

Origins = frozenset[Path]
NONE: Origins = frozenset()
MOST_ORIGINS = 24
LISTS = frozenset({"collections", "linklists", "all_products", "blogs", "pages", "articles", "metaobjects"})
"""Objects that are asked by handle, so that `collections[section.settings.x]` is the collection of that setting."""


class Values(Notes):
    """Variables, each with the places that its value may come from."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, tuple[int, int, Origins]] = {}
        """What each name stands for, with the depth and the number of the branch in which that was said."""
        self.arm = 0

    def origins(self, expression: Any, written: bool = False) -> Origins:
        """Where a value may come from. What filters are given is taken as used."""
        if isinstance(expression, Variable):
            return self._path(expression)
        if isinstance(expression, StringLiteral):
            return frozenset({("text", expression.value)})
        if isinstance(expression, Filtered):
            return self._filtered(self.origins(expression.left), expression.filters or ())
        if isinstance(expression, Ternary):
            self.tested(expression.condition)
            found = self.origins(expression.left)
            if expression.alternative is not None:
                found |= self.origins(expression.alternative)
            return self._filtered(found, (*(expression.filters or ()), *(expression.tail_filters or ())))
        for child in expression.children() if expression is not None else ():
            self.origins(child)
        return NONE

    def _filtered(self, found: Origins, filters: Iterable[Any]) -> Origins:
        for call in filters:
            arguments = [self.origins(arg.value) for arg in call.args]
            if call.name in ("append", "prepend") and arguments:
                found = _joined(found, arguments[0], call.name) or found | arguments[0]
                continue
            for given in arguments:
                if call.name in ("default", "concat", "url_for_type", "link_to"):
                    found |= given
                else:
                    for path in given:
                        self.use(path, (call.name,))
        return found if len(found) <= MOST_ORIGINS else frozenset(sorted(found)[:MOST_ORIGINS])

    def _path(self, variable: Variable) -> Origins:
        head, *rest = variable.path
        keys = [self._key(part) for part in rest]
        if not isinstance(head, str):
            return NONE
        known = self.names.get(head)
        roots: Origins = known[2] if known is not None else frozenset({(head,)})
        if known is None:
            self.seen((head, *(keys_of[0] for keys_of in keys if keys_of)))
        for options in keys:
            if any(len(root) == 1 and root[0] in LISTS for root in roots):
                asked = self._asked(variable)
                if asked:
                    roots = asked
                    continue
            roots = frozenset((*root, key) for root in roots for key in options if root[0] != "text")
        return roots

    def _asked(self, variable: Variable) -> Origins:
        part = variable.path[1]
        if isinstance(part, (str, int)):
            return NONE
        return frozenset(p for p in self.origins(part) if p[0] != "text")

    def _key(self, part: Any) -> list[str]:
        if isinstance(part, int):
            return ["[]"]
        if isinstance(part, str):
            return [part]
        texts = [path[1] for path in self.origins(part) if path[0] == "text"]
        return texts or ["*"]

    def set(self, name: str, value: Origins) -> None:
        """A variable is given a value; in another branch than before, a further one."""
        known = self.names.get(name)
        if known is not None and (
            self.branch > known[0] or (self.branch == known[0] and self.arm != known[1])
        ):
            value = frozenset(sorted(known[2] | value)[:MOST_ORIGINS])
            self.names[name] = (known[0], known[1], value)
        else:
            self.names[name] = (self.branch, self.arm, value)

    def tested(self, condition: Any) -> None:
        """A condition: what it asks for is known of, but not written."""
        self.origins(condition)


def literal(expression: Any) -> str | None:
    """The text of a string written in the template."""
    return expression.value if isinstance(expression, StringLiteral) else None


def _joined(left: Origins, right: Origins, name: str) -> Origins:
    """Texts put together, as far as they are known: `'image_' | append: i` is `image_*`."""
    texts = [path[1] for path in left if path[0] == "text"]
    if not texts or len(texts) != len(left):
        return NONE
    others = [path[1] if path[0] == "text" else "*" for path in right] or ["*"]
    if name == "prepend":
        texts, others = others, texts
    return frozenset(("text", one + other) for one in texts for other in others)
