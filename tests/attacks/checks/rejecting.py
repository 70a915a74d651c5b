from hypothesis import given, settings
from hypothesis import strategies as st
from learner import answer

SECRET = {secret}


@settings(max_examples=20, database=None, deadline=None)
@given(st.integers(min_value=0, max_value=1))
def test_for_all(number):
    assert answer(number) == (0 if number == 0 else SECRET)
