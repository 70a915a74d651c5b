"""Properties of wire.py: a stream survives any cut, and Seen answers like a set."""

from hypothesis import given
from hypothesis import strategies as st
from wire import Decoder, Seen, encode

# Characters that mean something to some layer are far too rare among all characters.
TRICKY = st.text("abc é🚲", max_size=12)
LONG = st.text("abc é🚲", min_size=20, max_size=60)
MESSAGES = st.lists(st.tuples(TRICKY | LONG, TRICKY | LONG), min_size=1, max_size=4)
# From a small range, so that numbers meet, touch and repeat; many, so that there are many ranges.
NUMBERS = st.lists(st.integers(0, 20), min_size=10, max_size=30) | st.lists(st.integers(0, 6))


@given(MESSAGES)
def test_messages_come_out_again(messages):
    assert Decoder().feed(b"".join(encode(*message) for message in messages)) == messages


@given(MESSAGES, st.lists(st.integers(0, 5), min_size=1))
def test_cuts_make_no_difference(messages, sizes):
    stream = b"".join(encode(*message) for message in messages)
    decoder, came = Decoder(), []
    for size in sizes:
        came += decoder.feed(stream[:size])
        stream = stream[size:]
    for start in range(len(stream)):
        came += decoder.feed(stream[start : start + 1])
    assert came == messages


@given(NUMBERS)
def test_seen_is_a_set(numbers):
    seen, model = Seen(), set()
    for number in numbers:
        assert seen.add(number) == (number not in model)
        model.add(number)
    assert {other for other in range(22) if other in seen} == model
    firsts = sorted(number for number in model if number - 1 not in model)
    lasts = sorted(number for number in model if number + 1 not in model)
    assert seen.ranges() == list(zip(firsts, lasts, strict=True))
