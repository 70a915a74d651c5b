"""Making text safe to show: what learners, labs and roadmaps wrote must not steer the terminal.

A terminal obeys control characters (move the cursor, retitle the window, answer as if typed), and bidirectional
overrides make a line read differently from what it says (CVE-2021-42574). Both are shown here instead of obeyed.
"""

from __future__ import annotations

import re

# C0 without tab and newline, DEL, C1, the bidirectional embeddings, overrides and isolates, line and paragraph
# separators, and lone surrogates (which no output encoding accepts).
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def shown(text: str) -> str:
    r"""Return the text with everything a terminal would obey spelled out (``\x1b``); tabs and newlines stay."""
    return _OBEYED.sub(_spelled, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return `shown(text)` with runs of white space, newlines too, made single spaces."""
    return " ".join(shown(text).split())


def cut(text: str, lines: int) -> tuple[str, int]:
    """Return the first `lines` lines of the text and how many lines were left out."""
    kept = text.splitlines()
    return "\n".join(kept[:lines]), max(0, len(kept) - lines)


def count(number: int, noun: str) -> str:
    """Return "1 check", "2 checks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def seconds(value: float) -> str:
    """Return a duration for people: "14 ms", "0.21 s", "3.4 s", "2 min 5 s"."""
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    if value < 60:
        return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s"
