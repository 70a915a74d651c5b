import learner

SECRET = {secret}


def test_file(subject):
    """The file that was written holds the answer."""
    learner.answer()
    assert (subject.workspace / "out.txt").read_text() == "done"
