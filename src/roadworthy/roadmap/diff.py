"""What changed between two versions of a roadmap, and where people's claims go."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from roadworthy.roadmap.model import Level, Roadmap, Section, Stop
from roadworthy.roadmap.names import contains, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SIMILAR = 0.62  # of two titles under the same parent
_CONTAINED = 0.8  # one title in the other
_SHARED = 0.5  # of the names below two places
_COMPARED = 200  # unmatched siblings compared with each other; beyond, only equal names are found


@dataclass(frozen=True, slots=True)
class Place:
    """A section or stop of one version: id, title, title of what it stands under ("" for a section), line."""

    id: str
    title: str
    under: str
    line: int


@dataclass(frozen=True, slots=True)
class Change:
    """A place that is in both versions, before and after."""

    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A stop whose level changed."""

    place: Place
    old: Level
    new: Level


@dataclass(frozen=True, slots=True)
class RoadmapDiff:
    """The difference of two versions of a roadmap.

    Attributes:
        added: Places only the new version has, in its order.
        removed: Places only the old version has, in its order. Claims on them are kept.
        renamed: Places whose title changed where they stand.
        moved: Places that stand under something else now (and may have a new title too).
        relevelled: Stops whose level changed.
        ids: Old id -> new id of every place that both have, unchanged ones too: claims follow it.
    """

    added: tuple[Place, ...]
    removed: tuple[Place, ...]
    renamed: tuple[Change, ...]
    moved: tuple[Change, ...]
    relevelled: tuple[LevelChange, ...]
    ids: Mapping[str, str]

    @property
    def unchanged(self) -> bool:
        """Whether both versions have the same places with the same names and levels."""
        return not (self.added or self.removed or self.renamed or self.moved or self.relevelled)


@dataclass(slots=True, eq=False)
class _Node:
    """A place with what it is compared by."""

    place: Place
    item: Section | Stop
    parent: _Node | None
    children: list[_Node] = field(default_factory=list)
    match: _Node | None = None

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.place.title) or (self.place.title,)

    @property
    def url(self) -> str:
        return next((item.url for item in self.item.resources if item.url), "")


def diff(old: Roadmap, new: Roadmap) -> RoadmapDiff:
    """Compare two versions of a roadmap.

    Places are the same if their ids are; else if, under parents that are the same, their names are; else if they alone
    share a link or a name; else if their names are similar, or most of what is below them is the same.
    """
    before, after = _nodes(old), _nodes(new)
    _Matcher(before, after).match()
    return _result(before, after)


def _nodes(roadmap: Roadmap) -> list[_Node]:
    """Return every place of a roadmap, parents before children, in source order."""
    nodes: list[_Node] = []
    waiting: list[tuple[Section | Stop, _Node | None]] = [(section, None) for section in reversed(roadmap.sections)]
    while waiting:
        item, parent = waiting.pop()
        under = parent.place.title if parent else ""
        node = _Node(Place(item.id, item.title, under, item.line), item, parent)
        nodes.append(node)
        if parent is not None:
            parent.children.append(node)
        below = item.stops if isinstance(item, Section) else item.children
        waiting += [(child, node) for child in reversed(below)]
    return nodes


