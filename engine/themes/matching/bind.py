"""Binds content to a section file: which item goes to which setting and block, what is bent, what is withheld.

One pass, greedy in a fixed order, so equal input gives equal output and the cost is linear in content times openings:
links with their labels, references and pictures, texts by the least bending; entries to the kind of block that holds
most of them; then what is left over, entries in the lead's free settings and pieces of the lead as entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .fitting import NEVER, cost, text_cost
from .shapes import Group, Leaf, Shaped
from .slots import Capacity, Field, Kind, Place, Slot

MOST_PIECES = 50
MOST_ALONE = 2
"""Leaves of a bundle that is one link and nothing else."""


@dataclass
class Node:
    """A section or block while it is bound: `values` from setting (with the way to it) to (item number, field)."""

    place: Place
    kind: Kind | None = None
    group: int | None = None
    """The number of the bundle that it shows; None for a part of the bundle around it."""
    values: dict[tuple[tuple[str, ...], str], tuple[int, str]] = field(default_factory=dict)
    blocks: list[Node] = field(default_factory=list)
    instance: int = 0
    position: int = 0

    def copy_into(self, other: Node) -> None:
        """Give another node of the same kind what this one holds."""
        other.values, other.blocks = dict(self.values), list(self.blocks)


@dataclass
class Fit:
    """What binding one shape of content to one file came to. Numbers are those of `SectionContent.items()`."""

    root: Node
    withheld: tuple[tuple[int, str], ...]
    held: float
    bent: int
    """Sum of the bending of texts and pictures."""
    regrouped: int
    """Entries that lost their grouping, and pieces of the lead that became entries."""
    adjusted: tuple[tuple[str, int], ...]
    aside: float
    """Weight of the lead's content that stands in blocks which are no parts of the lead."""
    unused: int
    """Visible settings of the lead and of blocks in use that stay empty."""


