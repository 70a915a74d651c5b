"""From the bytes a terminal sends to the names of keys."""

from __future__ import annotations

import codecs
import re

_SEQUENCES = {
    "[A": "up",
    "[B": "down",
    "[C": "right",
    "[D": "left",
    "[H": "home",
    "[F": "end",
    "[1~": "home",
    "[4~": "end",
    "[5~": "page-up",
    "[6~": "page-down",
    "OA": "up",
    "OB": "down",
    "OC": "right",
    "OD": "left",
    "OH": "home",
    "OF": "end",
}
_CONTROLS = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace", "\t": "tab"}
_WHOLE = re.compile(r"\[[0-?]*[ -/]*[@-~]|O[A-Za-z]")
_BEGINNING = re.compile(r"\[[0-?]*[ -/]*|O")


class KeyDecoder:
    """Names keys; sequences may arrive in pieces.

    Names are the printable character itself, or one of those in this file, or "escape". Sequences and control
    characters that have no name here are swallowed.
    """

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("ignore").decode
        self._rest = ""

    @property
    def pending(self) -> bool:
        """True while an escape sequence, or the Escape key by itself, awaits its rest."""
        return bool(self._rest)

    def feed(self, data: bytes) -> list[str]:
        """Return the keys that the bytes complete."""
        text = self._rest + self._decode(data)
        self._rest = ""
        names: list[str] = []
        while text:
            if text[0] != "\x1b":
                name, text = _CONTROLS.get(text[0], text[0] if text[0].isprintable() else ""), text[1:]
            elif found := _WHOLE.match(text, 1):
                name, text = _SEQUENCES.get(found[0], ""), text[found.end() :]
            elif len(text) == 1 or _BEGINNING.fullmatch(text, 1):
                self._rest = text
                break
            else:
                name, text = "escape", text[1:]
            names += [name] if name else []
        return names

    def flush(self) -> list[str]:
        """Return what a pending beginning means when nothing follows: the Escape key, then what was typed after it."""
        rest, self._rest = self._rest, ""
        return ["escape", *rest[1:]] if rest else []