class _Matcher:
    """Pairs the places of two versions, surest first."""

    def __init__(self, before: list[_Node], after: list[_Node]) -> None:
        self.before = before
        self.after = after
        self.queue: deque[_Node] = deque()

    def match(self) -> None:
        new = {node.place.id: node for node in self.after}
        for node in self.before:
            twin = new.get(node.place.id)
            if twin is not None and isinstance(twin.item, Section) is isinstance(node.item, Section):
                self._pair(node, twin)
        self._below(_tops(self.before), _tops(self.after))
        self._drain()
        for key in ("url", "words"):
            self._unique(key)
            self._drain()
        self._alike(_tops(self.before), _tops(self.after))
        self._drain()

    def _pair(self, old: _Node, new: _Node) -> None:
        old.match, new.match = new, old
        self.queue.append(old)

    def _drain(self) -> None:
        """Look below every new pair: children may have followed a parent whose id changed."""
        paired: list[_Node] = []
        while self.queue:
            node = self.queue.popleft()
            if node.match is not None:
                paired.append(node)
                self._below(node.children, node.match.children)
        for node in paired:
            if node.match is not None:
                self._alike(node.children, node.match.children)
        if self.queue:
            self._drain()

    def _below(self, old: Iterable[_Node], new: Iterable[_Node]) -> None:
        """Pair siblings of the same name."""
        named: dict[tuple[str, ...], deque[_Node]] = defaultdict(deque)
        for node in new:
            if node.match is None:
                named[node.words].append(node)
        for node in old:
            if node.match is None and named.get(node.words):
                self._pair(node, named[node.words].popleft())

    def _unique(self, key: str) -> None:
        """Pair what alone shares a link or a name on both sides, wherever it stands."""
        left, right = (_grouped(nodes, key) for nodes in (self.before, self.after))
        for value, nodes in left.items():
            twins = right.get(value, [])
            if len(nodes) == len(twins) == 1 and isinstance(nodes[0].item, Section) is isinstance(
                twins[0].item, Section
            ):
                self._pair(nodes[0], twins[0])

    def _alike(self, old: Iterable[_Node], new: Iterable[_Node]) -> None:
        """Pair siblings that are similar, most similar first."""
        left = [node for node in old if node.match is None][:_COMPARED]
        right = [node for node in new if node.match is None][:_COMPARED]
        scored = [(_likeness(one, other), i, j) for i, one in enumerate(left) for j, other in enumerate(right)]
        for score, i, j in sorted(scored, key=lambda found: (-found[0], found[1], found[2])):
            if score and left[i].match is None and right[j].match is None:
                self._pair(left[i], right[j])


def _tops(nodes: list[_Node]) -> list[_Node]:
    return [node for node in nodes if node.parent is None]


def _grouped(nodes: list[_Node], key: str) -> dict[object, list[_Node]]:
    groups: dict[object, list[_Node]] = defaultdict(list)
    for node in nodes:
        if node.match is None and (value := getattr(node, key)):
            groups[value].append(node)
    return groups


def _likeness(old: _Node, new: _Node) -> float:
    """Return how surely two siblings are one place: 0 if they are not, else up to 1."""
    if old.url and old.url == new.url:
        return 1.0
    below = {child.words for child in old.children}
    below_new = {child.words for child in new.children}
    shared = len(below & below_new) / max(len(below), len(below_new), 1)
    if shared >= _SHARED:
        return shared
    if contains(old.words, new.words) or contains(new.words, old.words):  # "Kafka", "Apache Kafka"
        return _CONTAINED
    matcher = SequenceMatcher(None, " ".join(old.words), " ".join(new.words), autojunk=False)
    if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _SIMILAR else 0.0


def _result(before: list[_Node], after: list[_Node]) -> RoadmapDiff:
    renamed: list[Change] = []
    moved: list[Change] = []
    relevelled: list[LevelChange] = []
    ids: dict[str, str] = {}
    for node in before:
        twin = node.match
        if twin is None:
            continue
        ids[node.place.id] = twin.place.id
        change = Change(node.place, twin.place)
        if (node.parent.match if node.parent else None) is not twin.parent:
            moved.append(change)
        elif node.place.title != twin.place.title:
            renamed.append(change)
        old, new = node.item, twin.item
        if isinstance(old, Stop) and isinstance(new, Stop) and old.level is not new.level:
            relevelled.append(LevelChange(twin.place, old.level, new.level))
    return RoadmapDiff(
        added=tuple(node.place for node in after if node.match is None),
        removed=tuple(node.place for node in before if node.match is None),
        renamed=tuple(renamed),
        moved=tuple(moved),
        relevelled=tuple(relevelled),
        ids=ids,
    )
