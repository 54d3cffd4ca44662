"""Names that nothing has set, and properties that objects do not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liquid.expression import Expression

from engine.liquid.expressions import FilterCall, Filtered, Ternary, Variable
from engine.rendering.reference import PUBLIC, Status, audit
from engine.themes.packs import Pack

from .findings import Finding
from .kinds import ANY, Kind, step
from .scopes import Assign, For, Form, Paginate, Scopes, TableRowNode
from .sources import Source, Sources, expressions_below

_KEEPS = frozenset(
    {"compact", "concat", "reject", "reverse", "slice", "sort", "sort_natural", "uniq", "where"}
)
_TAKES_ONE = frozenset({"find", "first", "last"})


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every path in every file."""
    scopes = Scopes(pack, sources)
    for source in sources:
        if source.template is not None:
            yield from _Reader(scopes, source).findings()


class _Reader:
    """Walks through one file with the names that are known at each place."""

    def __init__(self, scopes: Scopes, source: Source) -> None:
        self.scopes = scopes
        self.source = source
        self.names = scopes.of(source)
        self.is_closed = scopes.is_closed(source)
        self.said: set[tuple[str, str]] = set()
        self._learn_assigned()

    def _learn_assigned(self) -> None:
        """Each variable's kind, if all that is assigned to it is of one."""
        assigned: dict[str, set[Kind]] = {}
        for node in self.source.nodes():
            if isinstance(node, Assign):
                assigned.setdefault(str(node.name), set())
        self.names.update(dict.fromkeys(assigned, ANY))
        for node in self.source.nodes():
            if isinstance(node, Assign):
                assigned[str(node.name)].add(self._kind(node.expression, self.names))
        for name, kinds in assigned.items():
            self.names[name] = kinds.pop() if len(kinds) == 1 else ANY

    def findings(self) -> Iterator[Finding]:
        """What is wrong in the file."""
        assert self.source.template is not None
        yield from self._nodes(self.source.template.nodes, self.names)

    def _nodes(self, nodes: Any, names: dict[str, Kind]) -> Iterator[Finding]:
        for node in nodes:
            for expression in node.expressions():
                yield from self._expression(expression, names)
            inner = {**names, **self._bound(node, names)}
            yield from self._nodes(node.children(None, include_partials=False), inner)

    def _bound(self, node: Any, names: dict[str, Kind]) -> dict[str, Kind]:
        if isinstance(node, (For, TableRowNode)):
            loop = "forloop" if isinstance(node, For) else "tablerowloop"
            item = self._kind(node.expression.iterable, names)
            return {str(node.expression.identifier): _item(item), loop: Kind(loop)}
        if isinstance(node, Form):
            return {"form": Kind("form")}
        if isinstance(node, Paginate):
            return {"paginate": Kind("paginate")}
        return {}

    # -- expressions -----------------------------------------------------------------------------------

    def _expression(self, expression: Any, names: dict[str, Kind]) -> Iterator[Finding]:
        for each in expressions_below(expression):
            if isinstance(each, Variable):
                yield from self._path(each, names)

    def _path(self, path: Variable, names: dict[str, Kind]) -> Iterator[Finding]:
        head, *rest = path.path
        if not isinstance(head, str):
            return
        kind = names.get(head)
        if kind is None:
            yield from self._unknown(path, head)
            return
        gone = self._not_here(head, kind)
        if gone is not None:
            yield from self._say(path, "not-here", f"'{head}' is not here", gone)
            return
        for segment in rest:
            kind, fault = self._step(kind, segment)
            if fault is not None:
                yield from self._say(path, fault.kind, fault.message, fault.cure, fault.severity)

    def _step(self, kind: Kind, segment: Any) -> tuple[Kind, Any]:
        key = None if isinstance(segment, Expression) else segment
        if kind.name == "section" and key == "blocks" and self.source.folder == "sections":
            return self.scopes.blocks_of(self.source), None
        return step(kind, key)

    def _unknown(self, path: Variable, head: str) -> Iterator[Finding]:
        entry = audit.object_entry(head) if head in PUBLIC and PUBLIC[head].seen else None
        if entry is not None and entry.status is Status.NOT_HERE:
            yield from self._say(path, "not-here", f"'{head}' is not here", entry.note)
        elif self.is_closed and head not in ("none", "forloop", "tablerowloop"):
            cure = "Set it, pass it, or name it as a parameter in `{% doc %}`."
            yield from self._say(path, "unknown-name", f"nothing sets '{head}'", cure)

    @staticmethod
    def _not_here(head: str, kind: Kind) -> str | None:
        if kind.name != head or head not in PUBLIC:
            return None
        entry = audit.object_entry(head)
        return entry.note if entry.status is Status.NOT_HERE else None

    def _say(
        self, path: Variable, kind: str, message: str, cure: str, severity: str = "warning"
    ) -> Iterator[Finding]:
        """Once per file: what is nil in one place is nil in all."""
        if (kind, message) not in self.said:
            self.said.add((kind, message))
            yield self.source.finding(path.token, kind, message, cure, severity)

    # -- kinds -----------------------------------------------------------------------------------------

    def _kind(self, expression: Any, names: dict[str, Kind]) -> Kind:
        if isinstance(expression, Filtered):
            return _filtered(self._kind(expression.left, names), expression.filters or ())
        if isinstance(expression, Ternary) or not isinstance(expression, Variable):
            return ANY
        head, *rest = expression.path
        kind = names.get(head, ANY) if isinstance(head, str) else ANY
        for segment in rest:
            kind, _ = self._step(kind, segment)
        return kind


def _filtered(kind: Kind, calls: Any) -> Kind:
    for call in calls:
        assert isinstance(call, FilterCall)
        if call.name in _TAKES_ONE and kind.is_list:
            kind = kind.item
        elif (not (call.name in _KEEPS and kind.is_list) and call.name != "default") or call.name in (
            "concat",
            "default",
        ):
            return ANY
    return kind


def _item(kind: Kind) -> Kind:
    return kind.item if kind.is_list else Kind("collection") if kind.name == "collections" else ANY
