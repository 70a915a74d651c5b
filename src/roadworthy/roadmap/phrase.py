"""One line of an item as text in which links, code and strong words are single characters, and where it comes apart.

The stand-ins are lone surrogates, which no readable text holds (source.py sees to that), so plain regular expressions
can find separators without ever cutting a link's title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from roadworthy.roadmap.inline import Run, RunKind

ATOM = "[\ud800-\udfff]"
_FIRST = 0xD800
_MOST_ATOMS = 0x800
_ATOM = re.compile(ATOM)
_BARE_URL = re.compile(r"\b(?:https?|ftp)://[^\s<>\ud800-\udfff\"`]+", re.IGNORECASE)
_OPENING = {")": "(", "]": "[", "}": "{"}

_SCAN = re.compile(
    rf"(?P<open>[(（\[{{])|(?P<close>[)）\]}}])"
    rf"|(?P<dash>(?:(?<={ATOM})\s*|\s+)(?:[–—]|-{{1,3}})\s+)"
    rf"|(?P<colon>\s?[:：](?:(?=\s|{ATOM}|$)\s*))"
    rf"|(?P<comma>(?:[,;،؛](?=\s|{ATOM}|$)|[、，；])\s*)"
    rf"|(?P<slash>\s+(?:[/|·•→⇒]|->|=>)\s+|(?<={ATOM})\s*[/|]\s*(?={ATOM}))"
    rf"|(?P<conjunction>(?<={ATOM})\s+(?:and|or|&)\s+(?={ATOM}))"
)
SEPARATORS = {"comma", "slash", "conjunction"}


@dataclass(slots=True)
class Phrase:
    """Text with stand-ins, what they stand for, and what was beside the text: pictures and footnotes."""

    text: str
    atoms: list[Run]
    pictures: list[Run] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    overflow: list[Run] = field(default_factory=list)

    def atom(self, character: str) -> Run:
        """Return what a stand-in stands for."""
        return self.atoms[ord(character) - _FIRST]

    def plain(self, text: str) -> str:
        """Return a stretch of the text as a reader sees it, blanks squeezed."""
        if _ATOM.search(text):
            text = _ATOM.sub(lambda found: self.atom(found.group()).text, text)
        return " ".join(text.split())

    def links(self, text: str) -> list[Run]:
        """Return the links in a stretch of the text."""
        return [run for found in _ATOM.findall(text) if (run := self.atom(found)).kind is RunKind.LINK]


def make_phrase(runs: list[Run]) -> Phrase:
    """Return runs as a phrase; addresses that stand bare in the text become links."""
    phrase = Phrase("", [])
    pieces: list[str] = []
    for run in runs:
        if run.kind is RunKind.TEXT:
            if "://" in run.text:
                _with_bare_urls(run, phrase, pieces)
            else:
                pieces.append(run.text)
        elif run.kind is RunKind.IMAGE:
            if run.url:
                phrase.pictures.append(run)
            else:
                pieces.append(f" {run.text} ")
        elif run.badge:
            phrase.pictures.append(run)
        elif run.kind is RunKind.FOOTNOTE:
            phrase.footnotes.append(run.text)
        elif run.kind is RunKind.STRONG and run.text.rstrip().endswith((":", "：")):
            _add(Run(RunKind.STRONG, run.text.rstrip()[:-1].rstrip(), line=run.line), phrase, pieces)
            pieces.append(":")
        else:
            _add(run, phrase, pieces)
    badges = [run for run in phrase.pictures if run.badge and run.text.strip()]
    if badges and not "".join(pieces).strip():  # nothing but a logo: its alternative text is the name
        phrase.pictures.remove(badges[0])
        _add(badges[0], phrase, pieces)
    phrase.text = "".join(pieces)
    return phrase


def _add(run: Run, phrase: Phrase, pieces: list[str]) -> None:
    if len(phrase.atoms) >= _MOST_ATOMS:
        phrase.overflow.append(run)
        pieces.append(run.text)
        return
    pieces.append(chr(_FIRST + len(phrase.atoms)))
    phrase.atoms.append(run)


def _with_bare_urls(run: Run, phrase: Phrase, pieces: list[str]) -> None:
    position = 0
    line = run.line
    for found in _BARE_URL.finditer(run.text):
        url = trimmed_url(found.group())
        before = run.text[position : found.start()]
        pieces.append(before)
        line += before.count("\n")
        position = found.start() + len(url)
        _add(Run(RunKind.LINK, url, url, line), phrase, pieces)
    pieces.append(run.text[position:])


def trimmed_url(url: str) -> str:
    """Return a bare address without the punctuation of the sentence it stands in."""
    while url:
        last = url[-1]
        if last in ".,;:!?'*_~" or (last in _OPENING and url.count(last) > url.count(_OPENING[last])):
            url = url[:-1]
        else:
            break
    return url


@dataclass(frozen=True, slots=True)
class Cut:
    """A place outside brackets where a phrase may come apart."""

    kind: str
    start: int
    end: int


def cuts(text: str) -> list[Cut]:
    """Return the places outside brackets where a text may come apart, in order."""
    found: list[Cut] = []
    depth = 0
    for match in _SCAN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif not depth:
            found.append(Cut(kind, match.start(), match.end()))
    return found


def brackets(text: str) -> list[tuple[int, int]]:
    """Return the outermost round brackets of a text as (start, end), brackets included; unclosed ones are text."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for position, character in enumerate(text):
        if character in "(（":
            if not depth:
                start = position
            depth += 1
        elif character in ")）" and depth:
            depth -= 1
            if not depth:
                found.append((start, position + 1))
    return found
