"""When do commas separate names, and when are they part of a sentence?"""

from __future__ import annotations

import re

from roadworthy.roadmap.phrase import ATOM, SEPARATORS, Cut, brackets, cuts

_ATOM_FIRST = re.compile(rf"\s*{ATOM}")
_CONJUNCTION = re.compile(r"\s*(?:and|or|&|und|et|y)\s+", re.IGNORECASE)
_REMAINDER = re.compile(
    r"\s*(?:and )?(?:etc\.?|more|others|so on|\.\.\.|…|and more|and so on|and others|et al\.?)[.…]*\s*", re.IGNORECASE
)
_LAST_TWO = re.compile(r"(\S+(?:\s\S+)?)\s+(and|or)\s+(\S+(?:\s\S+)?)", re.IGNORECASE)
_MOST_WORDS = 4
_MOST_WORDS_LAST = 6
_SENTENCE = re.compile(r"[.!?]\s+\S")
# Words that a name in the middle of a list does not have: with one of them the commas belong to a sentence.
_SENTENCE_WORDS = frozenset(
    [
        "with",
        "using",
        "like",
        "including",
        "is",
        "are",
        "was",
        "be",
        "such",
        "between",
        "how",
        "your",
        "you",
        "it",
        "its",
        "this",
        "that",
        "these",
        "which",
        "who",
        "when",
        "where",
        "if",
        "then",
        "because",
        "so",
        "but",
        "we",
        "they",
        "i",
        "can",
        "should",
        "will",
        "may",
        "not",
        "than",
        "into",
        "about",
        "from",
        "via",
        "without",
        "while",
        "has",
        "have",
        "do",
        "does",
        "e.g.",
        "i.e.",
    ]
)
_SENTENCE_STARTS = frozenset(
    [
        "learn",
        "use",
        "understand",
        "understanding",
        "write",
        "read",
        "build",
        "create",
        "know",
        "practice",
        "practise",
        "explore",
        "using",
        "install",
        "implement",
        "handle",
        "handling",
        "work",
        "working",
        "set",
        "get",
        "make",
        "try",
        "start",
        "study",
        "master",
        "choose",
        "pick",
        "avoid",
        "see",
        "watch",
        "find",
        "take",
        "add",
        "do",
        "familiarize",
        "familiarise",
        "experiment",
        "configure",
        "if",
        "when",
        "while",
        "for",
        "to",
    ]
)
_NOT_NAMES = frozenset(
    [
        "if",
        "else",
        "elif",
        "for",
        "while",
        "try",
        "except",
        "finally",
        "and",
        "or",
        "not",
        "in",
        "is",
        "as",
        "e.g.",
        "i.e.",
        "eg",
        "ie",
        "such",
        "the",
        "a",
        "an",
    ]
)


def split_names(text: str) -> list[tuple[str, str]] | None:
    """Split a text into the names it lists: `"Nginx, Apache, Tomcat"`.

    Returns:
        Pairs of a name and the words that joined it to the list ("and"; "" mostly), or None if the text is no list.
        A pair without a name holds what a list may end in ("etc.").
    """
    places = [cut for cut in cuts(text) if cut.kind in SEPARATORS]
    if not places:
        return None
    pieces = _pieces(text, places)
    while len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()
    found = _LAST_TWO.fullmatch(pieces[-1].strip())
    if found and places[-1].kind == "comma":  # "Lists, Queues and Trees"
        pieces[-1:] = [found[1], f"{found[2]} {found[3]}"]
    joined: list[tuple[str, str]] = []
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        name, words = piece, ""
        if last and (conjunction := _CONJUNCTION.match(piece)) and not _REMAINDER.fullmatch(piece):
            words, name = conjunction.group().strip(), piece[conjunction.end() :]
        if last and index and _REMAINDER.fullmatch(piece):
            joined.append(("", piece.strip()))
            continue
        if not _is_name(name, first=index == 0, last=last):
            return None
        joined.append((name, words))
    return joined if len(joined) > 1 else None


def _pieces(text: str, places: list[Cut]) -> list[str]:
    pieces: list[str] = []
    position = 0
    for cut in places:
        pieces.append(text[position : cut.start])
        position = cut.end
        if cut.kind == "conjunction":  # its word is kept with what follows
            position = cut.start
    pieces.append(text[position:])
    return pieces


def _is_name(piece: str, *, first: bool, last: bool) -> bool:
    stripped = piece.strip()
    for start, end in reversed(brackets(stripped)):
        stripped = stripped[:start] + stripped[end:]
    words = stripped.split()
    if not words or _SENTENCE.search(stripped):
        return False
    conjunction = _CONJUNCTION.match(piece)
    if conjunction:
        words = words[1:]
    if not words:
        return False
    lowered = [word.lower() for word in words]
    starts_with_atom = bool(_ATOM_FIRST.match(" ".join(words)))
    if len(words) > (_MOST_WORDS_LAST if last else _MOST_WORDS) and not (starts_with_atom and last):
        return False
    if not starts_with_atom and len(words) > 1 and lowered[0] in _SENTENCE_STARTS:
        return False
    if not last and any(word in _SENTENCE_WORDS for word in lowered):
        return False
    return not (last and not first and not starts_with_atom and lowered[0] in _SENTENCE_WORDS)


def split_bracketed(text: str) -> list[str] | None:
    """Split the inside of brackets into names: `"IAM, S3, EC2, Lambda, etc."`; None if it holds other words.

    Function words are not names: "(if, else, for, while)" explains, it does not list.
    """
    names = split_names(text)
    if names is None:
        return None
    found = [name.strip(" .") for name, _ in names if name.strip(" .")]
    if any(name.lower() in _NOT_NAMES or len(name.split()) > 3 for name in found):
        return None
    if any(words and name for name, words in names):  # a conjunction would be lost
        return None
    return found if len(found) > 1 else None
