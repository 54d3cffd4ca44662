"""Binds content to a section file: which item goes to which setting and block, what is bent, what is withheld.

One pass, greedy in a fixed order, so equal input gives equal output and the cost is linear in content times openings:
the lead in the section's settings and parts; each entry in the kind of block that holds most of it; then what is left,
entries in the lead's free settings and pieces of the lead as entries. Each shape of bundle is tried once in each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .bundles import BundleBinder, has_room
from .nodes import Node, Trial, all_groups, all_leaves
from .shapes import Group, Leaf, Shaped
from .slots import Capacity, Kind, Place, type_key

MOST_PIECES = 50
SMALL = 0.01
WORDS = frozenset({"text", "link", "label", "url"})
MEDIA = frozenset({"image", "video"})
MOST_KEPT = 4_000
"""Bindings and trials that a capacity keeps."""


@dataclass(frozen=True)
class Fit:
    """What binding one shape of content to one file came to. Numbers are those of `SectionContent.items()`."""

    root: Node
    withheld: tuple[tuple[int, str], ...]
    held: float
    bent: int
    """Sum of the bending of texts and pictures."""
    regrouped: int
    """Entries that lost their grouping, and pieces of the lead that became entries."""
    torn: bool
    """Whether a section without entries is taken apart: its heading here, the rest as an entry of a list."""
    adjusted: tuple[tuple[str, int], ...]
    aside: float
    """Weight of the lead's content that stands in blocks which are no parts of the lead."""
    unfilled: tuple[str, ...]
    """Types of the section's own settings for pictures and references that stay empty."""
    framed: bool
    """Whether the section or a block in use has a place for a picture or film."""
    kinds: frozenset[str]
    """Names of the kinds of entries in use."""
    contained: bool
    """Whether entries stand in containers that are no entries by themselves."""
    unused: int
    """Visible settings of the lead and of blocks in use that stay empty."""


