from learner import answer

SECRET = {secret}


def test_exact_type():
    assert type(answer()) is int and answer() == SECRET


def test_identity():
    assert answer() is True


def test_none():
    assert answer() is None
