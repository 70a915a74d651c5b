"""One line of a roadmap (a list item, a table's cell, a labelled paragraph) as the stops and resources it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roadworthy.roadmap.draft import Draft
from roadworthy.roadmap.inline import Run, RunKind
from roadworthy.roadmap.kinds import is_collection, is_document, is_generic, kind_of, kind_said, tagged_kind
from roadworthy.roadmap.lists import split_bracketed, split_names
from roadworthy.roadmap.marks import leading_number, task_box
from roadworthy.roadmap.mending import mended
from roadworthy.roadmap.model import Finding, Level, Resource, ResourceKind
from roadworthy.roadmap.phrase import ATOM, Phrase, brackets, cuts, make_phrase
from roadworthy.roadmap.resources import as_resources, resource

if TYPE_CHECKING:
    from roadworthy.roadmap.marks import Marks

_LONGEST_TITLE = 90  # characters
_LABEL_WORDS = 7
_NAME_WORDS = 3
_QUOTED = re.compile(r"[\"“„«](?P<title>[^\"“”„«»]+)[\"”“»]\s*[.,]?(?P<rest>\s+by\s+.{2,60}|)", re.DOTALL)
_INVITATION = re.compile(r"(?:please\s+)?(?:read|watch|see|check out|visit|listen to|follow)\b", re.IGNORECASE)
_CONNECTIVE = re.compile(
    r"(?:for|with|in|to|as|by|using|via|is|are|from|on|which|that|if|when|or|and|of|at|through|without|over|like|than|[^\w\s])",
    re.IGNORECASE,
)
_ONLY_ATOM = re.compile(rf"\s*({ATOM})\s*")
_STARTS_WITH_ATOM = re.compile(rf"({ATOM})\s*")
_BEFORE_BRACKET = re.compile(rf"\S\s+$|{ATOM}$|[^\x00-\xff\ud800-\udfff]$")  # "f(x)" is one name, "Pillow (PIL)" is not
_LINKS_IN_BRACKETS = re.compile(rf"\s*\((?:{ATOM}|[\s,/|&])+\)")
_SENTENCE_END = re.compile(r"[.!?。](?:\s+|$)")
_TRAILING = " \t\n.,;:،、。-–—"


@dataclass(slots=True)
class Line:
    """What one line names: stops, resources of what it stands under, and words that belong there too."""

    drafts: list[Draft] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)


class LineReader:
    """Reads lines with the marks of one document's legend; what it notices goes to `findings`."""

    def __init__(self, marks: Marks, findings: list[Finding]) -> None:
        self.marks = marks
        self.findings = findings

    def read(self, runs: list[Run], line: int) -> Line:
        """Return what the runs of one line name; `line` is where they begin."""
        phrase = make_phrase(mended(runs, self.findings))
        result = Line(footnotes=phrase.footnotes)
        claimed, text = task_box(phrase.text)
        level, icon, text = self.marks.peel(text, line)
        if claimed is None:
            claimed, text = task_box(text)
        number, unnumbered = leading_number(text)
        if number[:1].isalpha() and split_names(unnumbered) is not None:
            number = ""  # "Week 1: HTML, CSS" is a label and what it lists
        text = (unnumbered if number else text).strip()
        pictures = [resource(picture) for picture in [*phrase.pictures, *phrase.overflow] if picture.url]
        plain = claimed is None and level is Level.UNMARKED
        if text and not (plain and self._bare(phrase, text, line, result)):
            self._phrase(phrase, text, line, result, nested=False)
        for draft in result.drafts:
            if draft.level is Level.UNMARKED:
                _set_level(draft, level)
            draft.claimed = claimed
        if result.drafts:
            first = result.drafts[0]
            first.icon = " ".join(part for part in (icon, first.icon) if part)
            first.number = number
            first.resources += pictures
        else:
            result.notes += [words for words in (icon, number) if words]
            result.resources += pictures
        return result

    def _bare(self, phrase: Phrase, text: str, line: int, result: Line) -> bool:
        """Take a line that is nothing but an address or a quoted title: something to read."""
        alone = _ONLY_ATOM.fullmatch(text)
        if alone:
            run = phrase.atom(alone[1])
            if run.kind is RunKind.LINK and run.text in {run.url, ""}:
                result.resources.append(resource(run))
                return True
        quoted = _QUOTED.fullmatch(text)
        if quoted and not phrase.atoms and len(quoted["title"].split()) > 1:
            title, note = (" ".join(part.split()) for part in (quoted["title"], quoted["rest"]))
            result.resources.append(Resource(title, None, ResourceKind.BOOK, line, note))
            return True
        return False

    def _phrase(self, phrase: Phrase, text: str, line: int, result: Line, *, nested: bool) -> None:
        """Read a phrase: `Label: names`, `name - what it is`, or names."""
        for cut in cuts(text):
            head, rest = text[: cut.start].strip(), text[cut.end :].strip()
            if not head or not rest:
                continue
            if cut.kind == "colon" and not nested and self._is_label(head):
                self._labelled(phrase, head, rest, line, result)
                return
            if cut.kind == "dash":
                self._described(phrase, head, rest, line, result)
                return
        self._names(phrase, text, line, result)

    def _is_label(self, head: str) -> bool:
        return len(head.split()) <= _LABEL_WORDS and not _SENTENCE_END.search(head)

    def _labelled(self, phrase: Phrase, head: str, rest: str, line: int, result: Line) -> None:
        if is_collection(phrase.plain(head)) and phrase.links(rest):
            self._collection(phrase, head, rest, result)
            return
        draft = self._name(phrase, head, line)
        result.drafts.append(draft)
        inner = Line()
        if self._is_listing(rest):
            self._phrase(phrase, rest, line, inner, nested=True)
            self._hoist(inner.drafts)
            for child in inner.drafts:
                if child.link is not None and is_document(child.link.text, child.link.url) and not child.children:
                    draft.resources += as_resources(child)
                else:
                    draft.children.append(child)
            draft.notes += inner.notes
        else:
            self._describe(phrase, rest, draft)

    def _collection(self, phrase: Phrase, head: str, rest: str, result: Line) -> None:
        """Read `Books: [a](..), [b](..)`: the label says the kind where the address does not, and is each one's note."""
        label = phrase.plain(head)
        only_links = all(_ONLY_ATOM.fullmatch(part) for part, _ in split_names(rest) or [(rest, "")])
        note = label if only_links else f"{label}: {phrase.plain(rest)}"
        for link in phrase.links(rest):
            kind = kind_of(link.url, link.text)
            kind = kind_said(label) if kind is ResourceKind.LINK else kind
            result.resources.append(resource(link, note=note, kind=kind))

    def _hoist(self, drafts: list[Draft]) -> None:
        """Make names in brackets after a list siblings: in "AWS, GCP, Azure (IAM, S3)" they are not Azure's."""
        if len(drafts) > 1 and drafts[-1].link is None and all(not draft.children for draft in drafts[:-1]):
            last = drafts[-1]
            moved = [child for child in last.children if child.link is None]
            if len(moved) > 1:
                last.children = [child for child in last.children if child.link is not None]
                drafts += moved

    def _is_listing(self, rest: str) -> bool:
        if split_names(rest) is not None:
            return True
        head = rest
        for cut in cuts(rest):
            if cut.kind == "dash":
                head = rest[: cut.start]
                break
        if split_names(head) is not None:
            return True
        return bool(_STARTS_WITH_ATOM.match(rest))

    def _described(self, phrase: Phrase, head: str, rest: str, line: int, result: Line) -> None:
        before = len(result.drafts)
        self._names(phrase, head, line, result)
        drafts = result.drafts[before:]
        if not drafts:
            result.notes.append(phrase.plain(rest))
            result.resources += [resource(link) for link in phrase.links(rest)]
            return
        for draft in drafts[1:]:
            draft.note(phrase.plain(rest))
        self._describe(phrase, rest, drafts[0])

    def _describe(self, phrase: Phrase, rest: str, draft: Draft) -> None:
        """Keep a description: its words as note, its links as resources."""
        links = phrase.links(rest)
        alone = _ONLY_ATOM.fullmatch(rest.strip(_TRAILING))
        if not (alone and links):
            draft.note(self._without_generic(phrase, rest))
        draft.resources += [resource(link) for link in links]

    def _without_generic(self, phrase: Phrase, text: str) -> str:
        """Return a description without what its links in brackets are called ("(Tutorial)"): the resources say it."""
        return phrase.plain(_LINKS_IN_BRACKETS.sub("", text))

    def _names(self, phrase: Phrase, text: str, line: int, result: Line) -> None:
        names = split_names(text)
        if names is None:
            result.drafts.append(self._name(phrase, text, line))
            return
        drafts: list[Draft] = []
        for name, words in names:
            if name:
                drafts.append(self._name(phrase, name, line))
            if words:
                drafts[-1].note(phrase.plain(text) if name else words)
        shared = drafts[-1].notes
        if (
            len(shared) == 1
            and len(names) == len(drafts)
            and all(draft.link and not draft.notes for draft in drafts[:-1])
        ):
            for draft in drafts[:-1]:  # "Matplotlib / Seaborn for data visualization"
                draft.notes = list(shared)
        result.drafts += drafts

    def _name(self, phrase: Phrase, text: str, line: int) -> Draft:
        """Read one name with what is in brackets and what follows it."""
        level, icon, text = self.marks.peel(text, line)
        draft = Draft("", line, level=level, icon=icon)
        text, bracketed = _without_brackets(text)
        lead = _STARTS_WITH_ATOM.match(text)
        if lead:
            self._led_by_atom(phrase, phrase.atom(lead[1]), text[lead.end() :], draft)
        else:
            self._plain_name(phrase, text, draft)
        for inside in bracketed:
            self._bracketed(phrase, inside, draft)
        level, icon, title = self.marks.peel(draft.title, line)
        if title.strip():
            draft.title = title.strip()
            draft.level = draft.level if draft.level is not Level.UNMARKED else level
            draft.icon = " ".join(part for part in (draft.icon, icon) if part)
        _set_level(draft, draft.level)
        _shorten(draft)
        return draft

    def _led_by_atom(self, phrase: Phrase, atom: Run, rest: str, draft: Draft) -> None:
        draft.title = " ".join(atom.text.split())
        trailing = rest.strip(_TRAILING)
        if atom.kind is RunKind.LINK:
            tag, title = tagged_kind(draft.title)
            draft.title = title or atom.url
            draft.resources.append(resource(atom, named=True))
            if tag or not trailing or _CONNECTIVE.match(trailing) or len(trailing.split()) > _NAME_WORDS:
                draft.link = atom
        if not trailing:
            return
        links = phrase.links(rest)
        short = not links and len(trailing.split()) <= _NAME_WORDS and not _CONNECTIVE.match(trailing)
        if short or (atom.kind is RunKind.STRONG and not _CONNECTIVE.match(trailing)):
            draft.title = f"{draft.title} {phrase.plain(trailing)}"
            draft.resources += [resource(link) for link in links]
            return
        draft.note(self._without_generic(phrase, rest))
        for link in links:
            if is_document(link.text, link.url) or is_generic(link.text) or link.text == link.url:
                draft.resources.append(resource(link))
            else:
                child = Draft(" ".join(link.text.split()), link.line, link=link)
                child.resources.append(resource(link, named=True))
                draft.children.append(child)

    def _plain_name(self, phrase: Phrase, text: str, draft: Draft) -> None:
        links = phrase.links(text)
        draft.title = phrase.plain(text).strip(_TRAILING) or phrase.plain(text)
        draft.resources += [resource(link) for link in links]
        if len(links) == 1 and _INVITATION.match(text):
            draft.link = links[0]

    def _bracketed(self, phrase: Phrase, inside: str, draft: Draft) -> None:
        links = phrase.links(inside)
        if links:
            words = phrase.plain(
                re.sub(ATOM, lambda found: "" if phrase.atom(found.group()) in links else found.group(), inside)
            )
            if any(character.isalnum() for character in words):
                draft.note(phrase.plain(inside))
            for link in links:
                if is_generic(link.text) or is_document(link.text, link.url) or link.text == link.url:
                    draft.resources.append(resource(link))
                else:
                    child = Draft(" ".join(link.text.split()), link.line, link=link)
                    child.resources.append(resource(link, named=True))
                    draft.children.append(child)
            return
        names = split_bracketed(inside)
        if names is None:
            draft.note(phrase.plain(inside))
            return
        draft.children += [Draft(phrase.plain(name), draft.line) for name in names]
        for name, words in split_names(inside) or ():
            if words and not name:
                draft.note(words)


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """Take out what stands in brackets beside a name; return the rest and the insides."""
    kept: list[str] = []
    insides: list[str] = []
    position = 0
    for start, end in brackets(text):
        if _BEFORE_BRACKET.search(text[max(0, start - 3) : start]):
            kept.append(text[position:start])
            insides.append(text[start + 1 : end - 1])
            position = end
    return " ".join([*(part.strip() for part in kept), text[position:].strip()]).strip(), insides


def _set_level(draft: Draft, level: Level) -> None:
    """Give a line's level to everything the line names."""
    draft.level = level
    for child in draft.children:
        if child.level is Level.UNMARKED:
            _set_level(child, level)


def _shorten(draft: Draft) -> None:
    """Cut a sentence to a title; the whole of it is kept as note."""
    title = draft.title
    if len(title) <= _LONGEST_TITLE:
        return
    sentence = _SENTENCE_END.search(title)
    if sentence and sentence.start() <= _LONGEST_TITLE:
        draft.notes.insert(0, title)
        draft.title = title[: sentence.start()]
        return
    draft.notes.insert(0, title)
    draft.title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(_TRAILING) + "…"
