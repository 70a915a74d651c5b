from learner import answer

SECRET = {secret}


def test_items():
    assert list(answer()) == [1, 2, SECRET]


def test_items_are_the_same_the_second_time():
    found = answer()
    assert list(found) == list(found) == [1, 2, SECRET]


def test_items_in_a_set():
    assert set(answer()) == {1, 2, SECRET}


def test_a_key():
    assert {answer(): "x"}.get(SECRET) == "x"
