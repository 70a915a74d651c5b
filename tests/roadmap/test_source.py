from __future__ import annotations

import pytest

from roadworthy.roadmap.mojibake import repair
from roadworthy.roadmap.source import to_text

from .reading import read

WORDS = ("über", "naïve", "don’t", "Привет", "日本語", "🛣️", "🌐 ⚡", "© 2020", "“quoted”", "שלום", "→", "é")


@pytest.mark.parametrize("word", [word for word in WORDS if word != "é"])
@pytest.mark.parametrize("codec", ["mac_roman", "cp1252", "latin-1"])
def test_text_read_with_another_codec_is_repaired(word: str, codec: str) -> None:
    try:
        misread = word.encode().decode(codec)
    except UnicodeDecodeError:
        misread = word.encode().decode("latin-1")
    repaired, repairs = repair(f"ok\n- {misread} x\n")
    assert repaired == f"ok\n- {word} x\n"
    assert {found.line for found in repairs} == {2}


@pytest.mark.parametrize(
    "text",
    [
        *WORDS, "l’été", "“école”", "CAFÉ»", "Gruß”", "“‘Cliché’”", "naïve—à la", "…élevé…", "ÄÖÜ", "½”", "Ð", "√2 ≈ 1,41", "Ω≈ç√",
        "Â", "l‘“é”’", "∂f/∂x", "Œuvre—à", "°C", "«déjà»", "Š“é",
    ],
)  # fmt: skip
def test_text_that_is_right_is_left_alone(text: str) -> None:
    assert repair(text) == (text, [])


def test_text_misread_twice_is_repaired() -> None:
    twice = "über".encode().decode("cp1252").encode().decode("cp1252")
    assert repair(twice)[0] == "über"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-bom", "utf-16-be-bom"])
def test_unicode_encodings_are_recognised(encoding: str) -> None:
    text = "## Ü\r\n\r\n- 日本\r\n"
    if encoding.endswith("-bom"):
        data = ("\ufeff" + text).encode(encoding.removesuffix("-bom"))
    else:
        data = text.encode(encoding)
    assert to_text(data) == ("## Ü\n\n- 日本\n", [])


def test_windows_1252_is_recognised_and_reported() -> None:
    text, findings = to_text("- a\n- Größe “x”\n".encode("cp1252"))
    assert text == "- a\n- Größe “x”\n"
    assert [(finding.rule, finding.line) for finding in findings] == [("encoding", 2)]


def test_bytes_that_cannot_be_decoded_are_replaced_and_reported() -> None:
    text, findings = to_text(b"- \xc3\xbc\n- a\xff b\xfe\n")
    assert text == "- ü\n- a\ufffd b\ufffd\n"
    assert [(finding.rule, finding.line, finding.severity.value) for finding in findings] == [("encoding", 2, "error")]


def test_what_steers_terminals_or_reorders_text_is_gone_and_reported() -> None:
    text, findings = to_text("- a\x1b[31mb\n- c\u202ed\n- e\x00\ud800\n- f\u2028g\x0bh\n- i\u200fj\n")
    assert text == "- a\ufffd[31mb\n- cd\n- e\ufffd\ufffd\n- f g h\n- i\u200fj\n"
    assert [(finding.rule, finding.line) for finding in findings] == [
        ("control-character", 1), ("bidirectional", 2), ("control-character", 3),
    ]  # fmt: skip
    assert not any("\x1b" in finding.message or "\u202e" in finding.message for finding in findings)


def test_findings_of_a_binary_file_are_few() -> None:
    assert len(to_text(bytes(range(256)) * 400)[1]) <= 60


def test_old_line_ends() -> None:
    assert [found.line for found in read("- a\r- b\r\n- c\n").walk()] == [1, 2, 3]