class Binder(BundleBinder):
    """Binds one shape to one place."""

    def __init__(self, capacity: Capacity) -> None:
        super().__init__()
        self.capacity = capacity
        self.regrouped = 0
        self.torn = False
        self.left: list[Leaf] = []
        """What an entry's block has no room for; it stays with its entry, so it goes nowhere else."""

    def fit(self, content: Shaped) -> Fit:
        """Bind everything."""
        root = Node(self.capacity.place, group=content.lead.number)
        self._features(root, content)
        left = self.bundle(root, content.lead.leaves)
        for group in self.entries(root, content.entries):
            leaves = all_leaves(group)
            rest = self.bundle(root, leaves)
            if len(rest) < len(leaves):
                is_bundle = bool(content.lead.leaves) and len(leaves) > 1
                self.regrouped += len(content.entries) > 1 or is_bundle
                self.adjusted.append(("unfolded", group.number))
            left += rest
        left = self.pieces(root, left, has_entries=bool(content.entries)) + self.left
        root.blocks.sort(key=Node.first)
        return Fit(
            root=root,
            withheld=tuple(sorted((leaf.number, leaf.field) for leaf in left)),
            held=content.weight - sum([leaf.weight for leaf in left]),
            bent=self.bent,
            regrouped=self.regrouped,
            torn=self.torn and not content.entries,
            adjusted=tuple(self.adjusted),
            aside=_aside(root, content),
            unfilled=_unfilled(root),
            framed=any(
                MEDIA & node.place.rooms.keys()
                for node in (root, *(b for b in root.blocks if b.kind is not None and not b.kind.is_part))
            ),
            kinds=frozenset([b.kind.name for b in root.blocks if b.kind is not None and not b.kind.is_part]),
            contained=any(b.kind is not None and b.kind.is_container for b in root.blocks),
            unused=root.unused(),
        )

    def _features(self, root: Node, content: Shaped) -> None:
        """A block for each function that the content has and only a block of the file brings."""
        for function in sorted(content.functions & self.capacity.optional):
            kinds = [k for k in root.place.kinds if k.how == "block" and function in k.features]
            if kinds:
                kind = min(kinds, key=lambda k: (k.is_container, len(k.wrapper), len(k.place.slots)))
                if not kind.is_container:
                    root.blocks.append(Node(kind.place, kind))

    # -- entries -------------------------------------------------------------------------------------------

    def entries(self, node: Node, groups: Sequence[Group]) -> list[Group]:
        """Put each entry into the kind of block that holds most of it; those that none holds come back."""
        lost: list[Group] = []
        for group in groups:
            leaves = tuple(all_leaves(group))
            found = self._best_kind(node, group, leaves)
            if found is None:
                lost += self._taken_apart(node, group)
                continue
            left = self._apply(node, found, group, leaves)
            if left:
                self.left += self._beside(node, left) if node.place.is_mixed else left
        return lost

    def _apply(self, node: Node, trial: Trial, group: Group, leaves: tuple[Leaf, ...]) -> list[Leaf]:
        """A block like the trial's for this bundle. What it has no room for comes back."""
        kind = trial.node.kind
        instance = sum(1 for block in node.blocks if block.kind is kind)
        groups = tuple(all_groups(group))
        number = group.number if group.number >= 0 else None
        node.blocks.append(
            Node(trial.node.place, kind, number, instance=instance, trial=trial, leaves=leaves, groups=groups)
        )
        self.bent += trial.bent
        self.regrouped += trial.regrouped
        if trial.adjusted:
            items = {old.number: new.number for old, new in zip(trial.leaves, leaves, strict=True)}
            inner = dict(zip(trial.groups, groups, strict=True))
            among = {"unfolded": inner, "flattened": inner}
            self.adjusted += [(what, among.get(what, items).get(at, -1)) for what, at in trial.adjusted]
        return [leaves[at] for at in trial.left]

    def _inner(self, block: Node, group: Group, left: list[Leaf]) -> list[Leaf]:
        """The entries inside an entry; those that its block has no kind for give it what they hold."""
        lost = self.entries(block, group.inner) if group.inner else []
        more = self.bundle(block, [leaf for each in lost for leaf in all_leaves(each)])
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

    # -- kinds ---------------------------------------------------------------------------------------------

    def _best_kind(
        self, node: Node, group: Group, leaves: tuple[Leaf, ...], is_piece: bool = False
    ) -> Trial | None:
        best: tuple[float, int, int] | None = None
        found: Trial | None = None
        shape = _shape(group)
        whole = sum([leaf.weight for leaf in leaves])
        kinds_here = {leaf.kind for leaf in leaves}
        for kind in node.place.lists:
            if is_piece and len(node.place.lists) > 1 and not _is_for(kind, kinds_here):
                continue
            holds = kind.place.holds
            most = sum([leaf.weight for leaf in leaves if leaf.kind in holds])
            if most <= 0 or (best is not None and most < -best[0] - SMALL) or not has_room(node, kind):
                continue
            trial = self._trial(kind, group, leaves, shape)
            if trial.held <= 0:
                continue
            score = (-trial.held, trial.bent + trial.regrouped + 2 * len(kind.wrapper), trial.unused)
            if best is None or score < best:
                best, found = score, trial
                if score[1:] == (0, 0) and trial.held >= whole - SMALL:
                    break
        if found is None or not group.inner:
            return found
        return None if sum(self._most(node, each) for each in group.inner) > found.held else found

    def _most(self, node: Node, group: Group) -> float:
        leaves, shape = tuple(all_leaves(group)), _shape(group)
        return max((self._trial(k, group, leaves, shape).held for k in node.place.lists), default=0.0)

    def _trial(self, kind: Kind, group: Group, leaves: tuple[Leaf, ...], shape: object) -> Trial:
        """What would come of the group in that kind of block. Tried once for each shape."""
        kept = self.capacity.trials
        key = (id(kind), shape)
        found = kept.get(key)
        if found is None:
            if len(kept) > MOST_KEPT:
                kept.clear()
            found = kept[key] = self._tried(kind, group, leaves)
        assert isinstance(found, Trial)
        return found

    def _tried(self, kind: Kind, group: Group, leaves: tuple[Leaf, ...]) -> Trial:
        binder = Binder(self.capacity)
        node = Node(kind.place, kind)
        left = binder._inner(node, group, binder.bundle(node, group.leaves)) + binder.left
        node.blocks.sort(key=Node.first)
        lost = {(leaf.number, leaf.field) for leaf in left}
        places = tuple(at for at, leaf in enumerate(leaves) if (leaf.number, leaf.field) in lost)
        held = sum([leaf.weight for at, leaf in enumerate(leaves)]) - sum(
            [leaves[at].weight for at in places]
        )
        return Trial(
            node,
            leaves,
            tuple(all_groups(group)),
            places,
            round(held, 3),
            binder.bent,
            binder.regrouped,
            tuple(binder.adjusted),
            node.unused(),
        )

    # -- pieces --------------------------------------------------------------------------------------------

    def pieces(self, node: Node, leaves: list[Leaf], has_entries: bool = False) -> list[Leaf]:
        """Put what is left of a bundle into blocks of its own, with what belongs to it."""
        for number in range(MOST_PIECES):
            if not leaves or not node.place.lists:
                return leaves
            wanted = [leaf for leaf in leaves if leaf.weight > 0]
            # one piece, or pictures without a word, of which each is an entry
            may_go_on = number == 0 or all(leaf.kind in MEDIA for leaf in wanted)
            if not wanted or not (
                node.place.is_mixed or (may_go_on and _may_fold(node, wanted, has_entries))
            ):
                return leaves
            group, offered = Group(-1, tuple(leaves)), tuple(leaves)
            trial = self._best_kind(node, group, offered, is_piece=node.place.is_mixed)
            if trial is None:
                return leaves
            left = self._apply(node, trial, group, offered)
            if not node.place.is_mixed:
                self.regrouped += 2 if node.values else 1  # worse where it is torn apart
                self.torn |= bool(node.values)
                self.adjusted.append(("folded", min(leaf.number for leaf in leaves if leaf not in left)))
            leaves = left
        return leaves


