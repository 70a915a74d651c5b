"""From bytes to text that is safe to read: encodings, misread runs, and characters that no roadmap needs."""

from __future__ import annotations

import codecs
import re

from roadworthy.roadmap.model import Finding, Severity
from roadworthy.roadmap.mojibake import repair

_BOMS = (  # UTF-32 before UTF-16: the mark of one begins with the mark of the other
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REPLACEMENT = "\ufffd"
_NEWLINE = re.compile(r"\r\n?")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = frozenset("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_AT_MOST = 50  # findings of one kind: a binary file has thousands


def to_text(data: bytes | str) -> tuple[str, list[Finding]]:
    """Return the document as text that holds only what a person can read, and what had to be done for it.

    Lines end in a line feed; there is no byte order mark, no control or bidirectional override character and no lone
    surrogate. Line numbers are those of the source. Never raises.
    """
    findings: list[Finding] = []
    text = data if isinstance(data, str) else _decode(data, findings)
    text = _NEWLINE.sub("\n", text.removeprefix("\ufeff"))
    text, repairs = repair(text)
    findings += [
        Finding(
            "mojibake",
            Severity.WARNING,
            fix.line,
            f"{_shown(fix.before)!r} is UTF-8 that was read as {fix.codec}; read as {_shown(fix.after)!r}",
            f"write {_shown(fix.after)!r} and save the file as UTF-8",
        )
        for fix in repairs[:_AT_MOST]
    ]
    return _without_odd(text, findings) if _ODD.search(text) else text, findings


def _decode(data: bytes, findings: list[Finding]) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_lossy(data, encoding, findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if not _UTF8_SEQUENCE.search(data) and not _BINARY.search(data):
            findings.append(
                Finding(
                    "encoding",
                    Severity.WARNING,
                    line,
                    "the file is not UTF-8; read as Windows-1252",
                    "save the file as UTF-8",
                )
            )
            return data.decode("cp1252", errors="replace")
    return _decode_lossy(data, "utf-8", findings)


def _decode_lossy(data: bytes, encoding: str, findings: list[Finding]) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        line = data[: error.start].decode(encoding, errors="replace").count("\n") + 1
        findings.append(
            Finding(
                "encoding",
                Severity.ERROR,
                line,
                f"{text.count(_REPLACEMENT)} characters could not be decoded as {error.encoding}",
                "save the file as UTF-8; what could not be read stands as \ufffd",
            )
        )
        return text


def _without_odd(text: str, findings: list[Finding]) -> str:
    """Drop what steers terminals, reorders what is seen or cannot be encoded, and report it once a line."""
    lines = text.split("\n")
    reported = 0
    for index, line in enumerate(lines):
        odd = set(_ODD.findall(line))
        if not odd:
            continue
        lines[index] = _ODD.sub(_replacement, line)
        named = sorted(odd - _SPACES - {"\ufeff"})
        if not named or reported >= _AT_MOST:
            continue
        reported += 1
        names = ", ".join(f"U+{ord(character):04X}" for character in named[:5])
        if odd & _BIDI:
            message = f"text direction controls ({names}) make this line look other than it reads; ignored"
        else:
            message = f"control characters ({names}) replaced"
        rule = "bidirectional" if odd & _BIDI else "control-character"
        findings.append(Finding(rule, Severity.WARNING, index + 1, message, "delete them"))
    return "\n".join(lines)


def _replacement(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SPACES:
        return " "
    return "" if character in _BIDI or character == "\ufeff" else _REPLACEMENT


def _shown(text: str) -> str:
    """Return text as a finding may show it: without what steers terminals, and short."""
    return _ODD.sub(_replacement, text if len(text) <= 40 else text[:39] + "…")
