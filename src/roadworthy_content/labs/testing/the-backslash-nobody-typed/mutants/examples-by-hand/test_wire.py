"""Examples of what might go wrong."""

import pytest
from wire import Decoder, Seen, encode


@pytest.mark.parametrize("text", ["", "hello", "a\nb", "a\tb", "C:\\new", " é日🚲 ", "a\x85b"])
def test_texts(text):
    data = encode("ada", text)
    assert Decoder().feed(data) == [("ada", text)]
    decoder = Decoder()
    assert [message for byte in data for message in decoder.feed(bytes([byte]))] == [("ada", text)]


def test_seen():
    seen = Seen()
    assert [seen.add(number) for number in (3, 1, 2, 7, 7)] == [True, True, True, True, False]
    assert seen.ranges() == [(1, 3), (7, 7)]
    assert 4 not in seen