class Binder:
    """Binds one shape to one place."""

    def __init__(self, capacity: Capacity) -> None:
        self.capacity = capacity
        self.bent = 0
        self.regrouped = 0
        self.adjusted: list[tuple[str, int]] = []
        self.left: list[Leaf] = []
        """What an entry's block has no room for; it stays with its entry, so it goes nowhere else."""
        self._trials: dict[tuple[int, object], tuple[float, int, int]] = {}

    def fit(self, content: Shaped) -> Fit:
        """Bind everything."""
        root = Node(self.capacity.place, group=content.lead.number)
        self._features(root, content)
        left = self.bundle(root, content.lead.leaves)
        lost = self.entries(root, content.entries)
        for group in lost:
            rest = self.bundle(root, _all_leaves(group))
            if len(rest) < len(_all_leaves(group)):
                self.regrouped += len(content.entries) > 1
                self.adjusted.append(("unfolded", group.number))
            left += rest
        left = self.pieces(root, left) + self.left
        total = content.weight
        withheld = sorted({(leaf.number, leaf.field) for leaf in left})
        lost_weight = sum(leaf.weight for leaf in left)
        self._tidy(root)
        return Fit(
            root,
            tuple(withheld),
            total - lost_weight,
            self.bent,
            self.regrouped,
            tuple(self.adjusted),
            _aside(root, content),
            _unused(root),
        )

    # -- what a section does ------------------------------------------------------------------------------

    def _features(self, root: Node, content: Shaped) -> None:
        """A block for each function that the content has and only a block of the file brings."""
        for function in sorted(content.functions & self.capacity.optional):
            kinds = [k for k in root.place.kinds if k.how == "block" and function in k.features]
            if kinds:
                kind = min(kinds, key=lambda k: (k.is_container, len(k.wrapper), len(k.place.slots)))
                if not kind.is_container:
                    self._add(root, kind)

    # -- bundles -------------------------------------------------------------------------------------------

    def bundle(self, node: Node, leaves: Sequence[Leaf]) -> list[Leaf]:
        """Put a bundle's leaves into a node's own settings and parts; what finds no place comes back."""
        left = self._links(node, leaves)
        left = self._singles(node, left)
        left = self._texts(node, left)
        return self._split_links(node, left)

    def _homes(self, node: Node) -> list[Node]:
        return [node, *(block for block in node.blocks if block.kind is not None and block.kind.is_part)]

    def _links(self, node: Node, leaves: Sequence[Leaf]) -> list[Leaf]:
        labels = {leaf.number: leaf for leaf in leaves if leaf.kind == "label"}
        left: list[Leaf] = []
        for leaf in leaves:
            if leaf.kind == "label":
                if not any(other.kind == "url" and other.number == leaf.number for other in leaves):
                    left.append(leaf)
            elif leaf.kind != "url":
                left.append(leaf)
            elif not self._link(node, leaf, labels.get(leaf.number)):
                left += [each for each in (labels.get(leaf.number), leaf) if each is not None]
        return left

    def _link(self, node: Node, url: Leaf, label: Leaf | None) -> bool:
        for home, slot in self._open_rooms(node, "link"):
            if slot.has("label") == (label is not None):
                self._attach(node, home)
                for each in slot.fields:
                    leaf = label if each.name == "label" and label is not None else url
                    self._set(home, slot, each, leaf)
                return True
        return False

    def _singles(self, node: Node, leaves: Sequence[Leaf]) -> list[Leaf]:
        left: list[Leaf] = []
        for leaf in leaves:
            if leaf.kind in ("text", "label", "url") or not self._single(node, leaf, leaves):
                left.append(leaf)
        return left

    def _single(self, node: Node, leaf: Leaf, leaves: Sequence[Leaf]) -> bool:
        best: tuple[int, Node, Slot] | None = None
        has_film = any(other.kind == "video" for other in leaves)
        for home, slot in self._open_rooms(node, leaf.kind):
            if slot.role == "poster" and not has_film:
                continue
            bending = cost(leaf, leaf.kind, slot.role, "")
            if bending < NEVER and (best is None or bending < best[0]):
                best = (bending, home, slot)
                if bending == 0:
                    break
        if best is None:
            return False
        bending, home, slot = best
        self._attach(node, home)
        self.bent += bending
        for each in slot.fields:
            if leaf.kind != "video" or each.name in leaf.field.split("+"):
                self._set(home, slot, each, leaf)
        return leaf.kind != "video" or any(f.name in leaf.field.split("+") for f in slot.fields)

    def _open_rooms(self, node: Node, kind: str) -> list[tuple[Node, Slot]]:
        """Free slots for items of a type: its own, those of its parts, and those of one more part of each kind, which
        is not attached yet."""
        found: list[tuple[Node, Slot]] = []
        for home in self._homes(node):
            found += [
                (home, slot)
                for slot in home.place.slots
                if slot.type == kind and slot.seen and (slot.at, slot.fields[0].setting) not in home.values
            ]
        for part in node.place.kinds:
            if part.is_part and part.how == "block" and self._has_room(node, part):
                found += [
                    (Node(part.place, part), slot)
                    for slot in part.place.slots
                    if slot.type == kind and slot.seen
                ]
        return found

    def _texts(self, node: Node, leaves: Sequence[Leaf]) -> list[Leaf]:
        """Texts where they are bent least; of equals, the first in the first."""
        texts = [leaf for leaf in leaves if leaf.kind == "text"]
        if not texts:
            return list(leaves)
        done: set[tuple[int, str]] = set()
        while len(done) < len(texts):
            best: tuple[int, int, int] | None = None
            rooms = self._open_rooms(node, "text")
            if not rooms:
                break
            edges = [
                (text_cost(leaf.role, leaf.format, slot.role, slot.fields[0].type), at, room)
                for at, leaf in enumerate(texts)
                if (leaf.number, leaf.field) not in done
                for room, (_, slot) in enumerate(rooms)
            ]
            edges = sorted(edge for edge in edges if edge[0] < NEVER)
            taken: set[int] = set()
            fresh: set[int] = set()
            for bending, at, room in edges:
                leaf = texts[at]
                home, slot = rooms[room]
                is_new = home is not node and home not in node.blocks
                if (leaf.number, leaf.field) in done or room in taken:
                    continue
                if is_new and (id(home.kind) in fresh or not self._has_room(node, home.kind)):
                    continue
                self._attach(node, home)
                self._set(home, slot, slot.fields[0], leaf)
                self.bent += bending
                self._note(leaf, slot)
                done.add((leaf.number, leaf.field))
                taken.add(room)
                best = (bending, at, room)
                if is_new:
                    fresh.add(id(home.kind))
            if best is None:
                break
        return [leaf for leaf in leaves if leaf.kind != "text" or (leaf.number, leaf.field) not in done]

    def _note(self, leaf: Leaf, slot: Slot) -> None:
        form = slot.fields[0].type
        if leaf.format in ("richtext", "html") and form in ("text", "inline_richtext", "textarea"):
            self.adjusted.append(("plain", leaf.number))

    def _split_links(self, node: Node, leaves: Sequence[Leaf]) -> list[Leaf]:
        """A labelled link as a text and an address that stand together, and the other way round: only where there is
        nothing else, as in an announcement. Else a button's label would become a paragraph."""
        if any(leaf.kind not in ("url", "label", "text") for leaf in leaves) or len(leaves) > MOST_ALONE:
            return list(leaves)
        left = list(leaves)
        for url in [leaf for leaf in left if leaf.kind == "url"]:
            label = next((leaf for leaf in left if leaf.kind == "label" and leaf.number == url.number), None)
            if label is not None:
                done = self._as_text_and_address(node, url, label)
            else:
                text = next(
                    (leaf for leaf in left if leaf.kind == "text" and leaf.role in ("text", "heading")), None
                )
                done = text is not None and self._link(node, url, text)
                label = text
            if done and label is not None:
                left.remove(url)
                left.remove(label)
                self.bent += 1
        return left

    def _as_text_and_address(self, node: Node, url: Leaf, label: Leaf) -> bool:
        bare = [(h, s) for h, s in self._open_rooms(node, "link") if not s.has("label")]
        words = [
            (text_cost("text", "text", s.role, s.fields[0].type), at)
            for at, (_, s) in enumerate(self._open_rooms(node, "text"))
        ]
        words = [each for each in words if each[0] < NEVER]
        if not bare or not words:
            return False
        home, slot = self._open_rooms(node, "text")[min(words)[1]]
        self._attach(node, home)
        self._set(home, slot, slot.fields[0], label)
        self._attach(node, bare[0][0])
        self._set(bare[0][0], bare[0][1], bare[0][1].fields[0], url)
        return True

    # -- entries -------------------------------------------------------------------------------------------

    def entries(self, node: Node, groups: Sequence[Group]) -> list[Group]:
        """Put each entry into the kind of block that holds most of it; those that none holds come back."""
        lost: list[Group] = []
        for group in groups:
            kind = self._best_kind(node, group)
            if kind is None:
                lost += self._taken_apart(node, group)
                continue
            block = self._add(node, kind, group.number)
            block.position = group.number
            left = self.bundle(block, group.leaves)
            left = self._inner(block, group, left)
            self.left += self._beside(node, left) if _is_mixed(node.place) else left
        return lost

    def _inner(self, block: Node, group: Group, left: list[Leaf]) -> list[Leaf]:
        """The entries inside an entry; those that its block has no kind for give it what they hold."""
        lost = self.entries(block, group.inner)
        more = self.bundle(block, [leaf for each in lost for leaf in _all_leaves(each)])
        return self.pieces(block, left + more)

    def _beside(self, node: Node, leaves: list[Leaf]) -> list[Leaf]:
        """What an entry's block has no room for, in blocks of its own next to it, where kinds are mixed anyway."""
        blocks = Node(Place(kinds=node.place.kinds, most=node.place.most - len(node.blocks)))
        left = self.pieces(blocks, self.bundle(blocks, leaves))
        if len(left) < len(leaves):
            self.regrouped += 1
            self.adjusted.append(("parted", min(leaf.number for leaf in leaves)))
            node.blocks += blocks.blocks
        return left

    def _taken_apart(self, node: Node, group: Group) -> list[Group]:
        """An entry with entries of its own that no kind holds: those inside become entries here."""
        if not group.inner:
            return [group]
        lost = self.entries(node, group.inner)
        if len(lost) < len(group.inner):
            self.regrouped += 1
            self.adjusted.append(("flattened", group.number))
        return [Group(group.number, group.leaves), *lost] if group.leaves else lost

    def _best_kind(self, node: Node, group: Group) -> Kind | None:
        best: tuple[float, int, int, int] | None = None
        found: Kind | None = None
        for at, kind in enumerate(node.place.kinds):
            if kind.is_part or not self._has_room(node, kind):
                continue
            held, bending, unused = self._trial(kind, group)
            if held <= 0:
                continue
            score = (-held, bending + 2 * len(kind.wrapper), unused, at)
            if best is None or score < best:
                best, found = score, kind
        if found is None or best is None or not group.inner:
            return found
        apart = sum(self._most(node, each) for each in group.inner)
        return None if apart > -best[0] else found

    def _most(self, node: Node, group: Group) -> float:
        kinds = [k for k in node.place.kinds if not k.is_part]
        return max((self._trial(kind, group)[0] for kind in kinds), default=0.0)

    def _trial(self, kind: Kind, group: Group) -> tuple[float, int, int]:
        """Weight held, bending and empty settings, if the group were put into that kind. Tried once for each shape."""
        key = (id(kind), _shape(group))
        if key not in self._trials:
            trial = Binder(self.capacity)
            node = Node(kind.place, kind)
            left = trial.bundle(node, group.leaves)
            left = trial._inner(node, group, left) + trial.left
            held = group.weight() - sum(leaf.weight for leaf in left)
            self._trials[key] = (held, trial.bent + trial.regrouped, _unused(node))
        return self._trials[key]

    # -- pieces --------------------------------------------------------------------------------------------

    def pieces(self, node: Node, leaves: list[Leaf]) -> list[Leaf]:
        """Put what is left of a bundle into blocks of its own, with what belongs to it."""
        for number in range(MOST_PIECES):
            wanted = [leaf for leaf in leaves if leaf.weight > 0]
            if not wanted or (number and not _is_mixed(node.place)):
                return leaves
            group = Group(-1, tuple(leaves))
            kind = self._best_kind(node, group)
            if kind is None:
                return leaves
            block = self._add(node, kind)
            left = (
                self.pieces(block, self.bundle(block, leaves))
                if kind.place.kinds
                else self.bundle(block, leaves)
            )
            block.position = min((leaf.number for leaf in leaves if leaf not in left), default=0)
            if len(left) == len(leaves):
                node.blocks.remove(block)
                return leaves
            if not _is_mixed(node.place):
                self.regrouped += 1
                self.adjusted.append(("folded", min(leaf.number for leaf in leaves if leaf not in left)))
            leaves = left
        return leaves

    # -- blocks --------------------------------------------------------------------------------------------

    def _has_room(self, node: Node, kind: Kind | None) -> bool:
        if kind is None:
            return True
        used = sum(1 for block in node.blocks if block.kind is kind)
        if used >= kind.limit:
            return False
        if kind.how != "block" or kind.wrapper:
            return True
        outer = sum(
            1
            for block in node.blocks
            if block.kind is not None and block.kind.how == "block" and not block.kind.wrapper
        )
        return outer < node.place.most

    def _add(self, node: Node, kind: Kind, group: int | None = None) -> Node:
        number = sum(1 for block in node.blocks if block.kind is kind)
        place = Place(slots=kind.instances[number]) if kind.how == "group" else kind.place
        block = Node(place, kind, group, instance=number)
        node.blocks.append(block)
        return block

    @staticmethod
    def _attach(node: Node, home: Node) -> None:
        if home is not node and home not in node.blocks:
            node.blocks.append(home)

    @staticmethod
    def _set(home: Node, slot: Slot, each: Field, leaf: Leaf) -> None:
        name = each.name if leaf.kind == "video" else leaf.field
        home.values[slot.at, each.setting] = (leaf.number, name)

    @staticmethod
    def _tidy(root: Node) -> None:
        """Blocks in the order of what they show."""

        def first(node: Node) -> tuple[int, int]:
            own = [index for index, _ in node.values.values()]
            inner = [first(block)[0] for block in node.blocks]
            return min([*own, *inner], default=1_000_000), node.position

        for node in _nodes(root):
            node.blocks.sort(key=first)


