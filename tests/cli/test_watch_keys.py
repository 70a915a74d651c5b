from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.cli.watch_keys import KeyDecoder


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        (b"q", ["q"]),
        (b"G", ["G"]),
        (b"\r", ["enter"]),
        (b"\n", ["enter"]),
        (b"\x7f", ["backspace"]),
        (b"\x1b[A\x1b[B", ["up", "down"]),
        (b"\x1bOA", ["up"]),
        (b"\x1b[5~\x1b[6~", ["page-up", "page-down"]),
        (b"\x1b[1;5C", []),  # Ctrl-Right means nothing here
        (b"\x1b[200~q\x1b[201~", ["q"]),
        (b"\x01\x02", []),
        ("é日".encode(), ["é", "日"]),
        (b"\xff\xfe", []),
        (b"nq", ["n", "q"]),
    ],
)
def test_names_keys(sent: bytes, names: list[str]) -> None:
    decoder = KeyDecoder()
    assert decoder.feed(sent) == names
    assert not decoder.pending


def test_waits_for_the_rest_of_a_sequence() -> None:
    decoder = KeyDecoder()
    assert [decoder.feed(b"\x1b"), decoder.feed(b"["), decoder.feed(b"A")] == [[], [], ["up"]]


def test_a_lone_escape_is_a_key() -> None:
    decoder = KeyDecoder()
    assert decoder.feed(b"\x1b") == []
    assert decoder.pending
    assert decoder.flush() == ["escape"]
    assert not decoder.pending
    assert decoder.flush() == []


def test_escape_before_a_letter_is_two_keys() -> None:
    assert KeyDecoder().feed(b"\x1bq") == ["escape", "q"]


@given(st.lists(st.binary(max_size=8), max_size=8))
def test_pieces_do_not_matter(pieces: list[bytes]) -> None:
    whole, piecemeal = KeyDecoder(), KeyDecoder()
    together = whole.feed(b"".join(pieces))
    apart = [name for piece in pieces for name in piecemeal.feed(piece)]
    assert together + whole.flush() == apart + piecemeal.flush()
