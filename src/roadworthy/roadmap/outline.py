"""The blocks of a document as an outline: title, description, sections, stops."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from roadworthy.roadmap.draft import Draft
from roadworthy.roadmap.inline import Run, RunKind
from roadworthy.roadmap.kinds import is_collection, is_generic
from roadworthy.roadmap.lines import acts_as_heading, labelled, listed_lines
from roadworthy.roadmap.listing import ListReader, collected
from roadworthy.roadmap.marks import Marks, leading_number
from roadworthy.roadmap.mending import mended, mended_link
from roadworthy.roadmap.model import Finding, LegendEntry, Level, Severity
from roadworthy.roadmap.names import words_of
from roadworthy.roadmap.phrase import brackets, make_phrase
from roadworthy.roadmap.resources import resource
from roadworthy.roadmap.tree import Block, BlockKind, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_DETAILS_RANK = 7
_BOLD_RANK = 8
_CONTENTS = {("table", "of", "content"), ("content",), ("toc",), ("index",), ("inhalt",)}


@dataclass(slots=True)
class Outline:
    """What a document says, before ids: `top` holds the title, the description and what hangs on the whole."""

    top: Draft
    sections: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_outline(
    root: Block, legend: tuple[LegendEntry, ...], legend_blocks: set[int], footnotes: dict[str, Block]
) -> Outline:
    """Return the outline of a document whose legend is known."""
    return _Reader(root, legend, legend_blocks, footnotes).read()


class _Reader:
    """Walks the top-level blocks once, with a stack of the headings it is under."""

    def __init__(
        self, root: Block, legend: tuple[LegendEntry, ...], legend_blocks: set[int], footnotes: dict[str, Block]
    ) -> None:
        self.blocks = [block for block in _opened(root.children) if id(block) not in legend_blocks]
        self.marks = Marks(legend)
        self.footnotes = footnotes
        self.outline = Outline(Draft("", 1, rank=-1))
        self.lists = ListReader(self.marks, self.outline.findings, footnotes)
        self.stack: list[Draft] = []
        self.title, self.section_rank = self._ranks()
        self.last_rank = 0

    def _ranks(self) -> tuple[Block | None, int]:
        """Return the heading that is the title, and the rank down to which headings are sections."""
        ranks: list[int] = []
        first: Block | None = None
        for index, block in enumerate(self.blocks):
            rank = self._rank(block, index)
            if rank:
                ranks.append(rank)
                first = first or block
        title = first if ranks[:1] == [1] and ranks.count(1) == 1 else None
        counted = Counter(ranks[1:] if title is not None else ranks)
        return title, min([rank for rank, times in counted.items() if times > 1] or counted or [1])

    def _rank(self, block: Block, index: int) -> int:
        if block.kind is BlockKind.HEADING:
            return block.rank if plain(block.runs) or any(run.url for run in block.runs) else 0
        if block.kind is BlockKind.PARAGRAPH:
            following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
            return _BOLD_RANK if acts_as_heading(block, following) else 0
        return 0

    def read(self) -> Outline:
        for index, block in enumerate(self.blocks):
            self._block(block, index)
        for label, note in self.footnotes.items():
            if label not in self.lists.hung:
                for child in note.children:
                    self._hang(child, self.outline.top)
        if self.outline.top.children:  # stops before the first heading, or in a document without any
            self.outline.sections.insert(0, self._start())
        for section in self.outline.sections:
            _dissolve_collections(section)
        self._unknown_marks()
        return self.outline

    def _start(self) -> Draft:
        """Move the stops that stand under no section into one of their own, which is the document itself."""
        top = self.outline.top
        start = Draft(top.title, top.line, rank=-1, children=top.children)
        top.children = []
        return start

    def _unknown_marks(self) -> None:
        for mark, lines in self.marks.unknown.items():
            places = f" (and {len(lines) - 1} more times)" if len(lines) > 1 else ""
            self.outline.findings.append(
                Finding(
                    "unknown-mark",
                    Severity.WARNING,
                    lines[0],
                    f"the legend does not explain the mark {mark}{places}",
                    "add it to the legend, or use one of the legend's marks",
                )
            )

    def _block(self, block: Block, index: int) -> None:
        if block is self.title:
            self._take_title(block)
            return
        rank = self._rank(block, index)
        if rank:
            self._heading(block, rank)
        elif block.kind is BlockKind.DETAILS:
            self._heading(block, _DETAILS_RANK, heading=False)
        elif block.kind is BlockKind.DETAILS_END:
            while self.stack and self.stack[-1].rank >= _DETAILS_RANK:
                self.stack.pop()
        else:
            self._hang(block, self._owner())

    def _owner(self) -> Draft:
        """Return what a block stands under."""
        if self.stack:
            return self.stack[-1]
        return self.outline.sections[-1] if self.outline.sections else self.outline.top

    def _take_title(self, block: Block) -> None:
        top = self.outline.top
        read = self._named(block)
        top.title, top.line, top.icon = read.title, read.line, read.icon
        top.resources += read.resources
        top.number = read.number
        self.last_rank = block.rank

    def _named(self, block: Block) -> Draft:
        """Read a heading's own line."""
        phrase = make_phrase(mended(block.runs, self.outline.findings))
        draft = Draft("", block.line)
        text = phrase.text
        icons: list[str] = []
        for _ in range(3):  # "1. 🌐 Basics" and "🌐 1. Basics"
            if not draft.number:
                draft.number, text = leading_number(text)
            level, icon, text = self.marks.peel(text, 0)
            draft.level = level if draft.level is Level.UNMARKED else draft.level
            if icon:
                icons.append(icon)
        links = phrase.links(text)
        for start, end in reversed(brackets(text)):
            inside = phrase.links(text[start:end])
            if start and inside and all(is_generic(link.text) for link in inside):
                words = phrase.plain("".join(c for c in text[start + 1 : end - 1] if not "\ud800" <= c <= "\udfff"))
                draft.note(words)
                text = text[:start] + text[end:]
        title = phrase.plain(text).strip()
        title = title.rstrip(":").rstrip() or title
        pictures = [resource(picture) for picture in phrase.pictures]
        draft.title = title or next((picture.title for picture in pictures), "") or " ".join(icons)
        draft.icon = " ".join(icons)
        draft.resources = [resource(link, named=link.text.strip() == title) for link in links] + pictures
        if draft.title == draft.icon:
            draft.icon = ""
        self.lists.hang_footnotes(phrase.footnotes, draft)
        return draft

    def _heading(self, block: Block, rank: int, *, heading: bool = True) -> None:
        draft = self._named(block)
        draft.rank = rank
        if block.kind is BlockKind.HEADING:
            if self.last_rank and rank > self.last_rank + 1:
                self.outline.findings.append(
                    Finding(
                        "heading-skip",
                        Severity.WARNING,
                        block.line,
                        f"a level {rank} heading follows a level {self.last_rank} heading",
                        f"make it level {self.last_rank + 1}",
                    )
                )
            self.last_rank = rank
        while self.stack and self.stack[-1].rank >= rank:
            self.stack.pop()
        if rank <= self.section_rank and heading:
            self.stack = [draft]
            self.outline.sections.append(draft)
            return
        draft.heading = heading
        self._owner().children.append(draft)
        self.stack.append(draft)

    def _hang(self, block: Block, owner: Draft) -> None:
        """Hang a block that is no heading on what it stands under."""
        if block.kind is BlockKind.LIST:
            if _is_contents(block):
                _hang_contents(block, self.outline.top)
            else:
                self.lists.read_list(block, owner)
        elif block.kind is BlockKind.TABLE:
            self.lists.read_table(block, owner)
        elif block.kind is BlockKind.PARAGRAPH:
            self._paragraph(block, owner)
        elif block.kind is BlockKind.CODE:
            owner.note(block.text)
        elif block.kind in (BlockKind.QUOTE, BlockKind.ADMONITION, BlockKind.ITEM, BlockKind.HEADING):
            if block.runs:
                self.lists.prose(block.runs, owner)
            for child in block.children:
                self._hang(child, owner)

    def _paragraph(self, block: Block, owner: Draft) -> None:
        block.runs = mended(block.runs, self.outline.findings)
        lines = labelled(block)
        if lines:
            for runs, line in lines:
                self.lists.read_paragraph(runs, line, owner)
            return
        link = mended_link(block.runs)
        if link is not None:  # a line torn off an item: "Jenkins](https://www.jenkins.io/)"
            stop = next((child for child in owner.children if words_of(child.title) == words_of(link.text)), None)
            if stop is not None:
                stop.resources.append(resource(link, named=True))
                return
        own, lists = listed_lines(block)
        if own:
            if owner.children and plain(own):
                self.outline.findings.append(_trailing(block, owner))
            self.lists.prose(own, owner)
        for found in lists:
            self.lists.read_list(found, owner)