def _nodes(node: Node) -> Iterable[Node]:
    yield node
    for block in node.blocks:
        yield from _nodes(block)


def _all_leaves(group: Group) -> list[Leaf]:
    return [*group.leaves, *(leaf for inner in group.inner for leaf in _all_leaves(inner))]


def _shape(group: Group) -> object:
    leaves = tuple((leaf.field, leaf.kind, leaf.role, leaf.format) for leaf in group.leaves)
    return leaves, tuple(_shape(inner) for inner in group.inner)


def _unused(node: Node) -> int:
    own = sum(
        1
        for slot in node.place.slots
        if slot.seen
        and slot.role not in ("alt", "described")
        and not any((slot.at, f.setting) in node.values for f in slot.fields)
    )
    return own + sum(_unused(block) for block in node.blocks)


def _aside(root: Node, content: Shaped) -> float:
    weights = {(leaf.number, leaf.field): leaf.weight for leaf in content.lead.leaves}
    pieces = [b for b in root.blocks if b.group is None and not (b.kind is not None and b.kind.is_part)]
    return sum(
        weights.get(value, 0.0)
        for piece in pieces
        for node in _nodes(piece)
        for value in node.values.values()
    )


def _is_mixed(place: Place) -> bool:
    """Whether blocks of several kinds stand there side by side, so that a piece in a block is nothing strange."""
    return sum(kind.how == "block" for kind in place.kinds) > 1


def bind(capacity: Capacity, content: Shaped) -> Fit:
    """The best binding of a shape of content to a file; each shape is bound once."""
    found = capacity.memo.get(content.key)
    if found is None:
        if len(capacity.memo) > 2_000:
            capacity.memo.clear()
        found = capacity.memo[content.key] = Binder(capacity).fit(content)
    assert isinstance(found, Fit)
    return found
