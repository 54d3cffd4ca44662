"""Follows a file's Liquid without rendering it: which settings reach the page, where, and what else it does.

Every branch is taken once, every loop's body is read once. A variable stands for the places that its value may come
from; `render` and `include` are followed with their arguments. What cannot be known stays unknown: it makes no claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.liquid_tag import LiquidNode

from engine.liquid.expressions import And, Comparison, Condition, Filtered, Or, Variable
from engine.liquid.tags.control import Case, If, Unless, When
from engine.liquid.tags.loops import For, TableRowNode
from engine.liquid.tags.partials import Include, PartialNode
from engine.liquid.tags.theme import ContentFor, Form, Paginate, Section, Sections

from .noting import is_block
from .origins import LISTS, NONE, Origins, Values, literal
from .reading import Trees
from .uses import Trace

MOST_STEPS, MOST_DEPTH = 40_000, 12
_EVERYWHERE = LISTS | frozenset(
    [
        "all_country_option_tags",
        "article",
        "block",
        "blog",
        "cart",
        "closest",
        "collection",
        "content_for_header",
        "current_page",
        "current_tags",
        "customer",
        "gift_card",
        "handle",
        "localization",
        "order",
        "page",
        "page_image",
        "paginate",
        "predictive_search",
        "product",
        "recommendations",
        "request",
        "routes",
        "search",
        "section",
        "settings",
        "shop",
        "template",
        "form",
        "forloop",
        "powered_by_link",
        "scripts",
        "sitemap",
    ]
)
"""Names that a snippet sees without being given them."""


class Tracer(Values):
    """Traces one file."""

    def __init__(self, trees: Trees) -> None:
        super().__init__()
        self.trees = trees
        self.arms = 0
        self.depth = 0
        self.steps = 0
        self._done: set[Any] = set()

    def file(self, path: str) -> Trace:
        """Follow the file at `path`."""
        nodes = self.trees.get(path)
        if nodes is None:
            self.trace.is_whole = False
        else:
            self.nodes(nodes)
        return self.trace

    # -- nodes -----------------------------------------------------------------------------------------

    def nodes(self, nodes: Iterable[Node]) -> None:
        """Nodes in order."""
        for node in nodes:
            self.steps += 1
            if self.steps > MOST_STEPS:
                self.trace.is_whole = False
                return
            self.node(node)

    def node(self, node: Node) -> None:
        """One node and what is inside it."""
        if isinstance(node, ContentNode):
            self.text(node.text)
        elif isinstance(node, OutputNode):
            self._output(node.expression)
        elif isinstance(node, AssignNode):
            self.set(str(node.name), self.origins(node.expression))
        elif isinstance(node, CaptureNode):
            self._capture(node)
        elif isinstance(node, (If, Unless)):
            self._conditions(node)
        elif isinstance(node, Case):
            self._case(node)
        elif isinstance(node, (For, TableRowNode)):
            self._loop(node)
        elif isinstance(node, PartialNode):
            self._partial(node)
        elif isinstance(node, Form):
            self._form(node)
        elif isinstance(node, Paginate):
            self._read(node.target, "paginate")
            self.nodes([node.block])
        elif isinstance(node, ContentFor):
            self._content_for(node)
        elif isinstance(node, (Section, Sections)):
            self.signal("section", literal(node.first) or "")
        elif isinstance(node, LiquidNode):
            self.nodes(node.block.nodes)
        else:
            for expression in node.expressions():
                self.origins(expression)
            self.nodes(node.children(None, include_partials=False))  # type: ignore[arg-type]

    def _capture(self, node: Any) -> None:
        before = self.markup.open.copy()
        self.nodes([node.block])
        pattern = _pattern(node.block)
        self.set(str(node.name), frozenset({("text", pattern)}) if pattern else NONE)
        self.markup.open = before if _is_plain(node.block) else self.markup.open

    def _conditions(self, node: Any) -> None:
        branches = [(node.condition, node.consequence)]
        branches += [(each.expression, each.block) for each in node.alternatives]
        self.branch += 1
        for condition, block in branches:
            self.tested(condition)
            if self._is_never(condition) and not isinstance(node, Unless):
                continue
            kinds = None if isinstance(node, Unless) else self._kinds(condition)
            self._arm(kinds, block)
        if node.default is not None:
            self._arm(None, node.default)
        self.branch -= 1

    def _is_never(self, condition: Any) -> bool:
        """Whether a snippet asks for an argument that it was not given."""
        asked = condition.expression if isinstance(condition, Condition) else condition
        if isinstance(asked, And):
            return self._is_never(asked.left) or self._is_never(asked.right)
        if not self.depth or not isinstance(asked, Variable) or len(asked.path) != 1:
            return False
        return asked.path[0] not in self.names and asked.path[0] not in _EVERYWHERE

    def _case(self, node: Any) -> None:
        subject = self.origins(node.expression)
        by_type = any(is_block(path[:-1]) and path[-1] == "type" for path in subject)
        self.branch += 1
        for block in node.blocks:
            if isinstance(block, When):
                names = {literal(value) for value in block.values} - {None}
                self._arm(frozenset(map(str, names)) if by_type and names else None, block.block)
            else:
                self._arm(None, block)
        self.branch -= 1

    def _arm(self, kinds: frozenset[str] | None, block: Node) -> None:
        """One branch; one that is for certain kinds of block forgets what the others said."""
        before, arm = self.block, self.arm
        self.block = kinds or before
        if kinds is None:
            self.arms += 1
            self.arm = self.arms
        self.nodes([block])
        self.block, self.arm = before, arm

    def _loop(self, node: Any) -> None:
        items = self.origins(node.expression.iterable)
        is_blocks = any(path[-1:] == ("blocks",) for path in items)
        for path in items:
            self.use(path, (), looped=True)
        name = str(node.expression.identifier)
        before = self.names.get(name)
        self.names[name] = (self.branch, self.arm, frozenset((*path, "[]") for path in items))
        self.loops += not is_blocks
        self.trace.shows_blocks |= is_blocks
        self.branch += 1
        self.nodes([node.block])
        self.loops -= not is_blocks
        if getattr(node, "default", None) is not None:
            self.nodes([node.default])
        self.branch -= 1
        if before is None:
            self.names.pop(name, None)
        else:
            self.names[name] = before

    def _partial(self, node: PartialNode) -> None:
        name = literal(node.name)
        given = {str(arg.name): self.origins(arg.value) for arg in node.args}
        if name is None:
            paths = self.origins(node.name)
            self.trace.shows_blocks |= any(is_block(path) for path in paths)
            self.trace.is_whole &= any(is_block(path) for path in paths)  # else a snippet that is not known
            return
        if node.var is not None:
            paths = self.origins(node.var)
            for path in paths if node.loop else ():
                self.use(path, (), looped=True)
            given[str(node.key(name))] = frozenset((*p, "[]") for p in paths) if node.loop else paths
        loops = bool(node.loop and node.var is not None)
        self.loops += loops
        self._follow(f"snippets/{name}.liquid", given, isinstance(node, Include))
        self.loops -= loops

    def _follow(self, path: str, given: dict[str, Origins], shares: bool) -> None:
        key = (
            path,
            frozenset(given.items()),
            self.block,
            self.loops > 0,
            self.markup.places(),
            self.markup.tag,
            self.markup.attribute,
        )
        if self.depth >= MOST_DEPTH or (key in self._done and not shares):
            return
        self._done.add(key)
        nodes = self.trees.get(path)
        if nodes is None:
            return
        before, branch = self.names, self.branch
        around = {k: v for k, v in before.items() if k in ("section",)}
        self.names = {**(before if shares else around), **{k: (0, 0, v) for k, v in given.items()}}
        arm, self.arm = self.arm, self.arm if shares else 0
        self.branch = branch if shares else 0
        self.depth += 1
        self.nodes(nodes)
        self.depth -= 1
        self.names, self.branch, self.arm = ({**before, **self.names} if shares else before), branch, arm

    def _form(self, node: Form) -> None:
        kind = literal(node.first)
        if kind:
            self.signal("form", kind)
        for arg in node.args:
            for path in self.origins(arg.value):
                self.use(path, ())
        self.markup.open["form"] = self.markup.open.get("form", 0) + 1
        self.nodes([node.block])
        self.markup.open["form"] -= 1

    def _content_for(self, node: ContentFor) -> None:
        given = {str(getattr(arg, "name", "")): arg.value for arg in node.args}
        for name, value in given.items():
            if name not in ("type", "id"):
                for path in self.origins(value):
                    self.use(path, ())
        kind = literal(given.get("type"))
        if literal(node.first) == "block" and kind:
            static_id = literal(given.get("id")) or kind
            self.trace.static_blocks[static_id] = kind
            if self.loops:
                self.trace.cards.add(static_id)
        else:
            self.trace.shows_blocks = True

    def _output(self, expression: Any) -> None:
        self.markup.value()
        filters = tuple(
            call.name
            for part in (expression, getattr(expression, "left", None))
            if isinstance(part, Filtered)
            for call in part.filters or ()
        )
        for path in sorted(self.origins(expression, written=True)):
            self.use(path, filters)

    def _read(self, variable: Any, how: str) -> None:
        for path in self.origins(variable):
            self.use(path, (how,), looped=True)
            self.signal(how, ".".join(path))

    def _kinds(self, condition: Any) -> frozenset[str] | None:
        """The kinds of block that a condition is true for, if that is what it asks."""
        if isinstance(condition, Condition):
            return self._kinds(condition.expression)
        if isinstance(condition, Or):
            left, right = self._kinds(condition.left), self._kinds(condition.right)
            return left | right if left and right else None
        if isinstance(condition, And):
            return self._kinds(condition.left) or self._kinds(condition.right)
        if isinstance(condition, Comparison) and condition.operator == "==":
            for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
                text = literal(other)
                if text and any(is_block(p[:-1]) and p[-1] == "type" for p in self.origins(one)):
                    return frozenset({text})
        return None


def _pattern(block: Any) -> str:
    """The text that a capture makes, with `*` for what is not known; empty if it is markup."""
    parts: list[str] = []
    for node in block.nodes:
        if isinstance(node, ContentNode):
            parts.append(str(node.text))
        elif isinstance(node, OutputNode):
            parts.append("*")
        else:
            return ""
    text = "".join(parts).strip()
    return "" if "<" in text or len(text) > 80 else text


def _is_plain(block: Any) -> bool:
    return not any(isinstance(node, ContentNode) and "<" in node.text for node in block.nodes)