def _trailing(block: Block, owner: Draft) -> Finding:
    return Finding(
        "trailing-prose",
        Severity.INFO,
        block.line,
        f"prose after the stops of {owner.title or 'the document'!r} is read as a note on all of it",
        "move it above the list, or under a heading of its own",
    )


def _opened(blocks: list[Block]) -> Iterator[Block]:
    """Yield top-level blocks; quotes and admonitions that hold headings are opened."""
    for block in blocks:
        if block.kind in (BlockKind.QUOTE, BlockKind.ADMONITION) and any(
            child.kind is BlockKind.HEADING for child in block.children
        ):
            if block.runs:
                yield Block(BlockKind.PARAGRAPH, block.line, block.runs)
            yield from _opened(block.children)
        elif block.kind not in (BlockKind.FOOTNOTE, BlockKind.FRONT_MATTER):
            yield block


def _links_of(block: Block) -> Iterator[Run]:
    for run in block.runs:
        if run.kind is RunKind.LINK:
            yield run
    for child in block.children:
        yield from _links_of(child)


def _is_contents(block: Block) -> bool:
    """Say whether a list is a table of contents: nearly every item is a link into the document."""
    if block.kind is not BlockKind.LIST:
        return False
    links = list(_links_of(block))
    inner = sum(link.url.startswith("#") for link in links)
    return len(links) >= max(2, len(block.children)) and inner >= 0.8 * len(links)


