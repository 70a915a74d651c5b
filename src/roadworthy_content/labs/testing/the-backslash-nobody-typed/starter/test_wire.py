"""Properties of wire.py. One is here to start from; it finds none of the bugs."""

from hypothesis import given
from hypothesis import strategies as st
from wire import Decoder, encode


@given(st.text(alphabet="abc", min_size=1, max_size=3))
def test_a_message_comes_out_again(text):
    assert Decoder().feed(encode("ada", text)) == [("ada", text)]
