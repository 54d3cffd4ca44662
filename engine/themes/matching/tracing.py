"""Follows a file's Liquid without rendering it: which settings reach the page, where, and what else it does.

Every branch is taken once, every loop's body is read once. A variable stands for the places that its value may come
from; `render` and `include` are followed with their arguments. What cannot be known stays unknown: it makes no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.liquid_tag import LiquidNode

from engine.liquid.expressions import And, Comparison, Condition, Filtered, Or, Ternary, Variable
from engine.liquid.tags.control import Case, If, Unless, When
from engine.liquid.tags.loops import For, TableRowNode
from engine.liquid.tags.partials import Include, PartialNode
from engine.liquid.tags.theme import ContentFor, Form, Paginate, Section, Sections

from .markup import Markup
from .reading import Trees
from .uses import Anchor, Path, Signal, Trace, Use

Origins = frozenset[Path]
NONE: Origins = frozenset()
MOST_STEPS, MOST_DEPTH, MOST_ORIGINS = 40_000, 12, 24
_LISTS = frozenset({"collections", "linklists", "all_products", "blogs", "pages", "articles", "metaobjects"})
"""Objects that are asked by handle, so that `collections[section.settings.x]` is the collection of that setting."""
_EVERYWHERE = _LISTS | frozenset(
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
_WORDS = (
    (re.compile(r"action\s*=\s*[\"'][^\"']*/cart/add"), ("form", "product")),
    (re.compile(r"action\s*=\s*[\"']/cart[\"'/?]"), ("form", "cart")),
    (re.compile(r"action\s*=\s*[\"']/search"), ("form", "search")),
    (re.compile(r"action\s*=\s*[\"']/contact"), ("form", "contact")),
    (re.compile(r"action\s*=\s*[\"']/account/login"), ("form", "customer_login")),
    (re.compile(r"action\s*=\s*[\"']/account/recover"), ("form", "recover_customer_password")),
    (re.compile(r"action\s*=\s*[\"']/account[\"']"), ("form", "create_customer")),
    (re.compile(r"name\s*=\s*[\"']checkout"), ("form", "checkout")),
    (re.compile(r"contact\[tags\]"), ("form", "newsletter")),
    (re.compile(r"href\s*=\s*[\"']/cart[\"'/?]"), ("routes", "cart_url")),
    (re.compile(r"href\s*=\s*[\"']/account"), ("routes", "account_url")),
    (re.compile(r"href\s*=\s*[\"']/search"), ("routes", "search_url")),
    (re.compile(r"href\s*=\s*[\"']/[\"']"), ("routes", "root_url")),
)
"""Functions that a file writes out as HTML."""


class Tracer:
    """Traces one file."""

    def __init__(self, trees: Trees) -> None:
        self.trees = trees
        self.trace = Trace()
        self.markup = Markup()
        self.names: dict[str, tuple[int, int, Origins]] = {}
        """What each name stands for, with the depth and the number of the branch in which that was said."""
        self.block: frozenset[str] | None = None
        self.branch = 0
        self.anchor_branch = 0
        """How deep in branches the last link was opened; text that is written further out stands without it too."""
        self.arm = 0
        self.arms = 0
        self.loops = 0
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
        for node in nodes:
            self.steps += 1
            if self.steps > MOST_STEPS:
                self.trace.is_whole = False
                return
            self.node(node)

    def node(self, node: Node) -> None:
        """One node and what is inside it."""
        if isinstance(node, ContentNode):
            self._text(node.text)
        elif isinstance(node, OutputNode):
            self._output(node.expression)
        elif isinstance(node, AssignNode):
            self._set(str(node.name), self.origins(node.expression))
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
            self._signal("section", _literal(node.first) or "")
        elif isinstance(node, LiquidNode):
            self.nodes(node.block.nodes)
        else:
            for expression in node.expressions():
                self.origins(expression)
            self.nodes(node.children(None, include_partials=False))  # type: ignore[arg-type]

    def _text(self, text: str) -> None:
        before = self.markup.anchors
        self.markup.write(text)
        if self.markup.anchors != before:
            self.anchor_branch = self.branch
        if "=" in text or "[" in text:
            for pattern, (kind, name) in _WORDS:
                if pattern.search(text):
                    self._signal(kind, name)

    def _capture(self, node: Any) -> None:
        before = self.markup.open.copy()
        self.nodes([node.block])
        pattern = _pattern(node.block, self)
        self._set(str(node.name), frozenset({("text", pattern)}) if pattern else NONE)
        self.markup.open = before if _is_plain(node.block) else self.markup.open

    def _conditions(self, node: Any) -> None:
        branches = [(node.condition, node.consequence)]
        branches += [(each.expression, each.block) for each in node.alternatives]
        self.branch += 1
        for condition, block in branches:
            self._tested(condition)
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
        by_type = any(_is_block(path[:-1]) and path[-1] == "type" for path in subject)
        self.branch += 1
        for block in node.blocks:
            if isinstance(block, When):
                names = {_literal(value) for value in block.values} - {None}
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
            self._use(path, (), looped=True)
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
        name = _literal(node.name)
        given = {str(arg.name): self.origins(arg.value) for arg in node.args}
        if name is None:
            for path in self.origins(node.name):
                if _is_block(path):
                    self.trace.shows_blocks = True
            return
        if node.var is not None:
            paths = self.origins(node.var)
            for path in paths if node.loop else ():
                self._use(path, (), looped=True)
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
        kind = _literal(node.first)
        if kind:
            self._signal("form", kind)
        for arg in node.args:
            for path in self.origins(arg.value):
                self._use(path, ())
        self.markup.open["form"] = self.markup.open.get("form", 0) + 1
        self.nodes([node.block])
        self.markup.open["form"] -= 1

    def _content_for(self, node: ContentFor) -> None:
        given = {str(getattr(arg, "name", "")): arg.value for arg in node.args}
        for name, value in given.items():
            if name not in ("type", "id"):
                for path in self.origins(value):
                    self._use(path, ())
        kind = _literal(given.get("type"))
        if _literal(node.first) == "block" and kind:
            self.trace.static_blocks[_literal(given.get("id")) or kind] = kind
        else:
            self.trace.shows_blocks = True

    # -- values ----------------------------------------------------------------------------------------

    def _output(self, expression: Any) -> None:
        self.markup.value()
        filters = tuple(
            call.name
            for part in (expression, getattr(expression, "left", None))
            if isinstance(part, Filtered)
            for call in part.filters or ()
        )
        for path in sorted(self.origins(expression, written=True)):
            self._use(path, filters)

    def origins(self, expression: Any, written: bool = False) -> Origins:
        """Where a value may come from. What filters are given is taken as used."""
        if isinstance(expression, Variable):
            return self._path(expression)
        if isinstance(expression, StringLiteral):
            return frozenset({("text", expression.value)})
        if isinstance(expression, Filtered):
            return self._filtered(self.origins(expression.left), expression.filters or ())
        if isinstance(expression, Ternary):
            self._tested(expression.condition)
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
                        self._use(path, (call.name,))
        return found if len(found) <= MOST_ORIGINS else frozenset(sorted(found)[:MOST_ORIGINS])

    def _path(self, variable: Variable) -> Origins:
        head, *rest = variable.path
        keys = [self._key(part) for part in rest]
        if not isinstance(head, str):
            return NONE
        known = self.names.get(head)
        roots: Origins = known[2] if known is not None else frozenset({(head,)})
        if known is None:
            self._seen((head, *(keys_of[0] for keys_of in keys if keys_of)))
        for options in keys:
            if any(len(root) == 1 and root[0] in _LISTS for root in roots):
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

    def _set(self, name: str, value: Origins) -> None:
        known = self.names.get(name)
        if known is not None and (
            self.branch > known[0] or (self.branch == known[0] and self.arm != known[1])
        ):
            value = frozenset(sorted(known[2] | value)[:MOST_ORIGINS])
            self.names[name] = (known[0], known[1], value)
        else:
            self.names[name] = (self.branch, self.arm, value)

    # -- what is noted -----------------------------------------------------------------------------------

    def _tested(self, condition: Any) -> None:
        self.origins(condition)

    def _read(self, variable: Any, how: str) -> None:
        for path in self.origins(variable):
            self._use(path, (how,), looped=True)
            self._signal(how, ".".join(path))

    def _seen(self, path: Path) -> None:
        """A path that begins with an object of the page or the shop."""
        if path[0] not in ("section", "block", "forloop"):
            self._signal(
                "routes" if path[0] == "routes" else "object",
                ".".join(path[1:] if path[0] == "routes" else path),
            )

    def _signal(self, kind: str, name: str) -> None:
        self.trace.signals.add(Signal(kind, name, self.block, self.loops > 0))

    def _use(self, path: Path, filters: tuple[str, ...], looped: bool = False) -> None:
        owner, setting, rest = _setting_of(path)
        if not owner:
            self._page_object(path, looped)
            return
        markup = self.markup
        places = markup.places()
        anchor = markup.anchors if places & {"link", "button"} or markup.tag in ("a", "button") else 0
        blocks = self.block if owner == "block" else None
        use = Use(
            owner,
            setting,
            rest,
            blocks,
            places,
            markup.tag,
            markup.attribute if markup.tag else "",
            anchor,
            filters,
            looped,
        )
        self.trace.uses.append(use)
        if anchor and not looped:
            self._in_anchor(use)

    def _in_anchor(self, use: Use) -> None:
        anchor = self.trace.anchors.setdefault(use.anchor, Anchor())
        key = (use.owner, use.setting)
        if use.tag in ("a", "button") and use.attribute in ("href", "data-href", "formaction"):
            anchor.addresses.add(key)
        elif not use.tag:
            is_picture = bool({"image_url", "image_tag", "img_url"} & {*use.filters})
            anchor.is_optional |= self.branch < self.anchor_branch
            anchor.has_picture |= is_picture
            anchor.holds_more |= bool(anchor.texts - {key}) or bool(use.rest) or is_picture
            anchor.texts.add(key)
        elif use.tag == "img":
            anchor.holds_more = anchor.has_picture = True

    def _page_object(self, path: Path, looped: bool) -> None:
        if path[0] not in ("text", "section", "block", "forloop"):
            self._signal("list" if looped else "shown", ".".join(path))

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
                text = _literal(other)
                if text and any(_is_block(p[:-1]) and p[-1] == "type" for p in self.origins(one)):
                    return frozenset({text})
        return None


def _setting_of(path: Path) -> tuple[str, str, Path]:
    """Owner, setting and what is read of it; an empty owner if the path is no setting of a section or block."""
    if path[:2] == ("section", "settings") and len(path) > 2:
        return "section", path[2], path[3:]
    for at, part in enumerate(path[:-1]):
        if part == "settings" and at > 0 and _is_block(path[:at]):
            return "block", path[at + 1], path[at + 2 :]
    return "", "", ()


def _is_block(path: Path) -> bool:
    return path == ("block",) or (path[-1:] == ("[]",) and path[-2:-1] == ("blocks",))


def _literal(expression: Any) -> str | None:
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


def _pattern(block: Any, tracer: Tracer) -> str:
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