def _hang_contents(block: Block, top: Draft) -> None:
    """Keep a table of contents as resources of the roadmap: its words are those of the headings."""
    for child in block.children:
        if child.kind is BlockKind.PARAGRAPH:
            phrase = make_phrase(child.runs)
            words = phrase.plain(phrase.text)
            links = phrase.links(phrase.text)
            top.resources += [resource(link, note="" if link.text == words else words) for link in links]
            if not links:
                top.note(words)
        else:
            _hang_contents(child, top)


def _dissolve_collections(section: Draft) -> None:
    """Turn headings such as "Further reading" into resources of what they stand under."""
    kept: list[Draft] = []
    for child in section.children:
        _dissolve_collections(child)
        to_read = child.rank and is_collection(child.title) and child.level is Level.UNMARKED
        if to_read and not any(grandchild.children or grandchild.claimed is not None for grandchild in child.children):
            section.resources += collected(child)
            if not child.resources and not child.children:
                section.note(" ".join([child.icon, child.title, *child.notes]))
        else:
            kept.append(child)
    section.children = kept
    if section.rank > 0 and not section.heading and is_collection(section.title) and section.children:
        _dissolve_section(section)


def _dissolve_section(section: Draft) -> None:
    """Turn the stops of a section such as "Books" into its resources, if they are all plain leaves."""
    plain_leaf = [
        not child.children and child.claimed is None and child.level is Level.UNMARKED for child in section.children
    ]
    if all(plain_leaf):
        kept = collected(Draft(section.title, 0, resources=section.resources, children=section.children))
        section.resources = [
            replace(item, note=item.note.removeprefix(section.title).removeprefix(": ")) for item in kept
        ]
        section.children = []


def is_contents_section(section: Draft) -> bool:
    """Say whether a section was the heading of the table of contents and holds nothing else."""
    return words_of(section.title) in _CONTENTS and not (section.children or section.resources or section.notes)
