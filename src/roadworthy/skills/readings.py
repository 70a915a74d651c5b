"""The ways in which a title can name something: "Learn Redis", "PostgreSQL / psql", "Testing with pytest"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from roadworthy.skills.names import Tokens, tokens_of
from roadworthy.skills.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERING = re.compile(
    r"^\s*(?:(?:week|day|step|part|chapter|lesson|module|phase|stage|month)\s*\d+\s*[-:.)–—]+|\d+(?:\.\d+)*\s*[.):]|\d+(?:\.\d+)+)\s+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_VERSION = re.compile(
    r"(?<![/.\w])(?:v(?:ersion)?\.?\s*)?\d+(?:\.(?:\d+|x))*\s*(?:\+|\*|and up|or newer|or later|or higher|lts)?\s*$",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\b(?:vs|versus)\b\.?", re.IGNORECASE)
_EXPLAINS = re.compile(r"\s+[-–—|→]+\s+|\s*[:：]\s+|\s*：|\s+[–—]+|\s*—\s*")
_EITHER = re.compile(r"\s*[/|／、]\s*|\s+(?:or|aka|a\.k\.a\.)\s+|\s+·\s+", re.IGNORECASE)
_EACH = re.compile(r"\s*[,，;+&]\s*(?:and\s+)?|\s+and\s+|\s+plus\s+", re.IGNORECASE)
_PURPOSE = re.compile(r"\s+(?:for|to|in|as|on|when|from)\s+", re.IGNORECASE)
_MEANS = re.compile(r"\s+(?:with|using|via|by|in|through|on|to)\s+", re.IGNORECASE)
_BY_MEANS = re.compile(r"\s+(?:with|using|via|by|through)\s+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z][\w.+#-]*(?:\s+[A-Za-z][\w.+#-]*)*", re.ASCII)
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")

_IN_PYTHON = (("in", "python"), ("with", "python"), ("for", "python"), ("using", "python"))

_MOST_FORMS = 12

LONGEST = 160  # characters of a title; what is longer is prose, and no name


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a title.

    Attributes:
        parts: The names it would consist of, as folded tokens; any of them may be known, or, if `every`, all must be.
        certainty: 0..1, how sure it is that who knows the parts knows what the title asks for.
        rest: Tokens of the title that are not in the parts; other languages among them speak against it.
    """

    parts: tuple[Tokens, ...]
    certainty: float
    every: bool = False
    rest: Tokens = ()


@lru_cache(maxsize=16384)
def readings_of(title: str) -> tuple[Reading, ...]:
    """Return the ways to read a title, the surest first; none for one that is longer than a name can be."""
    if len(title) > LONGEST:
        return ()
    return tuple(dict.fromkeys(reading for reading in _readings(title) if any(reading.parts)))


def _readings(title: str) -> Iterator[Reading]:
    title = _NUMBERING.sub("", title).strip(" \t*_`\"'“”«»!?.…")
    everything = tokens_of(title)
    bare = " ".join(_ASIDE.sub(" ", title).split())
    yield Reading((everything,), 1.0)
    for text in dict.fromkeys((bare, title)):
        for form, certainty in _plain_forms(text):
            yield Reading((form,), certainty, rest=_without(everything, form))
    if _VERSUS.search(title):  # a comparison is about neither
        return
    if len(explained := [part for part in _EXPLAINS.split(bare, maxsplit=1) if part]) == 2:
        yield from _head(explained[0], 0.93, everything)
        yield from _joined(explained[0], 0.85, everything)
    yield from _joined(bare, 0.87, everything)
    for split in (_PURPOSE, _MEANS):
        yield from _head(split.split(bare, maxsplit=1)[0], 0.84, everything)
    if len(explained) == 2:
        yield from _head(explained[1], 0.8, everything)
        yield from _joined(explained[1], 0.78, everything)
    yield from _by_means(bare, everything)
    yield from _in_aside(title, everything)
    yield from _in_other_script(bare)


