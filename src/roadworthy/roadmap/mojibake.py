"""Repair of text that was UTF-8 but was read as another encoding: Mac Roman, Windows-1252 or Latin-1.

Every run of non-ASCII characters is tried by itself: encoded with the suspected codec and decoded as UTF-8. UTF-8 is
so regular that a run which survives this was almost surely UTF-8; what remains of the doubt (a curly quote before an
accented letter is two such characters) is settled by what comes out, see `_plausible`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_ROUNDS = 3  # text may have been misread more than once
_NAMES = {"mac_roman": "Mac Roman", "cp1252": "Windows-1252", "latin-1": "Latin-1"}

# Windows-1252 leaves five bytes undefined; what misreads them keeps them as C1 controls.
_CP1252 = {
    **{bytes([byte]).decode("cp1252", errors="ignore"): byte for byte in range(0x80, 0x100)},
    **{chr(byte): byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)},
}
_CP1252.pop("", None)


@dataclass(frozen=True, slots=True)
class Repair:
    """One run that was put right: its 1-based line, what stood there, what it is, and the codec's name for people."""

    line: int
    before: str
    after: str
    codec: str


def repair(text: str) -> tuple[str, list[Repair]]:
    """Return `text` with every misread run put right, and what was done, in source order."""
    if text.isascii():
        return text, []
    repairs: list[Repair] = []
    known: dict[str, tuple[str, str]] = {}
    pieces: list[str] = []
    done = 0
    line = 1
    for match in _RUN.finditer(text):
        run = match.group()
        if run not in known:
            known[run] = _repair_run(run)
        after, codec = known[run]
        if not codec:
            continue
        line += text.count("\n", done, match.start())
        pieces += (text[done : match.start()], after)
        done = match.end()
        repairs.append(Repair(line, run, after, codec))
    if not repairs:
        return text, []
    pieces.append(text[done:])
    return "".join(pieces), repairs


def _repair_run(run: str) -> tuple[str, str]:
    """Return what a run of non-ASCII characters is and the codec it was misread with ("" if it was not)."""
    name = ""
    for _ in range(_ROUNDS):
        for codec, spoken in _NAMES.items():
            raw = _encode(run, codec)
            if raw is None:
                continue
            try:
                decoded = raw.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if _plausible(decoded):
                run, name = decoded, name or spoken
                break
        else:
            break
    return run, name


def _encode(run: str, codec: str) -> bytes | None:
    if codec == "cp1252":
        try:
            return bytes([_CP1252[character] for character in run])
        except KeyError:
            return None
    try:
        return run.encode(codec)
    except UnicodeEncodeError:
        return None


def _plausible(decoded: str) -> bool:
    """Say whether a decoded run is what someone would have written.

    Accented Latin letters, punctuation and symbols (emoji among them) are believed at once. A single letter of another
    script is not: "’é" in "l’été" would be one Armenian letter. Two and more are.
    """
    letters = 0
    for character in decoded:
        code = ord(character)
        category = unicodedata.category(character)
        if category in {"Cc", "Cs", "Co"} or (category == "Cn" and not 0x1F000 <= code <= 0x1FAFF):
            return False  # an unassigned emoji is only newer than this Python
        if category[0] in "LMN" and code > 0x17F and not 0xFE00 <= code <= 0xFE0F:
            letters += 1
    return letters != 1 or len(decoded) > 1
