from learner import answer

SECRET = {secret}


def test_answer():
    """The answer is the one that only the checks know."""
    assert answer() == SECRET


def test_answer_again():
    """It is the same the second time."""
    assert answer() == SECRET
