"""Lists and tables as stops: what an item names, what hangs on it, and which items are resources of another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.roadmap.draft import Draft
from roadworthy.roadmap.inline import Run, RunKind
from roadworthy.roadmap.item import Line, LineReader
from roadworthy.roadmap.kinds import is_about, is_collection, is_document, kind_said
from roadworthy.roadmap.lines import listed_lines
from roadworthy.roadmap.model import Finding, Level, Resource, ResourceKind
from roadworthy.roadmap.names import components, words_of
from roadworthy.roadmap.phrase import make_phrase
from roadworthy.roadmap.resources import as_resources, resource
from roadworthy.roadmap.tables import read_rows
from roadworthy.roadmap.tree import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roadworthy.roadmap.marks import Marks

_Names = dict[tuple[str, ...], "Draft"]


class ListReader:
    """Reads the lists of one document.

    Args:
        marks: Of the document's legend.
        findings: What is noticed goes here.
        footnotes: Label -> block; those that were hung somewhere are added to `hung`.
    """

    def __init__(self, marks: Marks, findings: list[Finding], footnotes: Mapping[str, Block]) -> None:
        self.lines = LineReader(marks, findings)
        self.footnotes = footnotes
        self.hung: set[str] = set()
        self.names: dict[int, tuple[int, _Names]] = {}

    def read_list(self, block: Block, owner: Draft, uncles: _Names | None = None) -> None:
        """Hang what a list names on `owner`; `uncles` are the stops beside the item that the list stands under."""
        read = [self._own_line(item) for item in block.children]
        siblings = self._names_below(owner)
        for line, _ in read:
            for draft in line.drafts:
                siblings.setdefault(words_of(draft.title), draft)
        for line, rest in read:
            self._hang(line, rest, owner, siblings, uncles or {})

    def _names_below(self, owner: Draft) -> _Names:
        """Return the children of an owner by name; kept up to date, since an owner may have very many lists."""
        count, names = self.names.get(id(owner), (0, {}))
        for child in owner.children[count:]:
            names.setdefault(words_of(child.title), child)
        self.names[id(owner)] = (len(owner.children), names)
        return names

    def read_paragraph(self, runs: list[Run], line: int, owner: Draft) -> None:
        """Hang what a labelled paragraph lists on `owner`, as if it were an item; prose after a label is prose."""
        read = self.lines.read(runs, line)
        if not any(draft.children or draft.resources for draft in read.drafts) and not read.resources:
            self.prose(runs, owner)
            return
        self._take(read, owner)
        owner.children += read.drafts

    def read_table(self, block: Block, owner: Draft) -> None:
        """Hang the rows of a table on `owner`."""
        for row in read_rows(block, self.lines):
            self._take(row, owner)
            for draft in row.drafts:
                if draft.link is not None and is_document(draft.link.text, draft.link.url) and not draft.children:
                    owner.resources += as_resources(draft)
                else:
                    owner.children.append(draft)

    def prose(self, runs: list[Run], owner: Draft) -> None:
        """Keep prose under `owner`: its words as note, its links and pictures as resources."""
        phrase = make_phrase(runs)
        if any(character.isalnum() for character in phrase.text) or any(not run.url for run in phrase.atoms):
            owner.note(phrase.plain(phrase.text))  # not of links alone: their names are in the resources
        owner.resources += [resource(link) for link in phrase.atoms + phrase.overflow if link.kind is RunKind.LINK]
        owner.resources += [resource(picture) for picture in phrase.pictures]
        self.hang_footnotes(phrase.footnotes, owner)

    def _own_line(self, item: Block) -> tuple[Line, list[Block]]:
        """Read an item's own line; return it with the blocks that are left."""
        blocks = item.children
        if not blocks or blocks[0].kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            return Line(), blocks
        own, lists = listed_lines(blocks[0])
        return self.lines.read(own, blocks[0].line), [*lists, *blocks[1:]]

    def _hang(self, line: Line, rest: list[Block], owner: Draft, siblings: _Names, uncles: _Names) -> None:
        """Hang one item on its owner."""
        drafts = line.drafts
        self._take(line, drafts[-1] if drafts else owner)
        # What is below "A, B, C", or below an empty item, is first hung on a stand-in for the owner.
        inner = (
            drafts[0] if len(drafts) == 1 else Draft(owner.title, owner.line, heading=owner.heading, rank=owner.rank)
        )
        for block in rest:
            self._inner_block(block, inner, siblings)
        if len(drafts) != 1:  # stops go to the last of the names, what is to be read to the owner
            (drafts[-1] if drafts else owner).children += inner.children
            owner.resources += inner.resources
            owner.notes += inner.notes
            self.names.pop(id(inner), None)
        for draft in drafts:
            if not self._place(draft, owner, uncles) and siblings.get(words_of(draft.title)) is draft:
                del siblings[words_of(draft.title)]  # nothing can hang on what is no stop

    def _inner_block(self, block: Block, owner: Draft, siblings: _Names) -> None:
        if block.kind is BlockKind.LIST:
            self.read_list(block, owner, siblings)
        elif block.kind is BlockKind.TABLE:
            self.read_table(block, owner)
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.DETAILS):
            own, lists = listed_lines(block)
            self.prose(own, owner)
            for found in lists:
                self.read_list(found, owner, siblings)
        elif block.kind is BlockKind.CODE:
            owner.note(block.text)
        else:
            if block.runs:
                self.prose(block.runs, owner)
            for child in block.children:
                self._inner_block(child, owner, siblings)

    def _place(self, draft: Draft, owner: Draft, uncles: _Names) -> bool:
        """Put a draft among the children of its owner (True), or among the resources of what it is about (False)."""
        if is_collection(draft.title) and draft.link is None and _all_to_read(draft) and owner.title:
            owner.resources += collected(draft)
            return False
        targets = self._targets(draft, owner, uncles)
        for target in targets:
            target.resources += as_resources(draft)
        if not targets:
            owner.children.append(draft)
        return not targets

    def _targets(self, draft: Draft, owner: Draft, uncles: _Names) -> list[Draft]:
        """Return what a draft is something to read about; nothing if it is a stop of its own."""
        link = draft.link
        if link is None or draft.level is not Level.UNMARKED or draft.claimed is not None or draft.children:
            return []
        named = self._named_by(draft, uncles)
        if named:
            return named
        words = words_of(draft.title)
        if words and words == words_of(owner.title) and (owner.heading or not owner.rank):
            return [owner]
        if is_document(link.text, link.url) or is_about(draft.title, link.url, owner.title):
            at = (
                words[start:end]
                for start in range(len(words))
                for end in range(start + 1, min(len(words), start + 6) + 1)
            )
            return [next((uncles[name] for name in at if name in uncles), owner)]
        return []

    def _named_by(self, draft: Draft, uncles: _Names) -> list[Draft]:
        """Return the stops beside the parent that a nested link names: `[DNS & Domain](...)` names two."""
        if not uncles:
            return []
        whole = uncles.get(words_of(draft.title))
        if whole is not None:
            return [whole]
        parts = components(draft.title)
        return [uncles[part] for part in parts if part in uncles] if len(parts) > 1 else []

    def _take(self, line: Line, owner: Draft) -> None:
        owner.resources += line.resources
        for words in line.notes:
            owner.note(words)
        self.hang_footnotes(line.footnotes, owner)

    def hang_footnotes(self, labels: list[str], owner: Draft) -> None:
        """Hang the footnotes that were referred to on what refers to them."""
        for label in labels:
            block = self.footnotes.get(label)
            if block is not None and label not in self.hung:
                self.hung.add(label)
                for child in block.children:
                    self._inner_block(child, owner, {})


def _all_to_read(draft: Draft) -> bool:
    """Say whether everything below a draft is a leaf that can be read."""
    leaves = [child for child in draft.children if not child.children and child.level is Level.UNMARKED]
    return len(leaves) == len(draft.children) and bool(draft.children or draft.resources)


def collected(draft: Draft) -> list[Resource]:
    """Return what is below a draft such as "Further reading" as resources; its title becomes their note."""
    found = list(draft.resources)
    for child in draft.children:
        found += as_resources(child)
    title = " ".join(part for part in (draft.icon, draft.number, draft.title, *draft.notes) if part)
    said = kind_said(draft.title)
    return [
        replace(
            item,
            kind=said if item.kind is ResourceKind.LINK else item.kind,
            note=": ".join(part for part in (title, item.note) if part),
        )
        for item in found
    ]