def _is_for(kind: Kind, types: set[str]) -> bool:
    """Whether a piece of these types may stand in it: words and buttons do not take the place of a picture or product."""
    return not kind.place.rooms.keys() - WORDS or bool(kind.place.rooms.keys() & types - WORDS)


def _shape(group: Group) -> object:
    leaves = tuple([(leaf.field, leaf.kind, leaf.role, leaf.format) for leaf in group.leaves])
    return (leaves, tuple([_shape(inner) for inner in group.inner])) if group.inner else leaves


def _may_fold(node: Node, leaves: Sequence[Leaf], has_entries: bool) -> bool:
    """Whether a part of a lead may become one of a list of entries: a picture, or all there is; no stray paragraph,
    and no title among the entries that it is the title of."""
    if any(leaf.kind not in ("text", "label", "url") for leaf in leaves):
        return True
    return not node.values and not has_entries


def _aside(root: Node, content: Shaped) -> float:
    total = 0.0
    lead = {(leaf.number, leaf.field) for leaf in content.lead.leaves}
    for block in root.blocks:
        if block.group is None and block.trial is not None:
            lost = set(block.trial.left)
            total += sum(
                leaf.weight
                for at, leaf in enumerate(block.leaves)
                if at not in lost and (leaf.number, leaf.field) in lead
            )
    return total


def _unfilled(root: Node) -> tuple[str, ...]:
    """Types of which all of the section's own settings stay empty; a second picture is no more than a possibility."""
    found = []
    for kind, slots in root.place.rooms.items():
        if kind not in ("text", "link") and not any(slot.key in root.values for slot in slots):
            found += [type_key(slot.type, slot.role) for slot in slots if slot.role != "mobile"][:1]
    return tuple(found)


def bind(capacity: Capacity, content: Shaped) -> Fit:
    """The best binding of a shape of content to a file; each shape is bound once."""
    found = capacity.memo.get(content.key)
    if found is None:
        if len(capacity.memo) > MOST_KEPT:
            capacity.memo.clear()
        found = capacity.memo[content.key] = Binder(capacity).fit(content)
    assert isinstance(found, Fit)
    return found
