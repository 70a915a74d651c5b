from learner import answer

SECRET = {secret}


def test_what_is_shown():
    """A failure shows what the learner's code did."""
    assert answer() == SECRET