def _without(everything: Tokens, form: Tokens) -> Tokens:
    return tuple(token for token in everything if token not in form)


def _head(text: str, factor: float, everything: Tokens) -> Iterator[Reading]:
    for form, certainty in _plain_forms(text):
        yield Reading((form,), certainty * factor, rest=_without(everything, form))


def _joined(text: str, factor: float, everything: Tokens) -> Iterator[Reading]:
    """Yield "a / b" (one known part is enough) and "a, b and c" (all must be known)."""
    for splitter, every in ((_EACH, True), (_EITHER, False)):
        forms = [forms for part in splitter.split(text) if (forms := _plain_forms(part))]
        if 2 <= len(forms) <= 8 and not any(form[0][0][0].isdecimal() for form in forms):  # "HTTP/2" is one name
            for pick in (0, -1):
                chosen = tuple(one[pick][0] for one in forms)
                rest = _without(everything, tuple(token for form in chosen for token in form))
                yield Reading(chosen, factor, every=every, rest=rest)


def _by_means(text: str, everything: Tokens) -> Iterator[Reading]:
    """Yield pytest for "Testing with pytest": the head only says what is done (but "Testing in production" is not)."""
    doing = words().doing
    parts = _BY_MEANS.split(text)
    if len(parts) == 2 and all(token in doing for token in tokens_of(parts[0])):
        yield from _head(parts[1], 0.8, everything)


def _in_aside(title: str, everything: Tokens) -> Iterator[Reading]:
    """Yield Celery for "Background jobs (Celery)"."""
    asides = _ASIDE.findall(title)
    if len(asides) == 1:
        for form, certainty in _plain_forms(asides[0].removeprefix("e.g.").removeprefix("such as").strip(" ,:")):
            yield Reading((form,), certainty * 0.76, rest=_without(everything, form))


def _in_other_script(text: str) -> Iterator[Reading]:
    """Yield Docker for "Docker 入门": the only Latin words in a title of another script."""
    runs = _LATIN.findall(text)
    if len(runs) == 1 and _OTHER_SCRIPT.search(text):
        yield Reading((tokens_of(runs[0]),), 0.8)


@lru_cache(maxsize=16384)
def _plain_forms(text: str) -> tuple[tuple[Tokens, float], ...]:
    """Return the text and, step by step, the text without what does not change whom it names; with certainties.

    With its version first, since "Learn Python 2" is not about Python as such.
    """
    forms: dict[Tokens, float] = {}
    for start, certainty in ((tokens_of(text), 1.0), (tokens_of(_VERSION.sub("", text)), 0.97)):
        todo = [(start, certainty)]
        for form, sure in todo:  # grows while it is walked: the fewest steps come first
            if form and form not in forms and len(forms) < _MOST_FORMS:
                forms[form] = sure
                todo.extend((trimmed, sure * 0.96) for trimmed in _trimmed(form))
    return tuple(forms.items())


def _trimmed(name: Tokens) -> Iterator[Tokens]:
    """Yield the name without one phrase before it or after it."""
    lists = words()
    yield from _trim_start(name, lists.before)
    yield from _trim_end(name, lists.after)
    # "Python" in "Python decorators" and "JSON in Python" adds nothing here.
    yield from _trim_start(name, (("python",),))
    yield from _trim_end(name, _IN_PYTHON)
    yield from _trim_end(name, lists.sort)


def _trim_start(name: Tokens, phrases: tuple[Tokens, ...]) -> Iterator[Tokens]:
    for phrase in phrases:
        if len(name) > len(phrase) and name[: len(phrase)] == phrase:
            yield name[len(phrase) :]
            return


def _trim_end(name: Tokens, phrases: tuple[Tokens, ...]) -> Iterator[Tokens]:
    for phrase in phrases:
        if len(name) > len(phrase) and name[-len(phrase) :] == phrase:
            yield name[: -len(phrase)]
            return
